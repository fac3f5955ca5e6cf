import type { Signals } from "../../core/shared.ts";
import { type Connection, PREFIX } from "./connection.ts";

/** Signals as messages on channels. Redis 6 and newer carry them over the one connection. */
export class RedisSignals implements Signals {
  readonly #connection: Connection;
  readonly #hearers = new Map<string, Set<(text: string) => void>>();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onMessage = (channel, text) => {
      for (const hearer of this.#hearers.get(channel) ?? []) hearer(text);
    };
  }

  send(topic: string, text: string): void {
    void this.#connection.ask("signal", (client) => client.publish(channelOf(topic), text));
  }

  hear(topic: string, hearer: (text: string) => void): () => void {
    const channel = channelOf(topic);
    const hearers = this.#hearers.get(channel) ?? new Set();
    if (hearers.size === 0) {
      this.#hearers.set(channel, hearers);
      void this.#connection.subscribe(channel);
    }
    hearers.add(hearer);
    // A channel that nobody listens to any more stays: there are few
    return () => void hearers.delete(hearer);
  }

  /** Subscribes to all channels: after the first connection, and after one that was lost. */
  resubscribe(): void {
    for (const channel of this.#hearers.keys()) void this.#connection.subscribe(channel);
  }
}

/** The channel of a topic, also for scripts that send on it. */
export function channelOf(topic: string): string {
  return `${PREFIX}signal:${topic}`;
}
