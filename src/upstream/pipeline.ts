import { BrokenCircuitError } from "cockatiel";
import type { Caller } from "../core/caller.ts";
import { BodyError, BotError, NotFoundError, RateLimitError, UpstreamError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Shared } from "../core/shared.ts";
import { steadyNow } from "../core/time.ts";
import type { CallEvent } from "../core/watch.ts";
import { Breaker, type BreakerTimes, isUpstreamsFault } from "./breaker.ts";
import type { Answer, FreshAnswer } from "./cache.ts";
import { readAnswer } from "./check.ts";
import { type Call, describe } from "./failure.ts";
import { Ledger, type QuotaStore } from "./ledger.ts";
import type { Bounds, Limiter } from "./limiter.ts";
import { Limiters } from "./limiters.ts";
import type { UpstreamId, UpstreamRow } from "./limits.ts";
import type { LeftOut } from "./list.ts";
import type { AnyAsked, UpstreamStatus } from "./question.ts";
import { MAX_TRIES, retrying } from "./retry.ts";
import { Sense } from "./sense.ts";
import { Transport } from "./transport.ts";

export interface PipelineParts {
  readonly id: UpstreamId;
  readonly row: UpstreamRow;
  readonly root: string;
  /** The operator's, where there is one. */
  readonly key: string | undefined;
  readonly userAgent: string;
  readonly log: Logger;
  readonly breakerTimes: BreakerTimes;
  readonly retryWaitMs: number;
  /** Without it a restart forgets what is spent. */
  readonly quotaStore?: QuotaStore | undefined;
  /** Without it this process counts alone. */
  readonly shared?: Shared | undefined;
}

/** Within what bounds a call is made, and how it is named. */
interface CallBounds extends Bounds, Pick<Caller, "requestIds"> {}

