import type { Browser, Page } from "playwright-core";
import { hasChromium, openChromium } from "../test/support/chromium.ts";
import { median } from "./measure.ts";
import { MAGPIE, startProgram } from "./program.ts";

/** Notes when a command can be typed, by the page's own clock: 0 is when the browser set out for the page. */
const WATCH = `new MutationObserver((_, observer) => {
  if (document.querySelector("#line:enabled") === null) return;
  globalThis.readyAt = performance.now();
  observer.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true });`;

/** Of all scripts that the page has loaded, as they came: compressed. */
const SCRIPT_BYTES = `performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith(".js")).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`;

export interface PageCost {
  /** From setting out for the page until a command can be typed, in milliseconds. */
  readonly readyMs: number;
  /** From Enter until the first reply stands there for both platforms, in milliseconds: both renderers are loaded for it. */
  readonly firstReplyMs: number;
  /** The same for the next reply. */
  readonly nextReplyMs: number;
  /** Compressed. */
  readonly firstScreenBytes: number;
  readonly rendererBytes: number;
}

/** The playground's page in browsers that have never seen it; undefined where there is no browser. */
export async function measurePage(visits: number): Promise<PageCost | undefined> {
  if (!hasChromium) return undefined;
  const env = { HOST: "127.0.0.1", PORT: "0", FAIR_SHARE: "off", DATABASE_URL: "sqlite::memory:" };
  const program = await startProgram([...MAGPIE, "--recorded"], env);
  const [, port] = /"port":(\d+)/.exec(program.output) ?? [];
  const browser = await openChromium();
  try {
    const url = `http://127.0.0.1:${port}/`;
    // The first visit of all waits for the browser's own start
    await visit(browser, url);
    const costs: PageCost[] = [];
    for (let count = 0; count < visits; count += 1) costs.push(await visit(browser, url));
    const of = (key: keyof PageCost) => median(costs.map((cost) => cost[key]));
    return {
      readyMs: of("readyMs"),
      firstReplyMs: of("firstReplyMs"),
      nextReplyMs: of("nextReplyMs"),
      firstScreenBytes: of("firstScreenBytes"),
      rendererBytes: of("rendererBytes"),
    };
  } finally {
    await browser.close();
    await program.stop();
  }
}

/** A context of its own has nothing cached. */
async function visit(browser: Browser, url: string): Promise<PageCost> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  await page.route(/^https:/, (route) => route.abort());
  await page.goto(url);
  await page.locator("#line:enabled").waitFor();
  const readyMs = await figure(page, "readyAt");
  const firstScreenBytes = await figure(page, SCRIPT_BYTES);
  const firstReplyMs = await ask(page);
  const rendererBytes = (await figure(page, SCRIPT_BYTES)) - firstScreenBytes;
  const nextReplyMs = await ask(page);
  await context.close();
  return { readyMs, firstReplyMs, nextReplyMs, firstScreenBytes, rendererBytes };
}

async function ask(page: Page): Promise<number> {
  const before = await page.locator(".turn").count();
  await page.locator("#line").fill("/dog beagle");
  await page.locator("#line").press("Escape");
  const startedAt = performance.now();
  await page.locator("#line").press("Enter");
  const turn = page.locator(".turn").nth(before);
  for (const name of ["Discord", "Slack"]) {
    await turn.getByRole("group", { name, exact: true }).getByText("Amiable, even tempered").waitFor();
  }
  return performance.now() - startedAt;
}

async function figure(page: Page, expression: string): Promise<number> {
  const value: unknown = await page.evaluate(expression);
  if (typeof value !== "number") throw new Error(`the page has no figure: ${expression}`);
  return value;
}
