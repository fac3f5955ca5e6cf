import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "@prometheus-io/client";
import type { AdapterState } from "../core/adapter.ts";
import type { InvocationEvent, SubscriptionEvent, WatchEvent } from "../core/watch.ts";
import type { UpstreamHealth } from "./health.ts";

/** Up to the deadline of an invocation; 3 s is what the platforms wait for an ack. Seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20];

/** Between looks at how busy the event loop was, in milliseconds; the library's own ten a second would wake an idle bot. Our choice. */
const UTILIZATION_MS = 5_000;

/** What comes late may come an hour late. Seconds. */
const LATE_BUCKETS = [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600];

/** What is asked for its state at each scrape. */
export interface MetricSources {
  readonly version: string;
  readonly platforms: () => readonly (Pick<AdapterState, "isConnected" | "shards"> & { readonly name: string })[];
  readonly upstreams: () => readonly MeasuredUpstream[];
  /** Undefined where there is none. */
  readonly redis?: () => { readonly isConnected: boolean } | undefined;
  readonly replicas?: () => number;
}

interface MeasuredUpstream extends UpstreamHealth {
  readonly waiting: number;
  readonly underWay: number;
  readonly quota?: { readonly left: number; readonly of: number } | undefined;
}

/** Every metric of the bot, in a registry of its own. Labels hold names out of our own tables and nothing else. */
export class MetricFamilies {
  readonly #sources: MetricSources;
  readonly #registry = new Registry();
  readonly #registers = [this.#registry];
  #hasDefaults = false;

