/**
 * What the page and the server say to each other. The page asks with JSON; what a command brings comes back as a stream of
 * lines, each the JSON of one `PlaygroundEvent`, and ends when nothing more will come. Both sides import this file.
 */
import type { Cap } from "../../core/cap.ts";
import type { Finding } from "../../setup/finding.ts";

export type { Cap } from "../../core/cap.ts";
export type { Candidate, LineSuggestions } from "../../core/line-suggestions.ts";

/** Header in which the page sends the key of this run, and the one in which the server says that it wants it. */
export const KEY_HEADER = "x-magpie-key";
export const WANTS_HEADER = "x-magpie-wants";

/** Beginning of the fragment in which the log's address brings the key: no browser sends it to anybody. */
export const KEY_FRAGMENT = "#key=";

/** What can be connected. */
export const PLATFORMS = ["slack", "discord"] as const;
export type PlatformId = (typeof PLATFORMS)[number];

/** `POST /playground/connect/check` and `…/connect`: how it went, step by step. */
export interface Connected {
  readonly findings: readonly Finding[];
  /** Where the bot is invited to a server, and added to one's own account. */
  readonly inviteUrl?: string;
  readonly addUrl?: string;
}

/** Where answers come from: the live web APIs or the recorded bodies. */
export const ANSWERS = ["live", "recorded"] as const;
export type Answers = (typeof ANSWERS)[number];

/** What goes wrong, for looking at what people would see. Faults are played on recorded answers. */
export const FAULTS = ["none", "slow", "down", "out-of-quota", "hostile-text"] as const;
export type FaultId = (typeof FAULTS)[number];

/** `GET /playground/session`: what the page needs to begin with. */
export interface Session {
  readonly version: string;
  /** Pretend people; the first is chosen at the beginning. */
  readonly people: readonly Person[];
  /** In the order of `/help`; a group's subcommands one by one, with names of two words. */
  readonly commands: readonly CommandInfo[];
  /** Without the live ones where the bot was started with recorded answers only. The first is chosen at the beginning. */
  readonly answers: readonly Answers[];
  /** Whether `.env` may be written and platforms connected from the page. */
  readonly canConnect: boolean;
  /** Platforms that are connected already. */
  readonly platforms: readonly string[];
}

/** One of the pretend people. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** BCP 47 tag; numbers are written as people write them there. */
  readonly locale: string;
  /** What tells people what is different about this one: "German". */
  readonly note: string;
}

export interface CommandInfo {
  readonly name: string;
  readonly description: string;
  /** `/dog [breed]`. */
  readonly usage: string;
  /** A line that works, such as `/dog beagle`. */
  readonly example: string;
}

/** Common to everything that is asked in the name of a person. */
export interface Asking {
  /** Id of the person. */
  readonly person: string;
  readonly answers: Answers;
  readonly fault: FaultId;
}

/** `POST /playground/type`: a line as typed. The answer is a stream of events. */
export interface TypeRequest extends Asking {
  readonly line: string;
}

/** `POST /playground/press`: a button that a message brought. The answer is a stream of events. */
export interface PressRequest extends Asking {
  /** `custom_id` of the Discord payload or `value` of the Slack one. */
  readonly state: string;
  /** Whether the message with the button is private. */
  readonly isPrivate: boolean;
  /** Id of the person whose command made the message. */
  readonly askedBy: string;
}

/** `POST /playground/form`: the form of a command. The answer is a `FormEvent`. */
export interface FormRequest extends Asking {
  readonly command: string;
}

/** `POST /playground/submit`: a filled-in form. The answer is a `FormErrors` with status 422, or a stream of events. */
export interface SubmitRequest extends Asking {
  readonly command: string;
  /** What was filled in, by the name of the option; empty ones left out. Of a file its name. */
  readonly values: Readonly<Record<string, string | boolean>>;
  /** Files by their name. */
  readonly files: Readonly<Record<string, { readonly mediaType: string; readonly base64: string }>>;
}

