import type { Dispatcher, Logger } from "../../core/dispatch.ts";
import type { Invocation } from "../../core/invocation.ts";
import type { Pressed } from "../../core/place.ts";
import { expiredButton, notYoursToTakeAway } from "../../core/plain-replies.ts";
import { type ButtonStore, type DecodedPress, decodeButton } from "../../core/press.ts";
import type { Reply } from "../../core/reply.ts";
import { cut } from "../../core/text.ts";
import type { DiscordApi } from "./api.ts";
import { attachmentReader } from "./attachments.ts";
import { DiscordExchange, type FirstAnswer } from "./exchange.ts";
import { COMMAND_LIMITS } from "./limits.ts";
import type { Interaction, InteractionContext } from "./parse.ts";
import { replyToDiscord } from "./render.ts";
import { CALLBACK, EPHEMERAL, InteractionWebhook } from "./send.ts";

/** An interaction that somebody waits for an answer to. */
export type AnswerableInteraction = Exclude<Interaction, { readonly kind: "ping" }>;

export interface HandlerParts {
  readonly dispatcher: Dispatcher;
  readonly buttonStore: ButtonStore;
  readonly api: DiscordApi;
  /** REST root, without version. */
  readonly apiUrl: string;
  readonly log: Logger;
}

/** The store of button states must answer within this time, in milliseconds, so that the press can be. Our choice. */
const STORE_PATIENCE_MS = 1_000;

/** Takes interactions from both transports. The same interaction is handled the same way, however it came. */
export class InteractionHandler {
  readonly #parts: HandlerParts;
  readonly #running = new Set<Promise<void>>();

  constructor(parts: HandlerParts) {
    this.#parts = parts;
  }

  /** Answers one interaction. Never rejects. `firstAnswer` says how the first answer travels. */
  async handle(
    interaction: AnswerableInteraction,
    firstAnswer: (webhook: InteractionWebhook) => FirstAnswer,
  ): Promise<void> {
    const webhook = new InteractionWebhook(this.#parts.api, interaction);
    const run = this.#route(interaction, webhook, firstAnswer(webhook)).catch((error: unknown) => {
      this.#parts.log.error({ err: error, kind: interaction.kind }, "an interaction could not be answered");
    });
    this.#running.add(run);
    await run;
    this.#running.delete(run);
  }

  /** Resolves when everything taken so far has been answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #route(interaction: AnswerableInteraction, webhook: InteractionWebhook, first: FirstAnswer): Promise<void> {
    switch (interaction.kind) {
      case "command": {
        const { command, values, attachments } = interaction;
        const readFile = attachmentReader(attachments, this.#parts.apiUrl);
        const invocation = {
          ...invocationOf(interaction),
          source: "command",
          command,
          input: { values },
          readFile,
        } as const;
        await this.#dispatch(invocation, undefined, interaction, webhook, first);
        return;
      }
      case "autocomplete":
        await first.send({ type: CALLBACK.choices, data: { choices: await this.#choices(interaction) } }, []);
        return;
      case "press":
        await this.#press(interaction, webhook, first);
        return;
    }
  }

  async #dispatch(
    invocation: Invocation,
    pressed: Pressed | undefined,
    interaction: InteractionContext,
    webhook: InteractionWebhook,
    first: FirstAnswer,
  ): Promise<void> {
    const { dispatcher, buttonStore, log } = this.#parts;
    const exchange = new DiscordExchange({ interaction, pressed, first, webhook, buttonStore, log });
    await dispatcher.dispatch(invocation, exchange);
  }

  async #choices(interaction: Extract<Interaction, { readonly kind: "autocomplete" }>) {
    const found = await this.#parts.dispatcher.autocomplete(
      interaction,
      invocationOf(interaction),
      Math.max(0, interaction.answerBy - Date.now()),
    );
    return found
      .filter(({ name, value }) => name.trim() !== "" && value !== "" && value.length <= COMMAND_LIMITS.choiceValue)
      .slice(0, COMMAND_LIMITS.choices)
      .map(({ name, value }) => ({ name: cut(name, COMMAND_LIMITS.choiceName), value }));
  }

  async #press(
    interaction: Extract<Interaction, { readonly kind: "press" }>,
    webhook: InteractionWebhook,
    first: FirstAnswer,
  ): Promise<void> {
    const { source } = interaction;
    const press = await this.#decode(interaction.customId);
    if (press === undefined) {
      await sayPrivately(first, expiredButton());
      return;
    }
    if (press.do === "dismiss") {
      if (!source.isEphemeral && source.askedBy !== interaction.user.id) {
        await sayPrivately(first, notYoursToTakeAway());
        return;
      }
      await first.send({ type: CALLBACK.deferredUpdate }, []);
      await webhook.remove();
      return;
    }
    const { command, options, owner, into } = press;
    const invocation = {
      ...invocationOf(interaction),
      source: "button",
      command,
      input: { values: options },
      owner,
    } as const;
    await this.#dispatch(invocation, { into, isPrivate: source.isEphemeral }, interaction, webhook, first);
  }

  async #decode(customId: string): Promise<DecodedPress | undefined> {
    const { buttonStore, log } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, STORE_PATIENCE_MS, undefined);
    });
    try {
      return await Promise.race([decodeButton(customId, buttonStore), timeout]);
    } catch (error) {
      log.warn({ err: error }, "the state of a button could not be read");
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

function invocationOf({ id, user, channelId, guildId }: InteractionContext) {
  return { deliveryId: id, platform: "discord", user, channelId, workspaceId: guildId } as const;
}

async function sayPrivately(first: FirstAnswer, reply: Reply): Promise<void> {
  const { message } = replyToDiscord(reply, new Map());
  await first.send({ type: CALLBACK.message, data: { ...message, flags: EPHEMERAL } }, []);
}
