import { loadavg } from "node:os";
import { MINUTE_MS } from "../src/core/time.ts";
import { readFlags, refuse } from "../src/setup/flags.ts";
import { measureCharts } from "./chart.ts";
import { measureFloods, type Waits } from "./floods.ts";
import { measureGoats } from "./goat.ts";
import { measureHang } from "./hang.ts";
import { median, type Ratio } from "./measure.ts";
import { measureMemory } from "./memory.ts";
import { measurePage } from "./page.ts";
import { measurePeople } from "./people.ts";
import { pinBench } from "./process.ts";
import { measureCoalescing, measureQuotaUse } from "./quota.ts";
import { measureReplicas } from "./replicas/measure.ts";
import { measureShelf } from "./shelf.ts";
import { measureStartup } from "./startup/measure.ts";
import { table } from "./table.ts";
import { measureRow, ROWS, type RowResult } from "./throughput.ts";
import { measureThousands, measureTyped, type Transport, TYPED_TRANSPORTS } from "./typed.ts";

const usage = `npm run bench -- [PART…] [--quick] [--profile FOLDER]

parts: typed thousands slack-http discord-http gateway memory people hang floods coalesce quota startup goat shelf chart page replicas; all when none is named
--quick    shorter and fewer rounds: for a first look
--profile  writes a CPU profile of Magpie for each row, or for each transport of what is typed
--help     this text
`;

const { positionals, values: flags } = readFlags(usage, {
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, profile: { type: "string" } },
});

const PARTS: Readonly<Record<string, () => Promise<string>>> = {
  typed,
  thousands,
  "slack-http": () => throughput("slack-http"),
  "discord-http": () => throughput("discord-http"),
  gateway: () => throughput("gateway"),
  memory,
  people,
  hang,
  floods,
  coalesce: async () =>
    `A thousand identical questions at once: ${await measureCoalescing()} upstream call(s); wanted 1.`,
  quota,
  startup,
  goat,
  shelf,
  chart,
  page,
  replicas: () => measureReplicas(flags.quick),
};

/** What stands beside Magpie on each transport. */
const BARE: Readonly<Record<Transport, readonly [floor: string, library: string]>> = {
  "slack-http": ["`node:http`", "Bolt"],
  "slack-socket": ["`ws`", "Bolt"],
  "discord-http": ["`node:http`", "discord-interactions"],
  gateway: ["`ws`", "discord.js"],
};

