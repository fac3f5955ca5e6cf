import { generateKeyPairSync, sign } from "node:crypto";
import type { DiscordConfig } from "../../src/config.ts";
import type { OptionValues } from "../../src/core/reply.ts";
import { SimulatedGateway } from "./discord-gateway.ts";
import { type InteractionRules, Interactions, type LiveInteraction } from "./discord-interactions.ts";
import { buttonOf, type Message, readable } from "./discord-messages.ts";
import { decodeBody, type Fault, SimulatedRest } from "./discord-rest.ts";

const APPLICATION_ID = "1100000000000000001";
const GUILD_ID = "41771983423143937";
const CHANNEL_ID = "645027906669510667";
const TOKEN = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.simulated.token";
const DISCORD_EPOCH = 1_420_070_400_000;

export type Transport = "http" | "gateway";

/** Where and how a person is when they use the bot. */
export interface Place {
  /** How the interaction reaches the bot. */
  readonly via: Transport;
  /** In a direct message instead of a server. */
  readonly isDirect?: boolean;
  readonly locale?: string;
  /** Waits for the acknowledgement only, because nothing will follow it. */
  readonly isUnanswered?: boolean;
}

export interface SimulationOptions extends Partial<InteractionRules> {
  /** Milliseconds that Discord's clock is ahead of ours. */
  readonly clockAheadMs?: number;
}

/** How long a test waits for something to happen, in milliseconds, before it says what did happen instead. */
const PATIENCE_MS = 8_000;

/** A Discord on loopback that speaks the real protocols and refuses what the real one refuses. */
export class SimulatedDiscord {
  readonly gateway: SimulatedGateway;
  readonly interactions: Interactions;
  readonly #rest: SimulatedRest;
  readonly #keys = generateKeyPairSync("ed25519");
  readonly #waiting = new Set<() => void>();
  readonly #clockAheadMs: number;
  #port = 0;
  #lastId = 0n;
  /** Ends its own HTTP deliveries after this time. */
  hangsUpAfterMs: number | undefined;
  /** Where interactions over HTTP are posted to. */
  interactionsUrl = "";

