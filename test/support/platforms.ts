import { expect, onTestFinished } from "vitest";
import type { Adapter } from "../../src/core/adapter.ts";
import { type ListedCommand, runnableCommands } from "../../src/core/command.ts";
import { parseCommandLine } from "../../src/core/command-line.ts";
import type { Dispatcher } from "../../src/core/dispatch.ts";
import type { ButtonStore } from "../../src/core/press.ts";
import type { OptionValues } from "../../src/core/reply.ts";
import type { SimulatedDiscord } from "./discord.ts";
import { discordBot } from "./discord-bot.ts";
import type { LiveInteraction } from "./discord-interactions.ts";
import { buttonOf } from "./discord-messages.ts";
import type { Person, Place } from "./discord-person.ts";
import { allComponents } from "./discord-rules.ts";
import { measured } from "./pictures.ts";
import type { SimulatedSlack, SlackPerson } from "./slack.ts";
import { slackBot } from "./slack-bot.ts";
import { buttonsOf, labelOf, onScreen } from "./slack-messages.ts";

/** The four ways between people and the bot. */
export const WAYS = [
  "Slack over HTTP",
  "Slack over Socket Mode",
  "Discord over HTTP",
  "Discord over the Gateway",
] as const;

export type Way = (typeof WAYS)[number];

/** A person on one of the platforms. What is seen is told in plain words, the same on all of them. */
export interface Talker {
  readonly name: string;
  /** Uses a command, as one would type it: `/dog Beagle`. Resolves at the first answer, which may be that it takes longer. */
  types(line: string): Promise<void>;
  /** The same, and the platform delivers it twice. */
  typesOnce(line: string): Promise<void>;
  /** Uses a command whose option `file` takes this. */
  brings(line: string, content: string): Promise<void>;
  /** Presses a button of the last message she sees that has it. Resolves when the bot has heard of it. */
  presses(label: string): Promise<void>;
  /** Presses a button that stands in a message of somebody else's. */
  pressesOf(other: string, label: string): Promise<void>;
  /** Presses a button whose state nobody remembers. */
  pressesForgotten(): Promise<void>;
  /** What the command offers while one types into an option. */
  isOffered(command: string, option: string, typed: string): Promise<readonly string[]>;
  /** All messages she sees, in order, line by line: `[Label]` is a button, `[picture: alt]` a picture. */
  seesAll(): readonly string[];
  /** The last of them. */
  sees(): string;
  /** Whether nobody else sees that one. */
  seesAlone(): boolean;
  /** Waits until the last message she sees has these words. */
  reads(words: string | RegExp): Promise<void>;
  /** Waits until she sees just so many messages. */
  isLeftWith(count: number): Promise<void>;
  /** The last file that she, and only she, was given: its name and text. */
  file(): readonly [name: string, text: string] | undefined;
  /** The last picture that came as bytes with what she sees, once it is there: size and format, and its words. */
  picture(): Promise<{ readonly size: string; readonly alt: string | undefined }>;
}

type Where = "direct messages" | "a channel of her own";

/** People on one platform, over one of its transports. */
export interface Platform {
  /** By default all are in one channel. */
  person(name: string, where?: Where): Talker;
  /** How the last answer travelled: with the acknowledgement of the command, or after it. */
  lastAnswer(): "at once" | "later";
  /** The next thing said after a first answer does not get through. */
  losesNext(): void;
  /** What people were told when the bot did not answer in time, or not by the rules. */
  failures(): readonly string[];
}

/** The real adapter and dispatcher on one platform. */
export interface PlatformBot extends Platform {
  readonly adapter: Adapter;
  readonly dispatcher: Dispatcher;
  log(): string;
}

export interface PlatformBotOptions {
  readonly commands: readonly ListedCommand[];
  readonly inlineBudgetMs?: number;
  /** In memory by default. */
  readonly buttonStore?: ButtonStore;
}

