import { setTimeout as delay } from "node:timers/promises";
import type { AdapterParts } from "../../core/adapter.ts";
import { isOurs } from "../../core/delivery-claim.ts";
import { DeliveryRouter } from "../../core/delivery-router.ts";
import type { Exchange, Invocation } from "../../core/invocation.ts";
import { Drawings } from "../../core/kept-replies.ts";
import type { Logger } from "../../core/log.ts";
import type { Pressed } from "../../core/place.ts";
import { expiredButton, notYoursToTakeAway, restarting, unreadable } from "../../core/plain-replies.ts";
import { recallButton } from "../../core/press.ts";
import type { Claims } from "../../core/shared.ts";
import { cut } from "../../core/text.ts";
import { steadyNow } from "../../core/time.ts";
import type { DiscordApi } from "./api.ts";
import { attachmentReader } from "./attachments.ts";
import type { CommandIds } from "./command-ids.ts";
import { DiscordExchange, type ExchangeParts } from "./exchange.ts";
import { COMMAND_LIMITS } from "./limits.ts";
import type { Address, Delivery, Interaction, Unreadable } from "./parse.ts";
import { plainMessage } from "./render.ts";
import {
  CALLBACK,
  type CallbackPayload,
  EPHEMERAL,
  InteractionWebhook,
  type ResponseAnswer,
  type SendTimes,
} from "./send.ts";

export interface RouterParts extends AdapterParts {
  readonly api: DiscordApi;
  /** REST root, without version. */
  readonly apiUrl: string;
  readonly commandIds: CommandIds;
  readonly log: Logger;
  readonly sendTimes?: SendTimes | undefined;
  /** Tells deliveries that another process has taken: over the Gateway, each that has a shard gets what is the shard's. */
  readonly claims?: Claims | undefined;
}

/** What a process that goes on gets before one that restarts says so, in milliseconds. Our choice. */
const HEAD_START_MS = 400;

type Of<Type extends Delivery["type"]> = Extract<Delivery, { type: Type }>;

/** What somebody waits for an answer to. */
export type Answerable = Exclude<Delivery, { type: "ping" }>;

/** A person who types is shown no sentence: only choices. */
const NO_CHOICES: CallbackPayload = { type: CALLBACK.choices, data: { choices: [] } };

/** Turns what Discord delivers into invocations. The first answer is a call, unless it can travel in the response to Discord's own. */
export class Router extends DeliveryRouter<Answerable, Unreadable, ResponseAnswer | undefined> {
  readonly #parts: RouterParts;
  readonly #drawings: ExchangeParts["drawings"] = new Drawings();

  constructor(parts: RouterParts) {
    super("discord", parts.log);
    this.#parts = parts;
  }

  protected route(delivery: Answerable, response: ResponseAnswer | undefined): Promise<void> {
    if (delivery.type !== "press" && delivery.registered !== undefined) {
      this.#parts.commandIds.learn(delivery.registered);
    }
    const webhook = this.#webhook(delivery.interaction, response);
    switch (delivery.type) {
      case "command":
        return this.#command(delivery, webhook);
      case "press":
        return this.#press(delivery, webhook, response);
      case "suggestions":
        return this.#suggestions(delivery, webhook, response);
    }
  }

