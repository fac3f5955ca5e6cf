import type { webApi } from "@slack/bolt";
import type { AdapterParts } from "../../core/adapter.ts";
import { DeliveryRouter } from "../../core/delivery-router.ts";
import type { Exchange, Invocation } from "../../core/invocation.ts";
import type { Logger } from "../../core/log.ts";
import type { Pressed } from "../../core/place.ts";
import { expiredButton, restarting, unreadable } from "../../core/plain-replies.ts";
import { recallButton } from "../../core/press.ts";
import type { OptionValues } from "../../core/reply.ts";
import { inTime } from "../../core/time.ts";
import type { Facts } from "../../core/where.ts";
import { attachedFileReader, noFileInMention } from "./attachments.ts";
import { type Ack, SlackExchange } from "./exchange.ts";
import type { PictureLinks } from "./files.ts";
import { commandToView, formErrors, suggestionsToOptions } from "./form.ts";
import type { OlderBlocks } from "./gallery.ts";
import { TIMES } from "./limits.ts";
import type { Delivery } from "./parse.ts";
import type { People } from "./people.ts";
import type { ResponseUrls } from "./response-url.ts";
import { Replies, type SlackDrawings } from "./send.ts";
import type { Unreadable } from "./unreadable.ts";

/** The way that a delivery came. */
export interface Incoming {
  readonly ack: Ack;
  /** Whether the ack may carry an answer. */
  readonly takesPayload: boolean;
  /** The Web API as the delivery's workspace lets the bot use it. */
  readonly client: webApi.WebClient;
}

export interface RouterParts extends AdapterParts {
  readonly commandPrefix: string;
  readonly responseUrls: ResponseUrls;
  readonly log: Logger;
  readonly links?: PictureLinks | undefined;
  readonly people: People;
  /** Messages of replies that everybody gets alike. */
  readonly drawings: SlackDrawings;
  readonly olderBlocks: OlderBlocks;
}

type Of<Type extends Delivery["type"]> = Extract<Delivery, { type: Type }>;

/** What a reply is due to. */
type Answerable = Exclude<Delivery, { type: "suggestions" }> | Unreadable;

/** Turns what Slack delivers into invocations. The same delivery is handled the same way, however it came. */
export class Router extends DeliveryRouter<Delivery, Unreadable, Incoming> {
  readonly #parts: RouterParts;

  constructor(parts: RouterParts) {
    super("slack", parts.log);
    this.#parts = parts;
  }

  protected route(delivery: Delivery, incoming: Incoming): Promise<void> {
    switch (delivery.type) {
      case "command":
        return this.#command(delivery, incoming);
      case "mention":
        return this.#mention(delivery, incoming);
      case "press":
        return this.#press(delivery, incoming);
      case "form":
        return this.#form(delivery, incoming);
      case "suggestions":
        return this.#suggestions(delivery, incoming);
    }
  }

  protected async restarting(delivery: Delivery, incoming: Incoming): Promise<void> {
    if (delivery.type === "suggestions") return await incoming.ack(suggestionsToOptions([], delivery.typed));
    const [option] = delivery.type === "form" ? Object.keys(delivery.values) : [];
    // The form stays open with what was filled in
    if (option !== undefined) return await incoming.ack(errorsInForm({ [option]: restarting().text }));
    await this.#exchange(delivery, incoming).answer(restarting());
  }

  protected async apologize(unread: Unreadable, incoming: Incoming): Promise<void> {
    const { type, input, origin, responseUrl } = unread;
    const reply = unreadable("Slack");
    if (type === "suggestions") return await incoming.ack(suggestionsToOptions([], ""));
    if (type === "form" && input !== undefined) return await incoming.ack(errorsInForm({ [input]: reply.text }));
    const canBeSent = responseUrl !== undefined || origin.channelId !== undefined;
    if (type !== "command" && !canBeSent) return await incoming.ack();
    await this.#exchange(unread, incoming).answer(reply);
  }

  protected override failed(incoming: Incoming): Promise<void> {
    return acknowledge(incoming);
  }