/** Starts it. When the test ends it is stopped, and must have broken no rule of its platform. */
export async function platformBot(way: Way, options: PlatformBotOptions): Promise<PlatformBot> {
  if (way === "Slack over HTTP" || way === "Slack over Socket Mode") {
    const via = way === "Slack over HTTP" ? "http" : "socket";
    const { slack, ...bot } = await slackBot({ transports: [via], ...options });
    const platform = onSlack(slack, via);
    onTestFinished(async () => {
      await bot.close();
      expect(platform.failures()).toEqual([]);
    });
    await bot.adapter.ready;
    return { ...bot, ...platform, log: () => bot.log.join("") };
  }
  const via = way === "Discord over HTTP" ? "http" : "gateway";
  const { discord, ...bot } = await discordBot({ via, ...options });
  onTestFinished(async () => {
    await bot[Symbol.asyncDispose]();
    expect(discord.violations).toEqual([]);
  });
  const log = () => bot.log.lines.map(({ fields, message }) => JSON.stringify([message, told(fields)])).join("\n");
  return { ...bot, ...onDiscord(discord, via, options.commands), log };
}

function told(fields: object): readonly string[] {
  return Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`);
}

/** People on both platforms, over every transport, who talk to a bot that runs already. */
export function platformsAt(
  { slack, discord }: { readonly slack: SimulatedSlack; readonly discord: SimulatedDiscord },
  commands: readonly ListedCommand[],
): Readonly<Record<Way, Platform>> {
  return {
    "Slack over HTTP": onSlack(slack, "http"),
    "Slack over Socket Mode": onSlack(slack, "socket"),
    "Discord over HTTP": onDiscord(discord, "http", commands),
    "Discord over the Gateway": onDiscord(discord, "gateway", commands),
  };
}

function onSlack(slack: SimulatedSlack, via: "http" | "socket"): Platform {
  const people: SlackPerson[] = [];
  return {
    failures: () => people.flatMap(({ failures }) => failures),
    person: (name, where) => {
      const kind = where === "direct messages" ? "D" : "C";
      const person = slack.person(name, { via, ...(where === undefined ? {} : { channel: `${kind}-${name}` }) });
      people.push(person);
      return new SlackTalker(name, person, slack);
    },
    lastAnswer: () => (slack.messages.all.at(-1)?.by === "ack" ? "at once" : "later"),
    losesNext: () => slack.api.plays("response_url", { status: 404 }),
  };
}

/** What is the same on every platform: reading. */
abstract class Reader {
  abstract readonly name: string;
  abstract seesAll(): readonly string[];
  /** Waits until the condition holds; says what else there is when it never does. */
  protected abstract until(condition: () => boolean, what: string): Promise<void>;

  sees(): string {
    return this.seesAll().at(-1) ?? "nothing";
  }

  reads(words: string | RegExp): Promise<void> {
    const isThere = () => (typeof words === "string" ? this.sees().includes(words) : words.test(this.sees()));
    return this.until(isThere, `${this.name} reading ${String(words)}`);
  }

  isLeftWith(count: number): Promise<void> {
    return this.until(() => this.seesAll().length === count, `${this.name} seeing ${count} messages`);
  }
}

class SlackTalker extends Reader implements Talker {
  readonly name: string;
  readonly #person: SlackPerson;
  readonly #slack: SimulatedSlack;

  constructor(name: string, person: SlackPerson, slack: SimulatedSlack) {
    super();
    this.name = name;
    this.#person = person;
    this.#slack = slack;
  }

  types(line: string) {
    return this.#person.types(line);
  }

  async typesOnce(line: string) {
    await this.#person.types(line, { triggerId: "111.222.same" });
    await this.#person.types(line, { triggerId: "111.222.same" });
  }

  async brings(line: string, content: string) {
    await this.#person.types(line);
    await this.#person.opensForm();
    await this.#person.fillsForm({ file: this.#slack.api.files.keeps("books.csv", Buffer.from(content)) });
  }

  presses(label: string) {
    return this.#person.presses(label);
  }

  async pressesOf(other: string, label: string) {
    const isTheirs = (message: { readonly onlyFor: string | undefined }) => message.onlyFor === `U-${other}`;
    const message = this.#slack.messages.all.findLast(
      (each) => isTheirs(each) && buttonsOf(each.payload).some((button) => labelOf(button) === label),
    );
    if (message === undefined) throw new Error(`${other} has no button “${label}”`);
    this.#slack.messages.post({ ...message, onlyFor: `U-${this.name}` });
    await this.#person.presses(label);
  }

  async pressesForgotten() {
    const button = { type: "button", action_id: "press:0", text: { type: "plain_text", text: "Old" } };
    const blocks = [{ type: "actions", elements: [{ ...button, value: "0@forgotten" }] }];
    this.#slack.messages.post({
      channel: "C111",
      onlyFor: undefined,
      by: "long ago",
      payload: { text: "Old", blocks },
    });
    await this.#person.presses("Old");
  }

  /** Slack asks in a form only, which keeps what was typed as a choice of its own. */
  async isOffered(command: string, option: string, typed: string) {
    if (this.#person.form() === undefined) await this.#person.types(`/${command}`);
    await this.#person.opensForm();
    return (await this.#person.searches(option, typed)).filter((choice) => choice !== typed);
  }

  seesAll() {
    return this.#person.messages().map(({ payload }) => plainFromSlack(onScreen(payload)));
  }

  seesAlone() {
    return this.#person.seesAlone();
  }

  protected until(condition: () => boolean, what: string) {
    return this.#slack.messages.until(
      condition,
      () => `${what} did not happen, but: ${this.seesAll().join("\n---\n")}`,
    );
  }

  file() {
    const file = this.#slack.api.files.all.findLast(({ channel }) => channel === `D-${this.name}`);
    return file && ([file.name, file.bytes?.toString() ?? ""] as const);
  }

  /** Slack's blocks name what was uploaded before. */
  async picture() {
    await this.reads("[picture: ");
    const [, id] = /"slack_file":\{"id":"(\w+)"/.exec(JSON.stringify(this.#person.messages().at(-1)?.payload)) ?? [];
    const file = this.#slack.api.files.all.find((each) => each.id === id);
    return { size: await measured(file?.bytes ?? Buffer.alloc(0)), alt: file?.altText };
  }
}

function onDiscord(discord: SimulatedDiscord, via: "http" | "gateway", commands: readonly ListedCommand[]): Platform {
  return {
    person: (name, where) => {
      const place: Place = { via, ...(where === "direct messages" ? { context: 1 } : {}) };
      return new DiscordTalker(discord.person(name), place, discord, commands);
    },
    lastAnswer: () => (/^(HTTP response|POST callback)/.test(discord.calls.at(-1) ?? "") ? "at once" : "later"),
    failures: () => [],
    // As often as it is tried
    losesNext: () => discord.breaks("POST followup", { status: 500 }, 4),
  };
}

class DiscordTalker extends Reader implements Talker {
  readonly name: string;
  readonly #person: Person;
  readonly #place: Place;
  readonly #discord: SimulatedDiscord;
  readonly #commands: readonly ListedCommand[];

  constructor(person: Person, place: Place, discord: SimulatedDiscord, commands: readonly ListedCommand[]) {
    super();
    this.name = person.name;
    this.#person = person;
    this.#place = place;
    this.#discord = discord;
    this.#commands = commands;
  }

  async types(line: string) {
    await this.#sends(line);
  }

  async typesOnce(line: string) {
    const { interaction, payload } = await this.#sends(line);
    await this.#discord.deliver(interaction, payload, this.#place.via);
  }

  async brings(line: string, content: string) {
    await this.#sends(line, { file: Buffer.from(content) });
  }

  async presses(label: string) {
    await this.#person.presses(label, { ...this.#place, isUnanswered: true });
  }

  async pressesOf(other: string, label: string) {
    const source = this.#discord.interactions.messages.findLast(
      (message) => message.onlyFor !== undefined && message.onlyFor !== this.#person.id && buttonOf(message, label),
    );
    const customId = source && buttonOf(source, label)?.custom_id;
    if (customId === undefined) throw new Error(`${other} has no button “${label}”`);
    await this.#person.pressesRaw(customId, source, { ...this.#place, isUnanswered: true });
  }

  async pressesForgotten() {
    await this.#person.pressesRaw("0@forgotten", this.#person.latest(), { ...this.#place, isUnanswered: true });
  }

  async isOffered(command: string, option: string, typed: string) {
    return (await this.#person.completes(command, option, typed, this.#place)).map(({ name }) => name);
  }

  seesAll() {
    return this.#person.seesAll().map(plainFromDiscord);
  }

  seesAlone() {
    return this.#person.seesAlone();
  }

  protected until(condition: () => boolean, what: string) {
    return this.#discord.until(condition, what);
  }

  file() {
    const [file] = this.#person.seesAlone() ? (this.#person.latest()?.files ?? []) : [];
    return file && ([file.name, new TextDecoder().decode(file.bytes)] as const);
  }

  /** It shows in the embed, or stands by itself. */
  async picture() {
    await this.until(() => this.#person.latest()?.files.length === 1, `${this.name} seeing a picture`);
    const { files: [file] = [], body } = this.#person.latest() ?? {};
    const [gallery] = allComponents(body?.components ?? []).flatMap(({ items }) => items ?? []);
    const shown = body?.embeds?.[0]?.image?.url ?? gallery?.media?.url;
    if (shown !== undefined) expect(shown).toBe(`attachment://${file?.name}`);
    return { size: await measured(file?.bytes ?? Buffer.alloc(0)), alt: body?.attachments?.[0]?.description };
  }

  async #sends(
    line: string,
    files: Readonly<Record<string, Uint8Array>> = {},
  ): Promise<{ readonly interaction: LiveInteraction; readonly payload: object }> {
    const { name, options } = await this.#chosen(line);
    const sent = await this.#person.sends(name, options, this.#place, files);
    await this.#discord.until(() => sent.interaction.answeredWith !== undefined, `an answer to ${line}`);
    return sent;
  }

  /** The line as it is put together in Discord: a command and values of the types that its options have. */
  async #chosen(line: string): Promise<{ readonly name: string; readonly options: OptionValues }> {
    const typed = line.replace(/^\//, "");
    const isMeant = ({ name }: { readonly name: string }) => `${typed} `.startsWith(`${name} `);
    const command = runnableCommands(this.#commands).find(isMeant);
    if (command === undefined) return { name: typed, options: {} };
    const values = await parseCommandLine(command, typed.slice(command.name.length));
    const typedValues = Object.entries(values).map(([name, value]) => [
      name,
      { integer: Number(value), "yes-no": value === "yes" }[command.options[name]?.type as "integer"] ?? value,
    ]);
    return { name: command.name, options: Object.fromEntries(typedValues) };
  }
}

/** mrkdwn without its signs; a field reads `Name: value`. */
function plainFromSlack(screen: string): string {
  return screen
    .replace(/^\*([^*\n]+)\* (?=\S)/gm, "$1: ")
    .replace(/<[^<>|]+\|([^<>]*)>/g, "$1")
    .replace(/\*([^*\n]+)\*|`([^`\n]+)`/g, "$1$2")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

/** Markdown without its signs. */
function plainFromDiscord(screen: string): string {
  return screen
    .replace(/<(\/[^:>]+):\d+>/g, "$1")
    .replace(/\*\*([^*\n]+)\*\*|`([^`\n]+)`/g, "$1$2")
    .replace(/\[([^\]\n]+)\]\(<?https?:[^)\n]*\)/g, "$1")
    .replace(/\\(?=[^\w\s])/g, "");
}
