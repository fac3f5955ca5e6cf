import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { z } from "zod";
import { cleanEnvironment } from "./process.ts";

const CONTENDER = new URL("./contenders/goat.ts", import.meta.url).pathname;

/** As `npm start` does. */
const RUNTIME = new URL("../src/runtime.js", import.meta.url).href;

/** The size of a thumbnail, and nearly the most pixels that are decoded at all. */
const SOURCES = { thumbnail: [960, 720], largest: [3_600, 2_700] } as const;

const drawn = z.object({ photos: z.number(), ms: z.number(), peakBytes: z.number() });

export interface GoatCost {
  readonly source: keyof typeof SOURCES;
  /** Goats of 2000×2000 pixels, asked for at once. */
  readonly goats: number;
  /** Until the last of them was there, in milliseconds; a second between two fetches is courtesy. */
  readonly ms: number;
  /** What bot and decoder took at their peaks beyond a bot that draws none, in bytes. */
  readonly addedBytes: number;
}

/** What the largest goats cost in memory: one, and ten at once; from thumbnails, and from the largest pictures taken. */
export async function measureGoats(): Promise<readonly GoatCost[]> {
  const costs: GoatCost[] = [];
  for (const source of Object.keys(SOURCES) as (keyof typeof SOURCES)[]) {
    const upstream = await fakeCommons(SOURCES[source]);
    const idle = await draw(upstream.url, 0);
    for (const goats of [1, 10]) {
      const { ms, peakBytes } = await draw(upstream.url, goats);
      costs.push({ source, goats, ms, addedBytes: peakBytes - idle.peakBytes });
    }
    upstream.close();
  }
  return costs;
}

async function draw(url: string, goats: number): Promise<z.infer<typeof drawn>> {
  const env = {
    ...cleanEnvironment(),
    BENCH_GOATS: String(goats),
    BENCH_UPSTREAM: url,
    DATABASE_URL: "sqlite::memory:",
  };
  const child = fork(CONTENDER, { env, execArgv: ["--import", RUNTIME] });
  const [message] = await once(child, "message");
  const result = drawn.parse(message);
  if (result.photos !== goats) throw new Error(`${result.photos} of ${goats} goats were photos`);
  return result;
}

/** A search with ten photos, each with bytes of its own: noise, which compresses worst. */
async function fakeCommons([width, height]: readonly [width: number, height: number]) {
  const noise = { type: "gaussian", mean: 128, sigma: 30 } as const;
  const jpeg = await sharp({ create: { width, height, channels: 3, background: "olive", noise } })
    .jpeg({ quality: 70 })
    .toBuffer();
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/photo") === true) return response.end(jpeg);
    const pages = Array.from({ length: 10 }, (_, index) => ({
      title: `File:Goat ${index}.jpg`,
      index,
      imageinfo: [{ thumburl: `https://upload.wikimedia.org/photo/${index}.jpg` }],
    }));
    return response.end(JSON.stringify({ query: { pages } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
