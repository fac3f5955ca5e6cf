import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { commands as allCommands } from "../../commands/index.ts";
import { type Bot, createBot, type Overrides } from "../../src/bot.ts";
import { type AccountsConfig, mapUpstreams } from "../../src/config.ts";
import type { ListedCommand, ReadFile } from "../../src/core/command.ts";
import type { Exchange, Invocation } from "../../src/core/invocation.ts";
import { fileTooLarge } from "../../src/core/options.ts";
import { placeOf } from "../../src/core/place.ts";
import type { Button, Card, Reply } from "../../src/core/reply.ts";
import type { RecordedUpstream } from "../../src/recorded/body.ts";
import { DEMO } from "../../src/recorded/demo/index.ts";
import { SAMPLES } from "../../src/recorded/demo/samples.ts";
import { RECORDED } from "../../src/recorded/index.ts";
import { NO_QUOTAS } from "../../src/recorded/server.ts";
import type { UpstreamId } from "../../src/upstream/limits.ts";
import { hurriedRow } from "./ask.ts";
import { type FakeUpstream, fakeUpstream } from "./fake-upstream.ts";
import { freshPictureFolder, freshState } from "./replica-state.ts";
import { eventually } from "./shared.ts";

/** A pretend person in a channel that all of a conversation's people share. */
export interface Person {
  /** Types a line with a command and waits for the answer, its chart included. A file option finds its content among `files`, by its value. */
  types(line: string, files?: Readonly<Record<string, Uint8Array>>): Promise<void>;
  /** Presses a button of the last reply she sees, by its label. */
  presses(label: string): Promise<void>;
  /** Presses a button of somebody else's last reply. */
  pressesOf(other: Person, label: string): Promise<void>;
  /** Scrolls back to a reply of hers that another bot gave: before a restart, or another replica. */
  finds(reply: Reply): void;
  /** Plain text of the last reply she sees; fails when there is none. */
  sees(): string;
  /** How far the work is that she waits for; undefined when nobody says, or the answer is there. */
  waits(): string | undefined;
  /** Whether only she sees it. */
  seesAlone(): boolean;
  /** The last reply she sees, whole, and as it came: a chart may have been put into it since. */
  reply(): Reply;
  firstReply(): Reply;
  /** The cards of that reply, and the first of them. */
  cards(): readonly Card[];
  card(): Card;
  /** Labels of its buttons. */
  buttons(): readonly string[];
  /** How many messages she sees in all. */
  messageCount(): number;
  readonly name: string;
}

