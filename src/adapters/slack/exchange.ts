import type { Logger } from "../../core/dispatch.ts";
import type { Exchange } from "../../core/invocation.ts";
import type { OptionValues, Reply, RunPress } from "../../core/reply.ts";
import type { Replies } from "./send.ts";

/** Answers a delivery, once; what it carries is shown where the delivery takes a payload. */
export type Ack = (payload?: object) => Promise<void>;

export interface CommandExchangeParts {
  readonly replies: Replies;
  /** Absent when the delivery is acknowledged already, as a form and a mention are. */
  readonly ack?: Ack;
  /** Whether the ack may carry the answer. */
  readonly takesPayload: boolean;
  /** Opens the command's form; says whether it could. */
  readonly openForm?: (command: string, values: OptionValues) => Promise<boolean>;
}

/** A slash command: answered in the ack, or later as a message of its own. A submitted form, a mention: the latter. */
export class CommandExchange implements Exchange {
  readonly #parts: CommandExchangeParts;
  #isAcked: boolean;

  constructor(parts: CommandExchangeParts) {
    this.#parts = parts;
    this.#isAcked = parts.ack === undefined;
  }

  async answer(reply: Reply): Promise<void> {
    const { ack, replies, takesPayload } = this.#parts;
    if (ack !== undefined && !this.#isAcked && takesPayload && replies.fitAck(reply)) {
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
    await replies.send(reply);
  }

  defer(): Promise<void> {
    return this.#acknowledge();
  }

  complete(reply: Reply): Promise<void> {
    return this.#parts.replies.send(reply);
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
    await this.#parts.ack?.();
  }
}

export interface PressExchangeParts {
  readonly replies: Replies;
  readonly into: RunPress["into"];
  /** Whether the message with the button is seen by the person alone. */
  readonly isEphemeral: boolean;
  readonly log: Logger;
}

/** A pressed button. Its ack carries nothing and is sent before: every answer goes through the `response_url`. */
export class PressExchange implements Exchange {
  readonly #parts: PressExchangeParts;

  constructor(parts: PressExchangeParts) {
    this.#parts = parts;
  }

  answer(reply: Reply): Promise<void> {
    return this.complete(reply);
  }

  async defer(): Promise<void> {}

  async complete(reply: Reply): Promise<void> {
    const { replies, into, isEphemeral, log } = this.#parts;
    const isPublic = reply.visibility === "channel";
    const isAside = reply.isAside === true;
    if (into === "update" && !isAside && (isPublic || isEphemeral)) {
      // What one person sees cannot become what all see
      await replies.send(reply, { response_type: isEphemeral ? "ephemeral" : "in_channel", replace_original: true });
      return;
    }
    await replies.send(reply, { response_type: isPublic ? "in_channel" : "ephemeral", replace_original: false });
    if (into === "post" && isEphemeral && !isAside) {
      await replies.deleteOriginal().catch((error: unknown) => {
        log.warn({ err: error, platform: "slack" }, "the private preview stayed");
      });
    }
  }

  replace(reply: Reply): Promise<void> {
    return this.#parts.replies.replace(reply);
  }

  async ignore(): Promise<void> {}
}
