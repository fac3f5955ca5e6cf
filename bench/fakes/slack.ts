import { createHmac } from "node:crypto";
import { WebSocketServer } from "ws";
import type { Asked } from "../asks.ts";
import { Completions } from "./completions.ts";
import { rawResponse, serveRaw } from "./raw-http.ts";

export const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

/** People who take turns. */
const PEOPLE = 200;

export interface SlashCommand {
  readonly request: Buffer;
  /** What `completions` knows its answer by. */
  readonly key: string;
}

export interface SlackEnvelope {
  readonly json: string;
  readonly id: string;
  readonly key: string;
}

/** What is typed, and by whom; in a channel with the same number. */
export interface Typed {
  readonly command: string;
  readonly text: string;
  readonly person: number;
}

export interface FakeSlack {
  readonly apiUrl: string;
  readonly completions: Completions;
  /** A signed `/fact ID` with ids that were never used before. */
  command(factId: string): SlashCommand;
  /** The same with any command. */
  typed(typed: Typed): SlashCommand;
  /** Whatever people do, as a signed request. */
  request(asked: Asked): SlashCommand;
  /** The same as an envelope of Socket Mode. `completions` also knows its ack, by the envelope's id. */
  envelope(asked: Asked): SlackEnvelope;
  /** Sends an envelope to a client in turn. */
  push(envelope: string): void;
  close(): void;
}

const OK = rawResponse(200, "ok", "text/plain");
const POSTED = rawResponse(200, '{"ok":true,"channel":"C2000","ts":"1700000000.000200","message":{"text":"…"}}');
const IDENTITY = rawResponse(
  200,
  '{"ok":true,"url":"https://example.slack.com/","team":"Nest","user":"magpie","team_id":"T0001","user_id":"U0BOT","bot_id":"B0BOT","is_enterprise_install":false}',
);

/** The Web API and the response_urls, on one port. */
export async function fakeSlack(): Promise<FakeSlack> {
  const completions = new Completions();
  const sockets = await fakeSockets(completions);
  const server = await serveRaw(({ path, body }, send) => {
    if (path.startsWith("/commands/")) {
      completions.complete(path, body);
      send(OK);
    } else if (path.endsWith("/apps.connections.open")) {
      send(rawResponse(200, JSON.stringify({ ok: true, url: sockets.url })));
    } else if (path.endsWith("/chat.postMessage")) {
      completions.complete(new URLSearchParams(body).get("thread_ts") ?? threadIn(body), body);
      send(POSTED);
    } else {
      send(IDENTITY);
    }
  });
  let count = 0;
  const payloadOf = (asked: Asked) => {
    count += 1;
    const key = asked.kind === "mention" ? `1700000000.${count}` : `/commands/T0001/${count}/kBm0c7sVxwYpQzRtDfGhJkLm`;
    return { key, payload: deliveryOf(asked, count, key, `http://127.0.0.1:${server.port}${key}`) };
  };
  const typed = (what: Typed) => {
    count += 1;
    const key = `/commands/T0001/${count}/kBm0c7sVxwYpQzRtDfGhJkLm`;
    const responseUrl = `http://127.0.0.1:${server.port}${key}`;
    return { key, request: signed(form(what, count, responseUrl)) };
  };
  return {
    apiUrl: `http://127.0.0.1:${server.port}/api`,
    completions,
    command: (factId) => typed({ command: "fact", text: factId, person: (count + 1) % PEOPLE }),
    typed,
    request(asked) {
      const { key, payload } = payloadOf(asked);
      if (asked.kind === "mention") return { key, request: signed(JSON.stringify(payload), "application/json") };
      const isCommand = asked.kind === "command";
      const fields = isCommand ? payload : { payload: JSON.stringify(payload) };
      return { key, request: signed(new URLSearchParams(fields as Record<string, string>).toString()) };
    },
    envelope(asked) {
      const { key, payload } = payloadOf(asked);
      const id = `e-${count}`;
      const type = { command: "slash_commands", mention: "events_api" }[asked.kind as string] ?? "interactive";
      const takesPayload = asked.kind === "command" || asked.kind === "suggestions";
      const json = JSON.stringify({ envelope_id: id, type, accepts_response_payload: takesPayload, payload });
      return { id, key, json };
    },
    push: sockets.push,
    close() {
      server.close();
      sockets.close();
    },
  };
}

