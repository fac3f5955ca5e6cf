import type { FakeDiscord } from "./fakes/discord.ts";
import type { FakeSlack } from "./fakes/slack.ts";
import { RawConnection } from "./raw-client.ts";

/** Connections from one address: fewer than the bot takes. */
const FROM_ONE_ADDRESS = 400;

/** How one contender is asked. */
export interface Session {
  /** One command from the request to its answer, checked. Gives the time to the platform's first answer, in milliseconds. */
  ask(slot: number, factId: string): Promise<number>;
  /** How many of the answers were in the platform's first answer. */
  readonly inAck: () => number;
  close(): void;
}

/** Opens as many connections as there are slots. */
export type OpenSession = (port: number, slots: number) => Promise<Session>;

/** Slash commands over HTTP. The answer is in the ack, or later at the response_url. */
export function slackOverHttp(slack: FakeSlack, answer: "ack" | "deferred"): OpenSession {
  return async (port, slots) => {
    const connections = await openAll(port, slots);
    let inAck = 0;
    return {
      inAck: () => inAck,
      async ask(slot, factId) {
        const { request, key } = slack.command(factId);
        const later = slack.completions.of(key);
        const { response, ms } = await timed(connections, slot, request);
        // A refusal may come in the ack as well
        const isInAck = answer === "ack" || response.body !== "";
        check(isInAck ? response.body : await later, factId);
        if (isInAck) inAck += 1;
        slack.completions.forget(key);
        return ms;
      },
      close: () => closeAll(connections),
    };
  };
}

/** Interactions over HTTP. The answer is in the response, or later in an edit. */
export function discordOverHttp(discord: FakeDiscord, answer: "ack" | "deferred"): OpenSession {
  return async (port, slots) => {
    const connections = await openAll(port, slots);
    let inAck = 0;
    return {
      inAck: () => inAck,
      async ask(slot, factId) {
        const interaction = discord.interaction(factId);
        const later = discord.completions.of(interaction.key);
        const { response, ms } = await timed(connections, slot, discord.signed(interaction));
        const isInAck = answer === "ack" || !response.body.startsWith('{"type":5');
        check(isInAck ? response.body : await later, factId);
        if (isInAck) inAck += 1;
        discord.completions.forget(interaction.key);
        return ms;
      },
      close: () => closeAll(connections),
    };
  };
}

/** Interactions over the Gateway. The answer is a callback, or later an edit. */
export function discordOverGateway(discord: FakeDiscord): OpenSession {
  return async () => {
    await discord.gateway.ready;
    let inAck = 0;
    return {
      inAck: () => inAck,
      async ask(_slot, factId) {
        const { json, key } = discord.interaction(factId);
        const startedAt = performance.now();
        const later = discord.completions.of(key);
        discord.gateway.send(json);
        const answer = await later;
        check(answer, factId);
        if (answer.startsWith('{"type":4')) inAck += 1;
        return performance.now() - startedAt;
      },
      close: () => {},
    };
  };
}

async function timed(connections: readonly RawConnection[], slot: number, request: Buffer) {
  const connection = connections[slot];
  if (connection === undefined) throw new Error("no such slot");
  const startedAt = performance.now();
  const response = await connection.send(request);
  if (response.status !== 200) throw new Error(`answered with status ${response.status}`);
  return { response, ms: performance.now() - startedAt };
}

function check(message: string, factId: string): void {
  if (!message.includes(title(factId))) throw new Error(`answered with something else: ${message.slice(0, 300)}`);
}

function title(factId: string): string {
  return `Fact ${factId}`;
}

export function openAll(port: number, slots: number): Promise<readonly RawConnection[]> {
  const addressOf = (slot: number) => `127.0.0.${1 + Math.floor(slot / FROM_ONE_ADDRESS)}`;
  return Promise.all(Array.from({ length: slots }, (_, slot) => RawConnection.open(port, addressOf(slot))));
}

export function closeAll(connections: readonly RawConnection[]): void {
  for (const connection of connections) connection.close();
}