/** Everything between a question that no cached answer helps and one upstream: breaker → retry → limiter → undici → check. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #breaker: Breaker;
  readonly #sense: Sense;
  readonly #limiters: Limiters;
  readonly #transport: Transport;
  #opening: Promise<void> | undefined;
  #failuresInARow = 0;
  /** Milliseconds since the epoch: shown. */
  #failedAt: number | undefined;

  constructor(parts: PipelineParts) {
    const { id, row, root, userAgent, log } = parts;
    this.#parts = parts;
    const sharing = parts.shared && { name: id, shared: parts.shared };
    this.#breaker = new Breaker({
      times: parts.breakerTimes,
      changed: (isDown) => {
        if (isDown) log.warn({ upstream: id }, "the upstream keeps failing and is left alone for a while");
        else log.info({ upstream: id }, "the upstream answers again");
      },
      sharing,
    });
    this.#sense = new Sense((route, problem) => {
      if (problem === undefined) log.info({ upstream: id, route }, "the upstream's answers make sense again");
      else log.warn({ upstream: id, route, problem: problem.message }, "the upstream answers with what means nothing");
    });
    const { quotaStore: store } = parts;
    this.#limiters = new Limiters(row, {
      ledger: store && new Ledger({ upstream: id, row, store, log }),
      sharing,
    });
    if (store !== undefined) {
      this.#opening = this.#limiters.shared.readLedger().then(() => {
        this.#opening = undefined;
      });
    }
    this.#transport = new Transport({ row, root, userAgent });
  }

  /** Resolves when it is known what was spent of the quotas before; undefined once it is. */
  get opening(): Promise<void> | undefined {
    return this.#opening;
  }

  /**
   * Throws at once, and without charging anybody, when the upstream is down or out of quota for longer than the caller can
   * wait, or may in haste; then charges the caller, which may throw BusyError.
   */
  admit(caller: Caller, asked: AnyAsked, isHasty: boolean): void {
    const call = this.#call(asked, 1);
    if (this.#breaker.isOpen) throw this.#down(call);
    const limiter = this.#limiters.of(asked);
    limiter.refuseIfFull(call, { deadline: caller.deadline, isHasty });
    caller.admit(this.#parts.id, this.#parts.row.name, limiter.shared);
  }

  /**
   * Asks a question, with retries, or sends an order, once. A `known` answer with an `ETag` is only asked whether it still
   * holds. Throws UpstreamError, RateLimitError, BodyError, DeadlineError, BusyError, what `judge` gave or what `read` threw.
   */
  async ask(asked: AnyAsked, bounds: CallBounds, known?: Answer): Promise<FreshAnswer> {
    const { deadline } = bounds;
    const patience = {
      deadline,
      waitMs: this.#parts.retryWaitMs,
      maxTries: "method" in asked || this.#parts.row.afterFailure !== undefined ? 1 : MAX_TRIES,
    };
    try {
      const answer = await this.#breaker.run(() =>
        retrying((tries) => this.#try(asked, tries, bounds, known), patience),
      );
      this.#failedAt = undefined;
      return answer;
    } catch (error) {
      if (isUpstreamsFault(error)) this.#failedAt = Date.now();
      else if (error instanceof NotFoundError) this.#failedAt = undefined;
      throw error instanceof BrokenCircuitError ? this.#down(this.#call(asked, 1)) : error;
    }
  }

  status(): Omit<UpstreamStatus, "id" | "name"> {
    const { quota, restsUntil } = this.#limiters.shared;
    const room = {
      ...this.#limiters.queue,
      quota: quota && { ...quota, freeAt: quota.left === 0 ? restsUntil : undefined },
    };
    if (this.#breaker.downSince !== undefined) return { state: "down", at: this.#breaker.downSince, ...room };
    if (this.#sense.lostSince !== undefined) return { state: "ill", at: this.#sense.lostSince, ...room };
    if (restsUntil !== undefined) return { state: "resting", at: restsUntil, ...room };
    return { state: "fine", failedAt: this.#failedAt, ...room };
  }

  async close(): Promise<void> {
    this.#breaker.close();
    await Promise.all([this.#limiters.close(), this.#transport.close()]);
  }

  #try(asked: AnyAsked, tries: number, bounds: CallBounds, known: Answer | undefined): Promise<FreshAnswer> {
    const call = this.#call(asked, tries);
    const limiter = this.#limiters.of(asked);
    const askedAt = steadyNow();
    return limiter.run(call, bounds, async () => {
      const leftAt = steadyNow();
      const requestId = bounds.requestIds.next();
      let outcome: CallEvent["outcome"] = "ok";
      try {
        const answer = await this.#attempt(asked, requestId, call, limiter, known);
        this.#sense.learn(call.route);
        this.#failuresInARow = 0;
        return answer;
      } catch (error) {
        this.#sense.learn(call.route, error);
        outcome = outcomeOf(error);
        throw this.#explain(error, asked, call, limiter);
      } finally {
        const ms = steadyNow() - leftAt;
        const { id: upstream, log } = this.#parts;
        bounds.watch?.({ type: "call", upstream, outcome, queueMs: leftAt - askedAt, ms });
        log.debug(
          { request: requestId, upstream, route: call.route, tries, outcome, ms: Math.round(ms) },
          "upstream call",
        );
      }
    });
  }

  async #attempt(
    asked: AnyAsked,
    requestId: string,
    call: Call,
    limiter: Limiter,
    known: Answer | undefined,
  ): Promise<FreshAnswer> {
    const etag = firstOf(known?.headers["etag"]);
    const arrival = await this.#transport.call({ ...asked, etag, requestId }, call);
    try {
      const { status, headers } = arrival;
      limiter.learn(status, headers);
      const came = { fetchedAt: Date.now(), arrivedAt: steadyNow() };
      if (status === 304 && known !== undefined && etag !== undefined) {
        return { ...known, headers: { ...known.headers, ...headers }, ...came };
      }
      const checked = await readAnswer(asked, arrival, call, (leftOut) => this.#tellLeftOut(leftOut, call));
      return { ...checked, headers, ...came };
    } finally {
      arrival.end();
    }
  }

  #tellLeftOut(leftOut: LeftOut, { route }: Call): void {
    const { id, log } = this.#parts;
    log.debug({ upstream: id, route, ...leftOut }, "odd elements of a list were left out");
  }

  /** What an answer that is an error means for the calls after it, and for the operator. */
  #explain(error: unknown, asked: AnyAsked, call: Call, limiter: Limiter): unknown {
    if (!(error instanceof UpstreamError)) return error;
    this.#restAfterFailure(limiter);
    if (error instanceof RateLimitError) limiter.rest(error.retryAfterMs);
    else if (error.status === 429) return limiter.refusal(call, { isRetryable: true });
    else this.#tellRefusal(error, asked);
    return error;
  }

  #restAfterFailure(limiter: Limiter): void {
    const { afterFailure } = this.#parts.row;
    if (afterFailure === undefined) return;
    limiter.rest(Math.min(afterFailure.firstMs * 2 ** this.#failuresInARow, afterFailure.longestMs), "recovery");
    this.#failuresInARow += 1;
  }

  /** Tells the operator where to mend a refusal. A person's own token is not the operator's to mend. */
  #tellRefusal({ status, refused }: UpstreamError, asked: AnyAsked): void {
    const { id: upstream, row, key, log } = this.#parts;
    const isPlainRefusal = (status === 401 || status === 403) && carries(asked, key);
    const who = refused ?? (isPlainRefusal ? "key" : undefined);
    if (who === "token") log.info({ upstream, status }, "a person's token is refused: they have to connect again");
    if (who === undefined || who === "token" || row.key === undefined) return;
    const { variable, page, apiPage = page } = row.key;
    if (who === "api-off") {
      log.warn(
        { upstream, status, page: apiPage },
        "the API is not turned on in the project of the key: enable it there",
      );
    } else if (who === "restricted-key") {
      const words = "the key is restricted to other addresses or pages: allow this machine there, or use another key";
      log.warn({ upstream, status, variable, page }, words);
    } else {
      log.warn({ upstream, status, variable, page }, "the key may be wrong");
    }
  }

  #down(call: Call): UpstreamError {
    return new UpstreamError(describe(call, "not asked, it keeps failing"), { upstream: call.upstream });
  }

  #call(asked: AnyAsked, tries: number): Call {
    const { path, route = path } = asked;
    return { upstream: this.#parts.row.name, method: "method" in asked ? asked.method : undefined, route, tries };
  }
}

/** Whether the operator's key goes with the call. */
function carries({ secrets }: AnyAsked, key: string | undefined): boolean {
  if (key === undefined || secrets === undefined) return false;
  const { query, headers, path = "" } = secrets;
  return [...Object.values(query ?? {}), ...Object.values(headers ?? {}), path].some((value) => value.includes(key));
}

function outcomeOf(error: unknown): CallEvent["outcome"] {
  if (error instanceof BodyError) return "unusable";
  return error instanceof UpstreamError ? (error.status ?? "failed") : error instanceof BotError ? "ok" : "failed";
}

function firstOf(values: string | string[] | undefined): string | undefined {
  return typeof values === "object" ? values[0] : values;
}
