import { expect, onTestFinished, test } from "vitest";
import type { Adapter } from "../../src/core/adapter.ts";
import type { HealthParts } from "../../src/http/health.ts";
import { createHttpServer } from "../../src/http/server.ts";

/** What `/readyz` answers. */
async function readiness(parts: Partial<HealthParts>): Promise<[number, unknown]> {
  const http = createHttpServer({ adapters: () => [], isDraining: () => false, ...parts });
  onTestFinished(() => http.close());
  const response = await fetch(`${await http.listen({ port: 0, host: "127.0.0.1" })}/readyz`);
  return [response.status, await response.json()];
}

function platform(name: string, isConnected: boolean): Adapter {
  const nothing = async () => {};
  const detail = isConnected ? "connected" : "connecting";
  return { name, ready: nothing(), state: () => ({ isConnected, detail }), stop: nothing, close: nothing };
}

test("one of two platforms is not connected yet", async () => {
  const adapters = [platform("slack", true), platform("discord", false)];
  expect(await readiness({ adapters: () => adapters })).toEqual([
    503,
    {
      status: "starting",
      parts: {
        slack: { isConnected: true, detail: "connected" },
        discord: { isConnected: false, detail: "connecting" },
      },
    },
  ]);
});

test("connected, but stopping", async () => {
  const parts = { adapters: () => [platform("slack", true)], isDraining: () => true };
  expect(await readiness(parts)).toMatchObject([503, { status: "draining" }]);
});

test("no database and ill upstreams: told, and ready all the same", async () => {
  const at = Date.UTC(2026, 10, 22, 13, 52);
  const upstreams = [
    { id: "dogApi", state: "down", at },
    { id: "giphy", state: "resting", at },
    { id: "klipy", state: "off" },
    { id: "catApi", state: "fine" },
  ] as const;
  const database = async () => ({ isConnected: false, detail: "sqlite, it does not answer" });
  const time = "2026-11-22T13:52:00.000Z";
  expect(await readiness({ database, upstreams: () => upstreams })).toEqual([
    200,
    {
      status: "ready",
      parts: { database: { isConnected: false, detail: "sqlite, it does not answer" } },
      upstreams: { dogApi: { state: "down", since: time }, giphy: { state: "resting", until: time } },
    },
  ]);
});
