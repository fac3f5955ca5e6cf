import type { FileContent, OptionValues, Reply, Visibility } from "./reply.ts";
import type { RichText } from "./text.ts";
import type { Where } from "./where.ts";

/**
 * What a command may call. Empty here and filled in by `src/services/index.ts` (declaration merging), because core
 * imports nothing outside itself.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled in by declaration merging
export interface Services {}

/** The web APIs there are, by id. Empty here and filled in by `src/upstream/limits.ts`, as `Services` is. */
// biome-ignore lint/suspicious/noEmptyInterface: filled in by declaration merging
export interface Upstreams {}

/** The person who asked. */
export interface User {
  /** The platform's id. Never logged. */
  readonly id: string;
  /** Tells this person apart from all others on all platforms: `discord:1234`, `slack:T111:U222`. State is kept under it. */
  readonly key: string;
  /** What others call them; shown, never relied on. */
  readonly name: string;
  /** BCP 47 tag where the platform tells it, else `en`: what is typed is read by it, and shops are those of its country. Replies are in English. */
  readonly locale: string;
}

/** What a `suggest` function offers. `name` is shown, `value` is what the option then holds (at most 100 characters each). */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

export interface SuggestContext {
  /** What has been typed so far; may be empty. */
  readonly typed: string;
  /** The other options as far as they are filled in, unchecked. */
  readonly options: OptionValues;
  readonly services: Services;
  readonly user: User;
  readonly where: Where;
  readonly signal: AbortSignal;
}

/** Best first. The platforms show 25 (Discord) or 100 (Slack); the adapters cut. */
export type Suggest = (context: SuggestContext) => Promise<readonly Choice[]>;

interface OptionBase {
  /** 1 to 100 characters (Discord's cap), sentence case, no full stop. */
  readonly description: string;
  /**
   * Only buttons set it: never registered, listed or accepted from typed text. `unlisted`: nor is this, but a key that somebody
   * types is known, so that its check can say why it is of no use here.
   */
  readonly hidden?: boolean | "unlisted";
  /** Asked when it is missing, or its key stands alone: "Which book?". */
  readonly ask?: string;
  /** A value that works, for help and error texts: "moby dick". */
  readonly example?: string;
  /** Says or keeps something for the person who asks, such as a vote: not for programs that ask for nobody. */
  readonly isPersonal?: boolean;
}

export interface TextOption extends OptionBase {
  readonly type: "text";
  readonly required?: boolean;
  /** Options any of which is as good: without one of them, this is asked for as a required one is. */
  readonly requiredUnless?: readonly string[];
  /** Longest text accepted, in UTF-16 units. Default 100. */
  readonly maxLength?: number;
  /** In typed text, takes every unquoted word that has no key, so that `/book moby dick` needs no quotes. */
  readonly takesRest?: boolean;
  readonly suggest?: Suggest;
}

export interface IntegerOption extends OptionBase {
  readonly type: "integer";
  readonly required?: boolean;
  /** Smallest value accepted, inclusive. */
  readonly min: number;
  /** Largest value accepted, inclusive. */
  readonly max: number;
}

export interface ChoiceOption<Value extends string = string> extends OptionBase {
  readonly type: "choice";
  readonly required?: boolean;
  /** At most 25, in the order shown. */
  readonly choices: readonly Value[];
  /** Values that exist and are not to be had here, in lower case. */
  readonly refusals?: ReadonlyMap<string, Refusal>;
}

/** Why a value is not to be had. */
export interface Refusal {
  readonly userText: RichText;
  /** The nearest that is; undefined where the option is better left out. */
  readonly instead: string | undefined;
}

export interface DateOption extends OptionBase {
  readonly type: "date";
  readonly required?: boolean;
}

export interface YesNoOption extends OptionBase {
  readonly type: "yes-no";
}

/** A file that the person attaches. `run` gets the platform's name for it, and its content from `readFile`. */
export interface FileOption extends OptionBase {
  readonly type: "file";
  readonly required?: boolean;
}

