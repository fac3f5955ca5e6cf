import { SECOND_MS, steadyNow } from "../../core/time.ts";
import { type ApiCall, type DiscordApi, DiscordApiError, UNKNOWN_MESSAGE } from "./api.ts";
import type { UploadedFile } from "./files.ts";
import { encodeBody } from "./multipart.ts";
import type { Address } from "./parse.ts";
import type { DiscordMessage } from "./render.ts";

/** `IS_EPHEMERAL` among the flags of a message. */
export const EPHEMERAL = 1 << 6;

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type (2026-11-22) */
export const CALLBACK = { message: 4, deferredMessage: 5, deferredUpdate: 6, update: 7, choices: 8 } as const;

/** What goes into the first answer: a message, a deferral, choices. */
export interface CallbackPayload {
  readonly type: (typeof CALLBACK)[keyof typeof CALLBACK];
  readonly data?: object;
}

/** A message of its own: what it has not is left out, and its flags say who sees it. */
export type NewMessage = Partial<DiscordMessage>;

/** How long the calls for one reply are tried, all in milliseconds. Our choice. */
export interface SendTimes {
  /** One try of a first answer: of its 3 s there shall be time for a second one. */
  readonly callbackTryMs: number;
  /** One try of an edit or a further message, and of one that brings files. */
  readonly messageTryMs: number;
  readonly uploadTryMs: number;
  /** An edit or a further message in all. */
  readonly patienceMs: number;
}

const SEND_TIMES: SendTimes = {
  callbackTryMs: SECOND_MS,
  messageTryMs: 5 * SECOND_MS,
  uploadTryMs: 15 * SECOND_MS,
  patienceMs: 20 * SECOND_MS,
};

/** Tries of one call, the first included; fewer with files, so that the words alone still have theirs. Our choice. */
const MAX_TRIES = 4;
const MAX_UPLOAD_TRIES = 2;

/** Part of a first answer's time that its files may not use, so that the words alone can follow, in milliseconds. Our choice. */
const WORDS_MS = 500;

/** How long a word of progress is tried, in milliseconds. Our choice: the reply itself waits for it. */
const PROGRESS_MS = 1_500;

/** How long after an answer in the HTTP response Discord may not know of it yet, in milliseconds. Our choice. */
const SETTLING_MS = 1_500;

/** Unknown webhook, unknown interaction, invalid webhook token: nothing more will get through, and Discord bans who goes on. */
const GONE_CODES: ReadonlySet<number | undefined> = new Set([10_015, 10_062, 50_027]);

/** Discord already has an answer to this interaction. */
const ALREADY_ANSWERED = 40_060;

/** The response to the request that an interaction came by: it can carry the first answer. */
export interface ResponseAnswer {
  /** Resolves when Discord has it; rejects when it has not by `deadline`, on the steady clock. */
  send(payload: CallbackPayload, files: readonly UploadedFile[], deadline: number): Promise<void>;
  /** Ends the request without an answer. */
  ignore(): Promise<void>;
}

/** Sends what answers one interaction. Its token stays in here. */
export class InteractionWebhook {
  readonly #api: DiscordApi;
  readonly #address: Address;
  readonly #times: SendTimes;
  #response: ResponseAnswer | undefined;
  #isGone = false;
  /** Discord may have a first answer of which no word came back. */
  #mayBeAnswered = false;
  #unknownUntil = 0;

  constructor(api: DiscordApi, address: Address, response: ResponseAnswer | undefined, times = SEND_TIMES) {
    this.#api = api;
    this.#times = times;
    this.#address = address;
    this.#response = response;
  }

