import type { Caller } from "./caller.ts";
import { bestMatches, fold } from "./closest.ts";
import {
  type Choice,
  type Command,
  type CommandContext,
  type CommandGroup,
  isGroup,
  type ListedCommand,
  type Options,
  type ReadFile,
  runnableCommands,
  type Services,
  type User,
  type ValuesOf,
} from "./command.ts";
import { parseCommandLine } from "./command-line.ts";
import { DELIVERY_TTL_MS, isOurs } from "./delivery-claim.ts";
import { BotError, BusyError, MissingOptionError, NotFoundError, UsageError } from "./errors.ts";
import type { FairShare } from "./fair-share.ts";
import type { Exchange, Invocation } from "./invocation.ts";
import type { Logger } from "./log.ts";
import type { OffCommands } from "./off-commands.ts";
import { asMeant, longestValue, noFileHere, parseOptions } from "./options.ts";
import { errorReply, failure, notInSample, notYours, type Samples, unknownCommand } from "./plain-replies.ts";
import { PROGRESS_PACE_MS, Progress } from "./progress.ts";
import { RecentIds } from "./recent-ids.ts";
import { MAX_IN_ROW, type OptionValues, paragraph, privateReply, type Reply, reply, type Visibility } from "./reply.ts";
import { newId, RequestIds } from "./request-ids.ts";
import { type Asker, Scope } from "./scope.ts";
import type { Claims } from "./shared.ts";
import { shownTo } from "./sharing.ts";
import type { RichText } from "./text.ts";
import { inTime, steadyNow } from "./time.ts";
import { visibleLine } from "./visible.ts";
import type { Outcome, Watch } from "./watch.ts";
import type { Where } from "./where.ts";
import { commandWithin } from "./within-group.ts";

/** What is ready within this time is the direct answer; anything later is deferred. Leaves 2 s of the platforms' 3 s for the way. */
const INLINE_BUDGET_MS = 1_000;

/** One deadline for the whole invocation, down to the socket. */
const DEADLINE_MS = 20_000;

/** Deliveries remembered. */
const MAX_DELIVERIES = 25_000;

export interface DispatcherParts {
  readonly commands: readonly ListedCommand[];
  /** The services as one caller sees them. */
  readonly servicesFor: (caller: Caller) => Services;
  readonly fairShare: FairShare;
  /** What the operator has switched off. */
  readonly off?: OffCommands | undefined;
  /** Tells deliveries that another replica has taken. */
  readonly claims?: Claims | undefined;
  /** Where recorded answers stand in for the live ones: what each command can be asked. */
  readonly samples?: Samples | undefined;
  readonly log: Logger;
  /** Told of what happens in every invocation, its end included. */
  readonly watch?: Watch | undefined;
  /** For tests: shorter budgets. */
  readonly inlineBudgetMs?: number;
  readonly deadlineMs?: number;
  readonly progressPaceMs?: number;
}

interface Result {
  readonly outcome: Outcome;
  /** Absent when a form was opened instead. */
  readonly reply?: Reply;
}