/** One named input of a command. `run` gets it checked and typed. */
export type Option = TextOption | IntegerOption | ChoiceOption | DateOption | YesNoOption | FileOption;

export type Options = Readonly<Record<string, Option>>;

/** A calendar day, `YYYY-MM-DD`. */
export type IsoDate = string;

type ValueOf<O extends Option> = O extends { type: "choice"; choices: readonly (infer Value)[] }
  ? Value
  : O extends { type: "integer" }
    ? number
    : O extends { type: "yes-no" }
      ? boolean
      : string;

/** What `run` sees: required options always, yes/no as false when unset, the others perhaps undefined. */
export type ValuesOf<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { required: true } | { type: "yes-no" }
    ? ValueOf<O[Name]>
    : ValueOf<O[Name]> | undefined;
};

/**
 * Fetches an attached file by the value of its option. Throws UsageError when there is no such file, when it has more than
 * `maxBytes` bytes, and where the platform takes no files.
 */
export type ReadFile = (reference: string, maxBytes: number) => Promise<FileContent>;

export interface CommandContext<O extends Options> {
  readonly options: ValuesOf<O>;
  readonly services: Services;
  readonly user: User;
  readonly where: Where;
  readonly readFile: ReadFile;
  /** Says how far work is that takes long. Shown while the person waits, where the platform can; the newest words only. */
  readonly progress: (words: RichText) => void;
  /** Aborts at the deadline of the invocation. The services already obey it. */
  readonly signal: AbortSignal;
}

/** A slash command: its options declared once, and what it does. It never acks, defers or sends. */
export interface Command<O extends Options = Options> {
  /** Lower case, 1 to 31 characters (Slack's cap less the slash). */
  readonly name: string;
  /** What it brings, 1 to 100 characters, no full stop. */
  readonly description: string;
  readonly options: O;
  /** Who will see the reply, known before the work: a deferral can't be changed afterwards. Default `channel`. */
  readonly visibility?: (options: ValuesOf<O>) => Visibility;
  /**
   * The options as they were meant, before they are checked: `width:400x300` is a width and a height. Also of forms and buttons, so
   * what is meant already stays the same.
   */
  readonly meant?: (raw: OptionValues) => OptionValues;
  /** Is about what the bot keeps for the person who asks, an account or a shelf: not for programs that ask for nobody. */
  readonly isPersonal?: boolean;
  /** The upstreams it asks, by their ids in `src/upstream/limits.ts`; any one of them suffices. */
  readonly upstreams?: readonly (keyof Upstreams)[];
  run(context: CommandContext<O>): Promise<Reply>;
}

/** Commands under one name, such as `/github repos`. It cannot be run itself. */
export interface CommandGroup {
  /** Lower case, 1 to 31 characters (Slack's cap less the slash). */
  readonly name: string;
  /** What they bring together, 1 to 100 characters, no full stop. */
  readonly description: string;
  /** Whether all of them are. */
  readonly isPersonal?: boolean;
  /** At most 25 (Discord's cap). Their names carry the group's: `github repos`. */
  readonly subcommands: readonly Command[];
  /** The subcommand that is meant where a typed line names none: its own word. */
  readonly main?: string;
}

/** What stands in the list of commands: each takes one name on the platforms. */
export type ListedCommand = Command | CommandGroup;

export function isGroup(listed: ListedCommand): listed is CommandGroup {
  return "subcommands" in listed;
}

/** The commands that can be run, groups opened up, in order. */
export function runnableCommands(listed: readonly ListedCommand[]): readonly Command[] {
  return listed.flatMap((each) => (isGroup(each) ? each.subcommands : [each]));
}

/** Every command has it: shows the reply to the person alone. */
export const privateOption = {
  type: "yes-no",
  description: "Show the reply to you alone",
  ask: "For you alone?",
} as const satisfies YesNoOption;