function form({ command, text, person }: Typed, count: number, responseUrl: string): string {
  return `token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=nest&channel_id=C${2_000 + person}&channel_name=general&user_id=U${1_000 + person}&user_name=person${person}&command=%2F${command}&text=${encodeURIComponent(text)}&api_app_id=A0001&is_enterprise_install=false&response_url=${encodeURIComponent(responseUrl)}&trigger_id=13345224609.${count}.8fb2d0a1b2c3d4e5f60718293a4b5c6d`;
}

/** A delivery as Slack writes it, with the parts that bots read and some that they don't. */
function deliveryOf({ kind, command, text, state, option }: Asked, count: number, key: string, responseUrl: string) {
  const person = count % PEOPLE;
  const trigger = `13345224609.${count}.8fb2d0a1b2c3d4e5f60718293a4b5c6d`;
  const [userId, channelId] = [`U${1_000 + person}`, `C${2_000 + person}`];
  const interactive = {
    team: { id: "T0001", domain: "nest" },
    user: { id: userId, username: `person${person}`, name: `person${person}`, team_id: "T0001" },
    api_app_id: "A0001",
    token: "gIkuvaNzQIHg97ATvDxqgjtO",
    trigger_id: trigger,
    enterprise: null,
    is_enterprise_install: false,
  };
  switch (kind) {
    case "command":
      return {
        token: "gIkuvaNzQIHg97ATvDxqgjtO",
        team_id: "T0001",
        team_domain: "nest",
        channel_id: channelId,
        channel_name: "general",
        user_id: userId,
        user_name: `person${person}`,
        command: `/${command}`,
        text,
        api_app_id: "A0001",
        is_enterprise_install: "false",
        response_url: responseUrl,
        trigger_id: trigger,
      };
    case "press":
      return {
        ...interactive,
        type: "block_actions",
        container: { type: "message", message_ts: "1700000000.000100", channel_id: channelId, is_ephemeral: false },
        channel: { id: channelId, name: "general" },
        message: { type: "message", ts: "1700000000.000100", text: "A dog", blocks: [] },
        response_url: responseUrl,
        actions: [{ type: "button", action_id: "press:0", block_id: "x7", value: state, action_ts: "1700000000.1" }],
      };
    case "suggestions":
      return {
        ...interactive,
        type: "block_suggestion",
        block_id: option,
        action_id: "value",
        value: text,
        view: {
          id: "V1",
          type: "modal",
          callback_id: "command-form",
          private_metadata: JSON.stringify({ c: command, ch: channelId }),
          state: { values: {} },
          blocks: [],
        },
      };
    case "mention":
      return {
        token: "gIkuvaNzQIHg97ATvDxqgjtO",
        team_id: "T0001",
        api_app_id: "A0001",
        type: "event_callback",
        event_id: `Ev${count}`,
        event_time: 1_700_000_000,
        authorizations: [{ team_id: "T0001", user_id: "U0BOT", is_bot: true, is_enterprise_install: false }],
        event: {
          type: "app_mention",
          user: userId,
          text: `<@U0BOT> ${command} ${text}`,
          ts: key,
          channel: channelId,
          event_ts: key,
        },
      };
  }
}

/** The thread that a message goes into, where it came as JSON. */
function threadIn(body: string): string {
  return /"thread_ts":"([\d.]+)"/.exec(body)?.[1] ?? "";
}

/** Socket Mode's connections: an ack completes what waits for its envelope. */
async function fakeSockets(completions: Completions) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  server.on("connection", (socket) => {
    socket.send('{"type":"hello","num_connections":1,"connection_info":{"app_id":"A0001"}}');
    socket.on("message", (data) => {
      const ack = String(data);
      completions.complete(/"envelope_id":"([^"]+)"/.exec(ack)?.[1] ?? "", ack);
    });
  });
  let turn = 0;
  return {
    url: `ws://127.0.0.1:${address.port}`,
    push(envelope: string) {
      const clients = [...server.clients];
      turn += 1;
      clients[turn % clients.length]?.send(envelope);
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function signed(body: string, contentType = "application/x-www-form-urlencoded"): Buffer {
  const timestamp = Math.floor(Date.now() / 1_000);
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
  return Buffer.from(
    `POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\naccept: application/json,*/*\r\ncontent-type: ${contentType}\r\nx-slack-request-timestamp: ${timestamp}\r\nx-slack-signature: v0=${signature}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
