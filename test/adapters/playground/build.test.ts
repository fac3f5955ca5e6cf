import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { buildPage } from "../../../src/adapters/playground/build.ts";

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "magpie-page-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("the page is built once, and again when it was built from something else", async () => {
  const built = join(emptyFolder(), "page");
  const said: string[] = [];
  const build = () => buildPage((sentence) => void said.push(sentence), built);
  expect(await build()).toBe(built);
  expect(readFileSync(join(built, "index.html"), "utf8")).toContain("<noscript>");
  const { mtimeMs } = statSync(join(built, "index.html"));
  await build();
  expect(statSync(join(built, "index.html")).mtimeMs).toBe(mtimeMs);
  expect(said).toEqual(["building the playground's page, this once"]);
  writeFileSync(join(built, "built-from.txt"), "another version");
  await build();
  expect(said).toHaveLength(2);
});

test("two bots build it at the same time: both have it", async () => {
  const built = join(emptyFolder(), "page");
  expect(await Promise.all([buildPage(() => {}, built), buildPage(() => {}, built)])).toEqual([built, built]);
  expect(readFileSync(join(built, "index.html"), "utf8")).toContain("<noscript>");
});

test("where it can't be written, a sentence says what to do", async () => {
  const file = join(emptyFolder(), "file");
  writeFileSync(file, "");
  await expect(buildPage(() => {}, join(file, "page"))).rejects.toThrow(
    /^The playground's page can't be built in .*Let me write there, run `npm run build:playground` as somebody who may, or set PLAYGROUND=off\.$/,
  );
});
