import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";

/**
 * Where bots of tests keep their state: in memory, or, when `REPLICAS=on` runs the tests as replicas would be run, in an empty
 * database of a real Postgres and one of a real Redis.
 */
export async function freshState(): Promise<{ readonly databaseUrl: string; readonly redisUrl?: string }> {
  if (!areReplicas()) return { databaseUrl: "sqlite::memory:" };
  const [databaseUrl, redisUrl] = await Promise.all([ask(inject("freshPostgres")), ask(inject("freshRedis"))]);
  return { databaseUrl, redisUrl };
}

/** The same for a bot that is a process of its own: its variables. */
export async function freshStateVariables(): Promise<Readonly<Record<string, string>>> {
  if (!areReplicas()) return {};
  const { databaseUrl, redisUrl = "" } = await freshState();
  return { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
}

/** Where a bot in this process keeps its pictures: as replicas by default all in one folder, so each in one of its own. */
export async function freshPictureFolder(): Promise<string | undefined> {
  if (!areReplicas()) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "magpie-pictures-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function areReplicas(): boolean {
  return process.env["REPLICAS"] === "on";
}

async function ask(door: string): Promise<string> {
  const response = await fetch(door);
  if (!response.ok) throw new Error(await response.text());
  return await response.text();
}
