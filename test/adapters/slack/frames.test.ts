import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { dog } from "../../support/sample-commands.ts";
import { simulatedSlack } from "../../support/slack.ts";
import { type SlackBot, slackBot } from "../../support/slack-bot.ts";

let bot: SlackBot | undefined;

afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

const envelope = (type: unknown, payload: unknown, envelope_id: unknown = "envelope-odd") => ({
  envelope_id,
  type,
  payload,
  accepts_response_payload: true,
});

/** What makes no sense, each by another rule. */
const MALFORMED: readonly unknown[] = [
  null,
  0,
  "hello",
  [],
  {},
  { type: null },
  { type: ["hello"] },
  { type: "events_api" },
  { type: "slash_commands", envelope_id: "e" },
  envelope("events_api", null),
  envelope("events_api", undefined),
  envelope("events_api", "payload"),
  envelope("events_api", []),
  envelope("interactive", 7),
  envelope("slash_commands", null),
  envelope(null, {}),
  envelope(7, {}),
  envelope("slash_commands", {}, null),
  envelope("slash_commands", {}, ""),
  envelope("slash_commands", {}, 7),
];

const MALFORMED_BYTES: readonly (string | Buffer)[] = [
  ...MALFORMED.map((frame) => JSON.stringify(frame)),
  "",
  "not JSON",
  '{"type":"hello"',
  "[".repeat(100_000),
  JSON.stringify(envelope("slash_commands", { text: "x".repeat(2_000_000) })),
  Buffer.from([]),
  Buffer.from(JSON.stringify({ type: "disconnect" })),
];

/** Envelopes whose payload is none of ours, some named like what the library tells itself. */
const FOREIGN = [
  ...["close", "error", "connected", "disconnected", "ws_message", "slack_event", "__proto__"].flatMap((type) => [
    envelope(type, { type }),
    envelope("events_api", { type: "event_callback", event: { type } }),
  ]),
  ...[null, undefined, 7, "app_mention", [], {}, { type: null }].map((event) =>
    envelope("events_api", { type: "event_callback", event }),
  ),
  envelope("slash_commands", {}),
  envelope("slash_commands", { command: 7, text: [], team_id: {}, user_id: null }),
  envelope("interactive", { type: "block_actions", actions: null, user: 7, team: "T" }),
  envelope("interactive", { type: "view_submission", view: [] }),
  envelope("interactive", { type: {} }),
];

const malformedCount = () => bot?.watched.filter(({ type }) => type === "malformed").length;

async function start(slack = simulatedSlack()) {
  bot = await slackBot({ commands: [dog], transports: ["socket"], slack: await slack });
  await bot.adapter.ready;
  return { slack: bot.slack, ann: bot.slack.person("ann", { via: "socket" }) };
}

test("frames that make no sense are dropped and counted, and the connections go on", async () => {
  const { slack, ann } = await start();
  for (const frame of MALFORMED_BYTES) slack.sockets.sends(frame);
  for (const onConnection of [0, 1]) await ann.types("/dog", { onConnection });
  expect([ann.failures, ann.messages().length]).toEqual([[], 2]);
  expect(malformedCount()).toBe(2 * MALFORMED_BYTES.length);
  expect(bot?.log.filter((line) => line.includes("makes no sense"))).toHaveLength(2 * MALFORMED_BYTES.length);
  expect(slack.sockets.opened).toBe(2);
});

test("frames that make no sense come before the hello", async () => {
  const simulated = await simulatedSlack();
  simulated.sockets.oddGreetings.push(...MALFORMED_BYTES);
  const { ann } = await start(Promise.resolve(simulated));
  for (const onConnection of [0, 1]) await ann.types("/dog", { onConnection });
  expect([ann.failures, ann.messages().length]).toEqual([[], 2]);
  expect(malformedCount()).toBe(2 * MALFORMED_BYTES.length);
});

test("envelopes with payloads of any kind are acknowledged, and the connections go on", async () => {
  const { slack, ann } = await start();
  for (const { type, payload } of FOREIGN) {
    await slack.sockets.deliver(String(type), payload as object, true);
  }
  await ann.types("/dog");
  expect([ann.failures, ann.messages().length, slack.sockets.opened]).toEqual([[], 1, 2]);
});

test("any frame at all: the bot answers afterwards", async () => {
  const { slack, ann } = await start();
  const frames = fc.record({
    envelope_id: fc.oneof(fc.constant(undefined), fc.jsonValue()),
    type: fc.oneof(fc.constantFrom("hello", "events_api", "interactive", "slash_commands", "error"), fc.jsonValue()),
    payload: fc.oneof(fc.jsonValue(), fc.record({ event: fc.jsonValue(), type: fc.jsonValue() })),
    reason: fc.jsonValue(),
  });
  for (const frame of fc.sample(frames, { seed: 10, numRuns: 400 })) slack.sockets.sends(JSON.stringify(frame));
  for (const onConnection of [0, 1]) await ann.types("/dog", { onConnection });
  expect([ann.failures, slack.sockets.opened]).toEqual([[], 2]);
  expect(malformedCount()).toBeGreaterThan(400);
  // Acks of what the simulation never sent
  slack.sockets.problems.length = 0;
});
