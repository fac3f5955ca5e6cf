import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { commands } from "../commands/index.ts";
import { runnableCommands } from "../src/core/command.ts";
import { exampleLine } from "../src/core/options.ts";
import { readFlags } from "../src/setup/flags.ts";
import { openChromium } from "../test/support/chromium.ts";
import { startProgram } from "../test/support/program.ts";

const USAGE = `npm run pictures [-- FOLDER]

Takes the pictures of the documentation from the playground, with Chromium.

FOLDER  where they go, docs/pictures by default
--help  this text
`;

const [folder] = readFlags(USAGE, { allowPositionals: true }).positionals;
const FOLDER = resolve(folder ?? join(import.meta.dirname, "../docs/pictures"));

/** The lines that bring a command's picture; the last one's reply is shown. All are answered by the recorded data. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  gif: ["/gif shrug"],
  book: ["/book moby dick"],
  covid: ["/covid germany"],
  dog: ["/dog beagle"],
  cat: ["/cat abyssinian"],
  mars: ["/mars 2020-06-10"],
  goat: ["/goat 400 300"],
  apod: ["/apod 2026-09-16"],
  epic: ["/epic 2024-05-31"],
  person: ["/person seed:magpie"],
  github: ["/github events"],
  shelf: ["/shelf add moby dick", "/shelf list"],
  subscribe: ["/dog beagle", '/subscribe command:"/apod" at:"every day 08:00"'],
  quota: ["/quota"],
  help: ["/help"],
};

/** A command that has no lines shows what it answers to its example. */
const PICTURES = commands.map((listed) => {
  const [first] = runnableCommands([listed]);
  return [listed.name, LINES[listed.name] ?? [first === undefined ? "" : exampleLine(first)]] as const;
});

/** Sharp on dense screens, small in the repository. */
const SCALE = 2;
const COLOURS = 128;

/** Wide enough for both sides, in CSS pixels. */
const VIEWPORT = { width: 1_280, height: 800 };

const program = startProgram(["--recorded"]);
try {
  const { address } = JSON.parse(await program.says(/"msg":"ready"/)) as { address: { port: number } };
  await mkdir(FOLDER, { recursive: true });
  const browser = await openChromium();
  const context = await browser.newContext({ viewport: VIEWPORT, deviceScaleFactor: SCALE, reducedMotion: "reduce" });
  // Pictures of the world have their stand-ins at once, with or without internet
  await context.route(/^https:/, (route) => route.abort());
  const open = async (lines: readonly string[]): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${address.port}/`);
    for (const line of lines) await ask(page, line);
    // Stand-ins, fonts and charts have their place
    await page.waitForLoadState("networkidle");
    return page;
  };
  for (const [name, lines] of PICTURES) {
    const page = await open(lines);
    // Whatever stays in place while the page moves would stand over a tall reply
    await page.locator("header, footer.bar").evaluateAll((bars) => {
      for (const bar of bars) bar.remove();
    });
    await save(name, await page.locator(".turn .sides").last().screenshot());
    await page.close();
  }
  const page = await open(["/covid germany"]);
  await save("playground", await page.screenshot());
  await browser.close();
} finally {
  program.kill("SIGTERM");
  await program.ended;
}

/** Types a line and waits until its reply is drawn on both sides. */
async function ask(page: Page, line: string): Promise<void> {
  const replies = page.locator(".turn .sides");
  const before = await replies.count();
  const bar = page.locator("#line:enabled");
  await bar.fill(line);
  await bar.press("Escape");
  await bar.press("Enter");
  await replies.nth(before).getByText("Magpie", { exact: true }).nth(1).waitFor();
}

async function save(name: string, png: Buffer): Promise<void> {
  const file = join(FOLDER, `${name}.png`);
  const { size } = await sharp(png).png({ palette: true, colours: COLOURS, compressionLevel: 9 }).toFile(file);
  console.log(`${name}.png, ${Math.round(size / 1_024)} KB`);
}
