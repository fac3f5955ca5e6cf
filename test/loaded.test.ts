import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { platformProgram } from "./support/connected-program.ts";

/** Where Node keeps compiled code: nobody else's. */
const TMPDIR = mkdtempSync(join(tmpdir(), "magpie-loaded-"));

describe("what a start loads once its compiled code is kept, with all four transports", () => {
  let loaded: readonly string[] = [];

  beforeAll(async () => {
    await start();
    loaded = await start();
  });

  afterAll(() => rmSync(TMPDIR, { recursive: true }));

  test("the program itself, and its libraries", () => {
    expect(
      loaded.filter((file) => /\/src\/main\.ts$|\/commands\/dog\.ts$|\/node_modules\/zod\//.test(file)),
    ).not.toEqual([]);
  });

  test.each([
    ["what strips types", "internal/deps/amaro"],
    ["the playground", "/src/playground/"],
    ["the playground's page", "/src/adapters/playground/"],
    ["the terminal chat", "/src/adapters/chat/"],
    ["tools for agents", "/src/adapters/mcp/"],
    ["their protocol", "/node_modules/@modelcontextprotocol/"],
    ["recorded answers", "/src/recorded/"],
    ["the doctor", "/src/doctor/"],
    ["what replicas share", "/src/state/redis"],
    ["words of any language", "Intl."],
    ["ioredis", "/node_modules/ioredis/"],
    ["a database", "/node_modules/kysely/"],
    ["PostgreSQL", "/node_modules/pg/"],
    ["what draws", "/node_modules/@napi-rs/"],
    ["charts", "/node_modules/chart.js/"],
    ["pictures", "/node_modules/sharp/"],
    ["made people", "/node_modules/@faker-js/"],
    ["what lets subscriptions come", "/src/schedule/scheduler.ts"],
    ["schedules", "/node_modules/croner/"],
    ["dates in words", "/node_modules/chrono-node/"],
    ["tables", "/node_modules/csv-"],
    ["accounts", "/node_modules/oauth4webapi/"],
    ["metrics", "/node_modules/@prometheus-io/client/"],
    ["a log for people", "/node_modules/pino-pretty/"],
  ])("not %s", (_, place) => {
    expect(loaded.filter((file) => file.includes(place))).toEqual([]);
  });
});

async function start(): Promise<readonly string[]> {
  const { program, close } = await platformProgram([], { TMPDIR, PLAYGROUND: "off" }, { preload: "tells-loaded.js" });
  program.kill("SIGUSR2");
  const { loaded } = JSON.parse(await program.says(/^\{"loaded":.*\]\}$/)) as { loaded: readonly string[] };
  // Compiled code is kept at the end
  program.kill("SIGTERM");
  await program.ended;
  await close();
  return loaded;
}
