import { pino } from "pino";
import { z } from "zod";
import { mapUpstreams } from "../../src/config.ts";
import { backgroundCaller } from "../../src/core/caller.ts";
import { RedisState } from "../../src/state/redis.ts";
import { UpstreamClient } from "../../src/upstream/client.ts";

// A replica as a process of its own: at a word it asks GIPHY so many different questions, and tells how many were answered
const [, , redisUrl = "", upstreamUrl = ""] = process.argv;
const log = pino({ level: "silent" });
const shared = new RedisState({ url: redisUrl, log, settleMs: 0 });
await shared.refusal;
const client = new UpstreamClient({
  urls: mapUpstreams(() => upstreamUrl),
  keys: {},
  contact: "https://magpie.example",
  isRecorded: false,
  log,
  shared,
});
process.on("message", async (questions) => {
  const ask = client.askFor(backgroundCaller(10_000));
  const asking = Array.from({ length: Number(questions) }, (_, n) =>
    ask.get("giphy", { path: `/${process.pid}/${n}`, schema: () => z.unknown(), freshMs: 0, staleMs: 0 }),
  );
  const answered = (await Promise.allSettled(asking)).filter(({ status }) => status === "fulfilled").length;
  process.send?.(answered);
});
process.send?.("ready");
