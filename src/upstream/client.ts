import { Agent, request } from "undici";
import manifest from "../../package.json" with { type: "json" };
import type { Caller } from "../core/caller.ts";
import { BodyError, KeyMissingError, UpstreamError } from "../core/errors.ts";
import type { Sourced } from "../core/source.ts";
import { UPSTREAMS, type UpstreamId, type UpstreamRow } from "./limits.ts";
import type { Ask, Question, StreamQuestion, UpstreamStatus } from "./question.ts";

/** The parts of a logger that the client uses; pino's has them. */
export interface UpstreamLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

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
  /** For tests: shorter waits. */
  readonly tuning?: Partial<Tuning>;
}

/** Waits of our own choice, in milliseconds. */
export interface Tuning {
  /** Before the second try; four times as long before each further one. */
  readonly retryWaitMs: number;
}

/** The only way to the upstreams. */
export class UpstreamClient {
  readonly #parts: UpstreamClientParts;
  readonly #agent = new Agent();

  constructor(parts: UpstreamClientParts) {
    this.#parts = parts;
  }

  /** The upstreams as one caller sees them. */
  askFor(_caller: Caller): Ask {
    return {
      get: (upstream, question) => this.#get(upstream, question),
      read: (upstream, question) => this.#read(upstream, question),
      key: (upstream) => this.#parts.keys[upstream],
      requireKey: (upstream) => this.#requireKey(upstream),
    };
  }

  /** How every upstream is doing, in the order of the table. */
  status(): readonly UpstreamStatus[] {
    return [];
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #requireKey(upstream: UpstreamId): string {
    const key = this.#parts.keys[upstream];
    const row: UpstreamRow = UPSTREAMS[upstream];
    if (key !== undefined) return key;
    throw new KeyMissingError({
      upstream: row.key?.noun ?? row.name,
      variable: row.key?.variable ?? "",
      keyPage: row.key?.page ?? "",
    });
  }

  async #send(upstream: UpstreamId, question: Omit<Question<unknown>, "schema" | "judge">) {
    const { secrets } = question;
    const url = new URL(`${this.#parts.urls[upstream]}${secrets?.path ?? ""}${question.path}`);
    for (const [name, value] of Object.entries({ ...question.query, ...secrets?.query })) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const timeoutMs = this.#parts.rows?.[upstream]?.tryTimeoutMs ?? UPSTREAMS[upstream].tryTimeoutMs;
    try {
      return await request(url, {
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { "user-agent": `Magpie/${manifest.version} (+${this.#parts.contact})`, ...secrets?.headers },
      });
    } catch (cause) {
      throw this.#failure(upstream, question.path, "no answer", { cause });
    }
  }

  async #get<T>(upstream: UpstreamId, question: Question<T>): Promise<Sourced<T>> {
    const response = await this.#send(upstream, question);
    const text = await response.body.text().catch((cause: unknown) => {
      throw this.#failure(upstream, question.path, "body cut off", { cause });
    });
    const body = parseJson(text);
    const status = response.statusCode;
    const judged = question.judge?.({ status, body });
    if (judged !== undefined) throw judged;
    if (status < 200 || status > 299) throw this.#failure(upstream, question.path, String(status), { status });
    const checked = question.schema.safeParse(body);
    if (!checked.success) {
      const path = checked.error.issues[0]?.path.join(".") ?? "";
      throw new BodyError(`${UPSTREAMS[upstream].name} GET ${question.path}: wrong body at ${path}`, {
        upstream: UPSTREAMS[upstream].name,
        path,
      });
    }
    return this.#sourced(upstream, checked.data);
  }

  async #read<T>(upstream: UpstreamId, question: StreamQuestion<T>): Promise<Sourced<T>> {
    const response = await this.#send(upstream, question);
    if (response.statusCode !== 200) throw this.#failure(upstream, question.path, String(response.statusCode));
    return this.#sourced(upstream, await question.read(response.body));
  }

  #sourced<T>(upstream: UpstreamId, value: T): Sourced<T> {
    const { name } = UPSTREAMS[upstream];
    return { value, source: { name, fetchedAt: Date.now(), isRecorded: this.#parts.isRecorded } };
  }

  #failure(upstream: UpstreamId, path: string, what: string, details: { cause?: unknown; status?: number } = {}) {
    const { name } = UPSTREAMS[upstream];
    return new UpstreamError(`${name} GET ${path}: ${what}`, { upstream: name, ...details });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
