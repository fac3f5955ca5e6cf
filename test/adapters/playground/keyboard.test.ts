import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium } from "../../support/chromium.ts";
import { openPage } from "../../support/page.ts";
import { type PlaygroundProgram, playgroundProgram, START_MS } from "../../support/playground-program.ts";

/** Further than anybody would go. */
const MOST_STEPS = 60;

/** What has the focus, shadows included: its name, and whether one sees that it has. */
const FOCUSED = `(() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const { outlineStyle } = getComputedStyle(element);
  const named = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
  const name = named.trim() === "" ? (element.getRootNode().host?.textContent ?? "") : named;
  return { name: name.replace(/\\s+/g, " ").trim(), hasRing: outlineStyle !== "none" };
})()`;

interface Focused {
  readonly name: string;
  readonly hasRing: boolean;
}

let opened: PlaygroundProgram;

describe.runIf(hasChromium)("with the keyboard alone", () => {
  beforeAll(async () => {
    opened = await playgroundProgram();
  }, START_MS);

  afterAll(() => opened.close());

  test("from the open page to a pressed button, a form, another person and another theme", async () => {
    const { page, last, complaints } = await openPage(opened.browser, opened.url);
    const { keyboard } = page;
    await steps(page, "Tab", "Skip to the command line");
    await keyboard.press("Enter");
    await keyboard.type("/mars 2020-06-10");
    await keyboard.press("Escape");
    await keyboard.press("Enter");
    const next = last("Slack").getByRole("button", { name: "Next ▶" });
    await next.waitFor();

    // Slack's button is the nearer one on the way back, Discord's comes after it
    await steps(page, "Shift+Tab", "Next ▶");
    await keyboard.press("Enter");
    for (const platform of ["Discord", "Slack"] as const) {
      await last(platform).getByRole("button", { name: "◀ Previous" }).waitFor();
    }
    await steps(page, "Shift+Tab", "◀ Previous", "Discord");
    await keyboard.press("Space");
    await expect.poll(() => last("Slack").getByRole("button", { name: "◀ Previous" }).count()).toBe(0);

    await steps(page, "Shift+Tab", "ann");
    await keyboard.press("ArrowRight");
    expect(await page.getByRole("radio", { name: "bob" }).isChecked()).toBe(true);

    await steps(page, "Tab", "Command");
    await keyboard.type("/book");
    await keyboard.press("Escape");
    await keyboard.press("Enter");
    await page.getByRole("dialog", { name: "/book" }).waitFor();
    await expect.poll(async () => (await focused(page)).name).toContain("Which book?");
    await keyboard.type("moby dick");
    await keyboard.press("Enter");
    await last("Discord").getByText("Moby-Dick; or, The Whale", { exact: true }).waitFor();
    expect(await page.locator(".turn").last().getByRole("heading").first().textContent()).toContain("bob");

    await steps(page, "Shift+Tab", /^Theme/);
    await keyboard.press("d");
    await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(complaints).toEqual([]);
  });

  test("a select that searches opens with an arrow, and Escape leaves the list before the form", async () => {
    const { page } = await openPage(opened.browser, opened.url);
    const { keyboard } = page;
    await page.locator("#line").focus();
    await keyboard.type("/dog ");
    await keyboard.press("Escape");
    await steps(page, "Tab", "Form of /dog");
    await keyboard.press("Enter");
    const breed = page.getByRole("dialog").getByRole("combobox", { name: "Breed" });
    await expect.poll(async () => (await focused(page)).name).toContain("Breed");
    await keyboard.press("ArrowDown");
    await expect.poll(() => breed.getAttribute("aria-expanded")).toBe("true");
    await keyboard.press("Escape");
    await expect.poll(() => breed.getAttribute("aria-expanded")).toBe("false");
    await keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  });
});

/** Goes on until what has this name has the focus, in this side where one is named, and one sees it. */
async function steps(page: Page, key: "Tab" | "Shift+Tab", name: string | RegExp, side?: string): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await page.keyboard.press(key);
    const there = await focused(page);
    const isThere = typeof name === "string" ? there.name === name : name.test(there.name);
    if (isThere && (side === undefined || (await sideOf(page)) === side)) {
      if (!there.hasRing && !QUIET.includes(there.name)) throw new Error(`one does not see that ${name} has the focus`);
      return;
    }
    passed.push(there.name);
  }
  throw new Error(`${name} can't be reached, only ${passed.join(", ")}`);
}

/** Show the focus on what lies round them. */
const QUIET: readonly string[] = ["ann", "Command"];

function focused(page: Page): Promise<Focused> {
  return page.evaluate<Focused>(FOCUSED);
}

function sideOf(page: Page): Promise<string | null> {
  return page.evaluate<string | null>(`document.activeElement.closest(".side")?.getAttribute("aria-label") ?? null`);
}
