import type { webApi } from "@slack/bolt";
import type { AdapterParts } from "../../core/adapter.ts";
import type { Logger } from "../../core/dispatch.ts";
import { expiredButton, restarting } from "../../core/plain-replies.ts";
import { decodeButton } from "../../core/press.ts";
import type { OptionValues } from "../../core/reply.ts";
import { attachedFileReader, noFileInMention } from "./attachments.ts";
import { type Ack, SlackExchange } from "./exchange.ts";
import type { PictureLinks } from "./files.ts";
import { commandToView, type FormMemory, formErrors, suggestionsToOptions } from "./form.ts";
import { TIMES } from "./limits.ts";
import type { Mention } from "./mention.ts";
import type { Origin } from "./origin.ts";
import { type Delivery, readDelivery } from "./parse.ts";
import type { ResponseUrls } from "./response-url.ts";
import { Replies } from "./send.ts";

/** One delivery as either transport brings it. */
export interface Incoming {
  readonly body: unknown;
  readonly ack: Ack;
  /** Whether the ack may carry an answer. */
  readonly takesPayload: boolean;
  readonly client: webApi.WebClient;
}

export interface DeliveriesParts extends AdapterParts {
  readonly commandPrefix: string;
  readonly responseUrls: ResponseUrls;
  readonly log: Logger;
  readonly links?: PictureLinks | undefined;
}

/** Turns what Slack delivers into invocations. The same for both transports. */
export class Deliveries {
  readonly #parts: DeliveriesParts;
  #isStopping = false;

  constructor(parts: DeliveriesParts) {
    this.#parts = parts;
  }

  /** From now on only a word that the bot restarts. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Handles one delivery to its end. Never rejects. */
  async receive(incoming: Incoming): Promise<void> {
    try {
      await this.#receive(incoming);
    } catch (error) {
      this.#parts.log.error({ err: error, platform: "slack" }, "a delivery could not be handled");
      await incoming.ack().catch(() => {});
    }
  }

  async #receive(incoming: Incoming): Promise<void> {
    const delivery = readDelivery(incoming.body, this.#parts.commandPrefix);
    if (delivery === undefined) return await incoming.ack();
    if (this.#isStopping) return await this.#restarting(delivery, incoming);
    switch (delivery.type) {
      case "mention":
        return await this.#mention(delivery, incoming);
      case "command":
        return await this.#command(delivery, incoming);
      case "press":
        return await this.#press(delivery, incoming);
      case "form":
        return await this.#form(delivery, incoming);
      case "suggestions":
        return await this.#suggestions(delivery, incoming);
    }
  }

  /** The word travels in the ack, but for a mention, which has none. */
  async #restarting(delivery: Delivery, incoming: Incoming): Promise<void> {
    if (delivery.type !== "mention") return await incoming.ack(ackOfRestart(delivery));
    await this.#replies(delivery.origin, undefined, incoming).send(restarting());
  }

  #mention({ origin, deliveryId, command, line }: Mention, incoming: Incoming): Promise<void> {
    const invocation = { ...origin, deliveryId, platform: "slack", command: this.#named(command) } as const;
    const { dispatcher, log } = this.#parts;
    return dispatcher.dispatch(
      { ...invocation, input: { line }, source: "command", readFile: noFileInMention },
      new SlackExchange({ replies: this.#replies(origin, undefined, incoming), log }),
    );
  }

  /** Where slash commands have a prefix, a mention may have it or not. */
  #named(word: string): string {
    const { dispatcher, commandPrefix } = this.#parts;
    const isCommand = dispatcher.commands.some(({ name }) => name === word);
    return !isCommand && word.startsWith(commandPrefix) ? word.slice(commandPrefix.length) : word;
  }

  #command(delivery: Extract<Delivery, { type: "command" }>, incoming: Incoming): Promise<void> {
    const { invocation, responseUrl, triggerId } = delivery;
    const memory = { responseUrl, channelId: invocation.channelId };
    const exchange = new SlackExchange({
      log: this.#parts.log,
      replies: this.#replies(invocation, responseUrl, incoming),
      ack: incoming.ack,
      takesPayload: incoming.takesPayload,
      openForm: (command, values) => this.#openForm(triggerId, { ...memory, command }, values, incoming.client),
    });
    return this.#parts.dispatcher.dispatch(invocation, exchange);
  }

