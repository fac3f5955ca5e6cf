import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import type { AdapterParts } from "../../core/adapter.ts";
import { fold } from "../../core/closest.ts";
import { askedIn } from "../../core/command-line.ts";
import type { Exchange, Invocation } from "../../core/invocation.ts";
import type { Post, Poster } from "../../core/posting.ts";
import type { Button, Reply } from "../../core/reply.ts";
import { suggestLine } from "../../core/suggest-line.ts";
import { inTime, SECOND_MS } from "../../core/time.ts";
import { visible, visibleLine } from "../../core/visible.ts";
import { readLocalFile } from "../../net/local-file.ts";
import { replyToChat } from "./render.ts";

/** Longest wait for what takes the place of a reply, in milliseconds. Our choice: a chart's figures may take that long. */
const LATER_WAIT_MS = 20 * SECOND_MS;

/** Longest wait for suggestions while the person has pressed Tab, in milliseconds. Our choice. */
const SUGGESTIONS_WAIT_MS = 1_000;

const WELCOME =
  "Type /help to see what I know, /dog beagle to meet a dog, a number to press a button, Ctrl+D to leave.";

/** The one place that there is. */
const CHANNEL = "terminal";

export interface ChatParts extends AdapterParts {
  /** Told once of what posts here by itself, while somebody sits there. */
  readonly onPoster?: (poster: Poster) => void;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Chats in the terminal until the end of input; resolves then, with everything answered. */
export async function runChat(parts: ChatParts): Promise<void> {
  const { input, output } = parts;
  const isTerminal = input.isTTY === true && output.isTTY === true;
  const session = new ChatSession(parts, isTerminal);
  const lines = createInterface({
    input,
    ...(isTerminal
      ? {
          output,
          completer: (line: string, done: Completed) => void session.suggestLine(line).then((hits) => done(null, hits)),
        }
      : {}),
    terminal: isTerminal,
    prompt: "> ",
  });
  parts.onPoster?.({
    name: "chat",
    isIdempotent: false,
    post: async (post) => {
      session.post(post);
      if (isTerminal) lines.prompt(true);
    },
  });
  if (isTerminal) {
    output.write(`${WELCOME}\n`);
    lines.prompt();
  }
  for await (const line of lines) {
    await session.take(line);
    if (isTerminal) lines.prompt();
  }
  if (isTerminal) output.write("\n");
}

type Completed = (error: null, hits: [string[], string]) => void;

/** One person at a terminal: lines in, replies out. */
export class ChatSession {
  readonly #parts: ChatParts;
  readonly #isTerminal: boolean;
  readonly #user = { id: "you", key: "chat:you", name: "you", locale: Intl.DateTimeFormat().resolvedOptions().locale };
  readonly #asker = {
    platform: "chat",
    user: this.#user,
    channelId: CHANNEL,
    facts: async () => ({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, isManager: true }),
  } as const;
  #buttons: readonly Button[] = [];

  constructor(parts: ChatParts, isTerminal: boolean) {
    this.#parts = parts;
    this.#isTerminal = isTerminal;
  }

  /** Runs one line: a command, or the number of a button. Where nobody sits there, a reply that another one takes the place of is not shown but that one. */
  async take(line: string): Promise<void> {
    const typed = line.trim();
    if (typed === "") return;
    if (/^\d{1,2}$/.test(typed)) return this.#press(Number(typed));
    const asked = askedIn(typed);
    if (asked === undefined) return this.#write(WELCOME);
    await this.#dispatch({ command: asked.command, input: { line: asked.line }, source: "command" });
  }

  /** Shows what comes by itself. */
  post({ reply }: Post): void {
    if (this.#isTerminal) this.#write("");
    this.#show(reply);
  }

  async #press(number: number): Promise<void> {
    const button = this.#buttons[number - 1];
    if (button === undefined) return this.#write(`There is no button ${number} here.`);
    const { press } = button;
    if (press.do === "dismiss") {
      this.#buttons = [];
      return this.#write(press.done ?? "Gone.");
    }
    if (press.do === "run") {
      await this.#dispatch({ command: press.command, input: { values: press.options }, source: "button" });
    }
  }

  async #dispatch(part: Pick<Invocation, "command" | "input" | "source">): Promise<void> {
    // Where nobody sits there, what is printed stays: a reply waits for the one that would take its place
    let waiting: Reply | undefined;
    const first = async (reply: Reply) => {
      if (this.#isTerminal || reply.later === undefined || reply.isUpToPerson) this.#show(reply);
      else waiting = reply;
    };
    const exchange: Exchange = {
      answer: first,
      complete: first,
      replace: async (reply) => {
        waiting = undefined;
        this.#show(reply);
      },
      defer: async () => {
        if (this.#isTerminal) this.#write("One moment…");
      },
      progress: async ({ text }) => {
        if (this.#isTerminal) this.#write(visible(text));
      },
      ignore: async () => {},
    };
    await this.#parts.dispatcher.dispatch(
      {
        ...part,
        ...this.#asker,
        deliveryId: randomUUID(),
        readFile: readLocalFile,
      },
      exchange,
    );
    // The dispatcher has it first, and shows it or logs that it failed
    if (waiting?.later !== undefined)
      await inTime(
        waiting.later.catch(() => {}),
        LATER_WAIT_MS,
        () => {},
      );
    if (waiting !== undefined) this.#show(waiting);
  }

  #show(reply: Reply): void {
    const { text, buttons } = replyToChat(reply, this.#isTerminal);
    this.#buttons = buttons;
    this.#write(`${text}\n`);
  }

  #write(text: string): void {
    this.#parts.output.write(`${text}\n`);
  }

  /** Completes names of commands, keys of options and, by the command's own function, values. */
  async suggestLine(line: string): Promise<[string[], string]> {
    const { from, candidates } = await suggestLine(this.#parts.dispatcher, line, this.#asker, SUGGESTIONS_WAIT_MS);
    const typed = line.slice(from);
    // Only what starts like it: Tab wants something that all agree on
    const starting = candidates.filter(({ insert }) =>
      fold(insert.replace(/^"/, "")).startsWith(fold(typed.replace(/^"/, ""))),
    );
    return [starting.map(({ insert }) => visibleLine(insert)), typed];
  }
}
