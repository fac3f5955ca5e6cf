import { expect, test } from "vitest";
import { commands } from "../../commands/index.ts";
import { isGroup, runnableCommands, visibleOptions } from "../../src/core/command.ts";
import { talk } from "../support/conversation.ts";

test("one line a command; those of a group as a list that breaks between its words", async () => {
  const { ann } = await talk();
  await ann.types("/help");
  const lines = ann.sees().split("\n");
  expect(lines.filter((line) => line.startsWith("/"))).toHaveLength(commands.length);
  expect(lines).toContain(
    "/github — Your GitHub account, and what happens in public: connect, me, repos, starred, followers, popular, events, disconnect",
  );
  expect(ann.sees()).not.toContain("|");
});

test("what an option takes is said in sentences", async () => {
  const { ann } = await talk();
  await ann.types("/help covid");
  const fields = ann.card().fields.map(({ name, value }) => `${name}: ${textOf(value)}`);
  expect(fields).toEqual(
    expect.arrayContaining([
      "country: Country; left out, the world.",
      "status: Only one of the counts, and how it went. One of confirmed, deaths and recovered.",
      "from: First day. For example 2020-06-10, yesterday or 1 July 2020.",
      "raw: Compare the counts themselves, not those among a million people. Type yes or no.",
    ]),
  );
  await ann.types("/help github events");
  expect(ann.sees()).toContain("page: Page of the list. A number from 1 to 10,000.");
});

test("every option of every command is a sentence", async () => {
  const { ann } = await talk();
  for (const command of runnableCommands(commands)) {
    if (visibleOptions(command).length === 0) continue;
    await ann.types(`/help ${command.name}`);
    for (const { value } of ann.card().fields) expect(textOf(value)).toMatch(/^[A-Z].*[^.]\.$/s);
  }
});

test.each(commands.filter(isGroup))(
  "/$name alone: what it can do, with a button for what needs nothing more",
  async (group) => {
    const { ann } = await talk();
    await ann.types(`/${group.name}`);
    expect(ann.seesAlone()).toBe(true);
    const [head, ...lines] = ann.sees().split("\n");
    expect(head).toBe(`${group.description}.`);
    expect(lines.map((line) => line.split(" — ")[1])).toEqual(group.subcommands.map(({ description }) => description));
    for (const part of ann.reply().parts) {
      if (part.type === "buttons") expect(part.buttons.length).toBeLessThanOrEqual(5);
    }
    expect(ann.buttons().length).toBeGreaterThan(0);
  },
);

test("a button of the menu brings what it says", async () => {
  const { ann } = await talk();
  await ann.types("/github");
  expect(ann.buttons()).toEqual(["Connect", "Me", "Repos", "Starred", "Followers", "Popular", "Events", "Disconnect"]);
  await ann.presses("Events");
  expect(ann.card().title).toBe("What happens at GitHub");
  expect(ann.seesAlone()).toBe(false);
  await ann.types("/shelf");
  expect(ann.buttons()).not.toContain("Add");
  await ann.presses("Forget me");
  expect(ann.sees()).toBe("I keep nothing about you.");
});

test("a word that a group does not know, and nothing is near: the same menu", async () => {
  const { ann } = await talk();
  await ann.types("/github zzzzzz");
  expect(ann.sees()).toMatch(/^\/github knows no zzzzzz\. It knows these:\n\/github connect — /);
  expect(ann.buttons()).toContain("Popular");
});

function textOf(value: readonly (string | { readonly text: string })[]): string {
  return value.map((span) => (typeof span === "string" ? span : span.text)).join("");
}
