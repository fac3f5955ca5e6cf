import { randomUUID } from "node:crypto";
import type { ReadFile, User } from "../../core/command.ts";
import { askedIn } from "../../core/command-line.ts";
import type { Dispatcher } from "../../core/dispatch.ts";
import type { Invocation } from "../../core/invocation.ts";
import { fileTooLarge } from "../../core/options.ts";
import { expiredButton, noFileCame, notYoursToTakeAway, restarting } from "../../core/plain-replies.ts";
import { type ButtonStore, decodeButton } from "../../core/press.ts";
import { aside, paragraph, type Reply } from "../../core/reply.ts";
import { suggestLine } from "../../core/suggest-line.ts";
import { code, t } from "../../core/text.ts";
import type { KeptFiles } from "../../http/kept-files.ts";
import { commandToView, formErrors, suggestionsToOptions } from "../slack/form.ts";
import { drawMessage } from "./draw.ts";
import { type ExchangeParts, PlaygroundExchange } from "./exchange.ts";
import type {
  FormErrors,
  FormEvent,
  FormRequest,
  LineSuggestions,
  PlaygroundEvent,
  PressRequest,
  SubmitRequest,
  Suggestions,
  SuggestLineRequest,
  SuggestRequest,
  TypeRequest,
} from "./protocol.ts";
import { Stages } from "./stages.ts";

/** Longest wait for suggestions, in milliseconds: as long as Discord's and Slack's 3 s allow. */
const SUGGESTIONS_MS = 2_500;

/** The one that all pretend people are in. */
const CHANNEL = "playground";

/** They live where the bot does, and nobody of them manages anything. */
const facts = async () => ({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, isManager: false });

/** The bot that answers, live or as recorded, and with one fault. */
export interface AnsweringBot {
  readonly dispatcher: Dispatcher;
  readonly buttonStore: ButtonStore;
}

export interface ConversationParts extends AnsweringBot {
  readonly files: KeptFiles;
  readonly slackCommandPrefix: string;
  readonly user: User;
  /** Whether the bot takes nothing new. */
  readonly isStopping: boolean;
}

type Tell = (event: PlaygroundEvent) => void;

/** What one pretend person does, as the platforms would hand it to the dispatcher. */
export class Conversation {
  readonly #parts: ConversationParts;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /** Runs a line as typed. Resolves when nothing more will come. */
  async type({ line }: Pick<TypeRequest, "line">, tell: Tell): Promise<void> {
    if (this.#parts.isStopping) return await this.#say(restarting(), tell);
    const asked = askedIn(line);
    if (asked === undefined) {
      await this.#say(
        aside(paragraph(t`A command begins with a slash: type ${code("/help")} to see what I know.`)),
        tell,
      );
      return;
    }
    await this.#dispatch({ command: asked.command, input: { line: asked.line }, source: "command" }, tell);
  }

  async press(
    { state, isPrivate, askedBy }: Pick<PressRequest, "state" | "isPrivate" | "askedBy">,
    tell: Tell,
  ): Promise<void> {
    if (this.#parts.isStopping) return await this.#say(restarting(), tell);
    const press = await decodeButton(state, this.#parts.buttonStore);
    if (press === undefined) {
      await this.#say(expiredButton(), tell);
      return;
    }
    if (press.do === "dismiss") {
      if (isPrivate || askedBy === this.#parts.user.id) tell({ type: "removed" });
      else await this.#say(notYoursToTakeAway(), tell);
      return;
    }
    const { command, options, owner, into } = press;
    await this.#dispatch({ command, input: { values: options }, source: "button", owner }, tell, { into, isPrivate });
  }

  /** The form of a command; undefined when there is no such command. */
  async form({ command: name }: Pick<FormRequest, "command">): Promise<FormEvent | undefined> {
    const command = this.#parts.dispatcher.command(name);
    if (command === undefined) return undefined;
    const view = await commandToView(command, {}, { command: name });
    return { type: "form", command: name, view: JSON.parse(JSON.stringify(view)) };
  }

  /** What is wrong with a filled-in form; empty when all is well. */
  async errorsOf({ command: name, values }: Pick<SubmitRequest, "command" | "values">): Promise<FormErrors["errors"]> {
    const command = this.#parts.dispatcher.command(name);
    return command === undefined ? {} : await formErrors(command, values);
  }

  async submit(
    { command, values, files }: Pick<SubmitRequest, "command" | "values" | "files">,
    tell: Tell,
  ): Promise<void> {
    if (this.#parts.isStopping) return await this.#say(restarting(), tell);
    await this.#dispatch({ command, input: { values }, source: "form", readFile: readerOf(files) }, tell);
  }

  async suggestLine({ line }: Pick<SuggestLineRequest, "line">): Promise<LineSuggestions> {
    if (this.#parts.isStopping) return { from: line.length, candidates: [] };
    return await suggestLine(this.#parts.dispatcher, line, this.#asker(), SUGGESTIONS_MS);
  }

  async suggest(request: Pick<SuggestRequest, "command" | "option" | "typed" | "values">): Promise<Suggestions> {
    const { dispatcher, isStopping } = this.#parts;
    const found = isStopping ? [] : await dispatcher.suggest(request, this.#asker(), SUGGESTIONS_MS);
    const { options } = suggestionsToOptions(found, request.typed);
    return { options: options.map(({ text, value = "" }) => ({ name: text.text, value })) };
  }

  async #dispatch(
    part: Pick<Invocation, "command" | "input" | "source" | "owner" | "readFile">,
    tell: Tell,
    pressed?: ExchangeParts["pressed"],
  ): Promise<void> {
    const stages = new Stages();
    const exchange = new PlaygroundExchange({ ...this.#parts, stages, tell, pressed });
    const invocation = {
      ...part,
      ...this.#asker(),
      deliveryId: randomUUID(),
      watch: stages.watch,
    };
    await this.#parts.dispatcher.dispatch(invocation, exchange);
    await exchange.settled();
  }

  async #say(reply: Reply, tell: Tell): Promise<void> {
    tell({
      type: "message",
      place: "new",
      message: await drawMessage(reply, "new", { ...this.#parts, stages: new Stages() }),
    });
  }

  #asker() {
    return { platform: "playground", user: this.#parts.user, channelId: CHANNEL, facts } as const;
  }
}

function readerOf(files: SubmitRequest["files"]): ReadFile {
  return async (name, maxBytes) => {
    const file = Object.hasOwn(files, name) ? files[name] : undefined;
    if (file === undefined) throw noFileCame();
    const bytes = Buffer.from(file.base64, "base64");
    if (bytes.length > maxBytes) throw fileTooLarge(maxBytes);
    return { name, mediaType: file.mediaType, bytes };
  };
}
