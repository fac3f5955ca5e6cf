import { chmod, mkdir, open, readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";

/** What people keep is nobody else's on this machine. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Rights of everybody but the owner. */
const OTHERS = 0o077;

/** Files of one SQLite database, by what follows its name. https://sqlite.org/tempfiles.html (2026-11-28) */
const ENDINGS = ["", "-wal", "-shm", "-journal"];

/** What else the bot puts beside its database. */
const OWN_FOLDERS = ["pictures", "compile-cache"];

/** Makes the folder of a database, and its file, where there are none: for the bot's own eyes from the first moment. */
export async function makePrivate(path: string): Promise<void> {
  await mkdir(dirname(resolve(path)), { recursive: true, mode: FOLDER_MODE });
  // SQLite gives the rights of the file to those that it makes beside it. What it can't open it says itself
  const file = await open(path, "a", FILE_MODE).catch(() => undefined);
  await file?.close();
}

/**
 * Takes from others what rights they have to a database that was there before: to its files, and to its folder where nothing
 * but the bot's own is in it. Gives a sentence for the operator for each right that stays. Changes nothing where there is nothing.
 */
export async function keepPrivate(path: string): Promise<readonly string[]> {
  const file = resolve(path);
  const folder = dirname(file);
  const own = new Set([...ENDINGS.map((ending) => basename(file) + ending), ...OWN_FOLDERS]);
  const isOwnFolder = await readdir(folder).then(
    (names) => names.every((name) => own.has(name)),
    () => false,
  );
  const kept = await Promise.all([
    ...ENDINGS.map((ending) => closed(file + ending, FILE_MODE, true)),
    closed(folder, FOLDER_MODE, isOwnFolder),
  ]);
  return kept.filter((sentence) => sentence !== undefined);
}

/** What of a database others on this machine have rights to: `chmod 600 /srv/magpie.db` for each. Changes nothing. */
export async function rightsOfOthers(path: string): Promise<readonly string[]> {
  const file = resolve(path);
  const places = [
    ...ENDINGS.map((ending) => [file + ending, FILE_MODE] as const),
    [dirname(file), FOLDER_MODE] as const,
  ];
  const open = await Promise.all(places.map(([place]) => isOpenToOthers(place)));
  return places.filter((_, index) => open[index]).map(([place, mode]) => closing(place, mode));
}

async function isOpenToOthers(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && (found.mode & OTHERS) !== 0;
}

function closing(path: string, mode: number): string {
  return `chmod ${mode.toString(8)} ${path}`;
}

/** Undefined when nobody else has a right to it. */
async function closed(path: string, mode: number, mayChange: boolean): Promise<string | undefined> {
  if (!(await isOpenToOthers(path))) return undefined;
  const isChanged =
    mayChange &&
    (await chmod(path, mode).then(
      () => true,
      () => false,
    ));
  return isChanged
    ? undefined
    : `others on this machine have rights to ${path}, where people's data are: ${closing(path, mode)}`;
}