const unknown = positionals.find((name) => PARTS[name] === undefined);
if (unknown !== undefined) refuse(`There is no part “${unknown}”.`, usage);
console.log(
  pinBench() ? "Contenders on one core, fakes and load on another." : "No `taskset` here: nothing is pinned.",
);
console.log(`Load of the machine before: ${loadavg()[0]?.toFixed(2)}. Ratios only count on a quiet machine.`);
for (const [name, measurePart] of Object.entries(PARTS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n## ${name}\n\n${await measurePart()}`);
}
// The fakes' sockets would keep it alive for a while
process.exit(0);

async function typed(): Promise<string> {
  const duration = flags.quick
    ? { rounds: 3, roundMs: 500, warmUpMs: 1_500 }
    : { rounds: 5, roundMs: 1_500, warmUpMs: 4_000 };
  const tables: string[] = [];
  for (const transport of TYPED_TRANSPORTS) {
    const results = await measureTyped(transport, duration, flags.profile);
    const [floor, library] = BARE[transport];
    tables.push(
      table(
        [transport, `${floor}, µs`, `${library}, µs`, "Magpie, µs", `${library}, of the floor`, "Magpie, of the floor"],
        results.map(({ title, micros, library: bare, magpie }) => [
          title,
          ...[micros.floor, micros.library, micros.magpie].map((each) => each.toFixed(0)),
          ...[bare, magpie].map((each) => each.toFixed(2)),
        ]),
      ),
    );
  }
  return `CPU time of one answer. The bare columns answer every row with one GET and a card written by hand; Magpie knows the answers already.

${tables.join("\n\n")}

Load of the machine after: ${loadavg()[0]?.toFixed(2)}.`;
}

async function thousands(): Promise<string> {
  const waits = await measureThousands();
  return `A thousand in one second, with the answers known: until each answer, in milliseconds.

${table(
  ["", "p50", "p99", "wanted"],
  waits.map(({ title, p50Ms, p99Ms }) => [title, p50Ms.toFixed(1), p99Ms.toFixed(1), "p99 < 20"]),
)}

Load of the machine after: ${loadavg()[0]?.toFixed(2)}.`;
}

async function throughput(transport: RowResult["row"]["transport"]): Promise<string> {
  const duration = flags.quick
    ? { rounds: 3, roundMs: 1_000, warmUpMs: 4_000 }
    : { rounds: 5, roundMs: 1_500, warmUpMs: 6_000 };
  const results: RowResult[] = [];
  for (const row of ROWS.filter((candidate) => candidate.transport === transport)) {
    results.push(await measureRow(row, duration, flags.profile));
  }
  const library = transport === "slack-http" ? "bare Bolt" : "bare discord.js";
  return `Of the floor, by requests a second (by CPU time a request). Where a core was not the limit, the CPU time counts: marked *.

${table(
  ["", library, "Magpie", "wanted", "deferred"],
  results.map(({ row, library: bare, magpie, deferred }) => [
    row.title,
    bare === undefined ? "" : ratio(bare),
    ratio(magpie),
    row.wanted === undefined ? "" : `≥ ${row.wanted}`,
    `${Math.round(deferred * 100)} %`,
  ]),
)}`;
}

async function memory(): Promise<string> {
  const samples = await measureMemory(flags.quick ? 20_000 : 100_000);
  const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);
  return table(
    ["Gateway interactions, deferred", "heap after collection, MB", "resident, MB"],
    samples.map(({ interactions, heapBytes, rssBytes }) => [
      String(interactions),
      megabytes(heapBytes),
      megabytes(rssBytes),
    ]),
  );
}

async function people(): Promise<string> {
  const samples = await measurePeople(flags.quick ? [5_000, 20_000] : [10_000, 50_000, 100_000], 20 * MINUTE_MS);
  const [idle] = samples;
  const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);
  return `Everybody new, in a channel of their own, with a search that nobody made before and a link to connect an account.

${table(
  ["people", "heap after collection, MB", "resident, MB", "after a quiet minute, MB", "above idle, MB", "wanted"],
  samples.map(({ interactions, heapBytes, busyRssBytes, rssBytes }) => [
    String(interactions),
    ...[heapBytes, busyRssBytes, rssBytes, rssBytes - (idle?.rssBytes ?? 0)].map(megabytes),
    "< 250",
  ]),
)}`;
}

async function hang(): Promise<string> {
  const results = await measureHang(flags.quick ? 5_000 : 15_000);
  return `80 commands a second while every upstream takes 5 s: the ack beyond the inline budget of 1 s, in milliseconds.

${table(
  ["", "p50", "p99", "longest", "wanted"],
  results.map(({ title, p50Ms, p99Ms, longestMs }) => [
    title,
    ...[p50Ms, p99Ms, longestMs].map((ms) => ms.toFixed(1)),
    "p99 < 10, longest < 2,000",
  ]),
)}`;
}

async function floods(): Promise<string> {
  const costs = await measureFloods(flags.quick ? 1_500 : 5_000);
  const keys = ["slackP99Ms", "discordP99Ms", "loopP99Ms"] as const;
  // One quiet measurement hangs on the one slowest ack in it
  const quiet = Object.fromEntries(keys.map((key) => [key, median(costs.map((cost) => cost.quiet[key]))]));
  const cell = (key: keyof Waits, ms: number) => `${ms.toFixed(1)} (${(ms / (quiet[key] ?? Number.NaN)).toFixed(1)})`;
  return `p99 of the acks of signed commands, and of the event loop's delay, in milliseconds, while 64 connections do the worst that a route allows; in brackets: of the quiet one, the median of those before each. Wanted: at most 3 times.

${table(
  ["", "Slack", "Discord", "event loop", "CPU, of a core"],
  [
    [
      "quiet",
      ...keys.map((key) => (quiet[key] ?? Number.NaN).toFixed(1)),
      median(costs.map(({ quiet: { cpu } }) => cpu)).toFixed(2),
    ],
    ...costs.map(({ title, flooded }) => [
      title,
      ...keys.map((key) => cell(key, flooded[key])),
      flooded.cpu.toFixed(2),
    ]),
  ],
)}

Load of the machine after: ${loadavg()[0]?.toFixed(2)}.`;
}