/** What is wrong, by the name of the option. */
export interface FormErrors {
  readonly errors: Readonly<Record<string, string>>;
}

/** `POST /playground/suggest-line`: what may follow what has been typed so far. The answer is a `LineSuggestions`. */
export interface SuggestLineRequest extends Asking {
  /** Everything before the cursor. */
  readonly line: string;
}

/** `POST /playground/suggest`: values of one option of a form. The answer is a `Suggestions`. */
export interface SuggestRequest extends Asking {
  readonly command: string;
  readonly option: string;
  readonly typed: string;
  readonly values: Readonly<Record<string, string | boolean>>;
}

export interface Suggestions {
  readonly options: readonly { readonly name: string; readonly value: string }[];
}

/** What comes back for a line, a press or a form. */
export type PlaygroundEvent = DeferredEvent | MessageEvent | RemovedEvent | FormEvent;

/** "Thinking…": the answer comes later. Comes again with how far the work is. */
export interface DeferredEvent {
  readonly type: "deferred";
  readonly isPrivate: boolean;
  /** What stands in place of "thinking…". */
  readonly progress?: string;
}

/** A reply. */
export interface MessageEvent {
  readonly type: "message";
  /**
   * `new`: below everything; `update`: in the place of the message that was pressed; `instead`: below everything, and the
   * pressed message goes away; `later`: in the place of the message that this stream brought before.
   */
  readonly place: "new" | "update" | "instead" | "later";
  readonly message: DrawnMessage;
  /** True while something is on its way that takes the place of it, such as a chart. */
  readonly isMoreToCome?: boolean;
}

/** The message that was pressed goes away. */
export interface RemovedEvent {
  readonly type: "removed";
}

/** The command asks for its options. `view` is what Slack's `views.open` would get. */
export interface FormEvent {
  readonly type: "form";
  readonly command: string;
  readonly view: SlackView;
}

/** A reply as both platforms would get it, and how it came about. */
export interface DrawnMessage {
  readonly isPrivate: boolean;
  /** What notifications and screen readers tell. */
  readonly text: string;
  readonly discord: DrawnPayload;
  readonly slack: DrawnPayload;
  /** In the order in which they happened; `ms` of the whole last. */
  readonly stages: readonly Stage[];
  /** Which upstreams answered. */
  readonly answers: readonly Answered[];
}

/** `GET /playground/posts?after=N`: what came by itself after that number; without one only the last number there is. */
export interface Posts {
  readonly last: number;
  readonly posts: readonly Posted[];
}

/** A message that nobody asked for just now. */
export interface Posted {
  readonly number: number;
  /** Id of the person whose it is. */
  readonly person: string;
  readonly message: DrawnMessage;
}

export interface Answered {
  /** In words: `The Dog API`. */
  readonly upstream: string;
  /** Where the answer came from, in words: `cache`, `a call`. */
  readonly from: string;
}

export interface DrawnPayload {
  /** Exactly what the adapter would send, as JSON. */
  readonly payload: JsonObject;
  /** Files that go up with it: `key` is how the payload calls the file (`attachment://…`, a `slack_file` id), `url` where the page gets it. */
  readonly files: readonly DrawnFile[];
  /** Every cap of the platform, and how near the reply came. */
  readonly caps: readonly Cap[];
}

export interface DrawnFile {
  readonly key: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly description: string;
  readonly url: string;
}

export interface Stage {
  /** `cache`, `queue`, `upstream`, `picture`, `command`, `render for Discord`, `render for Slack`, `all`. */
  readonly name: string;
  readonly ms: number;
  /** Such as the upstream's name and status; may be empty. */
  readonly detail: string;
}

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A modal as Slack draws it. */
export interface SlackView {
  readonly title: { readonly text: string };
  readonly submit: { readonly text: string };
  readonly blocks: readonly JsonObject[];
}
