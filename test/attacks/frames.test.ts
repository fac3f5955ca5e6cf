import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isSocketAddress, readFrame as readDiscord } from "../../src/adapters/discord/frames.ts";
import { readFrame as readSlack } from "../../src/adapters/slack/frames.ts";
import { attack } from "../support/attack.ts";
import { type DiscordBot, discordBot } from "../support/discord-bot.ts";
import { DISCORD_INTERACTIONS, SLACK_EVENT, SLACK_INTERACTIONS } from "../support/platform-bodies.ts";
import { BEAGLE_CARD, dog } from "../support/sample-commands.ts";
import { type SlackBot, slackBot } from "../support/slack-bot.ts";
import { spoiling } from "./support/odd-json.ts";
import { text } from "./support/texts.ts";

const READY = {
  v: 10,
  user: { id: "1100000000000000001", username: "Magpie" },
  guilds: [],
  session_id: "s",
  resume_gateway_url: "ws://127.0.0.1:9/gateway",
  application: { id: "1100000000000000001", flags: 0 },
};

const dispatch = (t: string, d: unknown) => ({ op: 0, t, s: 2, d });

const DISCORD_FRAMES: readonly object[] = [
  dispatch("READY", READY),
  dispatch("RESUMED", null),
  dispatch("GUILD_CREATE", { id: "1", channels: [], members: [] }),
  ...Object.values(DISCORD_INTERACTIONS).map((interaction) => dispatch("INTERACTION_CREATE", interaction)),
  { op: 1, d: null },
  { op: 9, d: false },
  { op: 10, d: { heartbeat_interval: 41_250 } },
  { op: 11, d: null },
];

const SLACK_FRAMES: readonly object[] = [
  { type: "hello", num_connections: 1, connection_info: { app_id: "A1" }, debug_info: { host: "x" } },
  { type: "events_api", envelope_id: "e", payload: SLACK_EVENT, accepts_response_payload: false },
  ...Object.values(SLACK_INTERACTIONS).map((payload) => ({
    type: "interactive",
    envelope_id: "e",
    payload,
    accepts_response_payload: true,
  })),
];

const framesOf = (frames: readonly object[]) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.tuple(fc.constantFrom(...frames), spoiling).map(([frame, spoil]) => spoil(frame)) },
    { weight: 1, arbitrary: fc.oneof(text, fc.json()) },
  );

attack(
  "a frame of Discord's, spoilt: what is read has all that is used",
  { short: 2_000, long: 60_000 },
  framesOf(DISCORD_FRAMES),
  (json) => {
    const frame = readDiscord(json);
    if (frame?.op === 9) return typeof frame.d === "boolean" ? undefined : "no boolean";
    if (frame?.op === 10)
      return frame.d.heartbeat_interval > 0 && frame.d.heartbeat_interval < 1e6 ? undefined : "no interval";
    if (frame?.op !== 0) return undefined;
    if (!["READY", "RESUMED", "INTERACTION_CREATE", "UNUSED"].includes(frame.t)) return `an event named ${frame.t}`;
    if (frame.t !== "READY") return undefined;
    const { user, application, session_id, resume_gateway_url } = frame.d as typeof READY;
    const isWhole =
      [user.id, application.id].every((id) => /^\d+$/.test(id)) && typeof session_id === "string" && session_id !== "";
    return isWhole && isSocketAddress(resume_gateway_url) ? undefined : "READY without its parts";
  },
);

attack(
  "a frame of Slack's, spoilt: what is read has all that is used",
  { short: 2_000, long: 60_000 },
  framesOf(SLACK_FRAMES),
  (json) => {
    const frame = readSlack(json);
    if (frame?.type !== "envelope") return undefined;
    const { id, payload } = frame.envelope;
    return typeof id === "string" && id !== "" && typeof payload === "object" && !Array.isArray(payload)
      ? undefined
      : "no envelope";
  },
);

/** An order to begin anew is one, and is followed: the frames after it would go nowhere. */
const endsDiscord = (json: string) => [7, 9].includes(readDiscord(json)?.op ?? 0);
const endsSlack = (json: string) => readSlack(json)?.type === "disconnect";

let discord: DiscordBot;
let slack: SlackBot;

beforeAll(async () => {
  discord = await discordBot({ commands: [dog], via: "gateway" });
  slack = await slackBot({ commands: [dog], transports: ["socket"] });
  await slack.adapter.ready;
});

afterAll(async () => {
  await discord[Symbol.asyncDispose]();
  // Acks of what the simulation never sent, and answers to people who are not there
  slack.slack.sockets.problems.length = 0;
  slack.slack.api.problems.length = 0;
  await slack.close();
});

attack(
  "on Discord's socket",
  { short: 300, long: 5_000 },
  framesOf(DISCORD_FRAMES).filter((json) => !endsDiscord(json)),
  async (json) => {
    discord.discord.gateway.sends(json);
    await turn();
    return discord.fatal[0];
  },
);

attack(
  "on both of Slack's sockets",
  { short: 300, long: 5_000 },
  framesOf(SLACK_FRAMES).filter((json) => !endsSlack(json)),
  async (json) => {
    slack.slack.sockets.sends(json);
    await turn();
    return slack.fatal[0];
  },
);

test("after all that, both answer over the connections that they had", async () => {
  const ann = discord.discord.person("ann");
  await ann.types("dog", {}, { via: "gateway" });
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
  expect(discord.discord.gateway.events).toEqual(["identify"]);
  const bob = slack.slack.person("bob", { via: "socket" });
  for (const onConnection of [0, 1]) await bob.types("/dog", { onConnection });
  expect([bob.failures, bob.messages().length, slack.slack.sockets.opened]).toEqual([[], 2, 2]);
});

/** Lets the sockets be read. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
