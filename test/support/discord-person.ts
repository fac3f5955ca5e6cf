import type { OptionValues } from "../../src/core/reply.ts";
import type { SimulatedDiscord } from "./discord.ts";
import type { LiveInteraction } from "./discord-interactions.ts";
import { buttonOf, isComponentsOnly, type Message, readable } from "./discord-messages.ts";
import { commandId } from "./discord-rest.ts";
import { COMPONENTS_ONLY } from "./discord-rules.ts";

export const APPLICATION_ID = "1100000000000000001";
const GUILD_ID = "41771983423143937";

/** A server of that shard, out of this many. */
export function guildOfShard(id: number, count: number): string {
  const timestamp = (BigInt(GUILD_ID) >> 22n) / BigInt(count);
  return String((timestamp * BigInt(count) + BigInt(id)) << 22n);
}

/** View the channel, send messages with embeds and files, and what every bot may beside. */
const MAY_POST = String(442_368 + 1_024 + 2_048);

export const CHANNEL_ID = "645027906669510667";

export type Transport = "http" | "gateway";

/** Where and how a person is when they use the bot. */
export interface Place {
  /** How the interaction reaches the bot. */
  readonly via: Transport;
  /** In a server, in the bot's own direct messages, or in a direct message or group without the bot. */
  readonly context?: 0 | 1 | 2;
  /** The person has installed the app, and the bot is not where it is used. */
  readonly isUserInstall?: boolean;
  /** The server lets apps of its members answer in private only. */
  readonly isHushed?: boolean;
  readonly guildId?: string;
  /** The command is the server's own. */
  readonly isGuildCommand?: boolean;
  readonly locale?: string;
  /** What the bot may do there, and the person, as Discord counts it. */
  readonly appPermissions?: string;
  readonly permissions?: string;
  /** Waits for the acknowledgement only, because nothing will follow it. */
  readonly isUnanswered?: boolean;
}

/** A person in the simulated Discord: types, presses, and sees what Discord would show them. */
export class Person {
  readonly name: string;
  readonly id: string;
  readonly #discord: SimulatedDiscord;

  constructor(discord: SimulatedDiscord, name: string) {
    this.#discord = discord;
    this.name = name;
    this.id = discord.nextId();
  }

  /** Uses a slash command and waits until the reply is there. A file goes into the option of its name. */
  async types(
    command: string,
    options: OptionValues,
    place: Place,
    attachments: Readonly<Record<string, Uint8Array>> = {},
  ): Promise<LiveInteraction> {
    const { interaction } = await this.sends(command, options, place, attachments);
    await this.#settled(interaction);
    return interaction;
  }

