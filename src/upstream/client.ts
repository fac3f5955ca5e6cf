import manifest from "../../package.json" with { type: "json" };
import { backgroundCaller, type Caller } from "../core/caller.ts";
import {
  BusyError,
  KeyMissingError,
  NotFoundError,
  RateLimitError,
  ShareError,
  UpstreamError,
} from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Shared } from "../core/shared.ts";
import type { Source } from "../core/source.ts";
import { steadyNow } from "../core/time.ts";
import type { AnswerEvent, Watch } from "../core/watch.ts";
import { answerKey, pathBelow } from "./address.ts";
import { ageOf } from "./age.ts";
import { BREAKER_TIMES, type BreakerTimes } from "./breaker.ts";
import { type Answer, AnswerCache } from "./cache.ts";
import { Coalescer, withinTime } from "./coalesce.ts";
import { isInHaste } from "./haste.ts";
import { KnownNone } from "./known-none.ts";
import type { QuotaStore } from "./ledger.ts";
import { type Quota, rowWithKey, UPSTREAMS, type UpstreamId, type UpstreamRow } from "./limits.ts";
import { NONE_MS, NoneCache } from "./none-cache.ts";
import { Pipeline } from "./pipeline.ts";
import type { Answered, Ask, Order, Question, StreamQuestion, UpstreamStatus } from "./question.ts";
import { RETRY_WAIT_MS } from "./retry.ts";
import { SharedAnswers } from "./shared-answers.ts";

/** Longest time for a refresh that nobody waits for, where a single try may not take longer, in milliseconds. */
const REFRESH_MS = 20_000;

export interface UpstreamClientParts {
  /** Root of each upstream, from the configuration. */
  readonly urls: Readonly<Record<UpstreamId, string>>;
  readonly keys: Readonly<Partial<Record<UpstreamId, string>>>;
  /** What the operator says that other plans allow, in place of the table's quotas. */
  readonly quotas?: Readonly<Partial<Record<UpstreamId, readonly Quota[]>>>;
  /** How the people behind an upstream reach the operator: goes into the User-Agent. */
  readonly contact: string;
  /** True when recorded bodies answer in place of the live upstreams. */
  readonly isRecorded: boolean;
  readonly log: Logger;
  /** Keeps what is spent of quotas beyond the end of the process. */
  readonly quotaStore?: QuotaStore | undefined;
  /** What this process has in common with other replicas. */
  readonly shared?: Shared | undefined;
  /** For tests and benchmarks: what differs from the table. */
  readonly rows?: Readonly<Partial<Record<UpstreamId, Partial<UpstreamRow>>>>;
  readonly tuning?: Partial<Tuning>;
  /** Told of the refreshes that nobody waits for; of the others, each caller's own watch is. */
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

type AnyQuestion<T = unknown> = Question<T> | StreamQuestion<T>;

/** The only way to the upstreams: cache → what replicas share → coalesce, and then each upstream's own pipeline. */
export class UpstreamClient {
  readonly #parts: UpstreamClientParts;
  readonly #rows: Readonly<Record<UpstreamId, UpstreamRow>>;
  readonly #cache: AnswerCache;
  readonly #nones = new NoneCache();
  /** What is given of each answer that is held: the very same to everybody, so that what is made of it can be kept. */
  readonly #given = new WeakMap<Answer, Answered<unknown>>();
  readonly #running = new Coalescer<Answer>();
  readonly #sharedAnswers: SharedAnswers | undefined;
  /** Made when first asked: a bot rarely uses all of them. */
  readonly #pipelines = new Map<UpstreamId, Pipeline>();

  constructor(parts: UpstreamClientParts) {
    this.#parts = parts;
    this.#rows = Object.fromEntries(
      IDS.map((id) => {
        const row = rowWithKey(id, parts.keys[id]);
        return [id, { ...row, quotas: parts.quotas?.[id] ?? row.quotas, ...parts.rows?.[id] }];
      }),
    ) as Record<UpstreamId, UpstreamRow>;
    this.#cache = new AnswerCache(parts.tuning?.maxCacheBytes);
    const { shared, urls, keys } = parts;
    this.#sharedAnswers = shared && new SharedAnswers({ shared, urls, keys, rows: this.#rows });
  }

