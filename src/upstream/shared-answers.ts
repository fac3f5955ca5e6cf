import { hash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { NotFoundError } from "../core/errors.ts";
import type { Lock, Shared } from "../core/shared.ts";
import { steadyNow } from "../core/time.ts";
import { answerKey } from "./address.ts";
import { ageOf, holdsMs } from "./age.ts";
import type { Answer, FreshAnswer } from "./cache.ts";
import { readJson } from "./check.ts";
import { KnownNone, packNone, unpackNone } from "./known-none.ts";
import type { UpstreamId, UpstreamRow } from "./limits.ts";
import { NONE_MS } from "./none-cache.ts";
import { pack, unpack } from "./packed-answer.ts";
import type { Question, StreamQuestion } from "./question.ts";

/** How long a replica that was killed keeps others from asking what it was asking, in milliseconds. Our choice. */
const LOCK_MS = 3_000;

/** How often it is looked whether another replica has its answer, in milliseconds. Our choice. */
const LOOK_MS = 30;

export interface SharedAnswersParts {
  readonly shared: Shared;
  readonly rows: Readonly<Record<UpstreamId, UpstreamRow>>;
  readonly urls: Readonly<Record<UpstreamId, string>>;
  readonly keys: Readonly<Partial<Record<UpstreamId, string>>>;
}

/** Who still wants an answer that another replica may bring, and for how long it is waited for. */
interface Patience {
  readonly isHasty: boolean;
  readonly isWanted: () => boolean;
}

/** Answers that all replicas have in common, each asked for once. Those that belong to a person are never among them. */
export class SharedAnswers {
  readonly #parts: SharedAnswersParts;
  readonly #finding = new Map<string, Promise<Answer | undefined>>();

  constructor(parts: SharedAnswersParts) {
    this.#parts = parts;
  }

  /** How replicas call the answer of a question; undefined where it is nobody else's. What was asked stands in it as a hash only. */
  topicOf(id: UpstreamId, question: Question<unknown> | StreamQuestion<unknown>): Topic | undefined {
    const { rows, urls, keys } = this.#parts;
    const row = rows[id];
    if ("read" in question || question.freshMs <= 0 || row.isPerAccount === true) return undefined;
    if (!isTheOperators(question, keys[id])) return undefined;
    const name = `answer:${hash("sha256", `${urls[id]} ${answerKey(id, question)}`, "base64url")}`;
    return { name, question, row };
  }

  /** What another replica was answered, while it holds: read anew as the question says. Rejects with a KnownNone, where that is it. */
  find(topic: Topic): Promise<Answer | undefined> {
    const { name } = topic;
    const finding = this.#finding.get(name) ?? this.#find(topic).finally(() => this.#finding.delete(name));
    this.#finding.set(name, finding);
    return finding;
  }

  /**
   * The answer of `ask`, or of another replica that is asking the same: the first asks for all. Whoever waits looks on its own
   * when the first is gone, has got none, or takes longer than a try may.
   */
  async once(
    topic: Topic,
    { isHasty, isWanted }: Patience,
    ask: (known: Answer | undefined) => Promise<FreshAnswer>,
  ): Promise<FreshAnswer> {
    const until = steadyNow() + topic.row.tryTimeoutMs;
    // Who may wait and who may not have no call in common
    const lockName = `${isHasty ? "ask-in-haste" : "ask"}:${topic.name}`;
    for (;;) {
      const lock = await this.#parts.shared.locks.take(lockName, LOCK_MS);
      const found = lock === undefined ? undefined : await this.#findHolding(lock, topic);
      if (found !== undefined && ageOf(found, topic.question) === "fresh") {
        if (lock !== "taken") void lock?.release();
        return found;
      }
      if (lock !== "taken") return await this.#askHolding(lock, topic, () => ask(found));
      if (steadyNow() >= until || !isWanted()) return await ask(found);
      await wait(LOOK_MS);
    }
  }

  async #findHolding(lock: Lock | "taken", topic: Topic): Promise<Answer | undefined> {
    try {
      return await this.find(topic);
    } catch (none) {
      if (lock !== "taken") void lock.release();
      throw none;
    }
  }

  async #askHolding(lock: Lock | undefined, topic: Topic, ask: () => Promise<FreshAnswer>): Promise<FreshAnswer> {
    const renewing = setInterval(() => void lock?.renew(), LOCK_MS / 3).unref();
    const end = () => {
      clearInterval(renewing);
      void lock?.release();
    };
    try {
      const answer = await ask();
      // Who asked here does not wait for that
      void this.#keep(topic, answer).finally(end);
      return answer;
    } catch (error) {
      void this.#keepNone(topic, error).finally(end);
      throw error;
    }
  }

  async #find({ name, question, row }: Topic): Promise<Answer | undefined> {
    const bytes = await this.#parts.shared.values.get(name);
    if (!(bytes instanceof Buffer)) return undefined;
    const none = unpackNone(bytes, question.noneMs ?? NONE_MS);
    if (none !== undefined) throw none;
    const raw = await unpack(bytes);
    if (raw === undefined) return undefined;
    const { headers, body: text } = raw;
    try {
      const call = { upstream: row.name, method: undefined, route: question.route ?? question.path, tries: 1 };
      const { value, bytes: size } = readJson(question, { status: 200, headers, text }, call, () => {});
      // The clocks of replicas differ a little
      const ageMs = Math.max(0, Date.now() - raw.fetchedAt);
      return { value, bytes: size, headers, fetchedAt: Date.now() - ageMs, arrivedAt: steadyNow() - ageMs };
    } catch {
      // Of a version of the bot that reads it differently
      return undefined;
    }
  }

  async #keep({ name, question }: Topic, answer: FreshAnswer): Promise<void> {
    const { values } = this.#parts.shared;
    // It still holds: the body is what was shared before
    const body = answer.body ?? (await this.#bodyOf(name, answer));
    if (body === undefined) return;
    const bytes = await pack({ ...answer, body });
    if (bytes === undefined) await values.delete(name);
    else await values.set(name, bytes, holdsMs(answer, question));
  }

  async #keepNone({ name, question }: Topic, error: unknown): Promise<void> {
    const forMs = question.noneMs ?? NONE_MS;
    if (!(error instanceof NotFoundError) || error instanceof KnownNone || forMs <= 0) return;
    await this.#parts.shared.values.set(name, packNone(error, forMs), forMs);
  }

  async #bodyOf(name: string, { headers }: Answer): Promise<string | undefined> {
    const bytes = await this.#parts.shared.values.get(name);
    const raw = bytes instanceof Buffer ? await unpack(bytes) : undefined;
    return raw !== undefined && isDeepStrictEqual(raw.headers["etag"], headers["etag"]) ? raw.body : undefined;
  }
}

/** A question whose answer may be shared. */
export interface Topic {
  readonly name: string;
  readonly question: Question<unknown>;
  readonly row: UpstreamRow;
}

/** Whether a question holds no secret but the operator's key. */
function isTheOperators({ secrets = {} }: Question<unknown>, key: string | undefined): boolean {
  const { query, headers, path } = secrets;
  const values = [
    ...Object.values(query ?? {}),
    ...Object.values(headers ?? {}),
    ...(path === undefined ? [] : [path]),
  ];
  return values.every((value) => key !== undefined && (value === key || value === `/${encodeURIComponent(key)}`));
}
