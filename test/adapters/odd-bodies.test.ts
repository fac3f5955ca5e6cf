import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DiscordBot, discordBot } from "../support/discord-bot.ts";
import { DISCORD_INTERACTIONS, SLACK_EVENT, SLACK_INTERACTIONS } from "../support/platform-bodies.ts";
import { dog, echo } from "../support/sample-commands.ts";
import { type SlackBot, slackBot } from "../support/slack-bot.ts";

/** As deep as a body may be large. */
const DEEP = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;

/** What stands where something else belongs, as JSON. */
const ODD = ["null", "[]", "{}", "[null]", "0", "-1e999", "true", '""', '{"toString":1,"valueOf":1,"length":"x"}'];

/** Bodies that are odd all over, whatever the platform. */
const ODD_BODIES: Readonly<Record<string, string>> = {
  nothing: "",
  null: "null",
  "a number": "7",
  "a text": '"url_verification"',
  "an array": "[]",
  "an array of arrays": "[[[]]]",
  "arrays in arrays, and so on": DEEP,
  "objects in objects, and so on": `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
  "a type that is deep": `{"type":${DEEP}}`,
  "a type twice": '{"type":"url_verification","type":null}',
  "a prototype": '{"__proto__":{"type":"url_verification","challenge":"x"}}',
  "a prototype's own": '{"type":"__proto__"}',
  "a constructor": '{"constructor":{"prototype":{"type":1}},"type":"constructor"}',
  "a half sign": '{"type":"\\ud800"}',
  "a type of numbers": '{"type":99}',
  "a type of objects": '{"type":{"type":2}}',
};

let slack: SlackBot;
let discord: DiscordBot;

beforeAll(async () => {
  slack = await slackBot({ commands: [dog, echo], transports: ["http"] });
  discord = await discordBot({ commands: [dog, echo], via: "http" });
});

afterAll(async () => {
  await slack.close();
  await discord[Symbol.asyncDispose]();
});

const asJson = { contentType: "application/json" };
const asForm = (json: string) => `payload=${encodeURIComponent(json)}`;

describe("signed, and no delivery: refused", () => {
  test.each(Object.entries(ODD_BODIES))("%s", async (_, body) => {
    const statuses = [
      (await slack.slack.sends(body, asJson)).status,
      (await slack.slack.sends(asForm(body))).status,
      (await discord.discord.post(body)).status,
    ];
    for (const status of statuses) expect([400, 404, 413]).toContain(status);
  });

  test.each([...ODD, DEEP])("an address to be checked whose challenge is %s", async (challenge) => {
    const body = `{"type":"url_verification","challenge":${challenge}}`;
    const { status, text } = await slack.slack.sends(body, asJson);
    expect([status, text]).toEqual(challenge === '""' ? [200, ""] : [400, ""]);
  });
});

describe("Slack's own payloads with something odd in the place of each of their parts: an answer or a refusal", () => {
  test.each(Object.entries(SLACK_INTERACTIONS))("%s", async (_, payload) => {
    for (const body of withSomethingOdd(payload)) {
      const { status } = await slack.slack.sends(asForm(body));
      expect([200, 400, 404], body).toContain(status);
    }
  });

  test("an event", async () => {
    for (const body of withSomethingOdd(SLACK_EVENT)) {
      const { status } = await slack.slack.sends(body, asJson);
      expect([200, 400, 404], body).toContain(status);
    }
  });
});

describe("Discord's interactions with something odd in the place of each of their parts: an answer or a refusal", () => {
  test.each(Object.entries(DISCORD_INTERACTIONS))("%s", async (_, interaction) => {
    for (const body of withSomethingOdd(interaction)) {
      const { status } = await discord.discord.post(body);
      expect([200, 202, 400], body).toContain(status);
    }
  });
});

test("after all that, both answer as before, and nothing was a bug", async () => {
  const ann = slack.slack.person("ann");
  await ann.types("/dog Beagle");
  expect(ann.sees()).toContain("Beagle");
  expect(
    (await discord.discord.post(JSON.stringify({ type: 1, id: "1", token: "t", application_id: "1" }))).status,
  ).toBe(200);
  expect(slack.log.filter((line) => line.includes("a bug"))).toEqual([]);
});

/** The same body once for each of its parts, down to the third level, with something odd in its place. */
function withSomethingOdd(body: unknown): readonly string[] {
  const paths = [...pathsIn(body, 3)];
  return paths.map((path, index) =>
    JSON.stringify(replaced(body, path)).replace('"ODD"', ODD[index % ODD.length] ?? ""),
  );
}

function* pathsIn(value: unknown, depth: number): Generator<readonly string[]> {
  if (typeof value !== "object" || value === null || depth === 0) return;
  for (const [key, inner] of Object.entries(value)) {
    // Each kind of oddity has its turn at the parts that decide
    for (let turn = 0; turn < (depth === 3 ? ODD.length : 1); turn += 1) yield [key];
    for (const path of pathsIn(inner, depth - 1)) yield [key, ...path];
  }
}

function replaced(value: unknown, [key = "", ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((inner, index) => (String(index) === key ? put(inner, rest) : inner));
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, inner]) => [name, name === key ? put(inner, rest) : inner]),
  );
}

function put(inner: unknown, rest: readonly string[]): unknown {
  return rest.length === 0 ? "ODD" : replaced(inner, rest);
}
