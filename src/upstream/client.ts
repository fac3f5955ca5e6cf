import manifest from "../../package.json" with { type: "json" };
import { backgroundCaller, type Caller } from "../core/caller.ts";
import { BusyError, KeyMissingError, RateLimitError, UpstreamError } from "../core/errors.ts";
import type { Source, Sourced } from "../core/source.ts";
import type { AnswerEvent, Watch } from "../core/watch.ts";
import { answerKey, pathBelow } from "./address.ts";
import { BREAKER_TIMES, type BreakerTimes } from "./breaker.ts";
import { type Answer, AnswerCache } from "./cache.ts";
import { Coalescer, withinTime } from "./coalesce.ts";
import type { Bounds } from "./limiter.ts";
import { rowWithKey, UPSTREAMS, type UpstreamId, type UpstreamRow } from "./limits.ts";
import { Pipeline, type UpstreamLogger } from "./pipeline.ts";
import type { Ask, Order, Question, StreamQuestion, UpstreamStatus, WithHeaders } from "./question.ts";
import { RETRY_WAIT_MS } from "./retry.ts";

/** Longest time for a refresh that nobody waits for, where a single try may not take longer, in milliseconds. */
const REFRESH_MS = 20_000;

export interface UpstreamClientParts {
  /** Root of each upstream, from the configuration. */
  readonly urls: Readonly<Record<UpstreamId, string>>;
  readonly keys: Readonly<Partial<Record<UpstreamId, string>>>;
  /** How the people behind an upstream reach the operator: goes into the User-Agent. */
  readonly contact: string;
  /** True when recorded bodies answer in place of the live upstreams. */
  readonly isRecorded: boolean;
  readonly log: UpstreamLogger;
  /** For tests and benchmarks: what differs from the table. */
  readonly rows?: Readonly<Partial<Record<UpstreamId, Partial<UpstreamRow>>>>;
  readonly tuning?: Partial<Tuning>;
  /** Hears of every answer and every call. */
  readonly watch?: Watch | undefined;
}

/** Our own choices that tests shorten. */
interface Tuning {
  /** Before the second try, in milliseconds; four times as long before the third. */
  readonly retryWaitMs: number;
  readonly breakerTimes: BreakerTimes;
  /** Memory for cached answers. */
  readonly maxCacheBytes: number;
}

/** The table's own keys, in its order. */
const IDS = Object.keys(UPSTREAMS) as UpstreamId[];

/** What `get` and `read` have in common: a question without the way its body is read. */
type AnyQuestion = Omit<StreamQuestion<unknown>, "read">;

/** Asks an upstream. `known`: the answer that is too old to be given. */
type Fetch = (pipeline: Pipeline, bounds: Bounds, known: Answer | undefined) => Promise<Answer>;

/** The only way to the upstreams: cache → coalesce, and then each upstream's own pipeline. */
export class UpstreamClient {
  readonly #parts: UpstreamClientParts;
  readonly #rows: Readonly<Record<UpstreamId, UpstreamRow>>;
  readonly #cache: AnswerCache;
  readonly #running = new Coalescer<Answer>();
  /** Made when first asked: a bot rarely uses all of them. */
  readonly #pipelines = new Map<UpstreamId, Pipeline>();