/** Runs commands: every invocation ends in exactly one reply, within the platform's time. The only catch for commands. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #groups: ReadonlyMap<string, CommandGroup>;
  readonly #deliveries = new RecentIds({ max: MAX_DELIVERIES, ttlMs: DELIVERY_TTL_MS });
  readonly #running = new Set<Promise<unknown>>();

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#commands = new Map(runnableCommands(parts.commands).map((command) => [command.name, command]));
    this.#groups = new Map(parts.commands.filter(isGroup).map((group) => [group.name, group]));
  }

  /** All commands, in the order `/help` shows them. */
  get commands(): readonly ListedCommand[] {
    return this.#parts.commands;
  }

  /** The command of that full name: `dog`, `github repos`. */
  command(name: string): Command | undefined {
    return this.#commands.get(name);
  }

  /** Runs one invocation to its end, and says how it ended. Never rejects. */
  dispatch(invocation: Invocation, exchange: Exchange): Promise<Outcome> {
    const run = this.#dispatch(this.#intoGroup(invocation), exchange);
    this.#running.add(run);
    return run.finally(() => this.#running.delete(run));
  }

  /** Resolves when everything under way has been answered, or after `maxWaitMs`: how many were left. */
  async drain(maxWaitMs: number): Promise<number> {
    await inTime(this.#idle(), maxWaitMs, () => {});
    return this.#running.size;
  }

  async #idle(): Promise<void> {
    // What is under way may still bring more: a form, a second press
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  /** Suggestions for one option while it is being typed. Never rejects: no suggestions is an answer, too. */
  async suggest(
    request: {
      readonly command: string;
      readonly option: string;
      readonly typed: string;
      readonly values: OptionValues;
    },
    asker: Asker,
    maxWaitMs: number,
  ): Promise<readonly Choice[]> {
    const option = this.#commands.get(request.command)?.options[request.option];
    if (option === undefined) return [];
    const typed = asMeant(option, request.typed.slice(0, longestValue(option)));
    if (option.type === "choice") {
      return bestMatches(typed, option.choices, 25).map((choice) => ({ name: choice, value: choice }));
    }
    if (option.type !== "text" || option.suggest === undefined) return [];
    const scope = this.#openScope(asker, Math.min(maxWaitMs, this.#parts.deadlineMs ?? DEADLINE_MS));
    try {
      const work = option.suggest({
        typed,
        options: request.values,
        services: this.#parts.servicesFor(scope),
        user: asker.user,
        where: asker,
        signal: scope.signal,
      });
      const choices = (await scope.inTime(work)).map(({ name, value }) => ({
        name: visibleLine(name),
        value: visibleLine(value),
      }));
      return this.#recordedFirst(request.command, request.option, typed, choices);
    } catch (error) {
      if (!(error instanceof BotError))
        this.#parts.log.warn({ err: error, command: request.command }, "suggesting failed");
      return [];
    }
  }

  /** Where recorded answers stand in for the live ones, those that are recorded come first, and say so. */
  #recordedFirst(command: string, option: string, typed: string, choices: readonly Choice[]): readonly Choice[] {
    const samples = this.#parts.samples?.get(command) ?? [];
    const recorded = samples.flatMap(({ options }): Choice[] => {
      const value = options[option];
      if (typeof value !== "string" || !fold(value).startsWith(fold(typed))) return [];
      return [{ name: `${value} (recorded)`, value }];
    });
    const values = new Set(recorded.map(({ value }) => fold(value)));
    return [...recorded, ...choices.filter(({ value }) => !values.has(fold(value)))];
  }

  /** Where a typed line asks for a command of a group, that one. */
  #intoGroup(invocation: Invocation): Invocation {
    const { command, input } = invocation;
    const group = this.#groups.get(command);
    const asked = group && "line" in input ? commandWithin(group, input.line) : undefined;
    return asked ? { ...invocation, command: asked.command.name, input: { line: asked.line } } : invocation;
  }

  async #dispatch(invocation: Invocation, exchange: Exchange): Promise<Outcome> {
    const startedAt = steadyNow();
    const id = newId();
    const requestIds = new RequestIds(id);
    const { outcome, ackedAt } = await this.#deliver(id, requestIds, invocation, exchange);
    const endedAt = steadyNow();
    const { platform, source } = invocation;
    const command = this.#commands.has(invocation.command) ? invocation.command : "unknown";
    const ms = Math.round(endedAt - startedAt);
    const requests = requestIds.given.length === 0 ? undefined : requestIds.given;
    this.#parts.log.info({ invocation: id, command, platform, source, outcome, ms, requests }, "invocation");
    const ackMs = (ackedAt ?? endedAt) - startedAt;
    this.#parts.watch?.({ type: "invocation", command, platform, source, outcome, ackMs, ms: endedAt - startedAt });
    return outcome;
  }

  async #deliver(
    id: string,
    requestIds: RequestIds,
    invocation: Invocation,
    exchange: Exchange,
  ): Promise<{ readonly outcome: Outcome; readonly ackedAt?: number | undefined }> {
    let ackedAt: number | undefined;
    try {
      if (!this.#deliveries.add(`${invocation.platform}:${invocation.deliveryId}`)) {
        await exchange.ignore();
        return { outcome: "repeated" };
      }
      const progress = new Progress(this.#parts.progressPaceMs ?? PROGRESS_PACE_MS);
      // Beside the work, so that it takes no time of its own; a claim that nobody can decide in a moment is ours
      const claim = this.#parts.claims && isOurs(this.#parts.claims, invocation);
      const work = this.#run(id, { requestIds, progress }, invocation, exchange);
      const first = await inTime(work, this.#parts.inlineBudgetMs ?? INLINE_BUDGET_MS, () => undefined);
      if (claim !== undefined && !(await claim)) {
        await exchange.ignore();
        return { outcome: "repeated" };
      }
      if (first !== undefined) {
        if (first.reply !== undefined) await exchange.answer(first.reply);
        this.#replaceLater(id, first.reply, exchange);
        return { outcome: first.outcome };
      }
      const command = this.#commands.get(invocation.command);
      // The work goes on while the platform takes the deferral; a failed one is logged, the answer may still get through
      const visibility = deferredVisibility(command, invocation);
      const deferred = exchange.defer(visibility).then(
        () => {
          ackedAt = steadyNow();
          progress.begin((words) => this.#showProgress(id, words, visibility, exchange));
        },
        (error: unknown) => {
          this.#parts.log.warn({ err: error, invocation: id }, "the deferral did not get through");
        },
      );
      const [result] = await Promise.all([work, deferred]);
      await progress.end();
      // A form that was slow to open is the answer
      if (result.reply !== undefined) await exchange.complete(result.reply);
      this.#replaceLater(id, result.reply, exchange);
      return { outcome: result.outcome, ackedAt };
    } catch (error) {
      this.#parts.log.error(
        { err: error, invocation: id, platform: invocation.platform },
        "the reply did not get through",
      );
      return { outcome: "bug", ackedAt };
    }
  }

  async #showProgress(id: string, words: RichText, visibility: Visibility, exchange: Exchange): Promise<void> {
    const said = visibility === "ephemeral" ? privateReply(paragraph(words)) : reply(paragraph(words));
    try {
      await exchange.progress?.(said);
    } catch (error) {
      this.#parts.log.debug({ err: error, invocation: id }, "a word of progress did not get through");
    }
  }

  /** Nobody waits for it: neither the log line of the invocation nor the stop of the bot. */
  #replaceLater(id: string, reply: Reply | undefined, exchange: Exchange): void {
    reply?.later
      ?.then((later) => later && exchange.replace?.(later))
      .catch((error: unknown) =>
        this.#parts.log.warn({ err: error, invocation: id }, "the later reply did not get through"),
      );
  }

  /** Runs the command and turns whatever happens into a result. Never rejects. */
  async #run(
    id: string,
    { requestIds, progress }: { readonly requestIds: RequestIds; readonly progress: Progress },
    invocation: Invocation,
    exchange: Exchange,
  ): Promise<Result> {
    const command = this.#commands.get(invocation.command);
    const { off } = this.#parts;
    if (command === undefined) {
      const isOff = off?.has(invocation.command) === true;
      const reply = isOff
        ? off.reply(invocation.command)
        : this.#offered(await unknownCommand(invocation, this.#parts.commands));
      return { outcome: "usage", reply };
    }
    if (invocation.owner !== undefined && invocation.owner.id !== invocation.user.id) {
      return { outcome: "refused", reply: notYours(command, invocation) };
    }
    const scope = this.#openScope(invocation, this.#parts.deadlineMs ?? DEADLINE_MS, requestIds);
    let raw: OptionValues = {};
    const { input, user } = invocation;
    try {
      raw = "values" in input ? input.values : await parseCommandLine(command, input.line, user.locale);
      raw = command.meant?.(raw) ?? raw;
      const values = await parseOptions(command, raw, user.locale);
      // Checked against the declaration just above
      const options = values as ValuesOf<Options>;
      const readFile = invocation.readFile ?? noFileHere(command);
      const services = this.#parts.servicesFor(scope);
      const tell = (words: RichText) => progress.tell(words);
      const context = new Context({ options, services, user, where: invocation, readFile, progress: tell }, scope);
      const made = await scope.inTime(command.run(context));
      return { outcome: "ok", reply: shownTo(this.#offered(made), { command, raw, values, user }) };
    } catch (error) {
      if (error instanceof UsageError) raw = error.given ?? raw;
      const isForForm = error instanceof MissingOptionError && !isOfFew(command, error.option);
      if (isForForm && exchange.openForm !== undefined && invocation.source === "command") {
        const isOpen = await exchange.openForm(command.name, raw).catch(() => false);
        if (isOpen) return { outcome: "form" };
      }
      return this.#failed(id, command, raw, error);
    }
  }

  #failed(id: string, command: Command, raw: OptionValues, error: unknown): Result {
    if (!(error instanceof BotError)) {
      this.#parts.log.error({ err: error, invocation: id, command: command.name }, "a bug in a command");
      return { outcome: "bug", reply: failure(id) };
    }
    const outcome = outcomeOf(error);
    if (outcome === "upstream") {
      this.#parts.log.warn({ invocation: id, command: command.name, reason: reasonOf(error) }, "no answer");
    }
    const samples = this.#parts.samples?.get(command.name) ?? [];
    // A command that asks nobody has only its own to say
    const isOfSample = this.#parts.samples !== undefined && command.upstreams !== undefined;
    const reply =
      isOfSample && error instanceof NotFoundError
        ? notInSample(command, raw, error, samples)
        : errorReply(command, raw, error, samples);
    return { outcome, reply: this.#offered(reply) };
  }

  /** The reply without buttons of what is turned off. */
  #offered(reply: Reply): Reply {
    return this.#parts.off?.without(reply) ?? reply;
  }

  #openScope(asker: Asker, deadlineMs: number, requestIds = new RequestIds()): Scope {
    return new Scope(this.#parts, asker, deadlineMs, requestIds);
  }
}