  constructor({ clockAheadMs = 0, ...rules }: SimulationOptions) {
    this.#clockAheadMs = clockAheadMs;
    this.interactions = new Interactions(
      { answerWithinMs: 3_000, tokenLifeMs: 15 * 60_000, maxFollowups: 5, ...rules },
      () => this.nextId(),
    );
    const shared = { token: TOKEN, applicationId: APPLICATION_ID, changed: () => this.#changed() };
    const gatewayUrl = () => `ws://127.0.0.1:${this.#port}/gateway`;
    this.#rest = new SimulatedRest({ ...shared, interactions: this.interactions, gatewayUrl });
    this.gateway = new SimulatedGateway(this.#rest.server, { ...shared, url: gatewayUrl });
  }

  async listen(): Promise<void> {
    this.#port = await this.#rest.listen();
  }

  /** A configuration that leads here. */
  config(via: Transport | "both"): DiscordConfig {
    const publicKey = this.#keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
    return {
      token: TOKEN,
      applicationId: APPLICATION_ID,
      publicKey: via === "gateway" ? undefined : publicKey,
      useGateway: via !== "http",
      apiUrl: `http://127.0.0.1:${this.#port}/api`,
    };
  }

  person(name: string): Person {
    return new Person(this, name);
  }

  /** The calls that came, each with the status it got. */
  get calls(): readonly string[] {
    return this.#rest.calls;
  }

  /** The command lists that were registered, by `global` or the guild's id. */
  get registered(): ReadonlyMap<string, unknown> {
    return this.#rest.registered;
  }

  /** Rules that the bot broke. Empty at the end of every test. */
  get violations(): readonly string[] {
    return this.interactions.violations;
  }

  /** Lets the next call of this name go wrong, as often as given. */
  breaks(on: string, how: Fault["how"], times = 1): void {
    for (let index = 0; index < times; index += 1) this.#rest.faults.push({ on, how });
  }

  /** Resolves when the condition holds; looks whenever something happens. */
  async until(condition: () => boolean, what: string): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`${what} did not happen.\n${this.#transcript()}`));
      }, PATIENCE_MS);
      this.#waiting.add(look);
    });
  }

  /** Delivers an interaction; over HTTP the response is taken as its first answer. Gives the status of an HTTP delivery. */
  async deliver(interaction: LiveInteraction, payload: object, via: Transport): Promise<number> {
    if (via === "gateway") {
      this.gateway.dispatch("INTERACTION_CREATE", payload);
      return 0;
    }
    const response = await this.post(JSON.stringify(payload));
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.status === 200) {
      const { body, files } = await decodeBody(bytes, response.headers.get("content-type") ?? "");
      const { status } = this.interactions.answer(interaction, body, files);
      this.#rest.calls.push(`HTTP response ${status}`);
      this.#changed();
    }
    return response.status;
  }

  /** Posts to the bot as Discord does; the signature may be spoilt. */
  async post(
    body: string,
    { timestamp = Math.floor(Date.now() / 1_000), signedBody = body }: { timestamp?: number; signedBody?: string } = {},
  ): Promise<Response> {
    const signature = sign(null, Buffer.from(`${timestamp}${signedBody}`), this.#keys.privateKey).toString("hex");
    return await fetch(this.interactionsUrl, {
      method: "POST",
      body,
      ...(this.hangsUpAfterMs === undefined ? {} : { signal: AbortSignal.timeout(this.hangsUpAfterMs) }),
      headers: {
        "content-type": "application/json",
        "x-signature-ed25519": signature,
        "x-signature-timestamp": String(timestamp),
      },
    });
  }

  /** An id of this moment, by Discord's clock. */
  nextId(): string {
    const now = BigInt(Date.now() + this.#clockAheadMs - DISCORD_EPOCH) << 22n;
    this.#lastId = now > this.#lastId ? now : this.#lastId + 1n;
    return String(this.#lastId);
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.#rest.close();
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  #transcript(): string {
    const messages = this.interactions.messages.map(
      (message) => `  ${message.isDeleted ? "(deleted) " : ""}${readable(message)}`,
    );
    return [...this.calls, ...this.violations, ...this.gateway.events, ...messages]
      .map((line) => `  ${line}`)
      .join("\n");
  }
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

  /** Uses a slash command and waits until the reply is there. */
  async types(command: string, options: OptionValues, place: Place): Promise<LiveInteraction> {
    const { interaction } = await this.sends(command, options, place);
    await this.#settled(interaction);
    return interaction;
  }

  /** Uses a slash command and waits for nothing but the delivery. */
  async sends(command: string, options: OptionValues, place: Place) {
    const interaction = this.#discord.interactions.add(2, this.id);
    const data = { id: "771825006014889984", name: command, type: 1, options: optionList(options) };
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
    const interaction = this.#discord.interactions.add(3, this.id, source);
    const message = source && {
      id: source.id,
      flags: source.onlyFor === undefined ? 0 : 64,
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
      interaction_metadata: {
        id: source.id,
        type: 2,
        user: { id: source.askedBy, username: "asker", discriminator: "0", global_name: null, avatar: null },
        authorizing_integration_owners: { "0": GUILD_ID },
      },
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
    const data = {
      id: "771825006014889984",
      name: command,
      type: 1,
      options: [{ type: 3, name: option, value: typed, focused: true }],
    };
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

  #payload(interaction: LiveInteraction, { isDirect, locale }: Place, data: object, message?: object) {
    const user = { id: this.id, username: this.name, global_name: null, avatar: null, discriminator: "0" };
    return {
      id: interaction.id,
      application_id: APPLICATION_ID,
      type: interaction.type,
      token: interaction.token,
      version: 1,
      data,
      ...(message === undefined ? {} : { message }),
      ...(isDirect
        ? { user }
        : { guild_id: GUILD_ID, guild_locale: "en-US", member: { user, nick: null, roles: [], permissions: "0" } }),
      channel_id: CHANNEL_ID,
      channel: { id: CHANNEL_ID, type: isDirect ? 1 : 0 },
      locale: locale ?? "en-US",
      attachment_size_limit: 10_485_760,
      entitlements: [],
      authorizing_integration_owners: { "0": GUILD_ID },
      context: isDirect ? 1 : 0,
    };
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

/** Opens a simulated Discord on a free port of loopback. */
export async function simulatedDiscord(options: SimulationOptions = {}): Promise<SimulatedDiscord> {
  const discord = new SimulatedDiscord(options);
  await discord.listen();
  return discord;
}
