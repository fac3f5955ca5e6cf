import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect, type Server, type Socket } from "node:net";
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

test.each([
  ["Slack", "/slack/events"],
  ["nobody", "/nothing"],
])("of a body of 10 MB for %s next to nothing is read", async (_, path) => {
  const bot = await slackBot({ commands: [dog], transports: ["http"] });
  onTestFinished(() => bot.close());
  for (const length of ["content-length: 10000000\r\n", "transfer-encoding: chunked\r\n\r\n989680"]) {
    const read = bytesRead(bot.server);
    await talk(bot.url, (socket) => {
      socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\n${length}\r\n`);
      socket.write(Buffer.alloc(10_000_000));
    });
    // Two reads of what the kernel holds already
    expect(await read).toBeLessThan(200_000);
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

test("whoever sent a body in thousands of pieces sends no further one in pieces: nothing of it is read", async () => {
  const http = server();
  http.post("/taken", async () => "taken");
  const root = await http.listen({ port: 0, host: "127.0.0.1" });
  const send = (pieces: number) =>
    talk(root, (socket) => {
      const body = `${"1\r\na\r\n".repeat(pieces)}0\r\n\r\n`;
      socket.write(`POST /taken HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n${body}`);
    });
  // As a proxy does that does not know how long a body is
  expect(await send(3)).toContain("taken");
  expect(await send(2_100)).toBe("");
  const seen: unknown[] = [];
  const see = (message: unknown) => seen.push(message);
  subscribe("http.server.request.start", see);
  onTestFinished(() => void unsubscribe("http.server.request.start", see));
  expect(await send(2_100)).toMatch(/^HTTP\/1\.1 411 /);
  expect(await send(3)).toMatch(/^HTTP\/1\.1 411 /);
  expect(seen).toEqual([]);
  expect((await fetch(`${root}/taken`, { method: "POST", body: "whole" })).status).toBe(200);
});

test("who asks for a change of protocol is answered as everybody else", async () => {
  const root = await server().listen({ port: 0, host: "127.0.0.1" });
  const asked = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
  const answer = await talk(root, (socket) => {
    socket.write(asked);
    socket.once("data", () => socket.end());
  });
  expect(answer).toContain('"alive"');
});

test.each([
  ["that are asked for properly", "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n"],
  ["without a host, which Node answers by itself", "GET / HTTP/1.1\r\n\r\n"],
  ["with expectations, which Node answers by itself", "GET / HTTP/1.1\r\nhost: a\r\nexpect: much\r\n\r\n"],
])("of a thousand requests in one go %s one is looked at", async (_, request) => {
  const seen: unknown[] = [];
  const see = (message: unknown) => seen.push(message);
  subscribe("http.server.request.start", see);
  onTestFinished(() => void unsubscribe("http.server.request.start", see));
  const http = server();
  const root = await http.listen({ port: 0, host: "127.0.0.1" });
  expect(await talk(root, (socket) => socket.write(request.repeat(1_000)))).not.toContain('"alive"');
  expect(seen).toHaveLength(1);
});

test("a connection carries as many requests as are asked one after the other", async () => {
  const http = server();
  const root = await http.listen({ port: 0, host: "127.0.0.1" });
  const request = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
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
});

test("addresses that make no sense count as well", async () => {
  const http = server();
  expect(await statuses(http, SHARE + 20, () => ({ url: "/%E0%A4%A" }))).toEqual({ 404: SHARE, 429: 20 });
});

test("whoever is refused beyond the share has to connect again", async () => {
  const http = server();
  const root = await http.listen({ port: 0, host: "127.0.0.1" });
  await statuses(http, SHARE, () => ({ url: "/nothing" }));
  expect(await talk(root, (socket) => socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n"))).toMatch(
    /^HTTP\/1.1 429 .*connection: close/is,
  );
});

/** Connections of one address at once. */
const CONNECTIONS = 500;

test.each([
  ["that nobody has named: as many as one address may, the one without a request for longest ends", [], 1],
  ["that is trusted: as many as it likes", ["127.0.0.0/8"], 0],
])("connections of a proxy %s", async (_, trustedProxies, ended) => {
  const http = server({ trustedProxies });
  const root = await http.listen({ port: 0, host: "127.0.0.1" });
  const served: Socket[] = [];
  http.server.on("connection", (socket: Socket) => served.push(socket));
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const connectOne = async () => {
    const socket = connect(Number(new URL(root).port), "127.0.0.1");
    sockets.push(socket);
    await once(socket, "connect");
    return socket;
  };
  const first = await connectOne();
  for (let count = 1; count < CONNECTIONS; count += 1) await connectOne();
  await expect.poll(() => served.length).toBe(CONNECTIONS);
  first.write("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n");
  await once(first, "data");
  await connectOne();
  await expect.poll(() => served.length).toBe(CONNECTIONS + 1);
  const gone = served.map((socket) => socket.destroyed);
  expect([gone[0], gone.filter(Boolean)]).toEqual([false, Array.from({ length: ended }, () => true)]);
});

test("who breaks the rules again and again is read later, and the right signature passes all the same", async () => {
  const bot = await slackBot({ commands: [dog], transports: ["http"] });
  onTestFinished(() => bot.close());
  const later: Socket[] = [];
  bot.server.on("connection", (socket: Socket) => {
    if (socket.isPaused()) later.push(socket);
  });
  const odd = (request: string) => talk(bot.url, (socket) => socket.write(request));
  await Promise.all(Array.from({ length: 7 }, () => odd("GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(2))));
  await Promise.all(Array.from({ length: 7 }, () => odd("this is no request\r\n\r\n")));
  const piecemeal = `POST /slack/events HTTP/1.1\r\nhost: a\r\n${signedWrongly()}transfer-encoding: chunked\r\n\r\n`;
  await Promise.all(Array.from({ length: 7 }, () => odd(piecemeal + "1\r\na\r\n".repeat(2_100))));
  expect(later).toEqual([]);
  expect(await odd("GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")).toContain('"alive"');
  expect(later).toHaveLength(1);
  expect((await bot.slack.sends(DOG)).status).toBe(200);
});

test("of large bodies from one address two are read at once", async () => {
  const bot = await slackBot({ commands: [dog], transports: ["http"] });
  onTestFinished(() => bot.close());
  const requests: IncomingMessage[] = [];
  const see = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (request.url === "/slack/events") requests.push(request);
  };
  subscribe("http.server.request.start", see);
  onTestFinished(() => void unsubscribe("http.server.request.start", see));
  const sockets: Socket[] = [];
  const head = `POST /slack/events HTTP/1.1\r\nhost: a\r\n${signedWrongly()}content-length: 100000\r\n\r\n`;
  const ended = Array.from({ length: 5 }, () =>
    talk(bot.url, (socket) => {
      sockets.push(socket);
      socket.write(head);
    }),
  );
  await expect.poll(() => requests.length).toBe(5);
  const read = () => requests.filter((request) => request.readableFlowing).length;
  await expect.poll(read).toBe(2);
  await turns(LATER_TURNS);
  expect(read()).toBe(2);
  for (const socket of sockets) socket.end("x".repeat(100_000));
  for (const answer of await Promise.all(ended)) expect(answer).toMatch(/^HTTP\/1.1 401 /);
});

/** Turns of the event loop after which a third one would have been read. */
const LATER_TURNS = 100;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function signedWrongly(): string {
  return `x-slack-signature: v0=${"0".repeat(64)}\r\nx-slack-request-timestamp: ${Math.floor(Date.now() / 1_000)}\r\n`;
}

/** Of the next connection, until it ends. */
async function bytesRead(server: Server): Promise<number> {
  const [socket]: Socket[] = await once(server, "connection");
  if (socket === undefined) throw new Error("no connection");
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  return socket.bytesRead;
}