  async #openForm(
    triggerId: string | undefined,
    memory: FormMemory,
    values: OptionValues,
    client: webApi.WebClient,
  ): Promise<boolean> {
    const command = this.#parts.dispatcher.command(memory.command);
    if (command === undefined || triggerId === undefined) return false;
    const view = await commandToView(command, values, memory);
    const opened = client.views.open({ trigger_id: triggerId, view }).then(
      () => true,
      (error: unknown) => {
        this.#parts.log.warn({ err: error, platform: "slack", command: command.name }, "the form did not open");
        return false;
      },
    );
    return await inTime(opened, TIMES.openFormMs, false);
  }

  async #press(delivery: Extract<Delivery, { type: "press" }>, incoming: Incoming): Promise<void> {
    const { origin, deliveryId, state, isEphemeral, responseUrl } = delivery;
    const { dispatcher, buttonStore, log } = this.#parts;
    await acknowledge(incoming);
    if (state === undefined) return;
    const press = await decodeButton(state, buttonStore);
    const replies = this.#replies(origin, responseUrl, incoming);
    if (press === undefined) return await replies.send(expiredButton());
    if (press.do === "dismiss") return await replies.remove();
    await dispatcher.dispatch(
      {
        ...origin,
        deliveryId,
        platform: "slack",
        command: press.command,
        input: { values: press.options },
        source: "button",
        owner: press.owner,
      },
      new SlackExchange({ replies, pressed: { into: press.into, isPrivate: isEphemeral }, log }),
    );
  }

  async #form(delivery: Extract<Delivery, { type: "form" }>, incoming: Incoming): Promise<void> {
    const { origin, deliveryId, memory, values } = delivery;
    const command = this.#parts.dispatcher.command(memory.command);
    const errors = command === undefined ? {} : await formErrors(command, values);
    if (Object.keys(errors).length > 0) return await incoming.ack({ response_action: "errors", errors });
    await acknowledge(incoming);
    const replies = this.#replies(origin, memory.responseUrl, incoming);
    const { dispatcher, log } = this.#parts;
    await dispatcher.dispatch(
      {
        ...origin,
        deliveryId,
        platform: "slack",
        command: memory.command,
        input: { values },
        source: "form",
        readFile: attachedFileReader(incoming.client),
      },
      new SlackExchange({ replies, log }),
    );
  }

  async #suggestions(delivery: Extract<Delivery, { type: "suggestions" }>, incoming: Incoming): Promise<void> {
    const { origin, memory, option, typed, values } = delivery;
    const suggestions = await this.#parts.dispatcher.autocomplete(
      { command: memory.command, option, typed, values },
      { ...origin, platform: "slack" },
      TIMES.suggestionsMs,
    );
    await incoming.ack(suggestionsToOptions(suggestions, typed));
  }

  #replies(origin: Origin, responseUrl: string | undefined, { client }: Incoming): Replies {
    const { responseUrls, buttonStore, commandPrefix, log, links } = this.#parts;
    return new Replies({ origin, responseUrl, responseUrls, client, buttonStore, commandPrefix, log, links });
  }
}

/** Slack shows the ack of a command only; a form stays open with what was filled in. */
function ackOfRestart(delivery: Delivery): object | undefined {
  if (delivery.type === "command") return { response_type: "ephemeral", text: restarting().text };
  if (delivery.type === "form") {
    const [option] = Object.keys(delivery.values);
    return option === undefined ? undefined : { response_action: "errors", errors: { [option]: restarting().text } };
  }
  return undefined;
}

/** A connection that is gone takes no ack; what the person asked for is done all the same. */
async function acknowledge({ ack }: Incoming): Promise<void> {
  await ack().catch(() => {});
}

/** The value, or another one when it is not there in time. */
async function inTime<T>(work: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, ms, otherwise);
  });
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}