  protected async restarting(delivery: Answerable, response: ResponseAnswer | undefined): Promise<void> {
    const webhook = this.#webhook(delivery.interaction, response);
    if (response === undefined && this.#parts.claims !== undefined) await delay(HEAD_START_MS);
    if (!(await this.#isOurs(delivery, response))) return;
    if (delivery.type === "suggestions") return await webhook.answer(NO_CHOICES);
    await this.#exchange(delivery, webhook).answer(restarting());
  }

  protected async apologize({ type, address }: Unreadable, response: ResponseAnswer | undefined): Promise<void> {
    if (address === undefined) return;
    const words = { ...plainMessage(unreadable("Discord")), flags: EPHEMERAL };
    const answer = type === "suggestions" ? NO_CHOICES : { type: CALLBACK.message, data: words };
    await this.#webhook(address, response).answer(answer);
  }

  #webhook(address: Address, response: ResponseAnswer | undefined): InteractionWebhook {
    const { api, sendTimes } = this.#parts;
    return new InteractionWebhook(api, address, response, sendTimes);
  }

  /** Whether no other process answers it, as far as anybody can tell. What comes over HTTP comes to one alone. */
  async #isOurs({ interaction }: Answerable, response: ResponseAnswer | undefined): Promise<boolean> {
    if (response !== undefined) return true;
    return await isOurs(this.#parts.claims, { platform: "discord", deliveryId: interaction.id });
  }

  async #command(delivery: Of<"command">, webhook: InteractionWebhook): Promise<void> {
    const { command, values, attachments } = delivery;
    const readFile = attachmentReader(attachments, this.#parts.apiUrl);
    const part = { command, input: { values }, source: "command", readFile } as const;
    await this.#dispatch(delivery, part, this.#exchange(delivery, webhook));
  }

  async #press(
    delivery: Of<"press">,
    webhook: InteractionWebhook,
    response: ResponseAnswer | undefined,
  ): Promise<void> {
    const { interaction, state, isEphemeral, askedBy } = delivery;
    const { buttonStore, log } = this.#parts;
    const press = await recallButton(state, buttonStore, log);
    // The others are the dispatcher's, which asks beside the work
    const isDispatched = press?.do === "run";
    if (!isDispatched && !(await this.#isOurs(delivery, response))) return;
    if (press === undefined) return await this.#exchange(delivery, webhook).answer(expiredButton());
    if (press.do === "dismiss") {
      const isTheirs = isEphemeral || askedBy === interaction.user.id;
      if (!isTheirs) return await this.#exchange(delivery, webhook).answer(notYoursToTakeAway());
      await webhook.answer({ type: CALLBACK.deferredUpdate });
      return await webhook.remove();
    }
    const { command, options, owner, into } = press;
    const exchange = this.#exchange(delivery, webhook, { into, isPrivate: isEphemeral });
    await this.#dispatch(delivery, { command, input: { values: options }, source: "button", owner }, exchange);
  }

  async #suggestions(
    delivery: Of<"suggestions">,
    webhook: InteractionWebhook,
    response: ResponseAnswer | undefined,
  ): Promise<void> {
    const { interaction } = delivery;
    const maxWaitMs = Math.max(0, interaction.answerBy - steadyNow());
    const [isOurs, found] = await Promise.all([
      this.#isOurs(delivery, response),
      this.#parts.dispatcher.suggest(delivery, askerOf(interaction), maxWaitMs),
    ]);
    if (!isOurs) return;
    const choices = found
      .filter(({ name, value }) => name.trim() !== "" && value !== "" && value.length <= COMMAND_LIMITS.choiceValue)
      .slice(0, COMMAND_LIMITS.choices)
      .map(({ name, value }) => ({ name: cut(name, COMMAND_LIMITS.choiceName), value }));
    await webhook.answer({ type: CALLBACK.choices, data: { choices } });
  }

  async #dispatch(
    { interaction }: Answerable,
    part: Pick<Invocation, "command" | "input" | "source" | "owner" | "readFile">,
    exchange: Exchange,
  ): Promise<void> {
    const invocation = { ...askerOf(interaction), ...part, deliveryId: interaction.id };
    await this.#parts.dispatcher.dispatch(invocation, exchange);
  }

  #exchange(delivery: Answerable, webhook: InteractionWebhook, pressed?: Pressed): DiscordExchange {
    const { interaction } = delivery;
    const { buttonStore, log, commandIds } = this.#parts;
    const isOnComponents = delivery.type === "press" && delivery.isOnComponents;
    const parts = { buttonStore, log, commandIds, drawings: this.#drawings };
    return new DiscordExchange({ interaction, pressed, isOnComponents, webhook, ...parts });
  }
}

function askerOf({ user, channelId, guildId, facts }: Interaction) {
  return { platform: "discord", user, channelId, workspaceId: guildId, facts } as const;
}
