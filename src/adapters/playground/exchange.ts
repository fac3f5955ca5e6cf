import type { Dispatcher } from "../../core/dispatch.ts";
import type { Exchange } from "../../core/invocation.ts";
import { type Pressed, placeOf } from "../../core/place.ts";
import type { OptionValues, Reply, Visibility } from "../../core/reply.ts";
import { visible } from "../../core/visible.ts";
import { commandToView } from "../slack/form.ts";
import { type DrawParts, drawMessage } from "./draw.ts";
import type { MessageEvent, PlaygroundEvent } from "./protocol.ts";

export interface ExchangeParts extends DrawParts {
  readonly dispatcher: Dispatcher;
  /** Sends an event to the page. */
  readonly tell: (event: PlaygroundEvent) => void;
  /** Absent for a line or a form. */
  readonly pressed?: Pressed | undefined;
}

/** Carries the reply to one line, press or form to the page that it came from. */
export class PlaygroundExchange implements Exchange {
  readonly #parts: ExchangeParts;
  #later: Promise<unknown> | undefined;
  #replacing: Promise<void> | undefined;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  async answer(reply: Reply): Promise<void> {
    this.#parts.stages.answered();
    this.#later = reply.later;
    await this.#show(reply, placeOf(reply, this.#parts.pressed));
  }

  async defer(visibility: Visibility): Promise<void> {
    this.#parts.tell({ type: "deferred", isPrivate: visibility === "ephemeral" });
  }

  async progress({ text, visibility }: Reply): Promise<void> {
    this.#parts.tell({ type: "deferred", isPrivate: visibility === "ephemeral", progress: visible(text) });
  }

  complete(reply: Reply): Promise<void> {
    return this.answer(reply);
  }

  replace(reply: Reply): Promise<void> {
    this.#replacing = this.#show(reply, "later");
    return this.#replacing;
  }

  /** Resolves when nothing more will come, a reply that takes the place of the first one included. */
  async settled(): Promise<void> {
    // Whoever listens for it has been told before this goes on
    await this.#later?.catch(() => {});
    await this.#replacing?.catch(() => {});
  }

  async openForm(name: string, values: OptionValues): Promise<boolean> {
    const command = this.#parts.dispatcher.command(name);
    if (command === undefined) return false;
    const view = await commandToView(command, values, { command: name });
    this.#parts.tell({ type: "form", command: name, view: JSON.parse(JSON.stringify(view)) });
    return true;
  }

  async ignore(): Promise<void> {}

  async #show(reply: Reply, place: MessageEvent["place"]): Promise<void> {
    const message = await drawMessage(reply, place, this.#parts);
    // What the person has to do first may never come
    const isMoreToCome = reply.later !== undefined && reply.isUpToPerson !== true;
    this.#parts.tell({ type: "message", place, message, ...(isMoreToCome && { isMoreToCome }) });
  }
}