  async #command(delivery: Of<"command">, incoming: Incoming): Promise<void> {
    const { command, line } = delivery;
    await this.#dispatch(
      delivery,
      { command, input: { line }, source: "command" },
      this.#exchange(delivery, incoming),
      incoming,
    );
  }

  async #mention(delivery: Of<"mention">, incoming: Incoming): Promise<void> {
    const [command, { line }] = [this.#named(delivery.command), delivery];
    const part = { command, input: { line }, source: "command", readFile: noFileInMention } as const;
    await this.#dispatch(delivery, part, this.#exchange(delivery, incoming), incoming);
  }

  /** Where slash commands have a prefix, a mention may have it or not. */
  #named(word: string): string {
    const { dispatcher, commandPrefix } = this.#parts;
    const isCommand = dispatcher.commands.some(({ name }) => name === word);
    return !isCommand && word.startsWith(commandPrefix) ? word.slice(commandPrefix.length) : word;
  }

  async #press(delivery: Of<"press">, incoming: Incoming): Promise<void> {
    const { state, isEphemeral } = delivery;
    await acknowledge(incoming);
    if (state === undefined) return;
    const { buttonStore, log } = this.#parts;
    const press = await recallButton(state, buttonStore, log);
    if (press === undefined) return await this.#exchange(delivery, incoming).answer(expiredButton());
    if (press.do === "dismiss") return await this.#replies(delivery, incoming).remove();
    const { command, options, owner, into } = press;
    const exchange = this.#exchange(delivery, incoming, { into, isPrivate: isEphemeral });
    await this.#dispatch(
      delivery,
      { command, input: { values: options }, source: "button", owner },
      exchange,
      incoming,
    );
  }

  async #form(delivery: Of<"form">, incoming: Incoming): Promise<void> {
    const { command: name, values } = delivery;
    const command = this.#parts.dispatcher.command(name);
    const errors = command === undefined ? {} : await formErrors(command, values);
    if (Object.keys(errors).length > 0) return await incoming.ack(errorsInForm(errors));
    await acknowledge(incoming);
    const readFile = attachedFileReader(incoming.client);
    const part = { command: name, input: { values }, source: "form", readFile } as const;
    await this.#dispatch(delivery, part, this.#exchange(delivery, incoming), incoming);
  }

  async #suggestions(delivery: Of<"suggestions">, incoming: Incoming): Promise<void> {
    const asker = { ...delivery.origin, platform: "slack", facts: this.#factsOf(delivery, incoming) } as const;
    const found = await this.#parts.dispatcher.suggest(delivery, asker, TIMES.suggestionsMs);
    await incoming.ack(suggestionsToOptions(found, delivery.typed));
  }

  async #dispatch(
    delivery: Exclude<Delivery, { type: "suggestions" }>,
    part: Pick<Invocation, "command" | "input" | "source" | "owner" | "readFile">,
    exchange: Exchange,
    incoming: Incoming,
  ): Promise<void> {
    const { origin, deliveryId } = delivery;
    const facts = this.#factsOf(delivery, incoming);
    await this.#parts.dispatcher.dispatch({ ...origin, ...part, facts, deliveryId, platform: "slack" }, exchange);
  }

  /** Asked for only by commands that want to know. */
  #factsOf({ origin }: Delivery, { client }: Incoming): () => Promise<Facts> {
    return () => this.#parts.people.facts(client, origin);
  }

  #exchange(delivery: Answerable, incoming: Incoming, pressed?: Pressed): SlackExchange {
    const { ack, takesPayload } = incoming;
    const isCommand = delivery.type === "command";
    return new SlackExchange({
      replies: this.#replies(delivery, incoming),
      ack,
      takesPayload: takesPayload && isCommand,
      openForm:
        isCommand && "line" in delivery
          ? (command, values) => this.#openForm(delivery, command, values, incoming)
          : undefined,
      pressed,
      log: this.#parts.log,
    });
  }

  #replies(delivery: Answerable, { client }: Incoming): Replies {
    const responseUrl = "responseUrl" in delivery ? delivery.responseUrl : undefined;
    return new Replies({ ...this.#parts, client, origin: delivery.origin, responseUrl });
  }

  async #openForm(
    { triggerId, responseUrl, origin: { channelId } }: Of<"command">,
    name: string,
    values: OptionValues,
    { client }: Incoming,
  ): Promise<boolean> {
    const command = this.#parts.dispatcher.command(name);
    if (command === undefined || triggerId === undefined) return false;
    const view = await commandToView(command, values, { command: name, responseUrl, channelId });
    const opened = client.views.open({ trigger_id: triggerId, view }).then(
      () => true,
      (error: unknown) => {
        this.#parts.log.warn({ err: error, platform: "slack", command: name }, "the form did not open");
        return false;
      },
    );
    return await inTime(opened, TIMES.openFormMs, () => false);
  }
}

/** A connection that is gone takes no ack; what the person asked for is done all the same. */
async function acknowledge({ ack }: Incoming): Promise<void> {
  await ack().catch(() => {});
}

/** The ack that says, next to each input, what is wrong with it. */
function errorsInForm(errors: Readonly<Record<string, string>>): object {
  return { response_action: "errors", errors };
}
