import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium } from "../../support/chromium.ts";
import { openPage, type PageOptions } from "../../support/page.ts";
import { type PlaygroundProgram, playgroundProgram, START_MS } from "../../support/playground-program.ts";
import { startProgram } from "../../support/program.ts";

/** Compressed, in the page's own words. */
const SCRIPT_BYTES = `performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith(".js")).reduce((sum, { transferSize }) => sum + transferSize, 0)`;

let opened: PlaygroundProgram;

describe.runIf(hasChromium)("the playground's page", () => {
  beforeAll(async () => {
    opened = await playgroundProgram();
  }, START_MS);

  afterAll(() => opened.close());

  const open = (options?: PageOptions) => openPage(opened.browser, opened.url, options);

  test("an example is clicked, and the reply stands there for both platforms", async () => {
    const { page, last, complaints } = await open();
    await page.getByRole("button", { name: /^\/dog beagle/ }).click();
    await last("Discord").getByText("Amiable, even tempered").waitFor();
    await last("Slack").getByText("Amiable, even tempered").waitFor();
    expect(await last("Discord").getByText("ann", { exact: true }).count()).toBe(1);
    expect(await last("Discord").getByRole("button", { name: "Another" }).count()).toBe(1);
    expect(await last("Slack").getByRole("button", { name: "Another" }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("a form takes a file along", async () => {
    const { page, last } = await open();
    await page.locator("#line").fill("/shelf import");
    await page.getByRole("button", { name: "Form of /shelf import" }).click();
    const form = page.getByRole("dialog", { name: "/shelf import" });
    const csv = "Title,Author,Exclusive Shelf\nMoby-Dick,Herman Melville,read\n";
    await form
      .locator("input[type=file]")
      .setInputFiles({ name: "books.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    await form.getByRole("button", { name: "Ask" }).click();
    for (const platform of ["Discord", "Slack"] as const) {
      const reply = last(platform).getByText(/1 book/);
      await reply.first().waitFor();
    }
  });

  test("a picture that can't be reached has a stand-in that says so", async () => {
    const { page, asks, last } = await open();
    await asks("/dog beagle");
    await page.getByText(/^Stand-in pictures: no way to/).waitFor();
    for (const platform of ["Discord", "Slack"] as const) {
      const picture = last(platform).getByRole("img", { name: "A beagle" });
      expect(await picture.getAttribute("src")).toMatch(/dog-beagle/);
      await expect.poll(() => picture.evaluate((image) => image.naturalWidth)).toBe(480);
    }
  });

  test.each(["Discord", "Slack"] as const)("a button pressed on %s changes both sides", async (platform) => {
    const { asks, last } = await open();
    await asks("/mars 2020-06-10");
    const pictures = () =>
      last("Discord")
        .getByRole("img", { name: /sol 2,789/ })
        .evaluateAll((all) => all.map(({ src }) => src));
    const before = await pictures();
    await last(platform).getByRole("button", { name: "Next ▶" }).click();
    for (const each of ["Discord", "Slack"] as const) {
      await last(each).getByRole("button", { name: "◀ Previous" }).waitFor();
    }
    expect(before).toHaveLength(4);
    expect(await pictures()).not.toEqual(before);
  });

  test("a preview is seen by one person alone, and sent to all", async () => {
    const { page, asks, last, becomes } = await open();
    await asks("/gif shrug");
    await last("Slack").getByText("Only visible to you").waitFor();
    await last("Discord").getByText("Only you can see this").waitFor();
    await becomes("bob");
    await page.getByText("ann sees something here that nobody else can see.").waitFor();
    expect(await page.getByRole("group", { name: "Slack", exact: true }).count()).toBe(0);
    await becomes("ann");
    await last("Slack").getByRole("button", { name: "Send" }).click();
    await last("Slack").getByText("ann searched for").waitFor();
    await becomes("bob");
    expect(await page.getByText("nobody else can see").count()).toBe(0);
    expect(await last("Discord").getByText("ann searched for").count()).toBe(1);
  });

  test("a private message is dismissed with the keyboard", async () => {
    const { page, asks, last } = await open();
    await asks("/gif shrug");
    await last("Discord").getByRole("button", { name: "Dismiss message" }).press("Enter");
    await expect.poll(() => page.locator(".turn").count()).toBe(0);
  });

  test("what is typed is completed with the keyboard alone", async () => {
    const { page } = await open();
    const line = page.getByRole("combobox", { name: "Command" });
    await line.pressSequentially("/do");
    await page.getByRole("option", { name: /^\/dog/ }).waitFor();
    await line.press("Tab");
    await expect.poll(() => line.inputValue()).toBe("/dog ");
    await line.pressSequentially("beag");
    await page.getByRole("option", { name: /^Beagle/ }).waitFor();
    await line.press("ArrowDown");
    const active = await line.getAttribute("aria-activedescendant");
    expect(await page.locator(`#${active}`).getAttribute("aria-selected")).toBe("true");
    await line.press("Enter");
    await expect.poll(() => line.inputValue()).toMatch(/^\/dog Beagle/);
    await line.press("Escape");
    expect(await line.getAttribute("aria-expanded")).toBe("false");
    await line.press("Enter");
    await page.getByText("Amiable, even tempered").first().waitFor();
    await line.press("ArrowUp");
    expect(await line.inputValue()).toMatch(/^\/dog Beagle/);
  });

  test("while the answer is on its way, the arrows move among what still fits", async () => {
    const { page } = await open();
    const line = page.getByRole("combobox", { name: "Command" });
    await line.pressSequentially("/dog ");
    await page.getByRole("option", { name: /^Affenpinscher/ }).waitFor();
    // It never comes
    await page.route("**/playground/suggest-line", () => {});
    await line.pressSequentially("beag");
    expect(await page.locator("#line-suggestions").getByRole("option").allInnerTexts()).toEqual([
      expect.stringMatching(/^Beagle/),
    ]);
    await line.press("ArrowDown");
    await line.press("Enter");
    expect(await line.inputValue()).toMatch(/^\/dog Beagle/);
  });

  test("a missing option opens the form, which says what is wrong and then asks", async () => {
    const { page, last } = await open();
    const line = page.getByRole("combobox", { name: "Command" });
    await line.fill("/book");
    await line.press("Enter");
    const form = page.getByRole("dialog", { name: "/book" });
    await form.waitFor();
    await form.getByRole("button", { name: "Ask" }).click();
    const query = form.getByRole("textbox", { name: "Which book?" });
    await expect.poll(() => query.getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator(":focus").getAttribute("id")).toBe(await query.getAttribute("id"));
    await query.fill("moby dick");
    await form.getByRole("button", { name: "Ask" }).click();
    await last("Discord").getByText("Moby-Dick; or, The Whale", { exact: true }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("a form is left with Escape, and the focus goes back", async () => {
    const { page } = await open();
    await page.locator("#line").fill("/dog ");
    const button = page.getByRole("button", { name: "Form of /dog" });
    await button.focus();
    await button.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    expect(await page.locator(":focus").textContent()).toContain("Form of /dog");
  });

  test("a select that searches offers what the bot suggests", async () => {
    const { page, last } = await open();
    await page.locator("#line").fill("/dog");
    await page.getByRole("button", { name: "Form of /dog" }).click();
    const breed = page.getByRole("dialog").getByRole("combobox", { name: "Breed" });
    await breed.pressSequentially("beagl");
    await page.getByRole("option", { name: "Beagle (recorded)", exact: true }).waitFor();
    await breed.press("ArrowDown");
    await breed.press("Enter");
    expect(await breed.inputValue()).toBe("Beagle (recorded)");
    await page.getByRole("button", { name: "Ask" }).click();
    await last("Slack").getByText("Amiable, even tempered").waitFor();
  });

  test("hostile text stays text", async () => {
    const { page, asks, last, complaints } = await open();
    await page.getByRole("combobox", { name: "Fault" }).selectOption("hostile-text");
    for (const line of ["/dog beagle", "/mars 2020-06-10", "/book moby dick"]) await asks(line);
    for (const platform of ["Discord", "Slack"] as const) {
      const title = last(platform).getByRole("link", { name: /Moby-Dick @everyone <!channel> <@U0ANYBODY>/ });
      expect(await title.getAttribute("href")).toMatch(/^https:\/\/books\.google\.com\//);
    }
    const links = await page.locator(".drawn a").evaluateAll((all) => all.map(({ protocol }) => protocol));
    expect(links).not.toContain("javascript:");
    expect(await page.locator(".drawn script, .drawn iframe, .drawn [onerror]").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("the server stops, and what was typed is still there", async () => {
    const other = startProgram(["--recorded"], { PLAYGROUND: "on" });
    const address = /http:[^\s"#]+/.exec(await other.says(/the playground is open/))?.[0] ?? "";
    const { page } = await openPage(opened.browser, address);
    other.kill("SIGTERM");
    await other.ended;
    await page.locator("#line").fill("/dog beagle");
    await page.locator("#line").press("Enter");
    await page.getByText("Magpie is not running any more.").waitFor();
    expect(await page.locator("#line").inputValue()).toBe("/dog beagle");
  });

  test("without JavaScript it says what to do", async () => {
    const { page } = await open({ hasScript: false });
    const said = await page.locator(".no-script").innerText();
    expect(said).toContain("Turn JavaScript on");
    expect(said).toContain("npm run chat -- --recorded");
  });

  test("the theme is chosen and remembered", async () => {
    const { page } = await open();
    const theme = () => page.locator("html").getAttribute("data-theme");
    expect(await theme()).toBe("light");
    await page.getByRole("combobox", { name: "Theme" }).selectOption("dark");
    await expect.poll(theme).toBe("dark");
    await page.reload();
    await expect.poll(theme).toBe("dark");
  });

  test("nothing is loaded for drawing before the first reply, and the first screen is light", async () => {
    const { page, asks } = await open();
    const loaded = (): Promise<number> => page.evaluate(SCRIPT_BYTES);
    const first = await loaded();
    expect(first).toBeGreaterThan(1_000);
    expect(first).toBeLessThan(100_000);
    await asks("/dog beagle");
    expect((await loaded()) - first).toBeLessThan(400_000);
  });

  test.each([
    { theme: "light", width: 1280 },
    { theme: "dark", width: 1280 },
    { theme: "light", width: 390 },
    { theme: "dark", width: 390 },
  ] as const)("axe-core finds nothing: $theme, $width px wide", async (options) => {
    const { page, asks, flaws } = await open(options);
    expect(await flaws()).toEqual([]);
    for (const line of ["/gif shrug", "/book moby dick", "/covid germany", "/dog beagle", "/quota"]) await asks(line);
    await page.locator(".details summary").last().click();
    expect(await flaws()).toEqual([]);
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(overflow).toBeLessThanOrEqual(0);
    await page.locator("#line").fill("/book");
    await page.getByRole("button", { name: "Form of /book" }).click();
    await page.getByRole("dialog").waitFor();
    expect(await flaws()).toEqual([]);
  });
});
