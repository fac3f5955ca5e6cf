import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { identifierFor, withEntry } from "../../scripts/new/list.ts";
import { wishFor } from "../../scripts/new/wish.ts";

const ROOT = resolve(import.meta.dirname, "../..");

const isThere = (path: string) => existsSync(join(ROOT, path));
const WORDS = "Rolls a die";

test("what can be a new command", () => {
  expect(wishFor(["roll"], WORDS, isThere)).toEqual({ name: "roll", description: WORDS });
  expect(wishFor(["/star-map-2"], WORDS, isThere)).toEqual({ name: "star-map-2", description: WORDS });
});

test.each([
  [[], WORDS, /^Which name shall the command have\?/],
  [["roll", "dice"], WORDS, /^One command at a time, not roll and dice\./],
  [["Roll!"], WORDS, /^“Roll!” is no name for a command: .* Did you mean roll\?$/],
  [["2 stars"], WORDS, /^“2 stars” is no name .* Did you mean stars\?$/],
  [["日本"], WORDS, /^“日本” is no name for a command: lower-case letters, digits and hyphens, a letter first\.$/],
  [["dog"], WORDS, /^The name dog is taken: there is commands\/dog\.ts\. Choose another\.$/],
  [["/covid"], WORDS, /^The name covid is taken: there is commands\/covid\. Choose another\.$/],
  [["index"], WORDS, /^The name index is taken/],
  [["a".repeat(32)], WORDS, /^\/a+: the name has 32 characters, and 31 are the most/],
  [["roll"], "", /^\/roll: the description is empty/],
  [["roll"], "d".repeat(101), /^\/roll: the description has 101 characters, and Discord takes 100/],
  [["roll"], "Rolls.", /^\/roll: the description ends with a full stop/],
])("%j: %s is refused in words", (words, description, sentence) => {
  expect(wishFor(words, description, isThere)).toMatch(sentence);
});

test("nothing is written then", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/new.ts", "dog"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect([status, stdout, stderr]).toEqual([2, "", expect.stringMatching(/^The name dog is taken: .*\n\nnpm run new/)]);
});

const INDEX = `import { dog } from "./dog.ts";

/** Every command, to roll as it were. */
export function commandsFor() {
  return [
    dog,
    // \`npm run new\` puts its command here
  ];
}
`;

test("the list gets its entry at the end, and the import", () => {
  const entry = { name: "star-map", identifier: "starMap", description: "d" };
  expect(withEntry(INDEX, entry)).toBe(
    INDEX.replace("import {", 'import { starMap } from "./star-map.ts";\nimport {').replace(
      "    //",
      "    starMap,\n    //",
    ),
  );
});

test("a list without its mark is left alone", () => {
  const entry = { name: "roll", identifier: "roll", description: "d" };
  expect(() => withEntry(INDEX.replace(/ *\/\/.*/, ""), entry)).toThrow("It has lost the line");
});

test.each([
  ["roll", "roll"],
  ["star-map", "starMap"],
  ["catch-22", "catch22"],
  // Words of the language, and names that the file has already
  ["new", "newCommand"],
  ["await", "awaitCommand"],
  ["dog", "dogCommand"],
  ["commands-for", "commandsForCommand"],
])("/%s is %s in the code", (name, identifier) => {
  expect(identifierFor(name, INDEX)).toBe(identifier);
});
