import { BrokenCircuitError } from "cockatiel";
import type { Caller } from "../core/caller.ts";
import { BodyError, BotError, RateLimitError, UpstreamError } from "../core/errors.ts";
import type { CallEvent, Watch } from "../core/watch.ts";
import { Breaker, type BreakerTimes } from "./breaker.ts";
import { type Answer, bytesOf } from "./cache.ts";
import { checkAnswer } from "./check.ts";
import { type Call, describe, statusError } from "./failure.ts";
import type { Bounds, Limiter } from "./limiter.ts";
import { Limiters } from "./limiters.ts";
import type { UpstreamId, UpstreamRow } from "./limits.ts";
import type { LeftOut } from "./list.ts";
import type { Order, Question, StreamQuestion, UpstreamStatus, WithHeaders } from "./question.ts";
import { pollMs } from "./rate-headers.ts";
import { retrying } from "./retry.ts";
import { Sense } from "./sense.ts";
import { type TextAnswer, Transport } from "./transport.ts";

/** The parts of a logger that the client uses; pino's has them. */
export interface UpstreamLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What messages and limits need to know of a question or an order. */
type Routed = Pick<Question<unknown>, "path" | "route" | "secrets"> & Partial<Pick<Order<unknown>, "method">>;

export interface PipelineParts {
  readonly id: UpstreamId;
  readonly row: UpstreamRow;
  readonly root: string;
  readonly userAgent: string;
  readonly log: UpstreamLogger;
  readonly breakerTimes: BreakerTimes;
  readonly retryWaitMs: number;
  /** Hears of every call. */
  readonly watch?: Watch | undefined;
}

