import type { Exchange } from "../../core/invocation.ts";
import type { Drawings } from "../../core/kept-replies.ts";
import type { Logger } from "../../core/log.ts";
import { changesMessage, type Place, type Pressed, placeOf } from "../../core/place.ts";
import { type ButtonStore, encodeButtons } from "../../core/press.ts";
import type { Button, Reply, Visibility } from "../../core/reply.ts";
import { DiscordApiError, isRefusal, UNKNOWN_MESSAGE } from "./api.ts";
import type { CommandIds } from "./command-ids.ts";
import { COMPONENTS_ONLY } from "./components.ts";
import type { UploadedFile } from "./files.ts";
import { MESSAGE_LIMITS } from "./limits.ts";
import type { MentionOf } from "./markdown.ts";
import type { Interaction } from "./parse.ts";
import { type DiscordMessage, type Form, plainMessage, type RenderedReply, replyToDiscord } from "./render.ts";
import { CALLBACK, EPHEMERAL, type InteractionWebhook, type NewMessage } from "./send.ts";

export interface ExchangeParts {
  readonly interaction: Interaction;
  /** Absent for a command. */
  readonly pressed?: Pressed | undefined;
  /** Whether the message with the button consists of components alone, and so must what takes its place. */
  readonly isOnComponents?: boolean | undefined;
  readonly webhook: InteractionWebhook;
  readonly commandIds: CommandIds;
  readonly buttonStore: ButtonStore;
  readonly log: Logger;
  /** Messages of replies that everybody gets alike. */
  readonly drawings: Drawings<RenderedReply>;
}

type WebhookCall = "edit" | "post" | "remove";

/** The calls that bring a reply after a deferral, in this order. */
const CALLS = {
  /** The message whose button was pressed becomes the reply. */
  update: ["edit"],
  /** The reply takes the private preview away which it came from. */
  instead: ["post", "remove"],
  /** No "thinking…" shows: a press that will change its message was deferred silently. */
  new: ["post"],
  /** "thinking…" becomes the reply. */
  fill: ["edit"],
  /** "thinking…" is seen by others than the reply shall be, which no edit changes; while it stands, a further message fills it. */
  refill: ["remove", "post"],
} as const satisfies Readonly<Record<Place | "fill" | "refill", readonly WebhookCall[]>>;

