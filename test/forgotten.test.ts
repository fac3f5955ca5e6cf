import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { AccountStore } from "../src/state/accounts.ts";
import { createButtonStore } from "../src/state/button-store.ts";
import { Database } from "../src/state/database.ts";
import { OauthStates } from "../src/state/oauth-states.ts";
import { Sealer } from "../src/state/sealer.ts";
import { SlackInstalls } from "../src/state/slack-installs.ts";
import { conversation } from "./support/conversation.ts";

const KEY = Buffer.alloc(32, "k");
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** A word that is in every title of the person's. */
const MARK = "Zanzibarquux";

function shelfFile(word: string, count: number): Uint8Array {
  const rows = Array.from(
    { length: count },
    (_, n) => `${word} number ${n} ${"and on ".repeat(n % 30)},${word} Author ${n}`,
  );
  return new TextEncoder().encode(["Title,Author", ...rows].join("\n"));
}

/** Which of these stand in any byte of any file below the folder. */
function foundIn(folder: string, words: readonly string[]): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return words.filter((word) => bytes.includes(word)).map((word) => `${entry.name}: ${word}`);
    });
}

test("after forget-me nothing of the person is in any byte on the disk", async () => {
  const folder = mkdtempSync(join(tmpdir(), "magpie-forgotten-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const databaseUrl = `sqlite:${join(folder, "magpie.db")}`;
  const talking = await conversation({ databaseUrl });
  const { ann, bob } = talking;
  await ann.types("/shelf import file:books", { books: shelfFile(MARK, 1_500) });
  await bob.types("/shelf import file:books", { books: shelfFile("Ordinary", 300) });
  for (const number of [7, 70, 700]) {
    await ann.types(`/shelf move "${MARK} number ${number}" shelf:read`);
    await ann.types(`/shelf remove ${MARK} number ${number + 1}`);
  }
  await ann.types("/dog beagle");
  await ann.presses("👍");
  // What needs an application or a long button: written as the program does it
  const beside = new Database(databaseUrl);
  const sealer = new Sealer([KEY]);
  const account = { scopes: [], accessToken: "a", connectedAt: 1 };
  await new AccountStore(beside, sealer).put("chat:ann", "github", { ...account, login: `${MARK}-login` });
  await new OauthStates(beside, sealer).open("secret", {
    ...{ provider: "github", person: "chat:ann", asker: "ann", verifier: "v", scopes: [] },
    expiresAt: Date.now() + 60_000,
  });
  for (let n = 0; n < 200; n += 1)
    await createButtonStore(beside, SILENT).put(`u~book~:U-ann:ann~words=${MARK} ${n} ${"x".repeat(n * 7)}`);
  await beside.close();
  const traces = [MARK, MARK.toLowerCase(), "chat:ann", "U-ann"];
  expect(foundIn(folder, [...traces, "Ordinary"])).not.toEqual([]);

  await ann.types("/shelf forget-me");
  await ann.presses("Forget it all");
  expect(ann.sees()).toContain("Forgotten:");
  expect(foundIn(folder, traces)).toEqual([]);
  await bob.types("/shelf list");
  expect(bob.sees()).toContain("Ordinary");
  await talking.close();
  expect(foundIn(folder, traces)).toEqual([]);
  expect(foundIn(folder, ["Ordinary"])).not.toEqual([]);
}, 60_000);

test("nor is what was disconnected or taken out, nor what an earlier version left", async () => {
  const folder = mkdtempSync(join(tmpdir(), "magpie-forgotten-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const url = `sqlite:${join(folder, "magpie.db")}`;
  const database = new Database(url);
  const sealer = new Sealer([KEY]);
  const accounts = new AccountStore(database, sealer);
  const installs = new SlackInstalls(database, sealer);
  await accounts.put("slack:T1:U-ann", "github", { login: MARK, scopes: [], accessToken: "a", connectedAt: 1 });
  await installs.put("T-taken-out", "kept", 1);
  await accounts.delete("slack:T1:U-ann", "github");
  await installs.remove("T-taken-out", Date.now());
  expect(foundIn(folder, [MARK, "U-ann", "T-taken-out"])).toEqual([]);

  const tables = await database.tables();
  const { sql } = await import("kysely");
  await sql`pragma secure_delete = off`.execute(tables);
  await sql`pragma user_version = 0`.execute(tables);
  await accounts.put("slack:T1:U-ann", "github", { login: MARK, scopes: [], accessToken: "a", connectedAt: 1 });
  await sql`delete from account`.execute(tables);
  await database.close();
  expect(foundIn(folder, [MARK])).not.toEqual([]);
  const later = new Database(url);
  await later.tables();
  await later.close();
  expect(foundIn(folder, [MARK])).toEqual([]);
});
