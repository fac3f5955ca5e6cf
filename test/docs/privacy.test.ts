import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { Database } from "../../src/state/database.ts";

const page = readFileSync(join(resolve(import.meta.dirname, "../.."), "docs/privacy.md"), "utf8");

test("every table of the database is on the page, and no other", async () => {
  const database = new Database("sqlite::memory:");
  const tables = await (await database.tables()).introspection.getTables();
  await database.close();
  const onPage = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(onPage.toSorted()).toEqual(tables.map(({ name }) => name).toSorted());
});