  /** The upstreams as one caller sees them. */
  askFor(caller: Caller): Ask {
    return {
      get: (upstream, question) => this.#get(upstream, question, caller),
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

  async #get<T>(id: UpstreamId, question: AnyQuestion<T>, caller: Caller): Promise<Answered<T>> {
    const askedAt = steadyNow();
    const tell = (from: AnswerEvent["from"]) =>
      caller.watch?.({ type: "answer", upstream: id, from, ms: steadyNow() - askedAt });
    const key = answerKey(id, question);
    let known = this.#cache.get(key);
    let age = known === undefined ? "none" : ageOf(known, question);
    const isUnknown = age === "none" || age === "old";
    if (isUnknown && this.#nones.get(key) === undefined && !this.#running.has(key)) {
      known = (await this.#lookUp(id, key, question)) ?? known;
      age = known === undefined ? "none" : ageOf(known, question);
    }
    if (known !== undefined && age !== "old") {
      // A refresh that fails is tried again when the next person asks; the breaker keeps that from becoming a hammer
      if (age === "stale" && !this.#running.has(key)) {
        const nobody = backgroundCaller(this.#refreshMs(id), this.#parts.watch);
        this.#fetch(id, { key, job: key, isHasty: false }, question, nobody, known).catch(() => {});
      }
      tell("cache");
      return this.#answered(id, known);
    }
    const none = this.#nones.get(key);
    if (none !== undefined) {
      tell("cache");
      throw none;
    }
    const { opening } = this.#pipeline(id);
    if (opening !== undefined) await opening;
    // Who may wait and who may not have no call in common
    const isHasty = isInHaste();
    const job = isHasty ? `${key} in haste` : key;
    const from = this.#running.has(job) ? "shared" : "call";
    try {
      const answer = await this.#fetch(id, { key, job, isHasty }, question, caller, known);
      tell(from);
      return this.#answered(id, answer);
    } catch (error) {
      if (error instanceof NotFoundError) this.#nones.set(key, error, noneMsOf(error, question));
      const isUnanswered = error instanceof UpstreamError || error instanceof BusyError;
      if (known === undefined || !isUnanswered) {
        tell(isUnanswered ? "none" : from);
        throw error;
      }
      tell("stand-in");
      return this.#answered(id, known, this.#excuse(id, error));
    }
  }

  /** The answer of another replica; it is kept here, too, where it is newer. */
  async #lookUp(id: UpstreamId, key: string, question: AnyQuestion): Promise<Answer | undefined> {
    const topic = this.#sharedAnswers?.topicOf(id, question);
    const found =
      topic && (await this.#sharedAnswers?.find(topic).catch((error: unknown) => this.#learnNone(key, error)));
    const known = this.#cache.get(key);
    if (found === undefined || (known !== undefined && known.fetchedAt >= found.fetchedAt)) return known;
    this.#cache.set(key, found);
    return found;
  }

  #learnNone(key: string, error: unknown): undefined {
    if (!(error instanceof KnownNone)) throw error;
    this.#nones.set(key, error, error.forMs);
  }

  /** Joins an equal question that is under way, or asks. Only the caller who asks is charged for it. */
  async #fetch(
    id: UpstreamId,
    { key, job, isHasty }: { readonly key: string; readonly job: string; readonly isHasty: boolean },
    question: AnyQuestion,
    caller: Caller,
    known: Answer | undefined,
  ): Promise<Answer> {
    const pipeline = this.#pipeline(id);
    if (!this.#running.has(job)) pipeline.admit(caller, question, isHasty);
    const { priority, deadline, requestIds, watch } = caller;
    const topic = this.#sharedAnswers?.topicOf(id, question);
    return this.#running.join(job, caller, this.#rows[id].name, async (isWanted) => {
      const bounds = { priority, deadline, isHasty, requestIds, watch, isWanted };
      const ask = (shared?: Answer) => pipeline.ask(question, bounds, shared ?? known);
      const came = await (topic === undefined ? ask() : (this.#sharedAnswers?.once(topic, bounds, ask) ?? ask()));
      const { body: _, ...answer } = came;
      this.#cache.set(key, answer);
      return answer;
    });
  }

  async #send<T>(id: UpstreamId, order: Order<T>, caller: Caller): Promise<T> {
    const { priority, deadline, signal, requestIds, watch } = caller;
    const pipeline = this.#pipeline(id);
    if (pipeline.opening !== undefined) await pipeline.opening;
    pipeline.admit(caller, order, false);
    const sent = pipeline.ask(order, { priority, deadline, requestIds, watch, isWanted: () => !signal.aborted });
    const { value } = await withinTime(sent, caller, this.#rows[id].name);
    // Checked by the order's own schema
    return value as T;
  }

  #answered<T>(id: UpstreamId, answer: Answer, staleBecause?: string): Answered<T> {
    let given = staleBecause === undefined ? this.#given.get(answer) : undefined;
    if (given === undefined) {
      const { value, headers, fetchedAt } = answer;
      given = { value, headers, source: { ...this.#source(id, fetchedAt), staleBecause } };
      if (staleBecause === undefined) this.#given.set(answer, given);
    }
    // Read as the question says, and the same path and query are always read in the same way
    return given as Answered<T>;
  }

  #source(id: UpstreamId, fetchedAt: number): Source {
    return { name: this.#rows[id].name, fetchedAt, isRecorded: this.#parts.isRecorded };
  }

  #excuse(id: UpstreamId, error: UpstreamError | BusyError): string {
    const { name } = this.#rows[id];
    if (error instanceof ShareError) return "a newer one is beyond the share for now";
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
    const { urls, keys, contact, log, tuning, quotaStore, shared } = this.#parts;
    const pipeline = new Pipeline({
      id,
      row: this.#rows[id],
      root: urls[id],
      key: keys[id],
      userAgent: `Magpie/${manifest.version} (+${contact})`,
      log,
      breakerTimes: tuning?.breakerTimes ?? BREAKER_TIMES,
      retryWaitMs: tuning?.retryWaitMs ?? RETRY_WAIT_MS,
      quotaStore,
      shared,
    });
    this.#pipelines.set(id, pipeline);
    return pipeline;
  }

  #refreshMs(id: UpstreamId): number {
    return Math.max(REFRESH_MS, this.#rows[id].tryTimeoutMs);
  }
}

function noneMsOf(none: NotFoundError, { noneMs = NONE_MS }: AnyQuestion): number {
  return none instanceof KnownNone ? none.forMs : noneMs;
}

/** The status of an upstream that nobody has asked yet; a look at it makes no pipeline. */
function unasked({ quotas: [quota] }: UpstreamRow): Omit<UpstreamStatus, "id" | "name"> {
  const room = quota && { left: quota.calls, of: quota.calls, words: quota.words };
  return { state: "fine", waiting: 0, underWay: 0, quota: room };
}
