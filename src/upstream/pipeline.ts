import { BrokenCircuitError } from "cockatiel";
import type { Caller } from "../core/caller.ts";
import { RateLimitError, UpstreamError } from "../core/errors.ts";
import { Breaker, type BreakerTimes } from "./breaker.ts";
import { type Answer, bytesOf } from "./cache.ts";
import { checkAnswer } from "./check.ts";
import { type Call, describe, statusError } from "./failure.ts";
import { type Bounds, Limiter } from "./limiter.ts";
import type { UpstreamId, UpstreamRow } from "./limits.ts";
import type { Question, StreamQuestion, UpstreamStatus } from "./question.ts";
import { retrying } from "./retry.ts";
import { Transport } from "./transport.ts";

/** The parts of a logger that the client uses; pino's has them. */
export interface UpstreamLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface PipelineParts {
  readonly id: UpstreamId;
  readonly row: UpstreamRow;
  readonly root: string;
  readonly userAgent: string;
  readonly log: UpstreamLogger;
  readonly breakerTimes: BreakerTimes;
  readonly retryWaitMs: number;
}

/** Everything between a question that no cached answer helps and one upstream: breaker → limiter → retry → undici → check. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #breaker: Breaker;
  readonly #limiter: Limiter;
  readonly #transport: Transport;

  constructor(parts: PipelineParts) {
    const { id, row, log } = parts;
    this.#parts = parts;
    this.#breaker = new Breaker(parts.breakerTimes, (isDown) => {
      if (isDown) log.warn({ upstream: id }, "the upstream keeps failing and is left alone for a while");
      else log.info({ upstream: id }, "the upstream answers again");
    });
    this.#limiter = new Limiter(row);
    this.#transport = new Transport({
      row,
      root: parts.root,
      userAgent: parts.userAgent,
      heard: (status, headers) => this.#limiter.learn(status, headers),
    });
  }

  /**
   * Throws at once, and without charging anybody, when the upstream is down or out of quota for longer than the caller can
   * wait; then charges the caller, which may throw BusyError.
   */
  admit(caller: Caller, question: Pick<Question<unknown>, "path" | "route">): void {
    const { id, row } = this.#parts;
    const call = this.#call(question, 1);
    if (this.#breaker.isOpen) throw this.#down(call);
    this.#limiter.refuseIfFull(call, caller);
    caller.admit(id, row.quotas[0]);
  }

  /** Asks, with retries. Throws UpstreamError, RateLimitError, BodyError, DeadlineError, BusyError or what `judge` gave. */
  get<T>(question: Question<T>, bounds: Bounds): Promise<Answer> {
    return this.#ask(question, bounds, async (call) => {
      const answer = await this.#transport.text(question, call);
      return { value: checkAnswer(question, answer, call), fetchedAt: Date.now(), bytes: answer.text.length };
    });
  }

  /** As `get`, for a body that is read as it comes. Throws what `read` throws, too. */
  read<T>(question: StreamQuestion<T>, bounds: Bounds): Promise<Answer> {
    return this.#ask(question, bounds, (call) =>
      this.#transport.stream(question, call, async (status, body) => {
        if (status < 200 || status > 299) throw statusError(call, status);
        const value = await question.read(body);
        return { value, fetchedAt: Date.now(), bytes: bytesOf(value) };
      }),
    );
  }

  status(): Pick<UpstreamStatus, "state" | "at" | "quota"> {
    const restsUntil = this.#limiter.restsUntil;
    const { quota } = this.#limiter;
    const room = { quota: quota && { ...quota, freeAt: quota.left === 0 ? restsUntil : undefined } };
    if (this.#breaker.downSince !== undefined) return { state: "down", at: this.#breaker.downSince, ...room };
    return restsUntil === undefined ? { state: "fine", ...room } : { state: "resting", at: restsUntil, ...room };
  }

  close(): Promise<void> {
    this.#limiter.close();
    return this.#transport.close();
  }

  async #ask(
    question: Pick<Question<unknown>, "path" | "route">,
    bounds: Bounds,
    attempt: (call: Call) => Promise<Answer>,
  ): Promise<Answer> {
    const tryOnce = (tries: number) => {
      const call = this.#call(question, tries);
      return this.#limiter.run(call, bounds, () =>
        attempt(call).catch((error: unknown) => {
          throw this.#explain(error, call);
        }),
      );
    };
    const patience = { deadline: bounds.deadline, waitMs: this.#parts.retryWaitMs };
    try {
      return await this.#breaker.run(() => retrying(tryOnce, patience));
    } catch (error) {
      throw error instanceof BrokenCircuitError ? this.#down(this.#call(question, 1)) : error;
    }
  }

  /** What an answer that is an error means for the calls after it, and for the operator. */
  #explain(error: unknown, call: Call): unknown {
    if (!(error instanceof UpstreamError)) return error;
    if (error instanceof RateLimitError) this.#limiter.rest(error.retryAfterMs);
    else if (error.status === 429) return this.#limiter.refusal(call, { isRetryable: true });
    else if (error.status === 401 || error.status === 403) this.#hintAtKey(error.status);
    return error;
  }

  #hintAtKey(status: number): void {
    const { id, row, log } = this.#parts;
    if (row.key === undefined) return;
    log.warn({ upstream: id, status, variable: row.key.variable, page: row.key.page }, "the key may be wrong");
  }

  #down(call: Call): UpstreamError {
    return new UpstreamError(describe(call, "not asked, it keeps failing"), { upstream: call.upstream });
  }

  #call({ path, route = path }: Pick<Question<unknown>, "path" | "route">, tries: number): Call {
    return { upstream: this.#parts.row.name, route, tries };
  }
}