/** Everything between a question that no cached answer helps and one upstream: breaker → limiter → retry → undici → check. */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #breaker: Breaker;
  readonly #sense: Sense;
  readonly #limiters: Limiters;
  readonly #transport: Transport;

  constructor(parts: PipelineParts) {
    const { id, row, log } = parts;
    this.#parts = parts;
    this.#breaker = new Breaker(parts.breakerTimes, (isDown) => {
      if (isDown) log.warn({ upstream: id }, "the upstream keeps failing and is left alone for a while");
      else log.info({ upstream: id }, "the upstream answers again");
    });
    this.#sense = new Sense((route, problem) => {
      if (problem === undefined) log.info({ upstream: id, route }, "the upstream's answers make sense again");
      else log.warn({ upstream: id, route, problem: problem.message }, "the upstream answers with what means nothing");
    });
    this.#limiters = new Limiters(row);
    this.#transport = new Transport({
      row,
      root: parts.root,
      userAgent: parts.userAgent,
      heard: (status, headers, asked) => this.#limiters.of(asked).learn(status, headers),
    });
  }

  /**
   * Throws at once, and without charging anybody, when the upstream is down or out of quota for longer than the caller can
   * wait; then charges the caller, which may throw BusyError.
   */
  admit(caller: Caller, question: Routed): void {
    const { id, row } = this.#parts;
    const call = this.#call(question, 1);
    if (this.#breaker.isOpen) throw this.#down(call);
    this.#limiters.of(question).refuseIfFull(call, caller);
    caller.admit(id, row.quotas[0]);
  }

  /**
   * Asks, with retries. An answer that is known and has an `ETag` is only asked whether it still holds. Throws UpstreamError,
   * RateLimitError, BodyError, DeadlineError, BusyError or what `judge` gave.
   */
  get<T>(question: Question<T>, bounds: Bounds, known?: Answer): Promise<Answer> {
    return this.#revalidate(question, bounds, known, (call, answer) => ({
      value: this.#check(question, answer, call),
      bytes: answer.text.length,
    }));
  }

  /** As `get`; the answer's value is a `WithHeaders`. */
  getWithHeaders<T>(question: Question<T>, bounds: Bounds, known?: Answer): Promise<Answer> {
    return this.#revalidate(question, bounds, known, (call, answer) => {
      const headers = flat(answer.headers);
      const value: WithHeaders<T> = { body: this.#check(question, answer, call), headers };
      return { value, bytes: answer.text.length + JSON.stringify(headers).length };
    });
  }

  /** Sends an order, once. Throws as `get` does. */
  async send<T>(order: Order<T>, bounds: Bounds): Promise<T> {
    const call = this.#call(order, 1);
    return this.#guarded(call, () =>
      this.#try(order, call, bounds, async () =>
        this.#check(order, await this.#transport.text(order, call), call, { mayBeEmpty: true }),
      ),
    );
  }

  /** As `get`, for a body that is read as it comes. Throws what `read` throws, too. */
  read<T>(question: StreamQuestion<T>, bounds: Bounds): Promise<Answer> {
    return this.#ask(question, bounds, (call) =>
      this.#transport.stream(question, call, async (status, body) => {
        if (status < 200 || status > 299) throw statusError(call, status);
        const value = await question.read(body, (leftOut) => this.#tellLeftOut(leftOut, call));
        return { value, fetchedAt: Date.now(), bytes: bytesOf(value) };
      }),
    );
  }

  status(): Omit<UpstreamStatus, "id" | "name"> {
    const { quota, restsUntil } = this.#limiters.shared;
    const room = {
      ...this.#limiters.queue,
      quota: quota && { ...quota, freeAt: quota.left === 0 ? restsUntil : undefined },
    };
    if (this.#breaker.downSince !== undefined) return { state: "down", at: this.#breaker.downSince, ...room };
    if (this.#sense.lostSince !== undefined) return { state: "ill", at: this.#sense.lostSince, ...room };
    return restsUntil === undefined ? { state: "fine", ...room } : { state: "resting", at: restsUntil, ...room };
  }

  close(): Promise<void> {
    this.#limiters.close();
    return this.#transport.close();
  }

  #revalidate<T>(
    question: Question<T>,
    bounds: Bounds,
    known: Answer | undefined,
    read: (call: Call, answer: TextAnswer) => Pick<Answer, "value" | "bytes">,
  ): Promise<Answer> {
    const outgoing = { ...question, etag: known?.etag };
    return this.#ask(question, bounds, async (call) => {
      const answer = await this.#transport.text(outgoing, call);
      const fetchedAt = Date.now();
      const poll = pollMs(answer.headers);
      if (answer.status === 304 && known?.etag !== undefined) return { ...known, fetchedAt, pollMs: poll };
      const [etag] = [answer.headers["etag"]].flat();
      return { ...read(call, answer), fetchedAt, etag, pollMs: poll };
    });
  }

  #ask(question: Routed, bounds: Bounds, attempt: (call: Call) => Promise<Answer>): Promise<Answer> {
    const tryOnce = (tries: number) => {
      const call = this.#call(question, tries);
      return this.#try(question, call, bounds, () => attempt(call));
    };
    const patience = { deadline: bounds.deadline, waitMs: this.#parts.retryWaitMs };
    return this.#guarded(this.#call(question, 1), () => retrying(tryOnce, patience));
  }

  #try<T>(question: Routed, call: Call, bounds: Bounds, attempt: () => Promise<T>): Promise<T> {
    const limiter = this.#limiters.of(question);
    const askedAt = performance.now();
    return limiter.run(call, bounds, async () => {
      const leftAt = performance.now();
      try {
        const answer = await attempt();
        this.#sense.learn(call.route);
        this.#tell("ok", bounds, askedAt, leftAt);
        return answer;
      } catch (error) {
        this.#sense.learn(call.route, error);
        this.#tell(outcomeOf(error), bounds, askedAt, leftAt);
        throw this.#explain(error, call, limiter);
      }
    });
  }

  #check<T>(
    asked: Pick<Question<T>, "judge" | "schema">,
    answer: TextAnswer,
    call: Call,
    how?: { mayBeEmpty: true },
  ): T {
    const { value, leftOut } = checkAnswer(asked, answer, call, how);
    if (leftOut !== undefined) this.#tellLeftOut(leftOut, call);
    return value;
  }

  #tellLeftOut(leftOut: LeftOut, { route }: Call): void {
    const { id, log } = this.#parts;
    log.debug({ upstream: id, route, ...leftOut }, "odd elements of a list were left out");
  }

  #tell(outcome: CallEvent["outcome"], { watch }: Bounds, askedAt: number, leftAt: number): void {
    if (watch === undefined && this.#parts.watch === undefined) return;
    const ms = performance.now() - leftAt;
    const event = { type: "call", upstream: this.#parts.id, outcome, queueMs: leftAt - askedAt, ms } as const;
    this.#parts.watch?.(event);
    watch?.(event);
  }

  async #guarded<T>(call: Call, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#breaker.run(work);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? this.#down(call) : error;
    }
  }

  /** What an answer that is an error means for the calls after it, and for the operator. */
  #explain(error: unknown, call: Call, limiter: Limiter): unknown {
    if (!(error instanceof UpstreamError)) return error;
    if (error instanceof RateLimitError) limiter.rest(error.retryAfterMs);
    else if (error.status === 429) return limiter.refusal(call, { isRetryable: true });
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

  #call({ path, route = path, method }: Routed, tries: number): Call {
    return { upstream: this.#parts.row.name, method, route, tries };
  }
}

function outcomeOf(error: unknown): CallEvent["outcome"] {
  if (error instanceof BodyError) return "unusable";
  return error instanceof UpstreamError ? (error.status ?? "failed") : error instanceof BotError ? "ok" : "failed";
}

/** Of headers that came more than once, all values in one. */
function flat(headers: TextAnswer["headers"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(", ")]],
    ),
  );
}
