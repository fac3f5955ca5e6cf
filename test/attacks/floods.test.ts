import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll } from "vitest";
import { attack } from "../support/attack.ts";
import { dog } from "../support/sample-commands.ts";
import { type SlackBot, slackBot } from "../support/slack-bot.ts";

const CONNECTIONS = 16;

/** Signed commands while one lasts. It ends with the last of them. */
const COMMANDS = 3;

/** Requests that each connection sends at most. */
const REQUESTS = 200;

const large = "x".repeat(200_000);
const slackSigned = () =>
  `x-slack-signature: v0=${"0".repeat(64)}\r\nx-slack-request-timestamp: ${Math.floor(Date.now() / 1_000)}\r\n`;

/** What is sent again as soon as there is an answer; `npm run bench -- floods` measures what such floods cost. */
const FLOODS: Readonly<Record<string, () => string>> = {
  "an unknown path": () => "GET /nothing HTTP/1.1\r\nhost: a\r\n\r\n",
  "many requests in one go": () => "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n".repeat(100),
  "an address that is none": () => "GET /%E0%A4%A HTTP/1.1\r\nhost: a\r\n\r\n",
  "no HTTP": () => "\u0016\u0003\u0001".repeat(100),
  "a head without an end": () => `GET / HTTP/1.1\r\n${"a: b\r\n".repeat(1_000)}`,
  "a wrong signature": () => `POST /slack/events HTTP/1.1\r\nhost: a\r\n${slackSigned()}content-length: 3\r\n\r\na=b`,
  "a large body": () =>
    `POST /slack/events HTTP/1.1\r\nhost: a\r\n${slackSigned()}content-length: ${large.length}\r\n\r\n${large}`,
  "a body in pieces of a byte": () =>
    `POST /slack/events HTTP/1.1\r\nhost: a\r\n${slackSigned()}transfer-encoding: chunked\r\n\r\n${"1\r\na\r\n".repeat(5_000)}`,
  "a length that is two": () =>
    "POST /slack/events HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
};

let bot: SlackBot;
let count = 0;

beforeAll(async () => {
  bot = await slackBot({ commands: [dog], transports: ["http"] });
});

afterAll(() => bot.close());

attack(
  `${CONNECTIONS} connections that send one thing again and again: signed commands are answered`,
  { short: 9, long: 90 },
  fc.constantFrom(...Object.keys(FLOODS)),
  async (name) => {
    let isOver = false;
    const flood = Array.from({ length: CONNECTIONS }, async () => {
      for (let sent = 0; sent < REQUESTS && !isOver; sent += 1) await once(FLOODS[name] ?? (() => ""), () => isOver);
    });
    const answers: number[] = [];
    for (let command = 0; command < COMMANDS; command += 1) {
      count += 1;
      const body = `command=%2Fdog&text=Beagle&user_id=U1&channel_id=C1&team_id=T1&trigger_id=1.${count}`;
      // As Slack does, it is given up after three seconds
      answers.push((await bot.slack.sends(body).catch(() => ({ status: 0 }))).status);
    }
    isOver = true;
    await Promise.all(flood);
    return answers.every((status) => status === 200) ? undefined : `they were answered ${answers.join(", ")}`;
  },
);

/** One connection until there is an answer, either side ends it, or the flood is over. */
function once(request: () => string, isOver: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(new URL(bot.url).port), host: "127.0.0.1" }, () => socket.write(request()));
    const look = setInterval(() => isOver() && socket.destroy(), 20);
    socket.on("data", () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(look);
      resolve();
    });
  });
}