  /** The first answer: in the response where there is one, else as a call of its own. */
  async answer(payload: CallbackPayload, files: readonly UploadedFile[] = []): Promise<void> {
    const response = this.#response;
    if (response === undefined) return await this.#callback(payload, files);
    try {
      await response.send(payload, files, this.#answerBy(files));
    } catch (cause) {
      // What is left of the time is for a call
      this.#response = undefined;
      this.#mayBeAnswered = true;
      throw new DiscordApiError("HTTP response", { reason: "cut off", tries: 1, cause });
    }
    // For a moment Discord may not know of it
    this.#unknownUntil = steadyNow() + SETTLING_MS;
  }

  /** No answer at all: the interaction has been answered before. */
  async ignore(): Promise<void> {
    await this.#response?.ignore();
  }

  async #callback(payload: CallbackPayload, files: readonly UploadedFile[]): Promise<void> {
    const { id, token } = this.#address;
    try {
      await this.#send({
        method: "POST",
        path: `/interactions/${id}/${encodeURIComponent(token)}/callback`,
        name: "POST callback",
        body: await encodeBody(payload, files),
        deadline: this.#answerBy(files),
        tryTimeoutMs: this.#times.callbackTryMs,
        maxTries: triesWith(files),
        isRepeatable: true,
      });
    } catch (error) {
      if (!(error instanceof DiscordApiError)) throw error;
      // An earlier try got through and only its answer was lost
      if (error.code === ALREADY_ANSWERED && (error.tries > 1 || this.#mayBeAnswered)) return;
      this.#mayBeAnswered ||= error.status === undefined;
      throw error;
    }
  }

  #answerBy(files: readonly UploadedFile[]): number {
    const { answerBy } = this.#address;
    return files.length === 0 ? answerBy : answerBy - WORDS_MS;
  }

  /** Fills the deferred message, or changes the message whose button was pressed. */
  async edit(message: DiscordMessage, files: readonly UploadedFile[]): Promise<void> {
    await this.#message("PATCH", "/messages/@original", "PATCH @original", message, files);
  }

  /** The same for words that stand until the next ones: what does not get through at once is not tried again. */
  async editOnce(message: DiscordMessage): Promise<void> {
    const { applicationId, token } = this.#address;
    await this.#send({
      method: "PATCH",
      path: `/webhooks/${applicationId}/${encodeURIComponent(token)}/messages/@original`,
      name: "PATCH @original",
      body: await encodeBody(message, []),
      deadline: steadyNow() + PROGRESS_MS,
      tryTimeoutMs: PROGRESS_MS,
      maxTries: 1,
      isRepeatable: true,
    });
  }

  /** A further message. */
  async post(message: NewMessage, files: readonly UploadedFile[]): Promise<void> {
    await this.#message("POST", "", "POST followup", message, files);
  }

  /** Takes away the deferred message, or the one whose button was pressed. It is no error when it is gone already. */
  async remove(): Promise<void> {
    try {
      await this.#message("DELETE", "/messages/@original", "DELETE @original");
    } catch (error) {
      if (!(error instanceof DiscordApiError && error.code === UNKNOWN_MESSAGE)) throw error;
    }
  }

  async #message(
    method: ApiCall["method"],
    path: string,
    name: string,
    message?: DiscordMessage | NewMessage,
    files: readonly UploadedFile[] = [],
  ): Promise<void> {
    const { applicationId, token, expiresAt } = this.#address;
    await this.#send({
      method,
      path: `/webhooks/${applicationId}/${encodeURIComponent(token)}${path}`,
      name,
      ...(message === undefined ? {} : { body: await encodeBody(message, files) }),
      deadline: Math.min(expiresAt, steadyNow() + this.#times.patienceMs),
      tryTimeoutMs: files.length === 0 ? this.#times.messageTryMs : this.#times.uploadTryMs,
      maxTries: triesWith(files),
      isRepeatable: method !== "POST",
      unknownUntil: this.#unknownUntil,
    });
  }

  async #send(call: ApiCall): Promise<void> {
    if (this.#isGone) throw new DiscordApiError(call.name, { reason: "the webhook is gone", tries: 0 });
    try {
      await this.#api.send(call);
    } catch (error) {
      if (error instanceof DiscordApiError && GONE_CODES.has(error.code)) this.#isGone = true;
      throw error;
    }
  }
}

function triesWith(files: readonly UploadedFile[]): number {
  return files.length === 0 ? MAX_TRIES : MAX_UPLOAD_TRIES;
}
