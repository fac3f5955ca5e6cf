import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { copyProject } from "../support/project-copy.ts";

const README = readFileSync(join(resolve(import.meta.dirname, "../.."), "README.md"), "utf8");

const steps = README.slice(README.indexOf("### Add a command in three steps"));

/** The pieces of code in README's steps. */
const [command = "", conversation = ""] = [...steps.matchAll(/^ {3}```ts\n(.*?)^ {3}```/gms)].map(([, code = ""]) =>
  code.replace(/^ {3}/gm, ""),
);

/** Tests that look at every command. */
const OF_ALL = [
  "test/boundaries.test.ts",
  "test/readme.test.ts",
  "test/core/check-commands.test.ts",
  "test/core/command-line.test.ts",
  "test/docs/commands.test.ts",
  "test/docs/links.test.ts",
];

/** What a new command answers, on all platforms at once. */
const EVERYWHERE = `import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "../../commands/index.ts";
import { type PlatformProgram, recordedProgram } from "../support/connected-program.ts";
import { platformsAt, WAYS } from "../support/platforms.ts";

let connected: PlatformProgram;
beforeAll(async () => {
  connected = await recordedProgram();
});
afterAll(() => connected.close());

test.each(WAYS)("%s", async (way) => {
  const ann = platformsAt(connected, commands)[way].person("ann");
  await ann.types("/roll good morning");
  await ann.reads(/says.*good morning/);
  expect([connected.slack.problems(), connected.discord.violations]).toEqual([[], []]);
});
`;

test("a command added in three steps, to the letter", { timeout: 600_000 }, async () => {
  const copy = await copyProject();
  const checks = "npx biome check --error-on-warnings && npm run --silent docs -- --check";

  // The first
  expect(await copy.types("npm run --silent new -- roll")).toEqual({
    code: 0,
    said: expect.stringMatching(
      /^Wrote commands\/roll\.ts, test\/commands\/roll\.test\.ts, commands\/index\.ts\.\nWrote README\.md, docs\/commands\.md\.\n/,
    ),
  });
  expect(await copy.types(checks)).toEqual({ code: 0, said: expect.stringMatching(/^Checked \d+ files/) });
  await copy.add("test/commands/everywhere.test.ts", EVERYWHERE);
  await copy.passes(["test/commands/roll.test.ts", "test/commands/everywhere.test.ts"], 7);

  // The second, and the third
  await copy.rewrite("commands/roll.ts", command);
  await copy.rewrite("test/commands/roll.test.ts", conversation);
  expect(await copy.types("npm run --silent docs -- --check")).toEqual({
    code: 1,
    said: ["README.md", "docs/commands.md"]
      .map(
        (file) =>
          `${file} is not what the commands and web APIs declare: run \`npm run docs\`, and commit what it writes.\n`,
      )
      .join(""),
  });
  expect(await copy.types("npm run --silent docs")).toEqual({ code: 0, said: "Wrote README.md, docs/commands.md.\n" });
  expect(await copy.types(`npx tsc && ${checks}`)).toMatchObject({ code: 0 });
  await copy.passes(["test/commands/roll.test.ts", ...OF_ALL]);

  // What the types would have said
  await copy.edit("commands/roll.ts", /name: "roll"/, 'name: "dog"');
  expect(await copy.types("npm start --silent -- --recorded")).toEqual({
    code: 1,
    said: expect.stringMatching(
      /^The declaration of the commands has 1 problem:\n {2}\/dog is declared twice: give one of them another name\.\n$/m,
    ),
  });
});
