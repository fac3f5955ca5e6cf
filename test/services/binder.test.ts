import { expect, onTestFinished, test } from "vitest";
import { Charts } from "../../src/charts/charts.ts";
import { mapUpstreams } from "../../src/config.ts";
import type { Watch } from "../../src/core/watch.ts";
import { AccountWaits } from "../../src/services/accounts/waits.ts";
import { binder, type ServiceParts } from "../../src/services/binder.ts";
import { Pictures } from "../../src/services/pictures/pictures.ts";
import { PROVIDERS } from "../../src/services/providers.ts";
import { Database } from "../../src/state/database.ts";
import { FileCache } from "../../src/state/file-cache.ts";
import type { Ask } from "../../src/upstream/question.ts";
import { testAsk, testCaller } from "../support/ask.ts";

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A table that notes what it makes, and what two invocations are bound with. */
async function bindings() {
  const { client, upstream, close } = await testAsk();
  const database = new Database("sqlite::memory:");
  onTestFinished(async () => {
    await close();
    await database.close();
  });
  const parts: ServiceParts = {
    askLater: () => client.askFor(testCaller()),
    providers: PROVIDERS,
    database,
    sealer: undefined,
    accounts: { googleAccountsUrl: "https://accounts.google.example" },
    publicUrl: undefined,
    upstreamUrls: mapUpstreams((_, id) => upstream.urlOf(id)),
    clockwork: { posterOf: () => undefined, wake: () => {}, now: Date.now },
    accountWaits: new AccountWaits(),
    status: () => client.status(),
    pictures: new Pictures(new FileCache(undefined, log)),
    charts: new Charts({ log }),
  };
  const made: string[] = [];
  const bind = binder({
    one: (ask: Ask) => {
      made.push("one");
      return { ask };
    },
    other: (_: Ask, given: ServiceParts, watch: Watch | undefined) => {
      made.push("other");
      return { given, watch };
    },
  });
  return { bind, made, parts, ask: client.askFor(testCaller()), laterAsk: client.askFor(testCaller()) };
}

test("a service is made when it is first asked for, once, and no other with it", async () => {
  const { bind, made, parts, ask } = await bindings();
  const services = bind(ask, parts);
  expect(made).toEqual([]);
  expect(services.one).toBe(services.one);
  expect(made).toEqual(["one"]);
});

test("two invocations share no service, and each has its own share of the upstreams", async () => {
  const { bind, made, parts, ask, laterAsk } = await bindings();
  const [first, second] = [bind(ask, parts), bind(laterAsk, parts)];
  expect([first.one.ask, second.one.ask]).toEqual([ask, laterAsk]);
  expect(first.one).not.toBe(second.one);
  expect(made).toEqual(["one", "one"]);
});

test("a service gets what all invocations share, and who listens to this one", async () => {
  const { bind, parts, ask } = await bindings();
  const watch: Watch = () => {};
  expect(bind(ask, parts, watch).other).toEqual({ given: parts, watch });
});
