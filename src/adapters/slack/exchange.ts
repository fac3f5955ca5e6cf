import type { Exchange } from "../../core/invocation.ts";
import type { Logger } from "../../core/log.ts";
import { type Pressed, placeOf } from "../../core/place.ts";
import type { OptionValues, Reply } from "../../core/reply.ts";
import type { Replies } from "./send.ts";

/** Answers a delivery; what it carries is shown where the delivery takes a payload. A second call does nothing. */
export type Ack = (payload?: object) => Promise<void>;

export interface ExchangeParts {
  readonly replies: Replies;
  readonly ack: Ack;
  /** Whether the ack may carry the answer. */
  readonly takesPayload: boolean;
  /** Opens the command's form; says whether it could. Absent where none can be opened. */
  readonly openForm?: ((command: string, values: OptionValues) => Promise<boolean>) | undefined;
  /** Absent for what is no press. */
  readonly pressed?: Pressed | undefined;
  readonly log: Logger;
}

/** Carries the reply to one delivery: in the ack of a slash command, or through what `send.ts` knows. */
export class SlackExchange implements Exchange {
  readonly #parts: ExchangeParts;
  #isAcked = false;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  async answer(reply: Reply): Promise<void> {
    const { ack, replies, takesPayload } = this.#parts;
    if (!this.#isAcked && takesPayload && replies.fitAck(reply)) {
      const message = await replies.message(reply);
      this.#isAcked = true;
      try {
        await ack(message);
        return;
      } catch {
        // The connection is gone; the response_url may still be there
      }
    } else {
      await this.#acknowledge().catch(() => {});
    }
    await this.complete(reply);
  }

  defer(): Promise<void> {
    return this.#acknowledge();
  }

  async progress(words: Reply): Promise<void> {
    // What is there stays until the reply takes its place
    if (this.#parts.pressed === undefined) await this.#parts.replies.progress(words);
  }

  async complete(reply: Reply): Promise<void> {
    const { replies, pressed, log } = this.#parts;
    const place = placeOf(reply, pressed);
    // What one person sees cannot become what all see
    if (place === "update") return await replies.replace(reply, pressed?.isPrivate === true ? "ephemeral" : "channel");
    await replies.sendAfterProgress(reply);
    if (place === "new") return;
    await replies.remove().catch((error: unknown) => {
      log.warn({ err: error, platform: "slack" }, "the private preview stayed");
    });
  }

  async openForm(command: string, values: OptionValues): Promise<boolean> {
    const { openForm } = this.#parts;
    if (openForm === undefined) return false;
    // The form comes by a call of its own, and the command's 3 s must not wait for it
    await this.#acknowledge();
    return await openForm(command, values);
  }

  replace(reply: Reply): Promise<void> {
    return this.#parts.replies.replace(reply);
  }

  ignore(): Promise<void> {
    return this.#acknowledge();
  }

  async #acknowledge(): Promise<void> {
    if (this.#isAcked) return;
    this.#isAcked = true;
    await this.#parts.ack();
  }
}
