import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../commands/index.ts";
import { runnableCommands } from "../src/core/command.ts";
import { type Conversation, conversation } from "./support/conversation.ts";

let talk: Conversation;

beforeAll(async () => {
  talk = await conversation();
});

afterAll(() => talk.close());

/** Things that people, bored or hostile, type after a command's name. */
const RUBBISH: Readonly<Record<string, string>> = {
  "ten thousand characters": "Zebra".repeat(2_000),
  "only emoji": "🐋🐋🐋🐋🐋",
  "right to left": "שלום עולם مرحبا بالعالم",
  "a direction override": "\u202egnitirw desrever\u202c",
  "a mention of all": "<!channel> @everyone @here <@U123>",
  markup: "**bold** _it_ `code` ~~gone~~ [text](https://evil.example) <https://evil.example|text> ||spoiler||",
  "a script": "<script>alert(1)</script>",
  "a template": "{{7*7}} <%= 7*7 %> %s %d",
  "quotes that never close": '"never closed “nor this',
  "only signs": ":::: ==== ~~~~ \\\\",
  "a path": "../../../etc/passwd",
  "control characters": "\u0000\u0007\u001b[2J",
};

const asking = runnableCommands(commands)
  .map((command) => command.name)
  .filter((name) => !["help", "quota"].includes(name));

describe.each(asking)("/%s", (name) => {
  test.each(Object.entries(RUBBISH))(
    "%s: an answer or a sentence in private, and nothing typed in the log",
    async (_, rubbish) => {
      const { ann } = talk;
      const before = ann.messageCount();
      const logged = talk.log().length;
      await ann.types(`/${name} ${rubbish}`);
      expect(ann.messageCount()).toBe(before + 1);
      const { text, visibility } = ann.reply();
      expect(text.trim()).not.toBe("");
      expect(text).not.toMatch(/went wrong on my side|undefined|null|NaN|\[object/);
      expect(text.length).toBeLessThan(1_500);
      if (ann.cards().length === 0) expect(visibility).toBe("ephemeral");
      const log = talk.log().slice(logged);
      expect(log).not.toMatch(/"level":(50|60)/);
      expect(log).not.toContain(rubbish.slice(0, 12));
    },
  );
});

describe("each option of each command", () => {
  const options = runnableCommands(commands).flatMap((command) =>
    Object.entries(command.options)
      .filter(([, option]) => option.hidden !== true)
      .map(([option]) => [command.name, option] as const),
  );

  test.each(options)("/%s %s: rubbish is a sentence or an answer, never a bug", async (name, option) => {
    const { ann } = talk;
    for (const rubbish of Object.values(RUBBISH)) {
      await ann.types(`/${name} moby ${option}:"${rubbish.replaceAll('"', "")}"`);
      expect(ann.sees()).not.toMatch(/went wrong on my side|undefined|null|NaN/);
    }
  });
});
