import { stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Config } from "../config.ts";
import { StateError } from "../core/errors.ts";
import { MINUTE_MS } from "../core/time.ts";
import { bad, type Finding, good, unsure } from "../setup/finding.ts";
import { inspectDatabase, type SubscriptionCounts } from "../state/inspect.ts";
import { nearestThere, troubleWriting } from "../state/look.ts";
import { rightsOfOthers } from "../state/private-files.ts";

/** Longest wait for a locked file or a connection, in milliseconds; our choice, below the time of a check. */
const PATIENCE_MS = 3_000;

/** Least room that is no cause for worry, in bytes: pictures may take 50 MB, Postgres and logs the rest; our choice. */
const LEAST_FREE_BYTES = 200_000_000;

/** So late nothing comes while the bot runs, in milliseconds. Our choice. */
const LATE_MS = 10 * MINUTE_MS;

/** Where Postgres keeps what people keep, pictures still go here. */
const DATA_FOLDER = "data";

/** Whether the database can be used as the bot will use it, without changing it, and whether the disk has room. */
export async function checkDatabase({ databaseUrl }: Config): Promise<readonly Finding[]> {
  if (databaseUrl === "sqlite::memory:") {
    return [unsure("Database", "It is in memory: what people keep is gone at every stop.", "Set DATABASE_URL.")];
  }
  const path = databaseUrl.startsWith("sqlite:") ? resolve(databaseUrl.slice("sqlite:".length)) : undefined;
  const folder = path === undefined ? resolve(DATA_FOLDER) : dirname(path);
  const [place, isThere] = await Promise.all([nearestThere(folder), path === undefined || exists(path)]);
  const found = await troubleWriting(folder);
  const trouble = found && bad("Data folder", `${found.what}.`, found.remedy);
  return [
    // Opening a file that is not there would make it, with the wrong owner perhaps
    ...(isThere
      ? await checkTables(databaseUrl)
      : [trouble ?? good("Database", "Its file is made at the first start.")]),
    ...(isThere && trouble !== undefined ? [trouble] : []),
    ...(path !== undefined && isThere ? await checkRights(path) : []),
    await checkSpace(place),
  ];
}

/** A start takes from others what is its own to take, and warns of the rest. */
async function checkRights(path: string): Promise<readonly Finding[]> {
  const commands = await rightsOfOthers(path);
  if (commands.length === 0) return [];
  return [
    unsure(
      "File rights",
      "Others on this machine have rights to where people's data are.",
      `The next start takes those to its own files; of the rest, do it yourself: ${commands.join("; ")}.`,
    ),
  ];
}

async function checkTables(databaseUrl: string): Promise<readonly Finding[]> {
  const subject = "Database";
  const name = databaseUrl.startsWith("sqlite:") ? "SQLite" : "Postgres";
  try {
    const lateBefore = Date.now() - LATE_MS;
    const { pending, unknown, subscriptions } = await inspectDatabase(databaseUrl, PATIENCE_MS, lateBefore);
    if (unknown.length > 0) {
      return [bad(subject, "It belongs to a newer version of the bot.", "Install that version, or restore a backup.")];
    }
    const tables = pending.length === 0 ? "its tables are up to date" : "the next start brings its tables up to date";
    return [
      good(subject, `${name} opens and can be written, and ${tables}.`),
      ...(subscriptions === undefined || subscriptions.all === 0 ? [] : [tellSubscriptions(subscriptions)]),
    ];
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const what = error.message.replace(/^database: /, "");
    return [bad(subject, `${name}: ${what}.`, ADVICE[codeOf(error.cause)] ?? DEFAULT_ADVICE[name])];
  }
}

function tellSubscriptions({ all, paused, late }: SubscriptionCounts): Finding {
  const subject = "Subscriptions";
  const some = (n: number) => (n === 1 ? "1 is" : `${n} are`);
  const words = `There ${all === 1 ? "is 1" : `are ${all}`}${paused === 0 ? "" : `, of which ${some(paused)} paused`}`;
  if (late === 0) return good(subject, `${words}.`);
  return unsure(
    subject,
    `${words}, and ${some(late)} late.`,
    "They come within an hour once the bot runs with their platform connected; later ones are left out.",
  );
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html (2026-11-22) */
const ADVICE: Readonly<Record<string, string>> = {
  "28P01": "The password or the name in DATABASE_URL is wrong.",
  "28000": "The name in DATABASE_URL may not come in: see pg_hba.conf.",
  "3D000": "There is no database of that name: make it with createdb.",
  "42501": "The name in DATABASE_URL may not make tables: grant it CREATE on the schema.",
  ECONNREFUSED: "Nothing listens there: start Postgres, or put host and port in DATABASE_URL right.",
  ENOTFOUND: "Nobody knows that host: put it in DATABASE_URL right.",
};

const DEFAULT_ADVICE = {
  SQLite: "Let the bot own the file and its folder, and look whether another program has it open.",
  Postgres: "Look whether it runs, and whether DATABASE_URL leads there.",
} as const;

function codeOf(cause: unknown): string {
  // Of several addresses that were tried, each has its own
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first instanceof Error && "code" in first ? String(first.code) : "";
}

async function checkSpace(place: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const room = free >= 1e9 ? `${(free / 1e9).toFixed(1)} GB` : `${Math.floor(free / 1e6)} MB`;
  return free >= LEAST_FREE_BYTES
    ? good("Disk", `${room} are free.`)
    : bad("Disk", `Only ${room} are free.`, "Make room: pictures beside the database alone may take 50 MB.");
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
