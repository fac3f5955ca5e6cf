import axe from "axe-core";
import type { Browser, Locator, Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** The playground's page in a browser, and who sits before it. */
export interface OpenPage {
  readonly page: Page;
  /** Types a line, sends it and waits until there is one more reply than before; `waits`: and nothing takes its place any more. */
  asks(line: string, options?: { readonly waits?: boolean }): Promise<void>;
  /** The last reply on one platform. */
  last(platform: "Discord" | "Slack"): Locator;
  /** Chooses who types. */
  becomes(person: string): Promise<void>;
  /** What axe-core finds, in its own words. */
  flaws(): Promise<readonly string[]>;
  /** What the browser refused to load, run or draw, and what broke. */
  readonly complaints: readonly string[];
}

export interface PageOptions {
  readonly width?: number;
  readonly theme?: "light" | "dark";
  readonly hasScript?: boolean;
}

/** Opens the page; pictures of the world can't be reached. Closed when the test ends. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<OpenPage> {
  const opened = await pageOf(browser, url, options);
  onTestFinished(() => opened.page.context().close());
  return opened;
}

/** The same for several tests; closed with the browser. */
export async function pageOf(browser: Browser, url: string, options: PageOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.theme ?? "light",
    javaScriptEnabled: options.hasScript ?? true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await page.route(/^https:/, (route) => route.abort());
  await page.goto(url);
  if (options.hasScript !== false) await page.locator("#line:enabled").waitFor();
  return {
    page,
    complaints,
    asks: async (line, { waits = true } = {}) => {
      const replies = page.locator(".turn .sides, .turn .problem");
      const before = await replies.count();
      await page.locator("#line").fill(line);
      await page.locator("#line").press("Escape");
      await page.locator("#line").press("Enter");
      await replies.nth(before).waitFor();
      await page.locator(".turn").last().getByText("Magpie", { exact: true }).first().waitFor();
      if (waits) await page.locator('.turn:last-child[aria-busy="false"]').waitFor();
    },
    last: (platform) => page.getByRole("group", { name: platform, exact: true }).last(),
    becomes: async (person) => {
      await page.getByRole("radio", { name: person }).check({ force: true });
    },
    flaws: async () => {
      await page.evaluate(axe.source);
      return page.evaluate(`axe.run().then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))`);
    },
  };
}