/** The visibility of a command whose replies are for the person alone, whoever presses a button below them. */
export const alone = () => "ephemeral" as const;

/** Options as a command may declare them: `private` is every command's already. */
type Undeclared<O extends Options> = string extends keyof O ? O : O & { readonly private?: never };

/** Declares a command. The types of `run` come from `options`; `private` is added to every command. */
export function defineCommand<const O extends Options>(
  command: Command<O> & { readonly options: Undeclared<O> },
): Command {
  const { private: own = privateOption, ...options }: Options = command.options;
  // Erases the option types: the dispatcher checks the values against `options` before it calls `run`. One that is declared all the
  // same is kept, for the check of all declarations to name it.
  return { ...command, options: { ...options, private: own } } as unknown as Command;
}

/** Puts commands under one name; each then has a name of two words, `github repos`. */
export function defineGroup(group: CommandGroup): CommandGroup {
  const { name, isPersonal = false } = group;
  return {
    ...group,
    subcommands: group.subcommands.map((command) => ({ isPersonal, ...command, name: `${name} ${command.name}` })),
  };
}

/** Declares a text option. */
export function text<const O extends Omit<TextOption, "type">>(option: O): NoInfer<O> & { readonly type: "text" } {
  return { ...option, type: "text" };
}

/** Declares a whole number within a range. */
export function integer<const O extends Omit<IntegerOption, "type">>(
  option: O,
): NoInfer<O> & { readonly type: "integer" } {
  return { ...option, type: "integer" };
}

/** Declares one of a few fixed values. */
export function choice<const O extends Omit<ChoiceOption, "type">>(
  option: O,
): NoInfer<O> & { readonly type: "choice" } {
  return { ...option, type: "choice" };
}

/** Declares a calendar day: ISO, or words such as `yesterday` or `1 July 2020`. `run` gets ISO text. */
export function date<const O extends Omit<DateOption, "type">>(option: O): NoInfer<O> & { readonly type: "date" } {
  return { ...option, type: "date" };
}

/** Declares a yes/no switch, off unless set. */
export function yesNo<const O extends Omit<YesNoOption, "type">>(option: O): NoInfer<O> & { readonly type: "yes-no" } {
  return { ...option, type: "yes-no" };
}

/** Declares a file to attach. */
export function file<const O extends Omit<FileOption, "type">>(option: O): NoInfer<O> & { readonly type: "file" } {
  return { ...option, type: "file" };
}

/** The options a person may set, in order, required ones first as Discord wants them. */
export function visibleOptions(command: Command): readonly (readonly [name: string, option: Option])[] {
  const shown = Object.entries(command.options).filter(([, option]) => !option.hidden);
  return [...shown.filter(([, option]) => isRequired(option)), ...shown.filter(([, option]) => !isRequired(option))];
}

export function isRequired(option: Option): boolean {
  return option.type !== "yes-no" && option.required === true;
}

/** The options any of which takes this one's place; empty where none does. */
export function substitutes(option: Option): readonly string[] {
  return (option.type === "text" ? option.requiredUnless : undefined) ?? [];
}

/**
 * `/mars [date] [rover:…] [camera:…]`: the first option by place, the others by key; `private` goes without saying.
 * A group: `/github connect, me, repos`.
 */
export function usage(command: ListedCommand): string {
  if (isGroup(command)) return `/${command.name} ${command.subcommands.map(lastWord).join(", ")}`;
  const words = visibleOptions(command)
    .filter(([name]) => name !== "private")
    .map(([name, option], index) => {
      if (isRequired(option) || substitutes(option).length > 0) return index === 0 ? name : `${name}:…`;
      return index === 0 ? `[${name}]` : `[${name}:…]`;
    });
  return [`/${command.name}`, ...words].join(" ");
}

/** A subcommand's own word: `repos` of `github repos`. */
export function lastWord({ name }: Command): string {
  return name.slice(name.indexOf(" ") + 1);
}
