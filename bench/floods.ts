import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { discordEnvironment, slackEnvironment } from "./environment.ts";
import { fakeDiscord } from "./fakes/discord.ts";
import { fakeSlack } from "./fakes/slack.ts";
import { fakeUpstream } from "./fakes/upstream.ts";
import { quantile } from "./measure.ts";
import { type Contender, startContender } from "./process.ts";
import { discordOverHttp, type Session, slackOverHttp } from "./transports.ts";

const CONNECTIONS = 64;

/** Signed commands that go on all the time, a second and a platform. */
const COMMANDS_PER_SECOND = 20;

/** Slots for them: more than are ever under way at once. */
const SLOTS = 40;

/** A body as large as the server takes. */
const LARGE = "x".repeat(1_000_000);

const WRONG_PASSWORD = `authorization: Basic ${Buffer.from("a:wrong").toString("base64")}\r\n`;

interface Flood {
  readonly title: string;
  /** What each connection sends, again as soon as there is an answer; whoever is cut off comes back. */
  readonly request: () => string;
  /** Between its bytes, in milliseconds, where it comes in a drip. */
  readonly dripMs?: number;
}

function get(path: string, more = ""): string {
  return `GET ${path} HTTP/1.1\r\nhost: a\r\n${more}\r\n`;
}

function post(path: string, headers: string, body: string, isChunked = false): string {
  const length = isChunked ? "transfer-encoding: chunked" : `content-length: ${body.length}`;
  return `POST ${path} HTTP/1.1\r\nhost: a\r\n${headers}${length}\r\n\r\n${body}`;
}

const slackSigned = () =>
  `x-slack-signature: v0=${"0".repeat(64)}\r\nx-slack-request-timestamp: ${Math.floor(Date.now() / 1_000)}\r\n`;
const discordSigned = () =>
  `x-signature-ed25519: ${"0".repeat(128)}\r\nx-signature-timestamp: ${Math.floor(Date.now() / 1_000)}\r\n`;

const PLATFORM_FLOODS: readonly Flood[] = [
  ["Slack", "/slack/events", slackSigned] as const,
  ["Discord", "/discord/interactions", discordSigned] as const,
].flatMap(([name, path, signed]) => [
  { title: `${name}: no signature, 1 MB`, request: () => post(path, "", LARGE) },
  { title: `${name}: a wrong signature`, request: () => post(path, signed(), "a=b") },
  { title: `${name}: a wrong signature, 1 MB`, request: () => post(path, signed(), LARGE) },
  {
    title: `${name}: a wrong signature, a body in pieces of a byte`,
    request: () => post(path, signed(), "1\r\na\r\n".repeat(10_000), true),
  },
]);

const FLOODS: readonly Flood[] = [
  { title: "an unknown path", request: () => get("/nothing") },
  { title: "an unknown path, 1 MB", request: () => post("/nothing", "", LARGE) },
  { title: "an address that is none", request: () => get("/%E0%A4%A") },
  { title: "`/healthz`", request: () => get("/healthz") },
  { title: "`/readyz`", request: () => get("/readyz") },
  { title: "`/metrics`", request: () => get("/metrics") },
  { title: "`/discord/install`", request: () => get("/discord/install") },
  { title: "a thousand requests in one go", request: () => get("/healthz").repeat(1_000) },
  { title: "a thousand that Node answers by itself", request: () => "GET / HTTP/1.1\r\n\r\n".repeat(1_000) },
  { title: "no HTTP at all", request: () => "no such thing\r\n\r\n" },
  { title: "headers in a drip", request: () => get("/healthz", "a:b\r\n".repeat(2_000)), dripMs: 20 },
  { title: "`/media/…`", request: () => get("/media/AAAAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAAAAAAA.png") },
  { title: "headers of 15 KB", request: () => get("/healthz", `a: ${"x".repeat(15_000)}\r\n`) },
  { title: "two thousand headers", request: () => get("/healthz", "a:b\r\n".repeat(2_000)) },
  { title: "`/slack/install`", request: () => get("/slack/install") },
  {
    title: "`/slack/oauth_redirect`, a state that nobody made",
    request: () => get("/slack/oauth_redirect?code=a&state=b", "cookie: slack-app-oauth-state=b\r\n"),
  },
  { title: "`/connect/github`, a key that nobody made", request: () => get(`/connect/github?key=${"a".repeat(43)}`) },
  {
    title: "… where GitHub sends the browser back to",
    request: () =>
      get("/connect/github/callback?code=a&state=b", `cookie: __Host-magpie_connect=${"a".repeat(43)}\r\n`),
  },
  { title: "the playground without a password", request: () => get("/") },
  { title: "… with a wrong one", request: () => get("/playground/session", WRONG_PASSWORD) },
  {
    title: "… with a wrong one, 1 MB",
    request: () => post("/playground/submit", `${WRONG_PASSWORD}content-type: application/json\r\n`, LARGE),
  },
  ...PLATFORM_FLOODS,
];

