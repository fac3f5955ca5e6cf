import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, inject } from "vitest";
import { Database, type DatabaseOptions } from "../../src/state/database.ts";

/** What a test on one of the databases has. */
export interface DatabaseTests {
  readonly kind: "sqlite" | "postgres";
  /** A new, empty database; closed after the test. */
  fresh(options?: DatabaseOptions): Promise<Database>;
  /** The address of a new, empty database, for tests that open it more than once. */
  freshUrl(): Promise<string>;
  /** Opens an address; closed after the test. */
  open(url: string, options?: DatabaseOptions): Database;
}

/** The same tests on a SQLite file and on a real Postgres. */
export function describeOnDatabases(name: string, tests: (on: DatabaseTests) => void): void {
  describe(`${name}, on SQLite`, () => {
    const folder = mkdtempSync(join(tmpdir(), "magpie-sqlite-"));
    let count = 0;
    afterAll(() => rmSync(folder, { recursive: true }));
    tests(
      databaseTests("sqlite", async () => {
        count += 1;
        return `sqlite:${join(folder, `${count}.db`)}`;
      }),
    );
  });
  describe(`${name}, on Postgres`, () => {
    // The first of a run waits for the server to start
    beforeAll(freshPostgres, 60_000);
    tests(databaseTests("postgres", freshPostgres));
  });
}

async function freshPostgres(): Promise<string> {
  const response = await fetch(inject("freshPostgres"));
  if (!response.ok) throw new Error(await response.text());
  return await response.text();
}

function databaseTests(kind: DatabaseTests["kind"], freshUrl: () => Promise<string>): DatabaseTests {
  const opened: Database[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
  });
  const open = (url: string, options?: DatabaseOptions) => {
    const database = new Database(url, options);
    opened.push(database);
    return database;
  };
  return { kind, freshUrl, open, fresh: async (options) => open(await freshUrl(), options) };
}
