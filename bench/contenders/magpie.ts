import "../../src/runtime.js";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { Charts } from "../../src/charts/charts.ts";
import { readConfig } from "../../src/config.ts";
import type { Adapter } from "../../src/core/adapter.ts";
import { backgroundCaller, type Caller } from "../../src/core/caller.ts";
import { defineCommand, type Services, text } from "../../src/core/command.ts";
import { Dispatcher } from "../../src/core/dispatch.ts";
import { FairShare } from "../../src/core/fair-share.ts";
import { buttons, card, field, reply } from "../../src/core/reply.ts";
import { mapSourced, type Sourced, sourceLine } from "../../src/core/source.ts";
import { t } from "../../src/core/text.ts";
import { DAY_MS, HOUR_MS } from "../../src/core/time.ts";
import type { Watch } from "../../src/core/watch.ts";
import { MediaLinks } from "../../src/http/media.ts";
import { Metrics, serveMetrics } from "../../src/http/metrics.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { AccountWaits } from "../../src/services/accounts/waits.ts";
import { binder } from "../../src/services/binder.ts";
import { SERVICES } from "../../src/services/index.ts";
import { Pictures } from "../../src/services/pictures/pictures.ts";
import { PROVIDERS } from "../../src/services/providers.ts";
import { createButtonStore } from "../../src/state/button-store.ts";
import { Database } from "../../src/state/database.ts";
import { FileCache } from "../../src/state/file-cache.ts";
import { RedisState } from "../../src/state/redis.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";
import { UPSTREAMS } from "../../src/upstream/limits.ts";
import type { Ask } from "../../src/upstream/question.ts";
import { askedRedis, contend } from "./contender.ts";
import type { Fact } from "./fact.ts";

/** What the bench changes of Magpie's own numbers. */
const overrides = z
  .object({
    inlineBudgetMs: z.number().optional(),
    /** Of the one upstream that the bench asks. */
    maxConcurrent: z.number().default(UPSTREAMS.dogCeo.maxConcurrent),
    quotas: z.array(z.object({ calls: z.number(), perMs: z.number(), words: z.string() })).default([]),
  })
  .parse(JSON.parse(process.env["BENCH_OVERRIDES"] ?? "{}"));

const factSchema = z.object({
  title: z.string(),
  lines: z.array(z.string()),
  order: z.string(),
  family: z.string(),
  wingspan: z.string(),
  page: z.url(),
  image: z.url(),
});

/** Magpie's services, and one more that asks an upstream without quotas. */
const bindBenchServices = binder({ ...SERVICES, fact: askForFact });

function askForFact(ask: Ask) {
  return async (id: string): Promise<Sourced<Fact>> => {
    const path = `/fact/${encodeURIComponent(id)}`;
    const found = await ask.get("dogCeo", { path, schema: () => factSchema, freshMs: HOUR_MS, staleMs: DAY_MS });
    return mapSourced(found, (fact) => fact);
  };
}

function hasFact(services: Services): services is ReturnType<typeof bindBenchServices> {
  return "fact" in services;
}

const factCommand = defineCommand({
  name: "fact",
  description: "A fact from the upstream",
  options: { id: text({ description: "Which fact", required: true, example: "1", takesRest: true }) },
  async run({ options, services }) {
    if (!hasFact(services)) throw new TypeError("the bench's own services are missing");
    const { value: fact, source } = await services.fact(options.id);
    return reply(
      card({
        accent: 0x2b6cb0,
        title: fact.title,
        url: fact.page,
        lines: fact.lines.map((line) => t`${line}`),
        fields: [field("Order", fact.order), field("Family", fact.family), field("Wingspan", fact.wingspan)],
        images: [{ url: fact.image, alt: "A magpie" }],
        footer: sourceLine(source),
      }),
      buttons(
        {
          label: "Another",
          style: "primary",
          press: { do: "run", command: "fact", options: { id: "another" }, into: "update" },
        },
        { label: "Again", press: { do: "run", command: "fact", options: { id: options.id }, into: "post" } },
      ),
    );
  },
});

const config = readConfig();
const log = await createLog(config);
const serviceParts = {
  status: () => [],
  askLater: () => upstreams.askFor(backgroundCaller(1_000)),
  database: new Database("sqlite::memory:"),
  sealer: undefined,
  accounts: { googleAccountsUrl: "" },
  publicUrl: undefined,
  upstreamUrls: config.upstreamUrls,
  providers: PROVIDERS,
  clockwork: { posterOf: () => undefined, wake: () => {}, now: Date.now },
  accountWaits: new AccountWaits(),
  pictures: new Pictures(new FileCache(undefined, log)),
  charts: new Charts({ log }),
};
const metrics = new Metrics({ version: "bench", platforms: () => [], upstreams: () => [] });
const watch: Watch = (event) => {
  metrics.watch(event);
  if (event.type === "shared") askedRedis(event.what, event.ms);
};
const shared = config.redisUrl === undefined ? undefined : new RedisState({ url: config.redisUrl, log, watch });
const upstreams = new UpstreamClient({
  urls: config.upstreamUrls,
  keys: config.upstreamKeys,
  contact: config.contact,
  isRecorded: false,
  log,
  watch: shared === undefined ? metrics.watch : watch,
  shared,
  rows: { dogCeo: { maxConcurrent: overrides.maxConcurrent, quotas: overrides.quotas } },
});
const dispatcher = new Dispatcher({
  commands: [factCommand],
  servicesFor: (caller: Caller) => bindBenchServices(upstreams.askFor(caller), serviceParts),
  fairShare: new FairShare(config.fairShare, shared?.counts),
  claims: shared?.claims,
  log,
  watch: shared === undefined ? metrics.watch : watch,
  ...(overrides.inlineBudgetMs === undefined ? {} : { inlineBudgetMs: overrides.inlineBudgetMs }),
});
const adapters: Adapter[] = [];
const http = createHttpServer({ adapters: () => adapters, isDraining: () => false });
serveMetrics(http, metrics);
new MediaLinks({ publicUrl: "https://bot.example", secret: "bench" }).serve(http);
const onFatal = (sentence: string) => {
  throw new Error(sentence);
};
const buttonStore = createButtonStore(new Database(config.databaseUrl), log);
const parts = { dispatcher, buttonStore, log, http, onFatal };
if (config.slack !== undefined) {
  const { startSlack } = await import("../../src/adapters/slack/start.ts");
  adapters.push(await startSlack(config.slack, parts));
}
if (config.discord !== undefined) {
  const { startDiscord } = await import("../../src/adapters/discord/start.ts");
  adapters.push(await startDiscord(config.discord, parts));
}
if (process.env["BENCH_PAGES"] === "yes") {
  const { servePages } = await import("./pages.ts");
  const ask = serviceParts.askLater;
  const slackApiUrl = config.slack?.apiUrl ?? "";
  await servePages({ http, log, dispatcher, buttonStore, accounts: serviceParts, ask, slackApiUrl });
}
await http.listen({ port: 0, host: "127.0.0.1" });
await Promise.all(adapters.map((adapter) => adapter.ready));
while (shared?.state().isConnected === false) await wait(20);
contend((http.server.address() as AddressInfo).port);