/** Carries the reply to one interaction, on either transport. */
export class DiscordExchange implements Exchange {
  readonly #parts: ExchangeParts;
  /** What the deferral promised; undefined while there is none that got through. */
  #deferredAs: Visibility | undefined;
  /** Whether the message that an edit changes may consist of components alone: it takes nothing else then, ever. */
  #isOnComponents: boolean;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#isOnComponents = parts.isOnComponents === true;
  }

  async answer(reply: Reply): Promise<void> {
    const { webhook, pressed } = this.#parts;
    const place = placeOf(reply, pressed);
    if (place === "instead") {
      await webhook.answer({ type: CALLBACK.deferredUpdate });
      await this.#carryOut(CALLS.instead, reply);
      return;
    }
    const isUpdate = place === "update";
    // From now on an edit changes the new message
    if (!isUpdate) this.#isOnComponents = false;
    await this.#deliver(reply, "original", (message, files) =>
      isUpdate
        ? webhook.answer({ type: CALLBACK.update, data: message }, files)
        : webhook.answer({ type: CALLBACK.message, data: asNew(message, reply.visibility) }, files),
    );
  }

  async defer(visibility: Visibility): Promise<void> {
    const { webhook, pressed } = this.#parts;
    if (changesMessage(pressed)) await webhook.answer({ type: CALLBACK.deferredUpdate });
    // A deferral takes no other flag than this one, and what it says can't be changed later
    else if (visibility === "ephemeral")
      await webhook.answer({ type: CALLBACK.deferredMessage, data: { flags: EPHEMERAL } });
    else await webhook.answer({ type: CALLBACK.deferredMessage });
    if (!changesMessage(pressed)) this.#isOnComponents = false;
    this.#deferredAs = visibility;
  }

  async progress(words: Reply): Promise<void> {
    const { webhook, pressed } = this.#parts;
    // What is there stays until the reply takes its place
    if (this.#deferredAs === undefined || changesMessage(pressed)) return;
    const { message } = await this.#render(words, this.#isOnComponents ? "components" : "embeds");
    await webhook.editOnce(message);
  }

  async complete(reply: Reply): Promise<void> {
    // The deferral was lost, so there may still be time for a direct answer; or only Discord's word on it was, then not
    if (this.#deferredAs === undefined && (await succeeds(this.answer(reply)))) return;
    await this.#carryOut(CALLS[this.#wayOf(reply)], reply);
  }

  replace(reply: Reply): Promise<void> {
    return this.#edit(reply);
  }

  ignore(): Promise<void> {
    return this.#parts.webhook.ignore();
  }

  #wayOf(reply: Reply): keyof typeof CALLS {
    const { pressed } = this.#parts;
    const place = placeOf(reply, pressed);
    if (place !== "new" || changesMessage(pressed)) return place;
    return (this.#deferredAs ?? reply.visibility) === reply.visibility ? "fill" : "refill";
  }

  async #carryOut(calls: readonly WebhookCall[], reply: Reply): Promise<void> {
    const { webhook } = this.#parts;
    const carry: Readonly<Record<WebhookCall, () => Promise<void>>> = {
      edit: () => this.#edit(reply),
      post: () =>
        this.#deliver(reply, "other", (message, files) => webhook.post(asNew(message, reply.visibility), files)),
      remove: () => webhook.remove(),
    };
    for (const call of calls) await carry[call]();
  }

  /** Whoever deletes the message wants no reply any more. */
  async #edit(reply: Reply): Promise<void> {
    const { webhook, log } = this.#parts;
    try {
      await this.#deliver(reply, "original", (message, files) => webhook.edit(message, files));
    } catch (error) {
      if (!(error instanceof DiscordApiError && error.code === UNKNOWN_MESSAGE)) throw error;
      log.debug({ platform: "discord" }, "the message was deleted before the reply was there");
    }
  }

  /**
   * Sends the reply as it is, as embeds when Discord refuses it as components, or its words alone when it refuses that, too, or
   * fails at the files: a picture must not cost the answer. `original` is what later edits change.
   */
  async #deliver(
    reply: Reply,
    which: "original" | "other",
    send: (message: DiscordMessage, files: readonly UploadedFile[]) => Promise<void>,
  ): Promise<void> {
    const isOriginal = which === "original";
    const mustBeComponents = isOriginal && this.#isOnComponents;
    const forms: readonly Form[] = mustBeComponents ? ["components"] : ["either", "embeds"];
    for (const form of forms) {
      const { message, files } = await this.#render(reply, form);
      const isComponents = hasFlag(message);
      try {
        await send(message, files);
        if (isOriginal) this.#isOnComponents = isComponents;
        return;
      } catch (error) {
        const isRefused = isRefusal(error);
        // Nobody knows whether it was carried out: components it takes in any case
        if (isOriginal && !isRefused) this.#isOnComponents ||= isComponents;
        if (!isRefused && !(files.length > 0 && isFailure(error))) throw error;
        this.#parts.log.warn({ err: error }, "Discord did not take a message, so a plainer one went");
        if (!(isRefused && isComponents)) break;
      }
    }
    const isOnComponents = isOriginal && this.#isOnComponents;
    await send(plainMessage(reply, isOnComponents ? "components" : "embeds"), []);
  }

  async #render(reply: Reply, form: Form): Promise<RenderedReply> {
    const { interaction, buttonStore, log, drawings, commandIds } = this.#parts;
    const { guildId, maxFileBytes } = interaction;
    const known = form === "either" ? drawings.find(reply) : undefined;
    if (known !== undefined) return known;
    let hasAllButtons = true;
    const states = await encodeButtons(reply, MESSAGE_LIMITS.customId, buttonStore, interaction.user).catch(
      (error: unknown): ReadonlyMap<Button, string> => {
        hasAllButtons = false;
        log.warn({ err: error }, "button states could not be kept, so the reply went without buttons");
        return new Map();
      },
    );
    const mentionHere = commandIds.mentionsIn(guildId);
    let namesCommands = false;
    const mention: MentionOf = (typed) => {
      namesCommands ||= typed.startsWith("/");
      return mentionHere(typed);
    };
    const rendered = replyToDiscord(reply, states, { form, maxFileBytes, mention });
    // Another server may know the commands by other ids, and this one learn them yet
    if (form === "either" && hasAllButtons && !namesCommands) drawings.keep(reply, states, rendered);
    return rendered;
  }
}

/** For a message of its own, where nothing is to be cleared. */
export function asNew({ content, embeds, flags = 0, ...message }: DiscordMessage, visibility: Visibility): NewMessage {
  const all = visibility === "ephemeral" ? flags | EPHEMERAL : flags;
  return {
    ...(content === null ? {} : { content }),
    ...(embeds === null ? {} : { embeds }),
    ...message,
    ...(all === 0 ? {} : { flags: all }),
  };
}

function hasFlag({ flags = 0 }: DiscordMessage): boolean {
  return (flags & COMPONENTS_ONLY) !== 0;
}

/** Discord failed, said nothing at all, or hung up. Where nothing was even tried, words would not get through either. */
function isFailure(error: unknown): boolean {
  return error instanceof DiscordApiError && error.tries > 0 && (error.status ?? 500) >= 500;
}

function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
