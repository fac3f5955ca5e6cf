import type { FastifyInstance } from "fastify";
import manifest from "../../../package.json" with { type: "json" };
import type { Adapter } from "../../core/adapter.ts";
import { type ListedCommand, runnableCommands, usage } from "../../core/command.ts";
import type { Logger } from "../../core/log.ts";
import { exampleLine } from "../../core/options.ts";
import type { SharedValues } from "../../core/shared.ts";
import { HOUR_MS } from "../../core/time.ts";
import { KeptFiles } from "../../http/kept-files.ts";
import { buildPage } from "./build.ts";
import type { Connector } from "./connect.ts";
import type { AnsweringBot } from "./conversation.ts";
import { Guard } from "./guard.ts";
import { servePageFiles } from "./page-files.ts";
import { PEOPLE } from "./people.ts";
import { PlaygroundPoster } from "./post.ts";
import type { Answers, FaultId, Session } from "./protocol.ts";
import { servePlayground } from "./routes.ts";

/** Memory for the files of replies, in bytes. Our choice. */
const MAX_FILE_BYTES = 64 * 1_048_576;

export interface PlaygroundParts {
  /** Not listening yet. */
  readonly http: FastifyInstance;
  readonly commands: readonly ListedCommand[];
  /** The bot that gives these answers, with this fault; made when first asked for. */
  readonly botOf: (answers: Answers, fault: FaultId) => Promise<AnsweringBot>;
  /** The first is chosen at the beginning. */
  readonly answers: readonly Answers[];
  /** Lets people in from elsewhere; without it only this very machine. */
  readonly password?: string | undefined;
  /** Of this run: what writes files or connects platforms wants it. */
  readonly key: string;
  readonly slackCommandPrefix: string;
  /** Where other replicas find the files of replies; absent where there is one process alone. */
  readonly sharedFiles?: SharedValues | undefined;
  /** Names of the platforms that are connected beside it. */
  readonly platforms: () => readonly string[];
  readonly connector?: Connector | undefined;
  readonly log: Logger;
  /** Whatever it holds open. */
  readonly close: () => Promise<void>;
}

/** Adds the playground to the web server: the page, and what it asks. Rejects with a sentence when the page cannot be built. */
export async function startPlayground(parts: PlaygroundParts): Promise<Adapter> {
  const { http, password, key, commands, answers, platforms, log } = parts;
  const folder = await buildPage((sentence) => log.info({}, sentence));
  const files = new KeptFiles({ maxBytes: MAX_FILE_BYTES, ttlMs: HOUR_MS, shared: parts.sharedFiles });
  const [first = "recorded"] = answers;
  // Only what the bot that runs by itself is asked for comes by itself
  const poster = new PlaygroundPoster({ ...parts, files, bot: () => parts.botOf(first, "none") });
  const session = (): Session => ({
    version: manifest.version,
    people: PEOPLE,
    commands: runnableCommands(commands).map((command) => ({
      name: command.name,
      description: command.description,
      usage: usage(command),
      example: exampleLine(command),
    })),
    answers,
    canConnect: parts.connector !== undefined,
    platforms: platforms(),
  });
  let isStopping = false;
  await http.register(async (scope) => {
    // Whoever is let in may type as fast as they like
    scope.addHook("onRoute", (route) => {
      route.config = { ...route.config, counts: "refusals" };
    });
    const guard = new Guard({ password, key, isShared: () => platforms().length > 0 });
    const postsSince = (number: number | undefined) => poster.since(number);
    servePlayground(scope, { ...parts, guard, session, files, postsSince, isStopping: () => isStopping });
    await servePageFiles(scope, folder);
  });
  return {
    name: "playground",
    poster,
    ready: Promise.resolve(),
    state: () => ({ isConnected: true, detail: password === undefined ? "for this machine" : "behind a password" }),
    stop: async () => {
      isStopping = true;
    },
    close: parts.close,
  };
}
