import { pino } from "pino";
import { startSlack } from "../../src/adapters/slack/start.ts";
import type { Adapter } from "../../src/core/adapter.ts";
import type { ListedCommand, Services } from "../../src/core/command.ts";
import { Dispatcher } from "../../src/core/dispatch.ts";
import { FairShare } from "../../src/core/fair-share.ts";
import type { ButtonStore } from "../../src/core/press.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig, type Transport } from "./slack.ts";

export interface SlackBot {
  readonly slack: SimulatedSlack;
  readonly adapter: Adapter;
  readonly dispatcher: Dispatcher;
  /** Sentences for the operator after the start. */
  readonly fatal: readonly string[];
  /** Everything logged, one JSON line each. */
  readonly log: readonly string[];
  /** Ends everything; throws when the bot broke one of Slack's rules. */
  close(): Promise<void>;
}

export interface SlackBotOptions {
  readonly commands: readonly ListedCommand[];
  readonly transports: readonly Transport[];
  readonly prefix?: string;
  readonly inlineBudgetMs?: number;
  readonly slack?: SimulatedSlack;
}

/** The real adapter and dispatcher in a simulated workspace. The commands get no services. */
export async function slackBot(options: SlackBotOptions): Promise<SlackBot> {
  const slack = options.slack ?? (await simulatedSlack());
  const lines: string[] = [];
  const fatal: string[] = [];
  const log = pino({ level: "debug" }, { write: (line) => void lines.push(line) });
  const dispatcher = new Dispatcher({
    commands: options.commands,
    servicesFor: () => ({}) as Services,
    fairShare: new FairShare("off"),
    log,
    inlineBudgetMs: options.inlineBudgetMs ?? 200,
  });
  const http = createHttpServer({ adapters: () => [], isDraining: () => false });
  const adapter = await startSlack(slackConfig(slack, options.transports, options.prefix), {
    dispatcher,
    buttonStore: buttonsInMemory(),
    log,
    http,
    onFatal: (sentence) => void fatal.push(sentence),
  });
  slack.deliversTo(`${await http.listen({ port: 0, host: "127.0.0.1" })}/slack/events`);
  return {
    slack,
    adapter,
    dispatcher,
    fatal,
    log: lines,
    close: async () => {
      await adapter.stop();
      await dispatcher.drain(5_000);
      await adapter.close();
      await http.close();
      await slack.close();
      const problems = slack.problems();
      if (problems.length > 0) throw new Error(`Slack's rules were broken: ${problems.join("; ")}`);
    },
  };
}

function buttonsInMemory(): ButtonStore {
  const states = new Map<string, string>();
  return {
    put: async (state) => {
      const key = `key-${states.size}`;
      states.set(key, state);
      return key;
    },
    get: async (key) => states.get(key),
  };
}
