import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { discordEnvironment, slackEnvironment } from "../environment.ts";
import { fakeDiscord } from "../fakes/discord.ts";
import { fakeSlack } from "../fakes/slack.ts";
import { median } from "../measure.ts";
import { MAGPIE, startProgram } from "../program.ts";

const LIBRARIES = new URL("./libraries.ts", import.meta.url).pathname;
const RECORDER = new URL("./record-imports.ts", import.meta.url).href;

/** Time after which memory is read, in milliseconds: what starting needed has been given back. */
const IDLE_MS = 1_500;

export interface StartupResult {
  readonly title: string;
  /** The libraries that both programs load. */
  readonly libraries: readonly string[];
  /** From start to ready, of the time that importing and connecting the same libraries takes. */
  readonly time: number;
  /** Resident memory when idle, in the same way. */
  readonly memory: number;
}

/**
 * Magpie's start against a program that only imports and connects the same libraries, in turn. Not its very first one: that
 * finds no compiled code of an earlier start.
 */
export async function measureStartup(rounds: number): Promise<readonly StartupResult[]> {
  const slack = await fakeSlack();
  const discord = await fakeDiscord();
  const results = [
    await compareStarts("Slack over HTTP", slackEnvironment(slack), rounds),
    await compareStarts("Discord over HTTP", discordEnvironment(discord, "discord-http"), rounds, {}),
    await compareStarts("Discord Gateway", discordEnvironment(discord, "gateway"), rounds),
  ];
  slack.close();
  discord.close();
  return results;
}

async function compareStarts(
  title: string,
  env: Readonly<Record<string, string>>,
  rounds: number,
  connectEnv = env,
): Promise<StartupResult> {
  const libraries = await recordLibraries(env);
  const bareEnv = { ...connectEnv, BENCH_LIBRARIES: JSON.stringify(libraries) };
  const times: number[] = [];
  const memories: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const magpie = await start(MAGPIE, env);
    const bare = await start([LIBRARIES], bareEnv);
    times.push(magpie.readyMs / bare.readyMs);
    memories.push(magpie.rssBytes / bare.rssBytes);
  }
  return { title, libraries, time: median(times), memory: median(memories) };
}

async function recordLibraries(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "magpie-bench-"));
  const file = join(folder, "imports.json");
  await start(["--import", RECORDER, ...MAGPIE], { ...env, BENCH_IMPORTS_FILE: file });
  const libraries = z.array(z.string()).parse(JSON.parse(readFileSync(file, "utf8")));
  rmSync(folder, { recursive: true });
  return libraries;
}

/** Runs a program until it is ready and has been idle for a while. */
async function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const program = await startProgram(args, env);
  await sleep(IDLE_MS);
  const rssBytes = residentBytes(program.pid);
  await program.stop();
  return { readyMs: program.readyMs, rssBytes };
}

/** From /proc, so that asking does not change what is asked for. */
function residentBytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1_024;
}
