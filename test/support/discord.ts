import { generateKeyPairSync, sign } from "node:crypto";
import type { DiscordConfig } from "../../src/config.ts";
import { SimulatedGateway } from "./discord-gateway.ts";
import { type InteractionRules, Interactions, type LiveInteraction } from "./discord-interactions.ts";
import { readable } from "./discord-messages.ts";
import { APPLICATION_ID, CHANNEL_ID, Person, type Transport } from "./discord-person.ts";
import { decodeBody, type Fault, SimulatedRest } from "./discord-rest.ts";
import { loadSchema } from "./discord-rules.ts";

const TOKEN = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.simulated.token";
const DISCORD_EPOCH = 1_420_070_400_000;

export interface SimulationOptions extends Partial<InteractionRules> {
  /** Milliseconds that Discord's clock is ahead of ours. */
  readonly clockAheadMs?: number;
}

/** How long a test waits for something to happen, in milliseconds, before it says what did happen instead. */
const PATIENCE_MS = 30_000;

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
  /** Ends them at this signal. */
  hangsUpOn: AbortSignal | undefined;
  /** What is told of attached files instead of the truth. */
  lies: { readonly url?: string; readonly size?: number } = {};
  /** What is told as the Gateway's address instead of the truth. */
  gatewayUrl: string | undefined;
  /** Where interactions over HTTP are posted to. */
  interactionsUrl = "";

  constructor({ clockAheadMs = 0, ...rules }: SimulationOptions) {
    this.#clockAheadMs = clockAheadMs;
    this.interactions = new Interactions(
      { answerWithinMs: 3_000, tokenLifeMs: 15 * 60_000, maxFollowups: 5, ...rules },
      () => this.nextId(),
    );
    const publicKey = this.#publicKey();
    const shared = { token: TOKEN, applicationId: APPLICATION_ID, changed: () => this.#changed() };
    const gatewayUrl = () => this.gatewayUrl ?? `ws://127.0.0.1:${this.#port}/gateway`;
    const gateway = () => {
      const { shardCount, maxConcurrency } = this.gateway;
      return { url: gatewayUrl(), shards: shardCount, maxConcurrency };
    };
    this.#rest = new SimulatedRest({ ...shared, interactions: this.interactions, gateway, publicKey });
    this.gateway = new SimulatedGateway(this.#rest.server, { ...shared, url: gatewayUrl });
  }

  async listen(): Promise<void> {
    this.#port = await this.#rest.listen();
  }

  /** A configuration that leads here. */
  config(via: Transport | "both"): DiscordConfig {
    return {
      token: TOKEN,
      applicationId: APPLICATION_ID,
      publicKey: via === "gateway" ? undefined : this.#publicKey(),
      useGateway: via !== "http",
      apiUrl: `http://127.0.0.1:${this.#port}/api`,
    };
  }

  /** Enters an address as “Interactions Endpoint URL” on the application's page; null empties it. */
  endpoint(url: string | null): void {
    this.#rest.endpointUrl = url;
  }

  person(name: string): Person {
    return new Person(this, name);
  }

  /** The calls that came, each with the status it got. */
  get calls(): readonly string[] {
    return this.#rest.calls;
  }

  /** Calls that are told of neither there nor among the tries, since nobody waits for them. */
  get unlisted(): Set<string> {
    return this.#rest.unlisted;
  }

  /** Every try that came, with or without an answer. */
  get tries(): readonly string[] {
    return this.#rest.tries;
  }

  /** The command lists that were registered, by `global` or the guild's id. */
  get registered(): ReadonlyMap<string, unknown> {
    return this.#rest.registered;
  }

  /** Nothing can be posted in the channel where people are, for Discord's reason of this code; undefined opens it again. */
  closes(code: number | undefined): void {
    if (code === undefined) this.#rest.closed.delete(CHANNEL_ID);
    else this.#rest.closed.set(CHANNEL_ID, code);
  }

  /** How often the bot was told to slow down. */
  get slowedDown(): number {
    return this.#rest.slowedDown;
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

  /** Takes a file that somebody attaches, as Discord then describes it. */
  keeps(bytes: Uint8Array) {
    const id = this.nextId();
    this.#rest.attachments.set(id, bytes);
    const url = `http://127.0.0.1:${this.#port}/ephemeral-attachments/${APPLICATION_ID}/${id}/books.csv?ex=1&hm=2`;
    const content_type = "text/csv; charset=utf-8";
    const truth = { id, filename: "books.csv", size: bytes.byteLength, url, proxy_url: url, content_type };
    return { ...truth, ephemeral: true, ...this.lies };
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
      ...(this.hangsUpOn === undefined ? {} : { signal: this.hangsUpOn }),
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

  #publicKey(): string {
    return this.#keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
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

/** Opens a simulated Discord on a free port of loopback. */
export async function simulatedDiscord(options: SimulationOptions = {}): Promise<SimulatedDiscord> {
  loadSchema();
  const discord = new SimulatedDiscord(options);
  await discord.listen();
  return discord;
}
