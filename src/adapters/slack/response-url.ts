import { setTimeout as delay } from "node:timers/promises";
import { SECOND_MS } from "../../core/time.ts";
import { type CallAnswer, CallError, Connections, call } from "../../net/call.ts";
import { OwnHosts } from "../../net/own-hosts.ts";
import { RESPONSE_TRIES, RESPONSE_URL_USES, TIMES } from "./limits.ts";

/** Slack's hosts and their government twin. https://docs.slack.dev/govslack (2026-11-22) */
const HOSTS = ["hooks.slack.com", "hooks.slack-gov.com"];

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
  readonly #connections = new Connections({ connectMs: TIMES.responseTryMs });
  readonly #hosts: OwnHosts;

  constructor(apiUrl: string) {
    this.#hosts = new OwnHosts(HOSTS, apiUrl);
  }

  /** Undefined when there is no address, or one that must not be called. */
  open(url: string | undefined): ResponseUrl | undefined {
    return url !== undefined && this.#hosts.has(url) ? new ResponseUrl(url, this.#connections) : undefined;
  }

  async close(): Promise<void> {
    await this.#connections.destroy();
  }
}

/** One `response_url`: five uses, counted whether or not they get through. */
export class ResponseUrl {
  readonly #url: string;
  readonly #connections: Connections;
  #usesLeft = RESPONSE_URL_USES;

  constructor(url: string, connections: Connections) {
    this.#url = url;
    this.#connections = connections;
  }

  /**
   * Posts one message, in up to so many tries within the uses that are left. A try that timed out may have got through all the
   * same: a reply seen twice is better than none. Throws ResponseUrlError.
   */
  async send(message: object, maxTries: number = RESPONSE_TRIES): Promise<void> {
    let failure = "used up";
    for (let tries = 0; tries < maxTries && this.#usesLeft > 0; tries += 1) {
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
    const again = (text: string) => ({ isOk: false, text, retryAfterMs: RETRY_WAIT_MS });
    let answer: CallAnswer;
    try {
      answer = await call(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body,
        timeoutMs: TIMES.responseTryMs,
        maxBytes: MAX_ANSWER_BYTES,
        over: this.#connections,
      });
    } catch (error) {
      return again(error instanceof CallError ? error.message : "no answer");
    }
    if (answer.isCut) return again("an answer without end");
    const { status, headers } = answer;
    const text = answer.bytes.toString();
    if (status === 429)
      return { isOk: false, text: "429", retryAfterMs: Number(headers["retry-after"] ?? 1) * SECOND_MS };
    if (status >= 500 && !isAboutContent(text)) return again(String(status));
    const isOk = status >= 200 && status < 300 && !/"ok"\s*:\s*false/.test(text);
    return { isOk, text: isOk || isAboutContent(text) ? text : String(status) };
  }
}

/** https://github.com/slackapi/node-slack-sdk/issues/1482 (2026-11-22): the status differs, the words don't. */
function isAboutContent(text: string): boolean {
  return /invalid_blocks|invalid_attachments|msg_blocks_too_long|downloading image failed/i.test(text);
}