async function quota(): Promise<string> {
  const { used, tightest } = await measureQuotaUse(flags.quick ? 6_000 : 10_000);
  return `Three times as many questions as a quota allows: ${percent(used)} of the quota used; the fullest window held ${percent(tightest)} of what it may (wanted: at most 100 %).`;
}

async function startup(): Promise<string> {
  const results = await measureStartup(flags.quick ? 3 : 9);
  return `Of a program that only imports and connects the same libraries.

${table(
  ["", "start to ready", "wanted", "idle memory", "wanted", "libraries"],
  results.map(({ title, time, memory: idle, libraries }) => [
    title,
    time.toFixed(2),
    "≤ 1.3",
    idle.toFixed(2),
    "≤ 1.25",
    libraries.join(", "),
  ]),
)}`;
}

async function shelf(): Promise<string> {
  const costs = await measureShelf();
  return `A shelf of 10,000 books, five a page, on SQLite, in milliseconds.

${table(
  ["", "p50", "p99", "longest", "wanted"],
  costs.map(({ title, p50Ms, p99Ms, longestMs }) => [
    title,
    ...[p50Ms, p99Ms, longestMs].map((ms) => ms.toFixed(1)),
    "p99 < 5",
  ]),
)}`;
}

async function goat(): Promise<string> {
  const costs = await measureGoats();
  const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);
  return `Goats of 2000×2000 pixels, asked for at once: memory beyond a bot that draws none, the decoder's process included.

${table(
  ["source", "goats", "added at the peak, MB", "wanted", "all there after, ms"],
  costs.map(({ source, goats, addedBytes, ms }) => [
    source,
    String(goats),
    megabytes(addedBytes),
    goats === 1 ? "< 150" : "not ten times as much",
    ms.toFixed(0),
  ]),
)}`;
}

async function chart(): Promise<string> {
  const cost = await measureCharts(flags.quick ? 3 : 9);
  const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);
  return `Charts of 164 weeks, each with figures of its own, from the command to its reply.

${table(
  ["", "reached", "wanted"],
  [
    ["warm, ms", cost.warmMs.toFixed(0), "< 150"],
    ["… of bare Chart.js", cost.ofBare.toFixed(2), ""],
    ["the first of a bot, ms", cost.firstMs.toFixed(0), "< 150"],
    ["the first on a machine, ms", cost.veryFirstMs.toFixed(0), ""],
    ["memory above idle after one, MB", megabytes(cost.addedByOneBytes), "< 60"],
    ["… after fifty in one go, MB", megabytes(cost.addedByAllBytes), ""],
  ],
)}`;
}

async function page(): Promise<string> {
  const cost = await measurePage(flags.quick ? 3 : 9);
  if (cost === undefined) return "Left out: there is no Chromium here. Its place can be given in `CHROMIUM`.";
  const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(0);
  return `The playground's page over loopback, in browsers that have never seen it.

${table(
  ["", "reached", "wanted"],
  [
    ["until a command can be typed, ms", cost.readyMs.toFixed(0), "< 1,000"],
    ["script of the first screen, compressed, KB", kilobytes(cost.firstScreenBytes), "< 100"],
    ["script of both renderers, compressed, KB", kilobytes(cost.rendererBytes), "< 400"],
    ["the first reply, which loads the renderers, ms", cost.firstReplyMs.toFixed(0), ""],
    ["the next reply, ms", cost.nextReplyMs.toFixed(0), ""],
  ],
)}`;
}

function ratio({ byRate, byCpu, isSaturated }: Ratio): string {
  const digits = (value: number) => (value < 0.1 ? value.toFixed(3) : value.toFixed(2));
  return isSaturated ? `${digits(byRate)} (${digits(byCpu)})` : `${digits(byRate)} (${digits(byCpu)}*)`;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
