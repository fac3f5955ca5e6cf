import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attack } from "../support/attack.ts";
import { type DiscordBot, discordBot } from "../support/discord-bot.ts";
import { DISCORD_INTERACTIONS, SLACK_EVENT, SLACK_INTERACTIONS } from "../support/platform-bodies.ts";
import { type SlackBot, slackBot } from "../support/slack-bot.ts";
import { spoiling } from "./support/odd-json.ts";
import { DECLARED, harmIn, Recorders } from "./support/recorders.ts";
import { text } from "./support/texts.ts";

/** Most of these are refused, which the server does slowly after a while. */
const AT_ONCE = 30;

const recorders = new Recorders();
let slack: SlackBot;
let discord: DiscordBot;

beforeAll(async () => {
  slack = await slackBot({ commands: recorders.commands, transports: ["http"] });
  discord = await discordBot({ commands: recorders.commands, via: "http" });
});

afterAll(async () => {
  await slack.close();
  await discord[Symbol.asyncDispose]();
});

const ANSWERS = [200, 202, 400, 404, 413];

/** What a signed body has done that it must not; what the bot does after its answer is seen with the next. */
function harmAfter(status: number): string | undefined {
  const bug = bugs()[0];
  if (bug !== undefined) return bug;
  const harm = recorders.ran.splice(0).map((each) => harmIn([each]));
  return harm.find((each) => each !== undefined) ?? (ANSWERS.includes(status) ? undefined : `it answered ${status}`);
}

let slackSeen = 0;
let discordSeen = 0;

/** What the platform itself refuses is no bug: a channel that is not there, an address that is not its own. */
const REFUSED_BY_PLATFORM = /WebAPI\w*Error|ResponseUrlError|DiscordAPIError/;

/** What was logged since the last look that was the bot's own fault. */
function bugs(): readonly string[] {
  const slackLines = slack.log.slice(slackSeen).filter((line) => line.includes('"level":50'));
  const discordLines = discord.log.lines.slice(discordSeen).filter(({ level }) => level === "error");
  slackSeen = slack.log.length;
  discordSeen = discord.log.lines.length;
  return [...slackLines, ...discordLines.map(({ message, fields }) => `${message}: ${inspect(fields)}`)].filter(
    (line) => !REFUSED_BY_PLATFORM.test(line),
  );
}

/** A body for Slack as it sends it, spoilt. */
const slackBody = fc
  .tuple(
    fc.constantFrom(...Object.values(SLACK_INTERACTIONS).map((body) => ({ body, isForm: true })), {
      body: SLACK_EVENT,
      isForm: false,
    }),
    spoiling,
    fc.boolean(),
  )
  .map(([{ body, isForm }, spoil, isOtherwise]) => ({
    json: spoil(body),
    isForm: isForm !== (isOtherwise && !isForm),
  }));

attack(
  "what Slack sends, spoilt and signed",
  { short: 300, long: 2_000, atOnce: AT_ONCE },
  slackBody,
  async ({ json, isForm }) => {
    const { status } = isForm
      ? await slack.slack.sends(`payload=${encodeURIComponent(json)}`)
      : await slack.slack.sends(json, { contentType: "application/json" });
    return harmAfter(status);
  },
);

const FIELDS = ["command", "text", "user_id", "team_id", "channel_id", "trigger_id", "enterprise_id", "response_url"];

const fields = fc.array(
  fc.tuple<[string, string]>(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...FIELDS) }, { weight: 1, arbitrary: text }),
    fc.oneof(text, fc.constantFrom(...DECLARED.map(({ name }) => `/${name.split(" ")[0]}`)), fc.constant("U1")),
  ),
  { maxLength: 10 },
);

attack(
  "a slash command's fields, any of them, and twice",
  { short: 150, long: 2_000, atOnce: AT_ONCE },
  fields,
  async (pairs) => {
    const { status } = await slack.slack.sends(new URLSearchParams(pairs).toString());
    return harmAfter(status);
  },
);

attack(
  "what Discord sends, spoilt and signed",
  { short: 300, long: 2_000, atOnce: AT_ONCE },
  fc.tuple(fc.constantFrom(...Object.values(DISCORD_INTERACTIONS)), spoiling).map(([body, spoil]) => spoil(body)),
  async (json) => harmAfter((await discord.discord.post(json)).status),
);

const TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain",
];

attack(
  "any text at all, under any type, signed",
  { short: 100, long: 2_000, atOnce: AT_ONCE },
  fc.record({
    body: fc.oneof(
      text,
      fc.json(),
      fc.json().chain((json) => fc.constant(json.slice(1))),
    ),
    type: fc.constantFrom(...TYPES),
  }),
  async ({ body, type }) => {
    const answers = [await slack.slack.sends(body, { contentType: type }), await discord.discord.post(body)];
    return answers.map(({ status }) => harmAfter(status)).find((harm) => harm !== undefined);
  },
);

test("after all that, both answer as before", async () => {
  const ann = slack.slack.person("ann");
  await ann.types("/dog Beagle");
  expect(ann.sees()).toBe("Done.");
  expect((await discord.discord.post(JSON.stringify(DISCORD_INTERACTIONS.ping))).status).toBe(200);
});
