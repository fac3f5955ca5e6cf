import { afterAll, beforeAll, expect, test } from "vitest";
import { StateError } from "../../src/core/errors.ts";
import { Database } from "../../src/state/database.ts";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.close());

const vote = { picture: "dog/1", voter: "ann", value: 1, voted_at: 0 };

test("Postgres goes away and comes back: a clear word meanwhile, then on as before", async () => {
  const database = new Database(await server.freshUrl());
  const tables = await database.tables();
  await tables.insertInto("vote").values(vote).execute();
  await server.stop();
  await expect(tables.selectFrom("vote").selectAll().execute()).rejects.toThrow(StateError);
  await expect(tables.selectFrom("vote").selectAll().execute()).rejects.toThrow("database: Postgres");
  await server.start();
  expect(await tables.selectFrom("vote").selectAll().execute()).toEqual([vote]);
  await database.close();
});

test("Postgres is away when the bot first needs it: it opens when it is back", async () => {
  const database = new Database(await server.freshUrl());
  expect(await database.state()).toEqual({ isConnected: true, detail: "postgres, opened when it is needed" });
  await server.stop();
  await expect(database.tables()).rejects.toThrow(StateError);
  expect(await database.state()).toEqual({
    isConnected: false,
    detail: "postgres, it can't be opened: the log says why",
  });
  await server.start();
  const tables = await database.tables();
  expect(await tables.selectFrom("vote").selectAll().execute()).toEqual([]);
  expect(await database.state()).toEqual({ isConnected: true, detail: "postgres" });
  await server.stop();
  expect(await database.state()).toEqual({ isConnected: false, detail: "postgres, it does not answer" });
  await server.start();
  expect(await database.state()).toEqual({ isConnected: true, detail: "postgres" });
  await database.close();
});

test("Postgres is shut down in the middle of a transaction: nothing of it stays", async () => {
  const database = new Database(await server.freshUrl());
  const tables = await database.tables();
  const work = tables.transaction().execute(async (all) => {
    await all.insertInto("vote").values(vote).execute();
    await server.stop();
    await all
      .insertInto("vote")
      .values({ ...vote, voter: "bob" })
      .execute();
  });
  await expect(work).rejects.toThrow(StateError);
  await server.start();
  expect(await tables.selectFrom("vote").selectAll().execute()).toEqual([]);
  await database.close();
});

test("a database that does not exist", async () => {
  const database = new Database(`${await server.freshUrl()}_not`);
  await expect(database.tables()).rejects.toThrow("database: Postgres is not available (3D000)");
  await database.close();
});

test("an address where nothing answers, with a password in it", async () => {
  const database = new Database("postgres://magpie:hunter22@127.0.0.1:1/magpie");
  const error: unknown = await database.tables().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StateError);
  const { message, cause, stack } = error as StateError;
  expect(JSON.stringify([message, String(cause), stack, cause])).not.toContain("hunter22");
  await database.close();
});
