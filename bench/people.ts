import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { discordEnvironment, slackEnvironment } from "./environment.ts";
import { fakeDiscord } from "./fakes/discord.ts";
import { rawResponse, serveRaw } from "./fakes/raw-http.ts";
import { fakeSlack } from "./fakes/slack.ts";
import { Load } from "./load.ts";
import type { MemorySample } from "./memory.ts";
import { MAGPIE, type Program, startProgram } from "./program.ts";
import { RawConnection } from "./raw-client.ts";

const CONCURRENCY = 40;

/** Until the bot has given back what a busy time has left, in milliseconds: it looks twice a minute, at a whole quiet half. */
const QUIET_MS = 75_000;

const USAGE = new URL("./contenders/usage.ts", import.meta.url).href;
const SEARCH = new URL("../recorded/giphy/search.variant.json", import.meta.url);

const readyLine = z.object({ address: z.object({ port: z.number() }) });

/** In every answer that was asked for. */
const ANSWER = /Shrug|holds for ten minutes/i;

/** GIFs in each answer: some 5 KB. */
const GIFS = 2;

export interface PeopleSample extends MemorySample {
  /** Right after the last answer; `rssBytes` is what is left after a quiet minute. */
  readonly busyRssBytes: number;
}

/**
 * Memory of the bot as `npm start` runs it, on both platforms over HTTP, when idle and after each of `marks` people: every one new, in
 * a channel (and in Discord a server) of their own, with a search that nobody made before and a link to connect an account.
 * Ends early after `maxMs`.
 */
export async function measurePeople(marks: readonly number[], maxMs: number): Promise<readonly PeopleSample[]> {
  const [slack, discord, giphy] = await Promise.all([fakeSlack(), fakeDiscord(), fakeGiphy()]);
  const folder = mkdtempSync(join(tmpdir(), "magpie-bench-"));
  const env = {
    ...slackEnvironment(slack),
    ...discordEnvironment(discord, "discord-http"),
    DATABASE_URL: `sqlite:${folder}/magpie.db`,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    PUBLIC_URL: "https://magpie.example",
    GITHUB_CLIENT_ID: "bench",
    GITHUB_CLIENT_SECRET: "bench",
    GIPHY_URL: giphy.url,
    GIPHY_API_KEY: "bench",
    // Counted, and never used up
    GIPHY_QUOTA: "1000000/m",
    FAIR_SHARE: "999999",
  };
  const magpie = await startProgram(["--expose-gc", "--import", USAGE, ...MAGPIE], env, { tells: true });
  const port = portOf(magpie);

  async function deliver(connection: RawConnection, request: Buffer, later: Promise<string>): Promise<void> {
    const { status, body } = await connection.send(request);
    if (status !== 200) throw new Error(`answered with status ${status}`);
    if (ANSWER.test(body)) return;
    const answer = await later;
    if (!ANSWER.test(answer)) throw new Error(`answered with something else: ${answer.slice(0, 300)}`);
  }
  async function onSlack(connection: RawConnection, person: number): Promise<void> {
    for (const [command, text] of [["gif", words(person)] as const, ["github", "connect"] as const]) {
      const { request, key } = slack.typed({ command, text, person });
      await deliver(connection, request, slack.completions.of(key));
      slack.completions.forget(key);
    }
  }
  async function onDiscord(connection: RawConnection, person: number): Promise<void> {
    const search = { name: "gif", options: [{ name: "search", type: 3, value: words(person) }] };
    const connect = { name: "github", options: [{ name: "connect", type: 1, options: [] }] };
    for (const chosen of [search, connect]) {
      const interaction = discord.chosen({ ...chosen, person });
      await deliver(connection, discord.signed(interaction), discord.completions.of(interaction.key));
      discord.completions.forget(interaction.key);
    }
  }

  const samples: PeopleSample[] = [];
  const endsAt = performance.now() + maxMs;
  let people = 0;
  for (const mark of [0, ...marks]) {
    // Anew, because the bot closes what is idle in the quiet minute
    const connections = await Promise.all(Array.from({ length: CONCURRENCY }, () => RawConnection.open(port)));
    const wantsMore = () => people < mark && performance.now() < endsAt;
    await new Load(
      CONCURRENCY,
      async (slot) => {
        people += 1;
        const [connection, person] = [connections[slot], people];
        if (connection === undefined) throw new Error("no such slot");
        await (person % 2 === 0 ? onSlack(connection, person) : onDiscord(connection, person));
      },
      wantsMore,
    ).end();
    for (const connection of connections) connection.close();
    const busyRssBytes = residentBytes(magpie.pid);
    if (mark > 0) await wait(QUIET_MS);
    const rssBytes = residentBytes(magpie.pid);
    // Last, because it collects
    const { heapBytes } = await magpie.usage();
    samples.push({ interactions: people, heapBytes, busyRssBytes, rssBytes });
  }
  await magpie.stop();
  for (const fake of [slack, discord, giphy]) fake.close();
  rmSync(folder, { recursive: true });
  return samples;
}

/** From outside, so that nothing is collected for it. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html (2026-11-28) */
function residentBytes(pid: number): number {
  const [, kilobytes = ""] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1_024;
}

function words(person: number): string {
  return `shrug of person ${person}`;
}

/** The port in the line in which a program says that it is ready. */
export function portOf({ output }: Program): number {
  const line = output.split("\n").find((each) => each.includes('"msg":"ready"')) ?? "";
  return readyLine.parse(JSON.parse(line)).address.port;
}

/** Answers every search with the same few recorded GIFs. */
export async function fakeGiphy() {
  const list = z.looseObject({ data: z.array(z.unknown()) });
  const { data, ...rest } = list.parse(JSON.parse(readFileSync(SEARCH, "utf8")));
  const answer = rawResponse(200, JSON.stringify({ ...rest, data: data.slice(0, GIFS) }));
  const server = await serveRaw((_, send) => send(answer));
  return { url: `http://127.0.0.1:${server.port}`, close: server.close };
}
