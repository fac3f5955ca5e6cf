import type { Logger } from "../../core/dispatch.ts";
import type { Exchange } from "../../core/invocation.ts";
import { type ButtonStore, encodeButtons } from "../../core/press.ts";
import type { Button, Reply, Visibility } from "../../core/reply.ts";
import { DiscordApiError } from "./api.ts";
import type { UploadedFile } from "./files.ts";
import { MESSAGE_LIMITS } from "./limits.ts";
import type { InteractionContext } from "./parse.ts";
import { type DiscordMessage, plainMessage, type RenderedReply, replyToDiscord } from "./render.ts";
import { type CallbackPayload, EPHEMERAL, type InteractionWebhook } from "./send.ts";

/** How the first answer to an interaction travels: in the HTTP response, or as a call. */
export interface FirstAnswer {
  send(payload: CallbackPayload, files: readonly UploadedFile[]): Promise<void>;
  ignore(): Promise<void>;
}

/**
 * Where a reply goes: a new message; in the place of the message whose button was pressed; or as a new message that takes
 * the private preview away which it came from.
 */
export type Target = "new" | "update-public" | "update-private" | "from-preview";

export interface ExchangeParts {
  readonly interaction: InteractionContext;
  readonly target: Target;
  readonly first: FirstAnswer;
  readonly webhook: InteractionWebhook;
  readonly buttonStore: ButtonStore;
  readonly log: Logger;
}

/**
 * Invalid form body, empty message, request too large.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json (2026-11-22)
 */
const REFUSALS: ReadonlySet<number | undefined> = new Set([50_035, 50_006, 40_005]);

/** Carries the reply to one interaction, on either transport. */
export class DiscordExchange implements Exchange {
  readonly #parts: ExchangeParts;
  /** What the deferral promised; undefined while there is none that got through. */
  #deferredAs: Visibility | undefined;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  async answer(reply: Reply): Promise<void> {
    const { first, target } = this.#parts;
    if (target === "from-preview" && reply.isAside !== true) {
      await first.send({ type: 6 }, []);
      await this.#replacePreview(reply);
      return;
    }
    await this.#deliver(reply, (message, files) =>
      isUpdate(target, reply)
        ? first.send({ type: 7, data: message }, files)
        : first.send({ type: 4, data: withVisibility(message, reply.visibility) }, files),
    );
  }

  async defer(visibility: Visibility): Promise<void> {
    const { first, target } = this.#parts;
    if (target !== "new") await first.send({ type: 6 }, []);
    // A deferral takes no other flag than this one, and what it says can't be changed later
    else if (visibility === "ephemeral") await first.send({ type: 5, data: { flags: EPHEMERAL } }, []);
    else await first.send({ type: 5 }, []);
    this.#deferredAs = visibility;
  }

  async complete(reply: Reply): Promise<void> {
    const { target, webhook } = this.#parts;
    // The deferral was lost, so there may still be time for a direct answer; or only Discord's word on it was, then not
    if (this.#deferredAs === undefined && (await succeeds(this.answer(reply)))) return;
    if (target === "from-preview" && reply.isAside !== true) {
      await this.#replacePreview(reply);
      return;
    }
    const isSameAsDeferred = this.#deferredAs === undefined || reply.visibility === this.#deferredAs;
    if (target === "new" ? isSameAsDeferred : isUpdate(target, reply)) {
      await this.#deliver(reply, (message, files) => webhook.edit(message, files));
      return;
    }
    // While "thinking…" stands, a further message would fill it, in the wrong visibility: it goes first
    if (target === "new") await webhook.remove();
    await this.#deliver(reply, (message, files) => webhook.post(withVisibility(message, reply.visibility), files));
  }

  replace(reply: Reply): Promise<void> {
    return this.#deliver(reply, (message, files) => this.#parts.webhook.edit(message, files));
  }

  ignore(): Promise<void> {
    return this.#parts.first.ignore();
  }

  async #replacePreview(reply: Reply): Promise<void> {
    const { webhook } = this.#parts;
    await this.#deliver(reply, (message, files) => webhook.post(withVisibility(message, reply.visibility), files));
    await webhook.remove();
  }

  /** Sends the reply as it is, or its words alone when Discord refuses it: a bad picture must not cost the answer. */
  async #deliver(
    reply: Reply,
    send: (message: DiscordMessage, files: readonly UploadedFile[]) => Promise<void>,
  ): Promise<void> {
    const { message, files } = await this.#render(reply);
    try {
      await send(message, files);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#parts.log.warn({ err: error }, "Discord refused a message, so its words went alone");
      await send(plainMessage(reply), []);
    }
  }

  async #render(reply: Reply): Promise<RenderedReply> {
    const { interaction, buttonStore, log } = this.#parts;
    const states = await encodeButtons(reply, MESSAGE_LIMITS.customId, buttonStore, interaction.user).catch(
      (error: unknown): ReadonlyMap<Button, string> => {
        log.warn({ err: error }, "button states could not be kept, so the reply went without buttons");
        return new Map();
      },
    );
    return replyToDiscord(reply, states, interaction.maxFileBytes);
  }
}

/** A private reply never takes the place of a message that everybody sees, an aside not even that of a private one. */
function isUpdate(target: Target, reply: Reply): boolean {
  if (reply.isAside === true) return false;
  return target === "update-private" || (target === "update-public" && reply.visibility === "channel");
}

function withVisibility<T extends object>(message: T, visibility: Visibility): T & { readonly flags?: number } {
  return visibility === "ephemeral" ? { ...message, flags: EPHEMERAL } : message;
}

function isRefusal(error: unknown): boolean {
  return error instanceof DiscordApiError && (error.status === 413 || REFUSALS.has(error.code));
}

function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