export interface FloodCost {
  readonly title: string;
  /** Without the flood, just before it. */
  readonly quiet: Waits;
  readonly flooded: Waits;
}

export interface Waits {
  /** The 99th of a hundred acks of signed commands, in milliseconds. */
  readonly slackP99Ms: number;
  readonly discordP99Ms: number;
  /** The bot's own measure of how late its event loop was. */
  readonly loopP99Ms: number;
  /** CPU time of the bot, in seconds a second. */
  readonly cpu: number;
}

/** What signed commands wait while 64 connections do the worst that a route allows. */
export async function measureFloods(forMs: number): Promise<readonly FloodCost[]> {
  const [slack, discord, upstream] = await Promise.all([fakeSlack(), fakeDiscord(), fakeUpstream()]);
  const env = {
    ...slackEnvironment(slack),
    ...discordEnvironment(discord, "discord-http"),
    DOG_CEO_URL: upstream.url,
    BENCH_PAGES: "yes",
  };
  const costs: FloodCost[] = [];
  for (const { title, request, dripMs } of FLOODS) {
    // Each with a share that nobody has used
    const bot = await startContender("magpie", env);
    const sessions = [
      await slackOverHttp(slack, "deferred")(bot.port, SLOTS),
      await discordOverHttp(discord, "deferred")(bot.port, SLOTS),
    ] as const;
    // Warms it up: what the first request of a kind loads is no matter of a flood
    await sendOnce(bot.port, request());
    await measure(bot, sessions, forMs);
    const quiet = await measure(bot, sessions, forMs);
    const end = await flood(bot.port, { request: request(), ...(dripMs === undefined ? {} : { dripMs }) });
    costs.push({ title, quiet, flooded: await measure(bot, sessions, forMs) });
    end();
    for (const session of sessions) session.close();
    await bot.stop();
  }
  for (const fake of [slack, discord, upstream]) fake.close();
  return costs;
}

async function measure(bot: Contender, sessions: readonly [Session, Session], forMs: number): Promise<Waits> {
  // Forgets what was before
  const before = await bot.usage();
  const startedAt = performance.now();
  const [slackMs, discordMs] = await Promise.all(sessions.map((session) => ask(session, forMs)));
  const { loopP99Ms, cpuMicros } = await bot.usage();
  const cpu = (cpuMicros - before.cpuMicros) / 1_000 / (performance.now() - startedAt);
  const p99 = (times: readonly number[] = []) => quantile(times, 0.99);
  return { slackP99Ms: p99(slackMs), discordP99Ms: p99(discordMs), loopP99Ms, cpu };
}

async function ask(session: Session, forMs: number): Promise<readonly number[]> {
  const startedAt = performance.now();
  const asked: Promise<number>[] = [];
  for (let count = 0; count < (forMs / 1_000) * COMMANDS_PER_SECOND; count += 1) {
    await sleep(Math.max(0, startedAt + (count * 1_000) / COMMANDS_PER_SECOND - performance.now()));
    asked.push(session.ask(count % SLOTS, "1"));
  }
  return await Promise.all(asked);
}

/** One request of a flood, until it is answered or cut off, or has dripped for a second. */
async function sendOnce(port: number, request: string): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" }, () => socket.write(request));
  socket.setTimeout(1_000, () => socket.destroy());
  socket.on("error", () => {});
  socket.on("data", () => socket.destroy());
  await once(socket, "close");
}

/** Starts a flood, and gives its end. */
async function flood(port: number, what: { readonly request: string; readonly dripMs?: number }): Promise<() => void> {
  const child = fork(new URL("./flood.ts", import.meta.url).pathname, [String(port), String(CONNECTIONS)]);
  await once(child, "message");
  child.send(what);
  return () => void child.kill();
}
