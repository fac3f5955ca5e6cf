import type { IncomingHttpHeaders } from "node:http";
import { LRUCache } from "lru-cache";
import type { Logger } from "../../core/log.ts";
import { Pace } from "../../core/pace.ts";
import { type Post, type Poster, PostRefusedError } from "../../core/posting.ts";
import { type ButtonStore, encodeButtons } from "../../core/press.ts";
import type { Button } from "../../core/reply.ts";
import { type RichText, t } from "../../core/text.ts";
import { SECOND_MS, steadyNow } from "../../core/time.ts";
import { type DiscordApi, DiscordApiError, isRefusal } from "./api.ts";
import type { CommandIds } from "./command-ids.ts";
import { asNew } from "./exchange.ts";
import type { UploadedFile } from "./files.ts";
import { MESSAGE_LIMITS, POST_LIMITS } from "./limits.ts";
import { type EncodedBody, encodeBody } from "./multipart.ts";
import { type DiscordMessage, plainMessage, type RenderedReply, replyToDiscord } from "./render.ts";

export interface PosterParts {
  readonly api: DiscordApi;
  readonly token: string;
  readonly commandIds: CommandIds;
  readonly buttonStore: ButtonStore;
  readonly log: Logger;
  /** For tests: another pace. */
  readonly pace?: Pace;
}

/** How long one message is tried, and one try of it, in milliseconds. Our choice. */
const PATIENCE_MS = 60 * SECOND_MS;
const TRY_MS = 15 * SECOND_MS;
const MAX_TRIES = 4;

/** Channels whose row is remembered; our choice. */
const MAX_ROWS = 10_000;

const NOT_HERE = t`I may not post in this channel. Whoever manages it can let me: Edit Channel → Permissions → add Magpie, and allow it to view the channel and send messages.`;

/** What stands in the way, by Discord's code for it. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json (2026-11-28) */
const REFUSALS: Readonly<Record<number, { readonly userText: RichText; readonly isGone?: boolean }>> = {
  10003: { userText: t`This channel is gone.`, isGone: true },
  50001: { userText: NOT_HERE },
  50013: { userText: NOT_HERE },
  50007: { userText: t`I can't write to you: your settings keep me from it.` },
  50083: { userText: t`This thread is archived, so I can't post in it.` },
  160005: { userText: t`This thread is locked, so I can't post in it.` },
};

/** One name for all messages of the bot, whichever channel they go to. */
const ALL = "all";

/**
 * Messages of the bot's own in Discord, for which nobody has asked just now: fewer a second than all bots are given, and in each channel as
 * many as Discord says it has room for.
 */
export class DiscordPoster implements Poster {
  readonly name = "discord";
  /** What comes again under a number that is known is not shown again. */
  readonly isIdempotent = true;
  readonly #parts: PosterParts;
  readonly #all: Pace;
  readonly #channels: Pace;
  /** The end of the row of each channel: what Discord has room for there is known once it has answered. */
  readonly #rows = new LRUCache<string, Promise<unknown>>({ max: MAX_ROWS });

  constructor(parts: PosterParts) {
    this.#parts = parts;
    this.#all = parts.pace ?? new Pace(SECOND_MS / POST_LIMITS.perSecond);
    this.#channels = new Pace(0);
  }

  async post({ place, reply, key, for: user }: Post): Promise<void> {
    const { to } = place;
    try {
      const channel = "channelId" in to ? to.channelId : await this.#directMessages(to.personId);
      const { buttonStore, commandIds, log } = this.#parts;
      const shown = { ...reply, visibility: "channel" } as const;
      const states = await encodeButtons(shown, MESSAGE_LIMITS.customId, buttonStore, user).catch(
        (error: unknown): ReadonlyMap<Button, string> => {
          log.warn({ err: error }, "button states could not be kept, so the message went without buttons");
          return new Map();
        },
      );
      // A server's own commands are none of a person's direct messages
      const mention = commandIds.mentionsIn("personId" in to ? undefined : place.workspaceId);
      const first = replyToDiscord(shown, states, { mention });
      const forms = [
        () => first,
        ...(first.message.flags === undefined
          ? []
          : [() => replyToDiscord(shown, states, { mention, form: "embeds" })]),
        () => ({ message: plainMessage(shown), files: [] }),
      ];
      await this.#sendPlainer(channel, forms, key);
    } catch (error) {
      const code = error instanceof DiscordApiError ? error.code : undefined;
      const refusal = code === undefined ? undefined : REFUSALS[code];
      if (code === undefined || refusal === undefined) throw error;
      throw new PostRefusedError(String(code), refusal.userText, refusal);
    }
  }

  /** Sends it in the first of its forms that Discord takes. */
  async #sendPlainer(
    channel: string,
    [form, ...plainer]: readonly (() => RenderedReply)[],
    key: string,
  ): Promise<void> {
    if (form === undefined) return;
    const { message, files } = form();
    try {
      await this.#send(channel, message, files, key);
    } catch (error) {
      if (!isRefusal(error) || plainer.length === 0) throw error;
      this.#parts.log.warn({ err: error }, "Discord did not take a message, so a plainer one went");
      await this.#sendPlainer(channel, plainer, key);
    }
  }

  async #send(channel: string, message: DiscordMessage, files: readonly UploadedFile[], key: string): Promise<void> {
    const body = await encodeBody(
      { ...asNew(message, "channel"), nonce: key.slice(0, POST_LIMITS.nonce), enforce_nonce: true },
      files,
    );
    const send = async () => {
      await this.#channels.turn(channel);
      await this.#call(`/channels/${channel}/messages`, "POST channel message", channel, body);
    };
    const sent = (this.#rows.get(channel) ?? Promise.resolve()).then(send);
    this.#rows.set(
      channel,
      sent.catch(() => {}),
    );
    await sent;
  }

  /** Gives the channel of the bot's direct messages with a person. */
  async #directMessages(person: string): Promise<string> {
    const body = await encodeBody({ recipient_id: person }, []);
    const answer = await this.#call("/users/@me/channels", "POST direct messages", `to ${person}`, body);
    const id = typeof answer === "object" && answer !== null && "id" in answer ? answer.id : undefined;
    if (typeof id !== "string" || !/^\d{1,20}$/.test(id))
      throw new Error("Discord named no channel for direct messages");
    return id;
  }

  async #call(path: string, name: string, bucket: string, body: EncodedBody): Promise<unknown> {
    await this.#all.turn(ALL);
    return await this.#parts.api.send({
      method: "POST",
      path,
      name,
      body,
      token: this.#parts.token,
      deadline: steadyNow() + PATIENCE_MS,
      tryTimeoutMs: TRY_MS,
      maxTries: MAX_TRIES,
      isRepeatable: true,
      heard: (headers) => this.#hear(bucket, headers),
    });
  }

  /** https://docs.discord.com/developers/topics/rate-limits#header-format (2026-11-28) */
  #hear(bucket: string, headers: IncomingHttpHeaders): void {
    const left = headers["x-ratelimit-remaining"];
    const resetMs = Number(headers["x-ratelimit-reset-after"]) * SECOND_MS;
    if (left === "0" && resetMs > 0) this.#channels.rest(bucket, Math.min(resetMs, PATIENCE_MS));
    // All bots' calls are meant then, not only those of this channel
    const waitMs = Number(headers["retry-after"]) * SECOND_MS;
    if (headers["x-ratelimit-global"] === "true" && waitMs > 0) this.#all.rest(ALL, Math.min(waitMs, PATIENCE_MS));
  }
}
