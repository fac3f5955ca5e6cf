import { setTimeout as wait } from "node:timers/promises";
import { pino } from "pino";
import { z } from "zod";
import { mapUpstreams } from "../../src/config.ts";
import { backgroundCaller } from "../../src/core/caller.ts";
import { Database } from "../../src/state/database.ts";
import { Quotas } from "../../src/state/quotas.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";

// A bot's life: asks GIPHY so many different questions, tells how many were answered, and is killed or stops
const [, , databaseUrl = "", upstreamUrl = "", questions = "", end = ""] = process.argv;
const database = new Database(databaseUrl);
const client = new UpstreamClient({
  urls: mapUpstreams(() => upstreamUrl),
  keys: {},
  contact: "https://magpie.example",
  isRecorded: false,
  log: pino({ level: "silent" }),
  quotaStore: new Quotas(database),
});
const ask = client.askFor(backgroundCaller(10_000));
const asking = Array.from({ length: Number(questions) }, (_, n) =>
  ask.get("giphy", { path: `/${process.pid}/${n}`, schema: () => z.unknown(), freshMs: 0, staleMs: 0 }),
);
const answered = (await Promise.allSettled(asking)).filter(({ status }) => status === "fulfilled").length;
process.send?.(answered);
// The word is on its way to the parent before the end
await wait(end === "at once" ? 0 : 50);
if (end === "orderly") {
  await client.close();
  await database.close();
  process.exit(0);
}
process.kill(process.pid, "SIGKILL");
