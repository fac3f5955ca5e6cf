import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type DiscordBot, discordBot } from "../../support/discord-bot.ts";
import { BEAGLE_CARD, dog } from "../../support/sample-commands.ts";

const via = "gateway";

const READY = {
  user: { id: "1100000000000000001", username: "Magpie" },
  guilds: [],
  session_id: "s",
  resume_gateway_url: "ws://127.0.0.1:9/gateway",
  application: { id: "1100000000000000001", flags: 0 },
};

const event = (t: unknown, d: unknown, s: unknown = 2) => ({ op: 0, t, s, d });

/** What makes no sense, each by another rule. */
const MALFORMED: readonly unknown[] = [
  null,
  0,
  "READY",
  [],
  {},
  { op: null },
  { op: "0", t: "READY", s: 1, d: READY },
  { op: 2, d: null },
  { op: 99, d: {} },
  { op: -1 },
  { op: 1.5 },
  event(null, {}),
  event(7, {}),
  event("__proto__", {}),
  event("constructor", {}),
  event("hasOwnProperty", null),
  event("error", {}),
  event("close", { code: 4004 }),
  event("RESUMED", {}, null),
  event("RESUMED", {}, "2"),
  event("RESUMED", {}, -1),
  event("READY", null),
  event("READY", {}),
  event("READY", "READY"),
  event("READY", { ...READY, session_id: null }),
  event("READY", { ...READY, resume_gateway_url: "nowhere" }),
  event("READY", { ...READY, resume_gateway_url: "file:///etc/passwd" }),
  event("READY", { ...READY, user: null }),
  event("READY", { ...READY, application: { id: {} } }),
  { op: 9 },
  { op: 9, d: null },
  { op: 9, d: "true" },
  { op: 10 },
  { op: 10, d: null },
  { op: 10, d: {} },
  { op: 10, d: { heartbeat_interval: 0 } },
  { op: 10, d: { heartbeat_interval: -5 } },
  { op: 10, d: { heartbeat_interval: 1e300 } },
  { op: 10, d: { heartbeat_interval: "41250" } },
];

const MALFORMED_BYTES: readonly (string | Buffer)[] = [
  ...MALFORMED.map((frame) => JSON.stringify(frame)),
  "",
  "not JSON",
  '{"op":0,"t":"READY"',
  "[".repeat(100_000),
  `{"op":11,"d":"${"x".repeat(5_000_000)}"}`,
  Buffer.from([]),
  Buffer.from([0x78, 0x9c, 0xff, 0xff, 0x00, 0x00, 0xff, 0xff]),
  deflateSync(JSON.stringify({ op: 11 })),
];

/** What discord.js would build objects of, or fail at. */
const UNUSED = ["GUILD_CREATE", "GUILD_DELETE", "MESSAGE_CREATE", "VOICE_STATE_UPDATE", "ENTITLEMENT_CREATE"].flatMap(
  (t) => [event(t, null), event(t, { id: [] }), event(t, "text")],
);

const malformedCount = ({ watched }: DiscordBot) => watched.filter(({ type }) => type === "malformed").length;

test("frames that make no sense are dropped and counted, and the connection goes on", async () => {
  await using bot = await discordBot({ commands: [dog], via });
  const ann = bot.discord.person("ann");
  for (const frame of MALFORMED_BYTES) bot.discord.gateway.sends(frame);
  await ann.types("dog", {}, { via });
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
  expect(malformedCount(bot)).toBe(MALFORMED_BYTES.length);
  expect(bot.log.lines.filter(({ level }) => level !== "debug" && level !== "info")).toEqual([]);
  expect(bot.log.lines.filter(({ message }) => message.includes("makes no sense"))).toHaveLength(
    MALFORMED_BYTES.length,
  );
  expect(bot.discord.gateway.events).toEqual(["identify"]);
});

test("frames that make no sense come before the hello", async () => {
  await using bot = await discordBot({
    commands: [dog],
    via,
    before: ({ gateway }) => void gateway.oddGreetings.push(...MALFORMED_BYTES),
  });
  const ann = bot.discord.person("ann");
  await ann.types("dog", {}, { via });
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
  expect(malformedCount(bot)).toBe(MALFORMED_BYTES.length);
});

test("events that nobody here uses, with anything in them", async () => {
  await using bot = await discordBot({ commands: [dog], via });
  const ann = bot.discord.person("ann");
  for (const frame of UNUSED) bot.discord.gateway.sends(JSON.stringify(frame));
  await ann.types("dog", {}, { via });
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
  expect([malformedCount(bot), bot.discord.gateway.events]).toEqual([0, ["identify"]]);
});

test("any frame at all: the bot answers afterwards", async () => {
  await using bot = await discordBot({ commands: [dog], via });
  const { gateway } = bot.discord;
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(null, READY.user),
    fc.record({ heartbeat_interval: fc.jsonValue() }),
  );
  const frames = fc
    .record({
      op: fc.oneof(fc.constantFrom(0, 0, 0, 1, 9, 10, 11), fc.jsonValue()),
      t: fc.oneof(fc.constantFrom("READY", "RESUMED", "INTERACTION_CREATE", "__proto__", "GUILD_CREATE"), fc.string()),
      s: fc.oneof(fc.nat(3), fc.jsonValue()),
      d: odd,
    })
    // An order to begin anew is one, and is followed
    .filter(({ op, d }) => op !== 9 || typeof d !== "boolean");
  for (const frame of fc.sample(frames, { seed: 10, numRuns: 400 })) gateway.sends(JSON.stringify(frame));
  const ann = bot.discord.person("ann");
  await ann.types("dog", {}, { via });
  expect(ann.seesAll()).toEqual([BEAGLE_CARD]);
  expect(malformedCount(bot)).toBeGreaterThan(200);
  expect(gateway.events).toEqual(["identify"]);
});
