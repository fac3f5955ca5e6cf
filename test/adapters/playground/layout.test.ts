import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../../../commands/index.ts";
import { runnableCommands } from "../../../src/core/command.ts";
import { exampleLine } from "../../../src/core/options.ts";
import { hasChromium } from "../../support/chromium.ts";
import { describeLayout, lookAtLast, withKeptFigures } from "../../support/layout.ts";
import { type OpenPage, pageOf } from "../../support/page.ts";
import { type PlaygroundProgram, playgroundProgram, START_MS } from "../../support/playground-program.ts";

/** One file a reply. `UPDATE_LAYOUTS=1` writes them anew: look at the pages before they are committed. */
const KEPT = join(import.meta.dirname, "layouts");

/** What brings each reply that is kept; the recorded data answer all of them. */
const LINES: Readonly<Record<string, string>> = {
  gif: "/gif shrug",
  "gif-trending": "/gif",
  book: "/book moby dick",
  covid: "/covid germany",
  "covid-versus": "/covid germany versus:italy",
  "covid-deaths": "/covid status:deaths",
  dog: "/dog beagle",
  "dog-private": "/dog beagle private:yes",
  "dog-misspelt": "/dog beegle",
  cat: "/cat abyssinian",
  mars: "/mars 2020-06-10",
  "mars-bad-date": "/mars flurbday",
  goat: "/goat 400 300",
  apod: "/apod 2026-09-16",
  epic: "/epic 2024-05-31",
  person: "/person seed:magpie",
  "github-events": "/github events",
  "github-me": "/github me",
  "shelf-add": "/shelf add moby dick",
  "shelf-list": "/shelf list",
  "shelf-export": "/shelf export",
  "subscribe-list": "/subscribe list",
  quota: "/quota",
  help: "/help",
  "help-mars": "/help mars",
};

/** A command that has no line yet answers its example: how that is laid out is nowhere kept, but it has no flaws either. */
const OTHERS = Object.fromEntries(
  commands
    .filter(({ name }) => !Object.values(LINES).some((line) => line.split(" ")[0] === `/${name}`))
    .map((listed) => [`new-${listed.name}`, runnableCommands([listed]).slice(0, 1).map(exampleLine).join("")]),
);

/** Their charts may come after their words. Recorded answers have no quotas, so /quota has none. */
const WITH_CHART: readonly string[] = ["covid", "covid-versus", "covid-deaths"];

/** Which goat comes is a matter of luck. */
const BY_LOT = ["goat"];

/** As long as the list of commands is: half of what is kept, or twice as much. */
const GROWING = ["help"];

const WINDOWS = [
  { theme: "light", width: 1280 },
  { theme: "dark", width: 390 },
] as const;

let opened: PlaygroundProgram;
let pages: readonly OpenPage[];

describe.runIf(hasChromium)("the layout of every reply", () => {
  beforeAll(async () => {
    opened = await playgroundProgram();
    pages = await Promise.all(WINDOWS.map((window) => pageOf(opened.browser, opened.url, window)));
  }, START_MS);

  afterAll(() => opened.close());

  test.each(Object.entries({ ...LINES, ...OTHERS }))("%s", async (name, line) => {
    const flaws: string[] = [];
    const layouts: string[] = [];
    for (const [index, { page, asks }] of pages.entries()) {
      const { theme, width } = WINDOWS[index] ?? {};
      await asks(line);
      if (WITH_CHART.includes(name)) await expect.poll(() => hasPictures(page)).toBe(true);
      const sides = await lookAtLast(page);
      for (const { platform, flaws: found } of sides) {
        flaws.push(...found.map((flaw) => `${platform}, ${width} px: ${flaw}`));
      }
      layouts.push(`${line} in ${theme}, ${width} px wide\n\n${describeLayout(sides, !BY_LOT.includes(name))}\n`);
    }
    expect(flaws).toEqual([]);
    if (name in OTHERS) return;
    const layout = layouts.join("\n");
    const file = join(KEPT, `${name}.txt`);
    if (process.env["UPDATE_LAYOUTS"] === "1") writeFileSync(file, layout);
    const kept = existsSync(file) ? readFileSync(file, "utf8") : "UPDATE_LAYOUTS=1 keeps this layout";
    expect(withKeptFigures(layout, kept, GROWING.includes(name) ? 1 : undefined)).toBe(kept);
  });

  test.each(WINDOWS)(
    "axe-core finds nothing in all of them: $theme, $width px wide",
    async (window) => {
      const flaws = await pages[WINDOWS.indexOf(window)]?.flaws();
      expect(flaws).toEqual([]);
    },
    60_000,
  );
});

/** Whether both platforms show a picture in the last reply. */
async function hasPictures(page: Page): Promise<boolean> {
  return (await lookAtLast(page)).every(({ parts }) => parts.some(({ kind }) => kind === "picture"));
}
