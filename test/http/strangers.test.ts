import { connect, type Socket } from "node:net";
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createHttpServer, type ServerParts } from "../../src/http/server.ts";
import { discordBot } from "../support/discord-bot.ts";
import { dog } from "../support/sample-commands.ts";
import { slackBot } from "../support/slack-bot.ts";

/** Requests of one address in a minute that are answered at once. */
const SHARE = 600;

const DOG = "command=%2Fdog&text=Beagle&user_id=U1&user_name=ann&channel_id=C1&team_id=T1&trigger_id=1.2";

function server(parts: Partial<ServerParts> = {}): FastifyInstance {
  const http = createHttpServer({ adapters: () => [], isDraining: () => false, ...parts });
  onTestFinished(() => http.close());
  return http;
}

// However slow the machine is, it is the same minute
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** How often each status was answered to so many requests, which arrive one after the other and wait for no answer. */
async function statuses(
  http: FastifyInstance,
  count: number,
  request: (index: number) => InjectOptions,
): Promise<Readonly<Record<string, number>>> {
  const answers: Promise<number>[] = [];
  for (let index = 0; index < count; index += 1) {
    answers.push(http.inject(request(index)).then(({ statusCode }) => statusCode));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const counts: Record<string, number> = {};
  for (const status of await Promise.all(answers)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** A connection, and all that comes back on it until it ends. */
async function talk(root: string, write: (socket: Socket) => void): Promise<string> {
  const { port } = new URL(root);
  const socket = connect(Number(port), "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
  });
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  // Whoever is cut off while sending learns it this way, too
  socket.on("error", () => {});
  socket.once("connect", () => write(socket));
  await ended;
  return answer;
}

test("an address has its share, whatever it asks for, and others have theirs", async () => {
  const http = server();
  http.get("/page", () => "a page");
  const mine = await statuses(http, SHARE + 100, (index) => ({
    url: index % 2 === 0 ? "/page" : "/nothing",
    remoteAddress: "192.0.2.1",
  }));
  expect(mine["429"]).toBe(100);
  const { statusCode, headers } = await http.inject({ url: "/page", remoteAddress: "192.0.2.1" });
  expect([statusCode, headers["retry-after"], headers["x-content-type-options"]]).toEqual([429, "60", "nosniff"]);
  expect(await statuses(http, 10, () => ({ url: "/page", remoteAddress: "192.0.2.2" }))).toEqual({ 200: 10 });
});

test("a network of IPv6 is one address", async () => {
  const http = server();
  const remoteAddress = (index: number) => `2001:db8:0:1::${index.toString(16)}`;
  const mine = await statuses(http, SHARE + 50, (index) => ({ url: "/", remoteAddress: remoteAddress(index) }));
  expect(mine).toEqual({ 404: SHARE, 429: 50 });
});

test("no more addresses are remembered than fit", async () => {
  const http = server();
  expect(await statuses(http, SHARE, () => ({ url: "/", remoteAddress: "192.0.2.1" }))).toEqual({ 404: SHARE });
  const others = (index: number) => `10.1.${index >> 8}.${index & 255}`;
  await statuses(http, 10_000, (index) => ({ url: "/", remoteAddress: others(index) }));
  expect((await http.inject({ url: "/", remoteAddress: "192.0.2.1" })).statusCode).toBe(404);
});

test.each([
  ["trusted", ["127.0.0.1"], { 404: SHARE + 50 }],
  ["that nobody has named", [], { 404: SHARE, 429: 50 }],
  ["elsewhere", ["10.0.0.0/8"], { 404: SHARE, 429: 50 }],
])("people behind a proxy %s", async (_, trustedProxies, expected) => {
  const http = server({ trustedProxies });
  const found = await statuses(http, SHARE + 50, (index) => ({
    url: "/",
    remoteAddress: "127.0.0.1",
    headers: { "x-forwarded-for": `6.6.6.6, 198.51.100.${index % 200}` },
  }));
  expect(found).toEqual(expected);
});

test("a flood does not make the bot look dead", async () => {
  const http = server();
  await statuses(http, SHARE + 50, () => ({ url: "/nothing" }));
  expect(await statuses(http, 1_300, (index) => ({ url: index % 2 === 0 ? "/healthz" : "/readyz" }))).toEqual({
    200: 1_300,
  });
});

test("those who ask how it is at the same time make it look once", async () => {
  const { promise: looked, resolve: look } = Promise.withResolvers<void>();
  let asked = 0;
  const database = async () => {
    asked += 1;
    await looked;
    return { isConnected: true, detail: "sqlite" };
  };
  const http = server({ database });
  const answers = Array.from({ length: 100 }, () => http.inject("/readyz"));
  await expect.poll(() => asked).toBe(1);
  look();
  for (const { statusCode } of await Promise.all(answers)) expect(statusCode).toBe(200);
  await http.inject("/readyz");
  expect(asked).toBe(2);
});

test("Slack's right signature passes, however many wrong ones came from the same address", async () => {
  const bot = await slackBot({ commands: [dog], transports: ["http"] });
  onTestFinished(() => bot.close());
  for (let round = 0; round < 14; round += 1) {
    const wrong = await Promise.all(
      Array.from({ length: 50 }, () => bot.slack.sends(DOG, { signature: `v0=${"0".repeat(64)}` })),
    );
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([401]));
  }
  const right = await Promise.all(
    Array.from({ length: 20 }, (_, index) => bot.slack.sends(DOG.replace("1.2", `1.${index}`))),
  );
  expect(right.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
});

test("Discord's right signature passes, however many wrong ones came from the same address", async () => {
  await using bot = await discordBot({ commands: [dog], via: "http" });
  const ping = JSON.stringify({ type: 1, id: "1", token: "t", application_id: "1" });
  for (let round = 0; round < 14; round += 1) {
    const wrong = await Promise.all(Array.from({ length: 50 }, () => bot.discord.post(ping, { signedBody: "other" })));
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([401]));
  }
  expect((await bot.discord.post(ping)).status).toBe(200);
});

test.each([
  ["Slack", "/slack/events", "401"],
  ["Discord", "/discord/interactions", "401"],
  ["nobody", "/nothing", "404"],
])("a large body for %s is refused before it comes, and its connection ends", async (_, path, status) => {
  const slack = await slackBot({ commands: [dog], transports: ["http"] });
  onTestFinished(() => slack.close());
  await using discord = await discordBot({ commands: [dog], via: "http" });
  const root = path.startsWith("/discord") ? new URL(discord.discord.interactionsUrl).origin : slack.url;
  for (const length of ["content-length: 900000", "transfer-encoding: chunked"]) {
    const answer = await talk(root, (socket) => socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\n${length}\r\n\r\n`));
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  }
});

test("a body in thousands of pieces is not put together", async () => {
  const slack = await slackBot({ commands: [dog], transports: ["http"] });
  onTestFinished(() => slack.close());
  const timestamp = Math.floor(Date.now() / 1_000);
  const answer = await talk(slack.url, (socket) => {
    socket.write(
      `POST /slack/events HTTP/1.1\r\nhost: a\r\nx-slack-signature: v0=${"0".repeat(64)}\r\nx-slack-request-timestamp: ${timestamp}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    socket.write("1\r\na\r\n".repeat(2_100));
  });
  expect(answer).toBe("");
});

test("the next request before the answer ends the connection, and the one after the answer does not", async () => {
  const http = server();
  const root = await http.listen({ port: 0, host: "127.0.0.1" });
  const request = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
  let served = 0;
  http.server.on("request", () => {
    served += 1;
  });
  expect(await talk(root, (socket) => socket.write(request.repeat(1_000)))).not.toContain('"alive"');
  const polite = await talk(root, (socket) => {
    let left = 3;
    socket.write(request);
    socket.on("data", () => {
      left -= 1;
      if (left > 0) socket.write(request);
      else socket.end();
    });
  });
  expect(polite.match(/"alive"/g)).toHaveLength(3);
  expect(served).toBeGreaterThanOrEqual(4);
});
