import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { DAY_MS } from "../../src/core/time.ts";
import type { Asked } from "../asks.ts";
import { Completions } from "./completions.ts";
import { type FakeGateway, fakeGateway } from "./gateway.ts";
import { rawResponse, serveRaw } from "./raw-http.ts";

export const APPLICATION_ID = "1100000000000000001";

/** People who take turns. */
const PEOPLE = 200;

/** Start of Discord's snowflakes: 2015-01-01 UTC. https://docs.discord.com/developers/reference#snowflakes (2026-11-22) */
const EPOCH = 1_420_070_400_000;

export interface Interaction {
  readonly json: string;
  /** The interaction's token: what `completions` knows its answer by. */
  readonly key: string;
}

/** A command with its options, and who chose it; in a server and a channel with the same number. */
export interface Chosen {
  readonly name: string;
  readonly options: readonly object[];
  readonly person: number;
}

export interface FakeDiscord {
  readonly apiUrl: string;
  readonly publicKey: string;
  readonly gateway: FakeGateway;
  readonly completions: Completions;
  /** `/fact id:ID` with ids that were never used before. */
  interaction(factId: string): Interaction;
  /** The same with any command. */
  chosen(chosen: Chosen): Interaction;
  /** Whatever people do. */
  asked(asked: Asked): Interaction;
  /** The interaction as a signed HTTP request. */
  signed(interaction: Interaction): Buffer;
  close(): void;
}

const NO_CONTENT = rawResponse(204);
const message = {
  id: "1300000000000000001",
  type: 20,
  channel_id: "1200000000000000002",
  author: { id: APPLICATION_ID, username: "magpie", discriminator: "0000", avatar: null, bot: true },
  content: "",
  embeds: [],
  attachments: [],
  components: [],
  mentions: [],
  mention_roles: [],
  mention_everyone: false,
  pinned: false,
  tts: false,
  flags: 0,
  timestamp: "2026-11-22T12:00:00.000000+00:00",
  edited_timestamp: null,
};

/** What every call is answered with. */
const MESSAGE = rawResponse(
  200,
  JSON.stringify({ ...message, webhook_id: APPLICATION_ID, application_id: APPLICATION_ID }),
);

/** The message that a button is pressed on. */
const PRESSED = JSON.stringify(message);

/** The REST API and the Gateway. */
export async function fakeDiscord(): Promise<FakeDiscord> {
  const completions = new Completions();
  const gateway = await fakeGateway(APPLICATION_ID);
  const gatewayBot = rawResponse(
    200,
    JSON.stringify({
      url: gateway.url,
      shards: 1,
      session_start_limit: { total: 1_000, remaining: 1_000, reset_after: DAY_MS, max_concurrency: 1 },
    }),
  );
  const server = await serveRaw(({ method, path, body }, send) => {
    const [, , , route, , token = ""] = path.split("/");
    if (route === "interactions") {
      // A deferral is no answer yet
      if (!/^\{"type":[56]/.test(body)) completions.complete(token, body);
      send(NO_CONTENT);
    } else if (route === "webhooks" && method === "PATCH") {
      completions.complete(token, body);
      send(MESSAGE);
    } else {
      send(route === "gateway" ? gatewayBot : NO_CONTENT);
    }
  });
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  let count = 0;
  return {
    apiUrl: `http://127.0.0.1:${server.port}/api`,
    publicKey: publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex"),
    gateway,
    completions,
    interaction(factId) {
      count += 1;
      return makeInteraction(fact(factId), count % PEOPLE, count);
    },
    chosen({ name, options, person }) {
      count += 1;
      const data = JSON.stringify({ id: "1100000000000000002", name, options, type: 1 });
      return makeInteraction(data, person, count, 1_200_000_000_000_000_000n + BigInt(person));
    },
    asked({ kind, command, option, text, state }) {
      count += 1;
      const given = { name: option, type: 3, value: text, ...(kind === "suggestions" ? { focused: true } : {}) };
      const options = option === undefined ? [] : [given];
      const data =
        kind === "press"
          ? { component_type: 2, custom_id: state, id: 2 }
          : { id: "1100000000000000002", name: command, options, type: 1 };
      const made = makeInteraction(JSON.stringify(data), count % PEOPLE, count);
      if (kind === "command") return made;
      const type = kind === "press" ? `"message":${PRESSED},"type":3` : '"type":4';
      return { ...made, json: made.json.replace(/"type":2,"version":1\}$/, `${type},"version":1}`) };
    },
    signed: (interaction) => signedRequest(interaction.json, privateKey),
    close() {
      server.close();
      gateway.close();
    },
  };
}

function fact(id: string): string {
  return `{"id":"1100000000000000002","name":"fact","options":[{"name":"id","type":3,"value":"${id}"}],"type":1}`;
}

function makeInteraction(data: string, person: number, count: number, place = 1_200_000_000_000_000_001n): Interaction {
  const id = (BigInt(Date.now() - EPOCH) << 22n) | BigInt(count % 4_194_304);
  const key = `aW50ZXJhY3Rpb246${count}${"kXq7".repeat(40)}`;
  const json = `{"app_permissions":"2248473465835073","application_id":"${APPLICATION_ID}","attachment_size_limit":10485760,"authorizing_integration_owners":{"0":"${place}"},"channel":{"flags":0,"guild_id":"${place}","id":"${place + 1n}","last_message_id":"1200000000000000003","name":"general","nsfw":false,"parent_id":"1200000000000000004","permissions":"2248473465835073","position":0,"rate_limit_per_user":0,"topic":null,"type":0},"channel_id":"${place + 1n}","context":0,"data":${data},"entitlement_sku_ids":[],"entitlements":[],"guild":{"features":[],"id":"${place}","locale":"en-US"},"guild_id":"${place}","guild_locale":"en-US","id":"${id}","locale":"en-US","member":{"avatar":null,"banner":null,"communication_disabled_until":null,"deaf":false,"flags":0,"joined_at":"2024-01-01T00:00:00.000000+00:00","mute":false,"nick":null,"pending":false,"permissions":"2248473465835073","premium_since":null,"roles":[],"unusual_dm_activity_until":null,"user":{"avatar":null,"avatar_decoration_data":null,"clan":null,"discriminator":"0","global_name":"Person ${person}","id":"${1_000_000_000_000_000_000n + BigInt(person)}","primary_guild":null,"public_flags":0,"username":"person${person}"}},"token":"${key}","type":2,"version":1}`;
  return { key, json };
}

function signedRequest(json: string, privateKey: KeyObject): Buffer {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = sign(null, Buffer.from(timestamp + json), privateKey).toString("hex");
  return Buffer.from(
    `POST /discord/interactions HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Discord-Interactions/1.0 (+https://discord.com)\r\ncontent-type: application/json\r\nx-signature-ed25519: ${signature}\r\nx-signature-timestamp: ${timestamp}\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
}