export interface Conversation {
  readonly ann: Person;
  readonly bob: Person;
  readonly upstream: FakeUpstream;
  readonly bot: Bot;
  /** Everything logged so far, as JSON lines. */
  log(): string;
  /** Suggestions for an option, as values; `others` are filled in already. */
  suggests(
    command: string,
    option: string,
    typed: string,
    others?: Readonly<Record<string, string>>,
  ): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Message {
  reply: Reply;
  /** As it came, before its chart was there. */
  readonly first: Reply;
  readonly to: string;
}

/** Every key set, so that every upstream is asked. */
const ALL_KEYS: Readonly<Partial<Record<UpstreamId, string>>> = mapUpstreams((row) => row.key?.variable ?? "");

/**
 * The whole program with pretend people in place of a platform, over upstreams that answer as recorded until told to
 * misbehave (`upstream.plays`). All keys are set unless `keys` says otherwise.
 */
export async function conversation(
  options: Overrides & {
    readonly keys?: Readonly<Partial<Record<UpstreamId, string>>>;
    readonly commands?: readonly ListedCommand[];
    readonly fairShare?: number | "off";
    /** A database of its own, in memory, by default. */
    readonly databaseUrl?: string;
    /** A Redis that it shares with other replicas; none by default. */
    readonly redisUrl?: string;
    /** Upstreams that answer otherwise than recorded. */
    readonly upstreams?: Readonly<Record<string, RecordedUpstream>>;
    /** OAuth applications; none by default. */
    readonly accounts?: Partial<AccountsConfig>;
    /** What the platform tells of everybody's language; `en` by default. */
    readonly locale?: string;
    /** Whether replies say "recorded sample". */
    readonly isRecorded?: boolean;
    /** Whether all is as in the demo: with examples where nothing was recorded, and without quotas. */
    readonly isDemo?: boolean;
  } = {},
): Promise<Conversation> {
  const {
    keys = ALL_KEYS,
    commands = allCommands,
    fairShare = "off",
    isDemo = false,
    isRecorded = isDemo,
    locale = "en",
    databaseUrl: ownDatabase,
    redisUrl: ownRedis,
    accounts,
    upstreams,
    ...overrides
  } = options;
  const { databaseUrl, redisUrl } = {
    ...(await freshState()),
    ...(ownDatabase && { databaseUrl: ownDatabase }),
    ...(ownRedis && { redisUrl: ownRedis }),
  };
  const upstream = await fakeUpstream({ ...(isDemo ? DEMO : RECORDED), ...upstreams });
  const logLines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line) => void logLines.push(line) });
  const bot = await createBot(
    {
      upstreamUrls: mapUpstreams((_, id) => upstream.urlOf(id)),
      upstreamKeys: keys,
      samples: isDemo ? SAMPLES : undefined,
      upstreamQuotas: isDemo ? NO_QUOTAS : {},
      contact: "https://magpie.example",
      fairShare,
      databaseUrl,
      redisUrl,
      encryptionKeys: [Buffer.alloc(32, "k")],
      accounts: { googleAccountsUrl: "https://accounts.google.example", ...accounts },
      publicUrl: "https://magpie.example",
      upstreams: isRecorded ? "recorded" : "live",
    },
    commands,
    log,
    {
      // A busy machine takes seconds to start the process that draws
      chartPatienceMs: 60_000,
      pictureFolder: await freshPictureFolder(),
      ...overrides,
      rows: mapUpstreams((_, id) => ({ ...hurriedRow(), ...overrides.rows?.[id] })),
      tuning: { retryWaitMs: 1, ...overrides.tuning },
    },
  );
  // While it is away, everything would be answered without it
  if (bot.shared !== undefined) await eventually(() => bot.shared?.state().isConnected === true);
  const messages: Message[] = [];

  const person = (name: string): Person => {
    let waiting: string | undefined;
    const seen = () => messages.filter(({ reply, to }) => reply.visibility === "channel" || to === name);
    const last = (): Message => {
      const message = seen().at(-1);
      if (message === undefined) throw new Error(`${name} sees nothing`);
      return message;
    };
    const dispatch = async (
      part: Pick<Invocation, "command" | "input" | "source" | "owner" | "readFile">,
      show: (reply: Reply) => void,
      replace: (reply: Reply) => void = show,
    ) => {
      let later: Reply["later"];
      const first = (reply: Reply) => {
        show(reply);
        if (!reply.isUpToPerson) later = reply.later;
      };
      const exchange: Exchange = {
        replace: async (reply) => replace(reply),
        progress: async ({ text }) => {
          waiting = text;
        },
        answer: async (reply) => first(reply),
        complete: async (reply) => {
          waiting = undefined;
          first(reply);
        },
        defer: async () => {},
        ignore: async () => {},
      };
      await bot.dispatcher.dispatch(
        {
          ...part,
          deliveryId: randomUUID(),
          platform: "chat",
          user: { id: `U-${name}`, key: `chat:${name}`, name, locale },
          channelId: "C-1",
          workspaceId: "W-1",
        },
        exchange,
      );
      // A chart is waited for, however long a busy machine draws; the dispatcher has replaced the reply by then
      await later?.catch(() => {});
    };
    const press = async (message: Message, label: string) => {
      const button = buttonsOf(message.reply).find((candidate) => candidate.label === label);
      if (button === undefined) {
        throw new Error(
          `no button “${label}” among: ${buttonsOf(message.reply)
            .map((each) => each.label)
            .join(", ")}`,
        );
      }
      const { press } = button;
      if (press.do === "dismiss") {
        messages.splice(messages.indexOf(message), 1);
        return;
      }
      if (press.do !== "run") throw new Error(`“${label}” only opens a page`);
      const isPrivate = message.reply.visibility === "ephemeral";
      await dispatch(
        {
          command: press.command,
          input: { values: press.options },
          source: "button",
          ...(isPrivate ? { owner: { id: `U-${message.to}`, name: message.to } } : {}),
        },
        (reply) => {
          const place = placeOf(reply, { into: press.into, isPrivate });
          if (place === "update") message.reply = reply;
          else messages.push({ reply, first: reply, to: name });
          if (place === "instead") messages.splice(messages.indexOf(message), 1);
        },
      );
    };
    return {
      name,
      types: async (line, files) => {
        const [, command = "", rest = ""] = /^\/(\S+)\s*(.*)$/s.exec(line) ?? [];
        let message: Message | undefined;
        await dispatch(
          {
            command,
            input: { line: rest },
            source: "command",
            ...(files === undefined ? {} : { readFile: readerOf(files) }),
          },
          (reply) => {
            message = { reply, first: reply, to: name };
            messages.push(message);
          },
          (reply) => {
            if (message !== undefined) message.reply = reply;
          },
        );
      },
      presses: (label) => press(last(), label),
      pressesOf: (other, label) => {
        const theirs = messages.findLast(({ to }) => to === other.name);
        if (theirs === undefined) throw new Error(`${other.name} has asked nothing`);
        return press(theirs, label);
      },
      finds: (reply) => void messages.push({ reply, first: reply, to: name }),
      sees: () => last().reply.text,
      waits: () => waiting,
      seesAlone: () => last().reply.visibility === "ephemeral",
      reply: () => last().reply,
      firstReply: () => last().first,
      cards: () => cardsOf(last().reply),
      card: () => {
        const [card] = cardsOf(last().reply);
        if (card === undefined) throw new Error(`${name} sees no card, but: ${last().reply.text}`);
        return card;
      },
      buttons: () => buttonsOf(last().reply).map((button) => button.label),
      messageCount: () => seen().length,
    };
  };

  return {
    ann: person("ann"),
    bob: person("bob"),
    upstream,
    bot,
    log: () => logLines.join(""),
    suggests: async (command, option, typed, others = {}) => {
      const user = { id: "U-ann", key: "chat:ann", name: "ann", locale };
      const choices = await bot.dispatcher.suggest(
        { command, option, typed, values: others },
        { platform: "chat", user },
        2_000,
      );
      return choices.map((choice) => choice.value);
    },
    close: async () => {
      await bot.close();
      await upstream.close();
    },
  };
}

/** A conversation that ends with the test. */
export async function talk(options: Parameters<typeof conversation>[0] = {}): Promise<Conversation> {
  const talking = await conversation(options);
  onTestFinished(() => talking.close());
  return talking;
}

function readerOf(files: Readonly<Record<string, Uint8Array>>): ReadFile {
  return async (name, maxBytes) => {
    const bytes = files[name];
    if (bytes === undefined) throw new Error(`no file ${name}`);
    if (bytes.length > maxBytes) throw fileTooLarge(maxBytes);
    return { name, mediaType: "application/octet-stream", bytes };
  };
}

function cardsOf(reply: Reply): readonly Card[] {
  return reply.parts.filter((part) => part.type === "card");
}

function buttonsOf(reply: Reply): readonly Button[] {
  return reply.parts.flatMap((part) => (part.type === "buttons" ? part.buttons : []));
}
