import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Why a database could not be opened. */
export interface Trouble {
  readonly what: string;
  /** A sentence that says what to do. */
  readonly remedy: string;
}

/** How every SQLite file begins. https://www.sqlite.org/fileformat.html#magic_header_string (2026-11-28) */
const MAGIC = Buffer.from("SQLite format 3\0", "latin1");

const GIVE_FOLDER = "Give the folder to the user that runs the bot.";
const ELSEWHERE = "Set DATABASE_URL=sqlite:PATH elsewhere.";

/** Whether a SQLite file could be opened, or made, without opening it: nothing of SQLite is loaded. Undefined where it could. */
export async function troubleOpening(path: string): Promise<Trouble | undefined> {
  const file = resolve(path);
  const found = await stat(file).catch(() => undefined);
  const inFolder = await troubleWriting(dirname(file));
  if (found === undefined || inFolder !== undefined) return inFolder;
  if (!found.isFile())
    return { what: `${file} is no file`, remedy: `Move it away, or set DATABASE_URL=sqlite:PATH elsewhere.` };
  if (!(await isAllowed(file, constants.R_OK | constants.W_OK))) {
    return { what: `I may not read and write ${file}`, remedy: "Give the file to the user that runs the bot." };
  }
  if (found.size > 0 && !(await beginsRightly(file))) {
    return {
      what: `${file} is no SQLite database`,
      remedy: "Restore a backup in its place, or set DATABASE_URL=sqlite:PATH elsewhere.",
    };
  }
  return undefined;
}

/** The same for a folder and what is to be made in it. */
export async function troubleWriting(folder: string): Promise<Trouble | undefined> {
  const place = await nearestThere(folder);
  if (!(await stat(place)).isDirectory()) {
    return { what: `${folder} can't be made: ${place} is a file`, remedy: ELSEWHERE };
  }
  if (await isAllowed(place, constants.W_OK | constants.X_OK)) return undefined;
  return { what: `I may not write in ${place}`, remedy: GIVE_FOLDER };
}

/** The path itself or, where it is still to be made, the nearest one above it. A file in the way counts. */
export async function nearestThere(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere ? path : await nearestThere(dirname(path));
}

async function isAllowed(path: string, mode: number): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  );
}

async function beginsRightly(file: string): Promise<boolean> {
  const opened = await open(file);
  try {
    const { buffer } = await opened.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.equals(MAGIC);
  } finally {
    await opened.close();
  }
}
