import { createHmac } from "node:crypto";
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
  close(): void;
}

const OK = rawResponse(200, "ok", "text/plain");
const IDENTITY = rawResponse(
  200,
  '{"ok":true,"url":"https://example.slack.com/","team":"Nest","user":"magpie","team_id":"T0001","user_id":"U0BOT","bot_id":"B0BOT","is_enterprise_install":false}',
);

/** The Web API and the response_urls, on one port. */
export async function fakeSlack(): Promise<FakeSlack> {
  const completions = new Completions();
  const server = await serveRaw(({ path, body }, send) => {
    if (path.startsWith("/commands/")) {
      completions.complete(path, body);
      send(OK);
    } else {
      send(IDENTITY);
    }
  });
  let count = 0;
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
    close: () => server.close(),
  };
}

function form({ command, text, person }: Typed, count: number, responseUrl: string): string {
  return `token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=nest&channel_id=C${2_000 + person}&channel_name=general&user_id=U${1_000 + person}&user_name=person${person}&command=%2F${command}&text=${encodeURIComponent(text)}&api_app_id=A0001&is_enterprise_install=false&response_url=${encodeURIComponent(responseUrl)}&trigger_id=13345224609.${count}.8fb2d0a1b2c3d4e5f60718293a4b5c6d`;
}

function signed(body: string): Buffer {
  const timestamp = Math.floor(Date.now() / 1_000);
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
  return Buffer.from(
    `POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\naccept: application/json,*/*\r\ncontent-type: application/x-www-form-urlencoded\r\nx-slack-request-timestamp: ${timestamp}\r\nx-slack-signature: v0=${signature}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
