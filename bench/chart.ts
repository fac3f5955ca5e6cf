import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { drawn } from "./contenders/draws.ts";
import { median } from "./measure.ts";
import { cleanEnvironment, nextMessage, pinned } from "./process.ts";

/** As `npm start` does. */
const RUNTIME = new URL("../src/runtime.js", import.meta.url).href;

const CHARTS = 50;
const CHARTS_A_ROUND = 10;

/** Time after which memory is read, in milliseconds: what starting needed has been given back. */
const IDLE_MS = 1_500;

export interface ChartCost {
  /** From the command to its reply, in milliseconds; every one with figures of its own. */
  readonly warmMs: number;
  /** Of a bot that has drawn none yet: the process that draws starts. */
  readonly firstMs: number;
  /** The same where no earlier start has left compiled code. */
  readonly veryFirstMs: number;
  /** Time of a warm one, of what bare Chart.js takes in a process that has loaded all. */
  readonly ofBare: number;
  /** Memory beyond the idle bot, the drawing process's included: after the first, and after all of them in one go. */
  readonly addedByOneBytes: number;
  readonly addedByAllBytes: number;
}

type Drawn = z.infer<typeof drawn>;

interface Drawer {
  draw(from: number, count: number): Promise<Drawn>;
  stop(): Promise<void>;
}

/** What charts cost, from the command to its reply, in as many fresh bots as there are starts. */
export async function measureCharts(starts: number): Promise<ChartCost> {
  const cache = mkdtempSync(join(tmpdir(), "magpie-bench-chart-"));
  try {
    const [veryFirstMs = Number.NaN] = (await freshBot(cache)).one.ms;
    const fresh: Awaited<ReturnType<typeof freshBot>>[] = [];
    for (let start = 0; start < starts; start += 1) fresh.push(await freshBot(cache));
    return {
      veryFirstMs,
      firstMs: median(fresh.flatMap(({ one }) => one.ms)),
      addedByOneBytes: median(fresh.map(({ idle, one }) => bytesOf(one) - bytesOf(idle))),
      addedByAllBytes: median(fresh.map(({ idle, all }) => bytesOf(all) - bytesOf(idle))),
      ...(await compare(cache)),
    };
  } finally {
    rmSync(cache, { recursive: true });
  }
}

/** One alone, and then many. */
async function freshBot(cache: string) {
  const bot = await start("chart", cache);
  await sleep(IDLE_MS);
  const idle = await bot.draw(0, 0);
  const one = await bot.draw(0, 1);
  const all = await bot.draw(1, CHARTS - 1);
  await bot.stop();
  return { idle, one, all };
}

/** The bot and bare code in alternating rounds, both warm. */
async function compare(cache: string): Promise<Pick<ChartCost, "warmMs" | "ofBare">> {
  const bot = await start("chart", cache);
  const bare = await start("bare-chart", cache);
  await bot.draw(0, CHARTS_A_ROUND);
  await bare.draw(0, CHARTS_A_ROUND);
  const times: number[] = [];
  const ratios: number[] = [];
  for (let from = CHARTS_A_ROUND; from < CHARTS_A_ROUND + CHARTS; from += CHARTS_A_ROUND) {
    const { ms } = await bot.draw(from, CHARTS_A_ROUND);
    ratios.push(median(ms) / median((await bare.draw(from, CHARTS_A_ROUND)).ms));
    times.push(...ms);
  }
  await Promise.all([bot.stop(), bare.stop()]);
  return { warmMs: median(times), ofBare: median(ratios) };
}

async function start(name: string, cache: string): Promise<Drawer> {
  const file = new URL(`./contenders/${name}.ts`, import.meta.url).pathname;
  const [command, ...args] = pinned(process.execPath, "--import", RUNTIME, file);
  const env = { ...cleanEnvironment(), DATABASE_URL: "sqlite::memory:", NODE_COMPILE_CACHE: cache };
  const child = spawn(command, args, { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await nextMessage(child, name);
  return {
    async draw(from, count) {
      const answer = nextMessage(child, name);
      child.send({ from, count });
      return drawn.parse(await answer);
    },
    async stop() {
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}

function bytesOf({ rssBytes, besideBytes }: Drawn): number {
  return rssBytes + besideBytes;
}
