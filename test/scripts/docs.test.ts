import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { writeCommandSections, writeCommandTable } from "../../scripts/docs/command-pages.ts";
import { defineCommand, defineGroup } from "../../src/core/command.ts";
import { book, dog, find } from "../support/sample-commands.ts";

const ROOT = resolve(import.meta.dirname, "../..");

const trip = defineGroup({
  name: "trip",
  description: "Trips",
  subcommands: [defineCommand({ ...dog, name: "plan" }), find],
});

test("the documentation is what the commands and web APIs declare", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/docs.ts", "--check"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
});

const TABLE = `Before.

<!-- npm run docs: commands -->
| command | options | what it brings |
| --- | --- | --- |
| \`/old\` | | Gone |
<!-- end of commands -->

After.
`;

test("the table of commands: what is required, what takes its place, and groups", () => {
  expect(writeCommandTable(TABLE, [dog, book, find, trip])).toBe(`Before.

<!-- npm run docs: commands -->
| command | options | what it brings |
| --- | --- | --- |
| \`/dog [breed]\` | | A picture of a dog |
| \`/book query\` | \`language\`, \`pages\`, \`since\`, \`breed\` | A book |
| \`/find query\` | \`author\`, \`isbn\` | Finds a book |
| \`/trip\` | \`plan\` · \`find\` | Trips |
<!-- end of commands -->

After.
`);
});

describe("the sections of commands", () => {
  const HEAD = "# Commands\n\nHow to read them.";
  const DOG = `## /dog

A picture of a dog.

![A beagle](pictures/dog.png)

From The Dog API.

<!-- npm run docs: options of /dog -->
\`/dog [breed]\`

- \`breed\`: Breed
<!-- end of options of /dog -->`;

  test("what is written by hand stays, what is declared is written anew, and what is gone goes", () => {
    const old = DOG.replace("A picture of a dog.", "A cat.").replace("`/dog [breed]`", "`/dog`");
    const page = [HEAD, "## /gone\n\nNot here any more.", old].join("\n\n").concat("\n");
    expect(writeCommandSections(page, [dog], ["dog"])).toBe(`${HEAD}\n\n${DOG}\n`);
    expect(writeCommandSections(`${HEAD}\n\n${DOG}\n`, [dog], ["dog"])).toBe(`${HEAD}\n\n${DOG}\n`);
  });

  test("a new one gets its section in the place that it has in the list, with its picture once there is one", () => {
    const written = (pictures: readonly string[]) => writeCommandSections(`${HEAD}\n\n${DOG}\n`, [book, dog], pictures);
    const options = `<!-- npm run docs: options of /book -->
\`/book query [language:…] [pages:…] [since:…] [breed:…]\`

- \`query\`: Title or words
- \`language\`: Language (\`en\`, \`de\`)
- \`pages\`: Pages at most (1 to 2000)
- \`since\`: Published since
- \`breed\`: With a dog in it
<!-- end of options of /book -->`;
    expect(written([])).toBe([HEAD, "## /book", "A book.", options, DOG].join("\n\n").concat("\n"));
    const picture = "![/book in Discord and in Slack](pictures/book.png)";
    expect(written(["book"])).toBe([HEAD, "## /book", "A book.", picture, options, DOG].join("\n\n").concat("\n"));
  });

  test("a group: each of its commands with its options", () => {
    expect(writeCommandSections(HEAD, [trip], [])).toContain(`<!-- npm run docs: options of /trip -->
- \`/trip plan [breed]\`: A picture of a dog
  - \`breed\`: Breed
- \`/trip find query [author:…] [isbn:…]\`: Finds a book
`);
  });
});

test.each(["<!-- npm run docs: commands -->", "<!-- end of commands -->"])("a page that has lost %s", (mark) => {
  expect(() => writeCommandTable(TABLE.replace(mark, ""), [dog])).toThrow(
    "it has lost the lines <!-- npm run docs: commands --> and <!-- end of commands -->: put them back",
  );
});