  readonly #invocations = new Counter({
    name: "magpie_invocations_total",
    help: "Uses of a command that have ended, by how.",
    labelNames: ["command", "platform", "source", "outcome"],
    registers: this.#registers,
  });
  readonly #acks = this.#seconds(
    "magpie_invocation_ack_duration_seconds",
    "Time until the platform had a first answer: the reply, or the word that it comes later.",
    "platform",
  );
  readonly #replies = this.#seconds(
    "magpie_invocation_duration_seconds",
    "Time until the platform had the reply.",
    "platform",
  );
  readonly #answers = new Counter({
    name: "magpie_upstream_answers_total",
    help: "Questions to a web API, by where the answer came from.",
    labelNames: ["upstream", "from"],
    registers: this.#registers,
  });
  readonly #calls = new Counter({
    name: "magpie_upstream_calls_total",
    help: "Calls to a web API, every try counted, by how they ended.",
    labelNames: ["upstream", "outcome"],
    registers: this.#registers,
  });
  readonly #callTimes = this.#seconds(
    "magpie_upstream_call_duration_seconds",
    "Time from the start of a call to the end of its answer.",
    "upstream",
  );
  readonly #queueTimes = this.#seconds(
    "magpie_upstream_queue_duration_seconds",
    "Time that a call waited for its limits before it left.",
    "upstream",
  );
  readonly #drawings = this.#seconds("magpie_picture_duration_seconds", "Time that a picture took.", "from");

  readonly #sharedAsked = new Counter({
    name: "magpie_shared_asked_total",
    help: "What was asked of Redis, by what came of it. After late, failed and away the bot goes on with what it knows.",
    labelNames: ["what", "outcome"],
    registers: this.#registers,
  });
  readonly #sharedTimes = this.#seconds("magpie_shared_duration_seconds", "Time until Redis had answered.", "what");
  readonly #subscriptions = new Counter({
    name: "magpie_subscriptions_total",
    help: "What became of subscriptions whose time had come, and how many were paused.",
    labelNames: ["platform", "what"],
    registers: this.#registers,
  });
  readonly #lateTimes = new Histogram({
    name: "magpie_subscription_late_seconds",
    help: "How long after its time a subscription was posted.",
    labelNames: ["platform"],
    buckets: LATE_BUCKETS,
    registers: this.#registers,
  });
  readonly #malformed = new Counter({
    name: "magpie_malformed_frames_total",
    help: "Frames of a platform's open connection that made no sense and were dropped.",
    labelNames: ["platform"],
    registers: this.#registers,
  });

  readonly #platformConnected = this.#gauge(
    "magpie_platform_connected",
    "1 when the platform is connected.",
    "platform",
  );
  readonly #shards = this.#gauge("magpie_shards", "Shards of the platform in all, over all processes.", "platform");
  readonly #shardConnected = new Gauge({
    name: "magpie_shard_connected",
    help: "1 while this process is connected for a shard that it is to connect.",
    labelNames: ["platform", "shard"],
    registers: this.#registers,
  });
  readonly #partConnected = this.#gauge(
    "magpie_part_connected",
    "1 while a part beside the platforms answers.",
    "part",
  );
  readonly #replicas = new Gauge({
    name: "magpie_replicas",
    help: "Replicas that live, this one included, as far as it knows.",
    registers: this.#registers,
  });
  readonly #down = this.#gauge("magpie_upstream_down", "1 while the web API fails and is left alone.", "upstream");
  readonly #ill = this.#gauge(
    "magpie_upstream_ill",
    "1 while the web API answers with what means nothing.",
    "upstream",
  );
  readonly #resting = this.#gauge(
    "magpie_upstream_resting",
    "1 while the web API's quota is used up or it said to wait.",
    "upstream",
  );
  readonly #waiting = this.#gauge("magpie_upstream_calls_waiting", "Calls that wait for their limits.", "upstream");
  readonly #underWay = this.#gauge(
    "magpie_upstream_calls_under_way",
    "Calls that have left and not ended.",
    "upstream",
  );
  readonly #quotaLeft = this.#gauge("magpie_upstream_quota_left", "Calls left in the tightest quota.", "upstream");
  readonly #quotaSize = this.#gauge("magpie_upstream_quota_size", "Calls that this quota allows.", "upstream");

  constructor(sources: MetricSources) {
    this.#sources = sources;
    this.#gauge("magpie_build_info", "Always 1; the version is in the label.", "version").set(
      { version: sources.version },
      1,
    );
  }

  count(event: WatchEvent): void {
    switch (event.type) {
      case "invocation":
        this.#countInvocation(event);
        return;
      case "answer":
        this.#answers.inc({ upstream: event.upstream, from: event.from });
        return;
      case "call": {
        const { upstream, outcome } = event;
        this.#calls.inc({ upstream, outcome: typeof outcome === "number" ? statusClass(outcome) : outcome });
        this.#callTimes.observe({ upstream }, event.ms / 1_000);
        this.#queueTimes.observe({ upstream }, event.queueMs / 1_000);
        return;
      }
      case "draw":
        this.#drawings.observe({ from: event.isCached ? "cache" : "drawing" }, event.ms / 1_000);
        return;
      case "shared":
        this.#sharedAsked.inc({ what: event.what, outcome: event.outcome });
        if (event.outcome === "ok") this.#sharedTimes.observe({ what: event.what }, event.ms / 1_000);
        return;
      case "subscription":
        this.#countSubscription(event);
        return;
      case "malformed":
        this.#malformed.inc({ platform: event.platform });
        return;
      default:
        event satisfies never;
    }
  }

  /** All of it in Prometheus' text format. What Node itself has to tell is watched from the first time on. */
  async text(): Promise<string> {
    if (!this.#hasDefaults)
      collectDefaultMetrics({ register: this.#registry, eventLoopUtilizationTimeout: UTILIZATION_MS });
    this.#hasDefaults = true;
    this.#look();
    return await this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #countInvocation({ command, platform, source, outcome, ackMs, ms }: InvocationEvent): void {
    this.#invocations.inc({ command, platform, source, outcome });
    this.#acks.observe({ platform }, ackMs / 1_000);
    this.#replies.observe({ platform }, ms / 1_000);
  }

  #countSubscription({ platform, what, lateMs }: SubscriptionEvent): void {
    this.#subscriptions.inc({ platform, what });
    if (lateMs !== undefined) this.#lateTimes.observe({ platform }, lateMs / 1_000);
  }

  #look(): void {
    for (const { name: platform, isConnected, shards } of this.#sources.platforms()) {
      this.#platformConnected.set({ platform }, isConnected ? 1 : 0);
      if (shards === undefined || shards.of === 0) continue;
      this.#shards.set({ platform }, shards.of);
      for (const [shard, state] of Object.entries(shards.own)) {
        this.#shardConnected.set({ platform, shard }, state === "connected" ? 1 : 0);
      }
    }
    const redis = this.#sources.redis?.();
    if (redis !== undefined) this.#partConnected.set({ part: "redis" }, redis.isConnected ? 1 : 0);
    this.#replicas.set(this.#sources.replicas?.() ?? 1);
    for (const { id: upstream, state, quota, ...queue } of this.#sources.upstreams()) {
      if (state === "off") continue;
      this.#down.set({ upstream }, state === "down" ? 1 : 0);
      this.#ill.set({ upstream }, state === "ill" ? 1 : 0);
      this.#resting.set({ upstream }, state === "resting" ? 1 : 0);
      this.#waiting.set({ upstream }, queue.waiting);
      this.#underWay.set({ upstream }, queue.underWay);
      if (quota === undefined) continue;
      this.#quotaLeft.set({ upstream }, quota.left);
      this.#quotaSize.set({ upstream }, quota.of);
    }
  }

  #seconds<Label extends string>(name: string, help: string, label: Label): Histogram<Label> {
    return new Histogram({ name, help, labelNames: [label], buckets: BUCKETS, registers: this.#registers });
  }

  #gauge<Label extends string>(name: string, help: string, label: Label): Gauge<Label> {
    return new Gauge({ name, help, labelNames: [label], registers: this.#registers });
  }
}

/** `4xx` for 404. */
function statusClass(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}