  /** Uses a slash command and waits for nothing but the delivery. */
  async sends(
    command: string,
    options: OptionValues,
    place: Place,
    attachments: Readonly<Record<string, Uint8Array>> = {},
  ) {
    const interaction = this.#discord.interactions.add(2, this.id, { isHushed: place.isHushed });
    const files = Object.entries(attachments).map(([name, bytes]) => ({ name, file: this.#discord.keeps(bytes) }));
    const list = [...optionList(options), ...files.map(({ name, file }) => ({ name, type: 11, value: file.id }))];
    const resolved = { attachments: Object.fromEntries(files.map(({ file }) => [file.id, file])) };
    const { guildId = GUILD_ID, isGuildCommand } = place;
    const data = {
      ...commandData(command, list, isGuildCommand ? guildId : undefined),
      ...(files.length === 0 ? {} : { resolved }),
    };
    const payload = this.#payload(interaction, place, data);
    const status = await this.#discord.deliver(interaction, payload, place.via);
    return { interaction, payload, status };
  }

  /** Presses the button with this label on the latest message that has one, and waits until that has led to something. */
  async presses(label: string, place: Place): Promise<LiveInteraction> {
    const source = this.#visible().findLast((message) => buttonOf(message, label)?.custom_id !== undefined);
    const customId = source && buttonOf(source, label)?.custom_id;
    if (customId === undefined)
      throw new Error(`${this.name} sees no button “${label}” in:\n${this.seesAll().join("\n---\n")}`);
    return await this.pressesRaw(customId, source, place);
  }

  /** Presses a button by its id, as it stands in the message. */
  async pressesRaw(customId: string, source: Message | undefined, place: Place): Promise<LiveInteraction> {
    const interaction = this.#discord.interactions.add(3, this.id, { source, isHushed: place.isHushed });
    const message = source && {
      id: source.id,
      flags: (source.onlyFor === undefined ? 0 : 64) | (isComponentsOnly(source) ? COMPONENTS_ONLY : 0),
      type: 20,
      channel_id: CHANNEL_ID,
      author: {
        id: APPLICATION_ID,
        username: "Magpie",
        discriminator: "0",
        global_name: null,
        avatar: null,
        bot: true,
      },
      content: source.body.content ?? "",
      embeds: source.body.embeds ?? [],
      components: source.body.components ?? [],
      attachments: [],
      mentions: [],
      mention_roles: [],
      mention_everyone: false,
      pinned: false,
      tts: false,
      timestamp: "2026-11-22T12:00:00.000000+00:00",
      edited_timestamp: null,
      // What the bot posted by itself, nobody asked for
      ...(source.askedBy !== "" && {
        interaction_metadata: {
          id: source.id,
          type: 2,
          user: { id: source.askedBy, username: "asker", discriminator: "0", global_name: null, avatar: null },
          authorizing_integration_owners: this.#owners(place),
        },
      }),
    };
    const payload = this.#payload(interaction, place, { custom_id: customId, component_type: 2 }, message);
    await this.#discord.deliver(interaction, payload, place.via);
    if (place.isUnanswered)
      await this.#discord.until(() => interaction.answeredWith !== undefined, "an acknowledgement");
    else await this.#settled(interaction);
    return interaction;
  }

  /** What is offered while an option is being typed. */
  async completes(command: string, option: string, typed: string, place: Place) {
    const interaction = this.#discord.interactions.add(4, this.id);
    const data = commandData(command, [{ type: 3, name: option, value: typed, focused: true }]);
    await this.#discord.deliver(interaction, this.#payload(interaction, place, data), place.via);
    await this.#discord.until(() => interaction.choices !== undefined, `choices for ${this.name}`);
    return interaction.choices ?? [];
  }

  /** The latest message this person sees, as lines of text. */
  sees(): string | undefined {
    return this.seesAll().at(-1);
  }

  seesAll(): readonly string[] {
    return this.#visible().map(readable);
  }

  /** Whether nobody else sees the latest message. */
  seesAlone(): boolean {
    return this.latest()?.onlyFor === this.id;
  }

  latest(): Message | undefined {
    return this.#visible().at(-1);
  }

  #visible(): readonly Message[] {
    return this.#discord.interactions.messages.filter(
      ({ isDeleted, onlyFor }) => !isDeleted && (onlyFor === undefined || onlyFor === this.id),
    );
  }

  async #settled(interaction: LiveInteraction): Promise<void> {
    const isSettled = () => {
      const { answeredWith, original, isFollowed } = interaction;
      if (answeredWith === undefined) return false;
      return answeredWith === 6 ? isFollowed : isFollowed || original?.isThinking !== true;
    };
    await this.#discord.until(isSettled, `an answer for ${this.name}`);
  }

  #payload(interaction: LiveInteraction, place: Place, data: object, message?: object) {
    const { context = 0, locale = "en-US", guildId = GUILD_ID, permissions = "0" } = place;
    const user = { id: this.id, username: this.name, global_name: null, avatar: null, discriminator: "0" };
    return {
      id: interaction.id,
      application_id: APPLICATION_ID,
      type: interaction.type,
      token: interaction.token,
      version: 1,
      data,
      ...(message === undefined ? {} : { message }),
      ...(context === 0
        ? { guild_id: guildId, guild_locale: "en-US", member: { user, nick: null, roles: [], permissions } }
        : { user }),
      channel_id: CHANNEL_ID,
      channel: { id: CHANNEL_ID, type: { 0: 0, 1: 1, 2: 3 }[context] },
      locale,
      attachment_size_limit: 10_485_760,
      entitlements: [],
      authorizing_integration_owners: this.#owners(place),
      app_permissions: place.appPermissions ?? MAY_POST,
      context,
    };
  }

  /** Who installed the app: a server, nobody for the bot's direct messages, the person. */
  #owners({ context = 0, isUserInstall, guildId = GUILD_ID }: Place): object {
    return isUserInstall ? { "1": this.id } : { "0": context === 0 ? guildId : "0" };
  }
}

function optionList(options: OptionValues) {
  const types = { string: 3, number: 4, boolean: 5 } as const;
  return Object.entries(options).map(([name, value]) => ({
    name,
    type: types[typeof value as keyof typeof types],
    value,
  }));
}

/** What was chosen: `github repos` is a subcommand, which carries the options. */
function commandData(command: string, options: readonly object[], guildId?: string) {
  const [name = "", subcommand] = command.split(" ");
  const inside = subcommand === undefined ? options : [{ type: 1, name: subcommand, options }];
  return {
    id: commandId(name),
    name,
    type: 1,
    options: inside,
    ...(guildId === undefined ? {} : { guild_id: guildId }),
  };
}
