/** https://sqlite.org/rescode.html#busy (2026-11-28) */
const BUSY = 5;

/**
 * Whether a SQLite file has a subscription that is to come, without what opens a database for use: most files have none. True also while
 * another program has locked it; false where it is no database, which the start tells.
 */
export async function hasSubscriptions(path: string): Promise<boolean> {
  const { DatabaseSync } = await import("node:sqlite");
  try {
    const file = new DatabaseSync(path, { readOnly: true });
    try {
      const tables = file.prepare("select 1 from sqlite_schema where type = 'table' and name = 'subscription'").get();
      if (tables === undefined) return false;
      return file.prepare("select 1 from subscription where next_at is not null limit 1").get() !== undefined;
    } finally {
      file.close();
    }
  } catch (error) {
    return error instanceof Error && "errcode" in error && error.errcode === BUSY;
  }
}
