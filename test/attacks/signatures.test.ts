import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attack } from "../support/attack.ts";
import { type DiscordBot, discordBot } from "../support/discord-bot.ts";
import { dog } from "../support/sample-commands.ts";
import { slackConfig } from "../support/slack.ts";
import { type SlackBot, slackBot } from "../support/slack-bot.ts";
import { editing } from "./support/texts.ts";

/** More than the server lets one address be refused at full speed. */
const AT_ONCE = 100;

const keys = generateKeyPairSync("ed25519");
const publicKey = keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");

let slack: SlackBot;
let discord: DiscordBot;

beforeAll(async () => {
  slack = await slackBot({ commands: [dog], transports: ["http"] });
  discord = await discordBot({ commands: [dog], via: "http", config: { publicKey } });
});

afterAll(async () => {
  await slack.close();
  await discord[Symbol.asyncDispose]();
});

/** A delivery as it goes over the wire. */
interface Delivery {
  readonly timestamp: string;
  /** In hex. */
  readonly signature: string;
  readonly body: Buffer;
}

/** How each platform signs, and delivers. */
const PLATFORMS = {
  slack: {
    body: "command=%2Fdog&text=Beagle&user_id=U1&user_name=ann&channel_id=C1&team_id=T1",
    sign: (signed: Buffer) =>
      createHmac("sha256", slackConfig(slack.slack, ["http"]).signingSecret ?? "")
        .update(Buffer.concat([Buffer.from("v0:"), signed]))
        .digest("hex"),
    between: ":",
    post: ({ timestamp, signature, body }: Delivery) =>
      post(`${slack.url}/slack/events`, body, {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": `v0=${signature}`,
      }),
  },
  discord: {
    body: JSON.stringify({ type: 1, id: "1", token: "t", application_id: "1" }),
    sign: (signed: Buffer) => sign(null, signed, keys.privateKey).toString("hex"),
    between: "",
    post: ({ timestamp, signature, body }: Delivery) =>
      post(discord.discord.interactionsUrl, body, {
        "content-type": "application/json",
        "x-signature-timestamp": timestamp,
        "x-signature-ed25519": signature,
      }),
  },
};

type Platform = keyof typeof PLATFORMS;

const platform = fc.constantFrom<Platform>("slack", "discord");

async function post(url: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<number> {
  const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  await response.arrayBuffer();
  return response.status;
}

/** As the platform itself would sign it, by a clock that is so many seconds off. */
function signed(name: Platform, offBy = 0): Delivery {
  const { body, sign, between } = PLATFORMS[name];
  const timestamp = String(Math.floor(Date.now() / 1_000) + offBy);
  return { timestamp, signature: sign(Buffer.from(timestamp + between + body)), body: Buffer.from(body) };
}

async function harmOf(name: Platform, delivery: Delivery): Promise<string | undefined> {
  const status = await PLATFORMS[name].post(delivery);
  return status === 401 ? undefined : `${name} answered ${status}`;
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const other = Buffer.from(bytes);
  const at = (bit >> 3) % bytes.length;
  other[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
  return other;
}

test.each<Platform>(["slack", "discord"])("the right one of %s is let in", async (name) => {
  expect(await PLATFORMS[name].post(signed(name))).toBe(200);
});

attack(
  "one bit of the signature is another",
  { short: 200, long: 1_500, atOnce: AT_ONCE },
  fc.record({ name: platform, bit: fc.nat(511) }),
  ({ name, bit }) => {
    const right = signed(name);
    return harmOf(name, { ...right, signature: flipped(Buffer.from(right.signature, "hex"), bit).toString("hex") });
  },
);

attack(
  "one bit of the body is another",
  { short: 100, long: 1_500, atOnce: AT_ONCE },
  fc.record({ name: platform, bit: fc.nat(600) }),
  ({ name, bit }) => {
    const right = signed(name);
    return harmOf(name, { ...right, body: flipped(right.body, bit) });
  },
);

attack(
  "signs of the signature or of the time are others",
  { short: 100, long: 1_500, atOnce: AT_ONCE },
  fc.record({ name: platform, part: fc.constantFrom("signature" as const, "timestamp" as const), edit: editing }),
  ({ name, part, edit }) => {
    const right = signed(name);
    const other = edit(right[part]).replace(/[^\x21-\x7e]/g, "");
    // Hex in capitals is the same number
    if (other.toLowerCase() === right[part]) return undefined;
    return harmOf(name, { ...right, [part]: other });
  },
);

attack(
  "signed rightly, more than five minutes ago or ahead",
  { short: 100, long: 1_000, atOnce: AT_ONCE },
  fc.record({ name: platform, offBy: fc.integer({ min: 301, max: 1e10 }), sign: fc.constantFrom(-1, 1) }),
  ({ name, offBy, sign }) => harmOf(name, signed(name, sign * offBy)),
);

test.each<Platform>(["slack", "discord"])("after all that, the right one of %s is let in", async (name) => {
  expect(await PLATFORMS[name].post(signed(name))).toBe(200);
});
