import { type Bot, createBot } from "../bot.ts";
import type { Config } from "../config.ts";
import type { ListedCommand } from "../core/command.ts";
import type { Dispatcher } from "../core/dispatch.ts";
import type { Logger } from "../core/log.ts";
import type { RecordedFault } from "../recorded/faults.ts";
import { startRecordedServer, withUpstreamsAt } from "../recorded/server.ts";

/** Where a bot's answers come from, and what goes wrong with them. */
export type BotId = "live" | "recorded" | RecordedFault;

/**
 * The bots behind the playground: the bot itself, and one more for the other answers and each fault, made when
 * first asked for. Each has its own caches, quotas and breakers, so that nothing of a fault is left when it is over. Those with
 * recorded answers keep what people do in memory.
 */
export class Bots {
  readonly #live: Config;
  readonly #commands: readonly ListedCommand[];
  readonly #log: Logger;
  readonly #bots = new Map<BotId, Promise<Bot>>();
  readonly #dispatchers: Dispatcher[] = [];
  readonly #opened: { close(): Promise<void> }[] = [];

  /** `live` is the configuration with the upstreams' real addresses; `own` the bot that runs already, and which it is. */
  constructor(
    live: Config,
    own: { readonly id: BotId; readonly bot: Bot },
    commands: readonly ListedCommand[],
    log: Logger,
  ) {
    this.#live = live;
    this.#commands = commands;
    this.#log = log;
    this.#bots.set(own.id, Promise.resolve(own.bot));
  }

  of(id: BotId): Promise<Bot> {
    const known = this.#bots.get(id);
    if (known !== undefined) return known;
    const made = this.#make(id);
    this.#bots.set(id, made);
    // The next one who asks tries again
    made.catch(() => this.#bots.delete(id));
    return made;
  }

  /** Waits until all but the bot that ran already have answered, at most so long; says how many commands are left. */
  async drain(maxWaitMs: number): Promise<number> {
    const left = await Promise.all(this.#dispatchers.map((each) => each.drain(maxWaitMs)));
    return left.reduce((sum, each) => sum + each, 0);
  }

  /** Closes all but the bot that ran already. */
  async close(): Promise<void> {
    await Promise.all(this.#opened.map((each) => each.close()));
  }

  async #make(id: BotId): Promise<Bot> {
    if (id === "live") {
      const bot = await createBot({ ...this.#live, upstreams: "live", samples: undefined }, this.#commands, this.#log);
      this.#dispatchers.push(bot.dispatcher);
      this.#opened.push(bot);
      return bot;
    }
    const server = await startRecordedServer(id === "recorded" ? {} : { fault: id });
    const config = {
      ...withUpstreamsAt(this.#live, server),
      databaseUrl: "sqlite::memory:",
    };
    const bot = await createBot(config, this.#commands, this.#log);
    this.#dispatchers.push(bot.dispatcher);
    this.#opened.push(bot, server);
    return bot;
  }
}
