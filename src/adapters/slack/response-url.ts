import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import { isLoopbackHost } from "../../core/loopback.ts";
import { RESPONSE_TRIES, RESPONSE_URL_USES, TIMES } from "./limits.ts";

/** Slack's hosts and their government twin. https://docs.slack.dev/govslack (2026-11-22) */
const HOSTS = new Set(["hooks.slack.com", "hooks.slack-gov.com"]);

/** Answers are a word or a short object. */
const MAX_ANSWER_BYTES = 65_536;

/** Waits between tries, in milliseconds, where Slack asks for none. */
const RETRY_WAIT_MS = 200;

/**
 * Why a message did not get through: `content`, Slack refuses its blocks or could not fetch a picture; `gone`, the URL is
 * expired, used up or unreachable, and nothing will get through any more.
 */
export class ResponseUrlError extends Error {
  readonly reason: "content" | "gone";

  constructor(reason: "content" | "gone", detail: string) {
    // The URL itself is a secret: it lets anybody post
    super(`response_url: ${detail}`);
    this.name = "ResponseUrlError";
    this.reason = reason;
  }
}

/** Opens `response_url`s: Slack's own hosts, or the very host and port of a loopback `SLACK_API_URL`, nothing else. */
export class ResponseUrls {
  readonly #agent = new Agent({
    connect: { timeout: TIMES.responseTryMs },
    headersTimeout: TIMES.responseTryMs,
    bodyTimeout: TIMES.responseTryMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  readonly #loopbackOrigin: string | undefined;

  constructor(apiUrl: string) {
    const { hostname, origin } = new URL(apiUrl);
    this.#loopbackOrigin = isLoopbackHost(hostname) ? origin : undefined;
  }

  /** Undefined when there is no address, or one that must not be called. */
  open(url: string | undefined): ResponseUrl | undefined {
    if (url === undefined || !URL.canParse(url)) return undefined;
    const { protocol, host, origin, username, password } = new URL(url);
    if (username !== "" || password !== "") return undefined;
    const isSlack = protocol === "https:" && HOSTS.has(host);
    return isSlack || origin === this.#loopbackOrigin ? new ResponseUrl(url, this.#agent) : undefined;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** One `response_url`: five uses, counted whether or not they get through. */
export class ResponseUrl {
  readonly #url: string;
  readonly #agent: Agent;
  #usesLeft = RESPONSE_URL_USES;

  constructor(url: string, agent: Agent) {
    this.#url = url;
    this.#agent = agent;
  }

  /**
   * Posts one message, in up to three tries within the uses that are left. A try that timed out may have got through all the
   * same: a reply seen twice is better than none. Throws ResponseUrlError.
   */
  async send(message: object): Promise<void> {
    let failure = "used up";
    for (let tries = 0; tries < RESPONSE_TRIES && this.#usesLeft > 0; tries += 1) {
      this.#usesLeft -= 1;
      const answer = await this.#post(JSON.stringify(message));
      if (answer.isOk) return;
      if (isAboutContent(answer.text)) throw new ResponseUrlError("content", "Slack refuses the blocks or a picture");
      failure = answer.text;
      if (answer.retryAfterMs === undefined || answer.retryAfterMs > TIMES.longestRetryAfterMs) break;
      if (this.#usesLeft > 0) await delay(answer.retryAfterMs);
    }
    throw new ResponseUrlError("gone", failure);
  }

  /** `retryAfterMs` is undefined where another try can't succeed. */
  async #post(body: string): Promise<{ isOk: boolean; text: string; retryAfterMs?: number }> {
    // Undici takes an emitter as well as an AbortSignal, which costs a call several times as much
    const stop = new EventEmitter();
    const timer = setTimeout(() => stop.emit("abort"), TIMES.responseTryMs);
    try {
      const {
        statusCode,
        headers,
        body: answer,
      } = await request(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body,
        dispatcher: this.#agent,
        signal: stop,
      });
      const text = await answer.text();
      if (statusCode === 429) {
        return { isOk: false, text: "429", retryAfterMs: Number(headers["retry-after"] ?? 1) * 1_000 };
      }
      if (statusCode >= 500 && !isAboutContent(text)) {
        return { isOk: false, text: String(statusCode), retryAfterMs: RETRY_WAIT_MS };
      }
      const isOk = statusCode >= 200 && statusCode < 300 && !/"ok"\s*:\s*false/.test(text);
      return { isOk, text: isOk || isAboutContent(text) ? text : String(statusCode) };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
      return { isOk: false, text: code, retryAfterMs: RETRY_WAIT_MS };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** https://github.com/slackapi/node-slack-sdk/issues/1482 (2026-11-22): the status differs, the words don't. */
function isAboutContent(text: string): boolean {
  return /invalid_blocks|invalid_attachments|msg_blocks_too_long|downloading image failed/i.test(text);
}