/**
 * What a command gets. Not an object literal: with a getter in it, V8 would make a hidden class for each, and all that the
 * getter sees would outlive the young generation.
 */
class Context implements CommandContext<Options> {
  readonly options: ValuesOf<Options>;
  readonly services: Services;
  readonly user: User;
  readonly where: Where;
  readonly readFile: ReadFile;
  readonly progress: CommandContext<Options>["progress"];
  readonly #scope: Scope;

  constructor(parts: Omit<CommandContext<Options>, "signal">, scope: Scope) {
    const { options, services, user, where, readFile, progress } = parts;
    this.options = options;
    this.services = services;
    this.user = user;
    this.where = where;
    this.readFile = readFile;
    this.progress = progress;
    this.#scope = scope;
  }

  /** Made only for a command that uses it. */
  get signal(): AbortSignal {
    return this.#scope.signal;
  }
}

function deferredVisibility(command: Command | undefined, invocation: Invocation): Visibility {
  if (command === undefined) return "ephemeral";
  const values = "values" in invocation.input ? invocation.input.values : {};
  if (values["private"] === true || values["private"] === "yes") return "ephemeral";
  // The values are not checked yet: `visibility` only chooses between two words by them
  return command.visibility?.(values as ValuesOf<Options>) ?? "channel";
}

/** Whether an option has so few values that a button for each is quicker than a form. */
function isOfFew({ options }: Command, name: string): boolean {
  const option = options[name];
  return option?.type === "yes-no" || (option?.type === "choice" && option.choices.length <= MAX_IN_ROW);
}

function outcomeOf(error: BotError): Outcome {
  if (error instanceof UsageError || error instanceof NotFoundError) return "usage";
  return error instanceof BusyError ? "refused" : "upstream";
}

function reasonOf(error: BotError): string {
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.name})` : error.message;
}
