import "../../src/runtime.js";
import type { AddressInfo } from "node:net";
import { commandsFor } from "../../commands/index.ts";
import { createBot } from "../../src/bot.ts";
import { mapUpstreams, readConfig } from "../../src/config.ts";
import type { Adapter } from "../../src/core/adapter.ts";
import { Metrics, serveMetrics } from "../../src/http/metrics.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { startPlatforms } from "../../src/platforms.ts";
import { contend, setting } from "./contender.ts";

/** The bot with all its commands, wired as `src/main.ts` does it; every upstream is found below one root. */
const root = setting("BENCH_UPSTREAM");
const config = {
  ...readConfig(),
  upstreamUrls: mapUpstreams((_, id) => `${root}/${id}`),
  upstreamKeys: mapUpstreams((row) => (row.key === undefined ? "" : "bench")),
};
const log = await createLog(config);
const adapters: Adapter[] = [];
const metrics = new Metrics({ version: "bench", platforms: () => [], upstreams: () => bot.upstreams() });
const bot = await createBot(config, commandsFor(config), log, { watch: metrics.watch });
const http = createHttpServer({ adapters: () => adapters, isDraining: () => false });
serveMetrics(http, metrics);
const onFatal = (sentence: string) => {
  throw new Error(sentence);
};
adapters.push(...(await startPlatforms(config, { bot, log, watch: metrics.watch, http, onFatal })));
await http.listen({ port: 0, host: "127.0.0.1" });
await Promise.all(adapters.map((adapter) => adapter.ready));
contend((http.server.address() as AddressInfo).port);
