import { BotError } from "./errors.ts";
import type { Reply } from "./reply.ts";
import type { RichText } from "./text.ts";

/** Where a message of the bot's own goes: a channel, or one person alone. */
export interface PostPlace {
  /** Guild or workspace; undefined in direct messages. */
  readonly workspaceId: string | undefined;
  readonly to: { readonly channelId: string } | { readonly personId: string };
}

/** A message that nobody waits for. */
export interface Post {
  readonly place: PostPlace;
  /** Everybody there sees it, whatever its visibility says. */
  readonly reply: Reply;
  /** The same for two tries at one message, at most 25 characters: where the platform can, it shows one of them. */
  readonly key: string;
  /** Whose message it is: who may press its private buttons, if it has any. */
  readonly for: { readonly id: string; readonly name: string };
}

/** Posts by itself, without anybody having asked just now. */
export interface Poster {
  /** The platform. */
  readonly name: string;
  /** Whether two tries with one key are one message, so that a try may be repeated of which nobody knows how it went. */
  readonly isIdempotent: boolean;
  /** Resolves when the platform has it. Throws PostRefusedError where it will not have it, and whatever else went wrong. */
  post(post: Post): Promise<void>;
}

/** The platform lets the bot not post there. `userText` says what to do. */
export class PostRefusedError extends BotError {
  /** Whether the place is gone for good. */
  readonly isGone: boolean;

  constructor(reason: string, userText: RichText, { isGone = false }: { readonly isGone?: boolean } = {}) {
    super(`the platform lets me not post there: ${reason}`, userText);
    this.isGone = isGone;
  }
}
