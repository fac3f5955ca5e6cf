import { afterAll, describe, expect, test } from "vitest";
import { countSteps, startCounting, stopCounting } from "./support/count-steps.ts";

/** Signs a message of Slack's may have, and half of them. */
const LONG = 39_000;
const HALF = LONG / 2;

/** Whose words dates are read in, one after the other. */
const LOCALES = ["en", "de", "ja", "fr", "ru"];

/** However careful a reader is with each sign. */
const MOST_STEPS_A_SIGN = 40;

/** What would make a careless reader look at the same signs again and again. */
const PATTERNS: Readonly<Record<string, string>> = {
  dots: ".",
  blanks: " ",
  "lone letters": "a ",
  "one word": "a",
  "angle brackets": "<",
  "tokens that never end": "<@U",
  "tokens that do": "<@U1> ",
  ampersands: "&",
  entities: "&amp;",
  "double quotes": '"',
  "quotes that never close": "'a ",
  "marks that open": "*a ",
  "marks alone": "*",
  "keys that are none": "a:",
  "keys that are": "rating:g ",
  "keys that stand alone": "date: ",
  "names of options": "from to date rover ",
  digits: "1 ",
  dashes: "—",
  lines: "\n",
  emoji: "🐋",
  "zero-width": "\u200b",
  code: "`",
};

// Only what is imported after this can be counted
await startCounting();
const [{ commands }, core, { parseCommandLine }, { parseOptions }, { parseDelivery }] = await Promise.all([
  import("../commands/index.ts"),
  import("../src/core/command.ts"),
  import("../src/core/command-line.ts"),
  import("../src/core/options.ts"),
  import("../src/adapters/slack/parse.ts"),
]);
const [{ Dispatcher }, { FairShare }, { suggestLine }, { toMarkdown }, { richTextToMrkdwn }, { htmlToText }] =
  await Promise.all([
    import("../src/core/dispatch.ts"),
    import("../src/core/fair-share.ts"),
    import("../src/core/suggest-line.ts"),
    import("../src/adapters/discord/markdown.ts"),
    import("../src/adapters/slack/mrkdwn.ts"),
    import("../src/services/fields.ts"),
  ]);

afterAll(stopCounting);

function mention(text: string) {
  const event = { type: "app_mention", text, user: "U1", channel: "C1", ts: "1.1" };
  return parseDelivery({ type: "event_callback", event_id: "Ev1", authorizations: [{ user_id: "UBOT" }], event }, "");
}

const trip = core.defineCommand({
  name: "trip",
  description: "A trip",
  options: {
    place: core.text({ description: "Where", suggest: async () => [] }),
    rover: core.choice({ description: "Who drives", choices: ["curiosity", "perseverance"] }),
  },
  run: async () => ({ text: "", parts: [], visibility: "channel" }),
});
const dispatcher = new Dispatcher({
  commands: [trip],
  servicesFor: () => ({}) as never,
  fairShare: new FairShare("off"),
  log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
});
const asker = { platform: "chat", user: { id: "1", key: "1", name: "ann", locale: "en" } } as const;

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "a mention": (text) => mention(`<@UBOT> ${text}`),
  "a mention at the end": (text) => mention(`${text} <@UBOT>`),
  "a slash command of Slack": (text) => parseDelivery({ command: "/gif", user_id: "U1", text }, ""),
  "a line that is being typed": (text) => suggestLine(dispatcher, `/trip ${text}`, asker, 100),
  "a group's line": (text) => suggestLine(dispatcher, text, asker, 100),
  "words for Discord": (text) => toMarkdown([text], 4_000),
  "words for Slack": (text) => richTextToMrkdwn([text], 3_000),
  "an upstream's HTML": (text) => htmlToText(text),
};

function textOf(pattern: string, length: number): string {
  return pattern.repeat(length / pattern.length);
}

describe.each(Object.entries(READERS))("%s", (_, read) => {
  test.each(Object.entries(PATTERNS))("twice the %s, at most about twice the work", async (_, pattern) => {
    // Whatever is made once is made before it counts
    await read(textOf(pattern, 100));
    const half = await countSteps(() => read(textOf(pattern, HALF)));
    const whole = await countSteps(() => read(textOf(pattern, LONG)));
    expect(whole).toBeLessThanOrEqual(2.1 * half + 5_000);
    expect(whole).toBeLessThanOrEqual(MOST_STEPS_A_SIGN * LONG);
  });
});

describe.each(core.runnableCommands(commands).map((command) => [command.name, command] as const))(
  "/%s",
  (_, command) => {
    const names = core.visibleOptions(command).map(([name]) => name);
    const readAll = async (length: number) => {
      for (const [at, pattern] of Object.values(PATTERNS).entries()) {
        const text = textOf(pattern, length);
        const locale = LOCALES[at % LOCALES.length];
        await parseCommandLine(command, text, locale).catch(() => {});
        await parseOptions(command, Object.fromEntries(names.map((name) => [name, text])), locale).catch(() => {});
      }
    };

    test("twice the text in its line and its fields, at most about twice the work", async () => {
      await readAll(100);
      const half = await countSteps(() => readAll(HALF));
      expect(await countSteps(() => readAll(LONG))).toBeLessThanOrEqual(2.1 * half + 5_000);
    });
  },
);

test("work that grows faster is found out", async () => {
  const restarting = (text: string) => {
    for (let at = 0; at < text.length; at += 1) text.slice(at).trim();
  };
  const half = await countSteps(() => restarting(".".repeat(500)));
  expect(await countSteps(() => restarting(".".repeat(1_000)))).toBeGreaterThan(3.5 * half);
});
