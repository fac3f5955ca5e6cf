import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defineCommand } from "../../../src/core/command.ts";
import { type Button, buttons, card, filePart, reply } from "../../../src/core/reply.ts";
import { bold, link, t } from "../../../src/core/text.ts";
import { hasChromium, openChromium } from "../../support/chromium.ts";
import { openPage } from "../../support/page.ts";
import { playground } from "../../support/playground.ts";

const LONG = "Whatever can be long is long. ".repeat(300);
const TWENTY = Array.from({ length: 20 }, (_, index) => index);

const button = (index: number): Button => ({
  label: `${index} ${LONG}`,
  press: { do: "run", command: "full", options: { index, more: LONG }, into: "update" },
});

/** More of everything than either platform takes. */
const full = defineCommand({
  name: "full",
  description: "Reaches every cap at once",
  options: {},
  run: async () =>
    reply(
      ...TWENTY.map((index) =>
        card({
          accent: 0x336699,
          title: `${index} ${LONG}`,
          url: `https://example.com/${index}`,
          lines: [t`${LONG}${bold(LONG)}${link(LONG, "https://example.com/")}`],
          fields: TWENTY.map((field) => ({ name: `${field} ${LONG}`, value: [LONG] })),
          images: TWENTY.slice(0, 4).map((image) => ({ url: `https://example.com/${index}/${image}.png`, alt: LONG })),
          thumbnail: { url: `https://example.com/${index}.png`, alt: LONG },
          footer: LONG,
        }),
      ),
      ...TWENTY.map((index) =>
        filePart({ name: `${index}.txt`, mediaType: "text/plain", bytes: new TextEncoder().encode(LONG) }, LONG),
      ),
      ...TWENTY.map((row) => buttons(...TWENTY.slice(0, 5).map((index) => button(row * 5 + index)))),
    ),
});

test("a reply with every cap reached at once stays within all of them", async () => {
  const { types } = await playground({ commands: [full] });
  const { discord, slack } = await types("/full");
  const caps = [...discord.caps, ...slack.caps];
  expect(caps.filter(({ used, of }) => used > of)).toEqual([]);
  const reached = (name: string) => caps.filter((cap) => cap.name === name).map(({ used, of }) => used / of);
  for (const name of ["embeds", "files", "rows of buttons", "characters of the longest title"]) {
    expect(
      reached(name).some((share) => share > 0.9),
      name,
    ).toBe(true);
  }
  expect(reached("characters of JSON of all blocks")[0]).toBeGreaterThan(0.5);
});

describe.runIf(hasChromium)("in the page", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openChromium();
  }, 60_000);

  afterAll(() => browser.close());

  test.each([1280, 390])("it is drawn within a window of %i pixels, and nothing breaks", async (width) => {
    const { url } = await playground({ commands: [full], hasPage: true });
    const { page, asks, last, complaints } = await openPage(browser, url, { width });
    await asks("/full");
    await last("Discord").getByText("Whatever can be long").first().waitFor();
    await page.getByText("How it came about").click();
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await page.locator("meter").count()).toBeGreaterThan(20);
    expect(complaints).toEqual([]);
  });
});
