import type { AdapterParts } from "../../core/adapter.ts";
import type { Exchange, Invocation } from "../../core/invocation.ts";
import type { Logger } from "../../core/log.ts";
import type { Pressed } from "../../core/place.ts";
import { expiredButton, notYoursToTakeAway, restarting } from "../../core/plain-replies.ts";
import { recallButton } from "../../core/press.ts";
import { cut } from "../../core/text.ts";
import { steadyNow } from "../../core/time.ts";
import type { DiscordApi } from "./api.ts";
import { attachmentReader } from "./attachments.ts";
import { DiscordExchange } from "./exchange.ts";
import { COMMAND_LIMITS } from "./limits.ts";
import type { Delivery, Interaction } from "./parse.ts";
import { CALLBACK, InteractionWebhook, type ResponseAnswer } from "./send.ts";

export interface RouterParts extends AdapterParts {
  readonly api: DiscordApi;
  /** REST root, without version. */
  readonly apiUrl: string;
  readonly log: Logger;
}

type Of<Type extends Delivery["type"]> = Extract<Delivery, { type: Type }>;

/** What somebody waits for an answer to. */
export type Answerable = Exclude<Delivery, { type: "ping" }>;

/** Turns what Discord delivers into invocations. The same delivery is handled the same way, however it came. */
export class Router {
  readonly #parts: RouterParts;
  readonly #running = new Set<Promise<void>>();
  #isStopping = false;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  /** After this, every delivery is answered with "I am restarting". */
  stop(): void {
    this.#isStopping = true;
  }

  /** Resolves when everything taken so far has been answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Answers one delivery. Never rejects. The first answer is a call, unless it can travel in the `response` to Discord's own. */
  async receive(delivery: Answerable, response?: ResponseAnswer): Promise<void> {
    const webhook = new InteractionWebhook(this.#parts.api, delivery.interaction, response);
    const run = this.#route(delivery, webhook).catch((error: unknown) => {
      this.#parts.log.error(
        { err: error, type: delivery.type, platform: "discord" },
        "a delivery could not be answered",
      );
    });
    this.#running.add(run);
    await run;
    this.#running.delete(run);
  }

  #route(delivery: Answerable, webhook: InteractionWebhook): Promise<void> {
    if (this.#isStopping) return this.#restarting(delivery, webhook);
    switch (delivery.type) {
      case "command":
        return this.#command(delivery, webhook);
      case "press":
        return this.#press(delivery, webhook);
      case "suggestions":
        return this.#suggestions(delivery, webhook);
    }
  }

  async #restarting(delivery: Answerable, webhook: InteractionWebhook): Promise<void> {
    if (delivery.type === "suggestions") return await webhook.answer({ type: CALLBACK.choices, data: { choices: [] } });
    await this.#exchange(delivery, webhook).answer(restarting());
  }

  async #command(delivery: Of<"command">, webhook: InteractionWebhook): Promise<void> {
    const { command, values, attachments } = delivery;
    const readFile = attachmentReader(attachments, this.#parts.apiUrl);
    const part = { command, input: { values }, source: "command", readFile } as const;
    await this.#dispatch(delivery, part, this.#exchange(delivery, webhook));
  }

  async #press(delivery: Of<"press">, webhook: InteractionWebhook): Promise<void> {
    const { interaction, state, isEphemeral, askedBy } = delivery;
    const { buttonStore, log } = this.#parts;
    const press = await recallButton(state, buttonStore, log);
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

  async #suggestions(delivery: Of<"suggestions">, webhook: InteractionWebhook): Promise<void> {
    const { interaction } = delivery;
    const found = await this.#parts.dispatcher.suggest(
      delivery,
      askerOf(interaction),
      Math.max(0, interaction.answerBy - steadyNow()),
    );
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

  #exchange({ interaction }: Answerable, webhook: InteractionWebhook, pressed?: Pressed): DiscordExchange {
    const { buttonStore, log } = this.#parts;
    return new DiscordExchange({ interaction, pressed, webhook, buttonStore, log });
  }
}

function askerOf({ user, channelId, guildId }: Interaction) {
  return { platform: "discord", user, channelId, workspaceId: guildId } as const;
}
