import { onTestFinished } from "vitest";
import { buildPage } from "../../src/adapters/playground/build.ts";
import type { Connector } from "../../src/adapters/playground/connect.ts";
import { Guard } from "../../src/adapters/playground/guard.ts";
import { servePageFiles } from "../../src/adapters/playground/page-files.ts";
import { PEOPLE } from "../../src/adapters/playground/people.ts";
import { PlaygroundPoster } from "../../src/adapters/playground/post.ts";
import type { DrawnMessage, MessageEvent, PlaygroundEvent } from "../../src/adapters/playground/protocol.ts";
import { servePlayground } from "../../src/adapters/playground/routes.ts";
import { KeptFiles } from "../../src/http/kept-files.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { type Conversation, talk } from "./conversation.ts";
import { READY_MS } from "./sample-commands.ts";

/** What the log would tell. */
export const KEY_OF_RUN = "key-of-this-run";

/** The playground's routes on a loopback port, and a page that asks them. */
export interface PlaygroundTest extends Conversation {
  readonly url: string;
  /** From here on the bot takes nothing new. */
  stops(): void;
  /** Asks one route with JSON, in ann's name unless the body names another. */
  asks(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** As `asks`, for the routes that answer with a stream of events. */
  does(path: string, body: object): Promise<readonly PlaygroundEvent[]>;
  /** Types a line and gives the one message that came. */
  types(line: string, person?: string): Promise<DrawnMessage>;
}

/** Opens it; closed when the test ends. */
export async function playground(
  options: Parameters<typeof talk>[0] & {
    readonly password?: string;
    readonly hasPage?: boolean;
    /** Whether a platform is connected beside it. */
    readonly isShared?: () => boolean;
    readonly connector?: Connector;
  } = {},
): Promise<PlaygroundTest> {
  const { password, hasPage = false, isShared = () => false, connector, ...rest } = options;
  const talking = await talk({ inlineBudgetMs: READY_MS, ...rest });
  const http = createHttpServer({ adapters: () => [], isDraining: () => false });
  const folder = hasPage ? await buildPage() : undefined;
  let isStopping = false;
  const files = new KeptFiles({ maxBytes: 1_000_000, ttlMs: 60_000 });
  const poster = new PlaygroundPoster({ files, slackCommandPrefix: "", bot: async () => talking.bot });
  talking.bot.schedule.start(() => [poster]);
  await http.register(async (scope) => {
    if (folder !== undefined) await servePageFiles(scope, folder);
    servePlayground(scope, {
      guard: new Guard({ password, key: KEY_OF_RUN, isShared, waitMs: 10 }),
      connector,
      files,
      slackCommandPrefix: "",
      session: () => ({
        version: "0",
        people: PEOPLE,
        commands: [],
        answers: ["recorded"],
        canConnect: false,
        platforms: [],
      }),
      postsSince: (number) => poster.since(number),
      botOf: async () => talking.bot,
      isStopping: () => isStopping,
    });
  });
  const url = await http.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => http.close());
  const asks: PlaygroundTest["asks"] = (path, body, headers = {}) =>
    fetch(`${url}/playground/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ person: "ann", answers: "recorded", fault: "none", ...body }),
    });
  const does: PlaygroundTest["does"] = async (path, body) => {
    const response = await asks(path, body);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path} was answered ${response.status}: ${text}`);
    return text
      .split("\n")
      .filter(Boolean)
      .map((line): PlaygroundEvent => JSON.parse(line));
  };
  return {
    ...talking,
    url,
    stops: () => {
      isStopping = true;
    },
    asks,
    does,
    types: async (line, person = "ann") => {
      const events = await does("type", { line, person });
      // A chart may come with the words or, on a busy machine, later and in their place
      const [event, ...more] = events.filter((_, index) => !isReplaced(events[index + 1]));
      if (event?.type !== "message" || more.length > 0)
        throw new Error(`${line} brought something else than a message`);
      return event.message;
    },
  };
}

function isReplaced(next: PlaygroundEvent | undefined): boolean {
  return next?.type === "message" && next.place === "later";
}

/** The only message among the events. */
export function messageOf(events: readonly PlaygroundEvent[]): MessageEvent {
  const messages = events.filter((event) => event.type === "message");
  const [message] = messages;
  if (message === undefined || messages.length > 1) throw new Error(`there are ${messages.length} messages`);
  return message;
}

/** What a button carries, by its label: on Discord, and on Slack. */
export function statesOf({ discord, slack }: DrawnMessage, label: string): readonly [string, string] {
  return [stateIn(discord.payload, label), stateIn(slack.payload, label)];
}

function stateIn(payload: unknown, label: string): string {
  const [, custom] =
    new RegExp(`"label":${JSON.stringify(label)},"custom_id":("(?:[^"\\\\]|\\\\.)*")`).exec(JSON.stringify(payload)) ??
    [];
  const [, value] =
    new RegExp(`"text":${JSON.stringify(label)},"emoji":true\\}[^}]*?"value":("(?:[^"\\\\]|\\\\.)*")`).exec(
      JSON.stringify(payload),
    ) ?? [];
  const state = custom ?? value;
  if (state === undefined) throw new Error(`no button “${label}” in ${JSON.stringify(payload)}`);
  return JSON.parse(state);
}