  constructor(parts: UpstreamClientParts) {
    this.#parts = parts;
    this.#rows = Object.fromEntries(
      IDS.map((id) => [id, { ...rowWithKey(id, parts.keys[id]), ...parts.rows?.[id] }]),
    ) as Record<UpstreamId, UpstreamRow>;
    this.#cache = new AnswerCache(parts.tuning?.maxCacheBytes);
  }

  /** The upstreams as one caller sees them. */
  askFor(caller: Caller): Ask {
    return {
      get: <T>(upstream: UpstreamId, question: Question<T>) =>
        this.#ask<T>(upstream, question, caller, (pipeline, ...how) => pipeline.get(question, ...how)),
      read: <T>(upstream: UpstreamId, question: StreamQuestion<T>) =>
        this.#ask<T>(upstream, question, caller, (pipeline, bounds) => pipeline.read(question, bounds)),
      getWithHeaders: <T>(upstream: UpstreamId, question: Question<T>) =>
        this.#ask<WithHeaders<T>>(
          upstream,
          question,
          caller,
          (pipeline, ...how) => pipeline.getWithHeaders(question, ...how),
          "headers ",
        ),
      send: (upstream, order) => this.#send(upstream, order, caller),
      pathOf: (upstream, url) =>
        pathBelow(this.#rows[upstream].baseUrl, url) ?? pathBelow(this.#parts.urls[upstream], url),
      source: (upstream) => this.#source(upstream, Date.now()),
      key: (upstream) => this.#parts.keys[upstream],
      requireKey: (upstream) => this.#requireKey(upstream),
    };
  }

  /** How every upstream is doing, in the order of the table. */
  status(): readonly UpstreamStatus[] {
    return IDS.map((id) => {
      const { key, label, name: called } = this.#rows[id];
      const name = label ?? called;
      const isOff = key?.isRequired === true && this.#parts.keys[id] === undefined;
      if (isOff) return { id, name, state: "off", waiting: 0, underWay: 0 };
      return { id, name, ...(this.#pipelines.get(id)?.status() ?? unasked(this.#rows[id])) };
    });
  }

  /** Drops all connections and whoever still waits. */
  async close(): Promise<void> {
    await Promise.all([...this.#pipelines.values()].map((pipeline) => pipeline.close()));
  }

  async #ask<T>(
    id: UpstreamId,
    question: AnyQuestion,
    caller: Caller,
    fetch: Fetch,
    keyPrefix = "",
  ): Promise<Sourced<T>> {
    const askedAt = performance.now();
    const key = keyPrefix + answerKey(id, question);
    const known = this.#cache.get(key);
    const ageMs = known === undefined ? Number.POSITIVE_INFINITY : Date.now() - known.fetchedAt;
    const freshMs = Math.max(question.freshMs, known?.pollMs ?? 0);
    if (known !== undefined && ageMs < freshMs) {
      this.#tell(id, "cache", caller, askedAt);
      return this.#sourced(id, known);
    }
    const fetchAs = (asker: Caller) =>
      this.#fetch(id, key, question, asker, (pipeline, bounds) => fetch(pipeline, bounds, known));
    if (known !== undefined && ageMs < freshMs + question.staleMs) {
      // A refresh that fails is tried again when the next person asks; the breaker keeps that from becoming a hammer
      if (!this.#running.has(key)) fetchAs(backgroundCaller(this.#refreshMs(id))).catch(() => {});
      this.#tell(id, "cache", caller, askedAt);
      return this.#sourced(id, known);
    }
    const from = this.#running.has(key) ? "shared" : "call";
    try {
      const answer = await fetchAs(caller);
      this.#tell(id, from, caller, askedAt);
      return this.#sourced(id, answer);
    } catch (error) {
      const isUnanswered = error instanceof UpstreamError || error instanceof BusyError;
      if (known === undefined || !isUnanswered) {
        this.#tell(id, isUnanswered ? "none" : from, caller, askedAt);
        throw error;
      }
      this.#tell(id, "stand-in", caller, askedAt);
      return this.#sourced(id, known, this.#excuse(id, error));
    }
  }

  /** Joins who asks the same already, or asks. Who starts is charged for it; who joins is not. */
  async #fetch(
    id: UpstreamId,
    key: string,
    question: AnyQuestion,
    caller: Caller,
    fetch: (pipeline: Pipeline, bounds: Bounds) => Promise<Answer>,
  ): Promise<Answer> {
    const pipeline = this.#pipeline(id);
    if (!this.#running.has(key)) pipeline.admit(caller, question);
    const { priority, deadline, watch } = caller;
    return this.#running.join(key, caller, this.#rows[id].name, async (isWanted) => {
      const answer = await fetch(pipeline, { priority, deadline, watch, isWanted });
      this.#cache.set(key, answer);
      return answer;
    });
  }

  async #send<T>(id: UpstreamId, order: Order<T>, caller: Caller): Promise<T> {
    const { priority, deadline, signal, watch } = caller;
    const pipeline = this.#pipeline(id);
    pipeline.admit(caller, order);
    const { name } = this.#rows[id];
    return withinTime(
      pipeline.send(order, { priority, deadline, watch, isWanted: () => !signal.aborted }),
      caller,
      name,
    );
  }

  #tell(upstream: UpstreamId, from: AnswerEvent["from"], { watch }: Caller, askedAt: number): void {
    if (watch === undefined && this.#parts.watch === undefined) return;
    const event = { type: "answer", upstream, from, ms: performance.now() - askedAt } as const;
    this.#parts.watch?.(event);
    watch?.(event);
  }

  #sourced<T>(id: UpstreamId, { value, fetchedAt }: Answer, staleBecause?: string): Sourced<T> {
    // Checked by the question's own schema, and the same path and query always come with the same one
    return { value: value as T, source: { ...this.#source(id, fetchedAt), staleBecause } };
  }

  #source(id: UpstreamId, fetchedAt: number): Source {
    return { name: this.#rows[id].name, fetchedAt, isRecorded: this.#parts.isRecorded };
  }

  #excuse(id: UpstreamId, error: UpstreamError | BusyError): string {
    const { name } = this.#rows[id];
    if (error instanceof BusyError) return "too many questions at once for a newer one";
    return error instanceof RateLimitError ? `${name}'s quota is used up` : `${name} is not answering right now`;
  }

  #requireKey(id: UpstreamId): string {
    const known = this.#parts.keys[id];
    if (known !== undefined) return known;
    const { name, key } = this.#rows[id];
    if (key === undefined) throw new TypeError(`${name} has no key`);
    throw new KeyMissingError({ upstream: key.noun, variable: key.variable, keyPage: key.page });
  }

  #pipeline(id: UpstreamId): Pipeline {
    const made = this.#pipelines.get(id);
    if (made !== undefined) return made;
    const { urls, contact, log, tuning, watch } = this.#parts;
    const pipeline = new Pipeline({
      id,
      row: this.#rows[id],
      root: urls[id],
      userAgent: `Magpie/${manifest.version} (+${contact})`,
      log,
      watch,
      breakerTimes: tuning?.breakerTimes ?? BREAKER_TIMES,
      retryWaitMs: tuning?.retryWaitMs ?? RETRY_WAIT_MS,
    });
    this.#pipelines.set(id, pipeline);
    return pipeline;
  }

  #refreshMs(id: UpstreamId): number {
    return Math.max(REFRESH_MS, this.#rows[id].tryTimeoutMs);
  }
}

/** An upstream that nobody has asked yet: being looked at is no reason to make its pipeline. */
function unasked({ quotas: [quota] }: UpstreamRow): Omit<UpstreamStatus, "id" | "name"> {
  const room = quota && { left: quota.calls, of: quota.calls, words: quota.words };
  return { state: "fine", waiting: 0, underWay: 0, quota: room };
}
