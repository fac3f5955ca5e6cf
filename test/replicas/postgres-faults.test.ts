import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { type Conversation, talk } from "../support/conversation.ts";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";

/** Starting a Postgres takes a busy machine a while. */
const SLOW_MS = 120_000;

/** Of which the bot needs one, and Postgres itself three for those who mend it. */
const CONNECTIONS = 8;

async function start(): Promise<Conversation & { readonly postgres: PostgresServer; readonly databaseUrl: string }> {
  // What was written is to survive a crash of its processes
  const postgres = await startPostgres([`max_connections=${CONNECTIONS}`, "synchronous_commit=on"]);
  onTestFinished(() => postgres.close());
  const databaseUrl = await postgres.freshUrl();
  return { ...(await talk({ databaseUrl })), postgres, databaseUrl };
}

const FORGETFUL = "My memory is not available right now";

async function isForgetful({ ann }: Conversation): Promise<void> {
  await ann.types("/dog beagle");
  expect(ann.sees()).toContain("Amiable");
  await ann.types("/shelf list");
  expect(ann.sees()).toContain(FORGETFUL);
}

async function remembers({ ann }: Conversation): Promise<void> {
  await expect
    .poll(
      async () => {
        await ann.types("/shelf list");
        return ann.sees();
      },
      { timeout: 30_000 },
    )
    .toContain("Moby");
}

test.each(["killed", "hung"] as const)(
  "Postgres is %s: a word about the shelf, and nothing else",
  { timeout: SLOW_MS },
  async (fault) => {
    const talking = await start();
    const { ann, postgres } = talking;
    await ann.types("/shelf add moby dick");
    await remembers(talking);
    if (fault === "killed") await postgres.kill();
    else postgres.hang();
    await isForgetful(talking);
    if (fault === "killed") await postgres.start();
    else postgres.goOn();
    await remembers(talking);
    expect(talking.log()).not.toMatch(/"level":60/);
  },
);

test("Postgres has no connection to spare: the same, until it has", { timeout: SLOW_MS }, async () => {
  const talking = await start();
  const { ann, postgres, databaseUrl } = talking;
  await ann.types("/shelf add moby dick");
  await remembers(talking);
  // Its own connections are gone, and others are quicker
  await postgres.stop();
  await postgres.start();
  const others = Array.from({ length: CONNECTIONS }, () => new pg.Client(databaseUrl));
  for (const other of others) other.on("error", () => {});
  await Promise.all(others.map((other) => other.connect()));
  await isForgetful(talking);
  await Promise.all(others.map((other) => other.end()));
  await remembers(talking);
});
