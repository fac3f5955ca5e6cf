import { randomUUID } from "node:crypto";
import { commands } from "../../../commands/index.ts";
import { type Command, isRequired, type Option, runnableCommands, type Services } from "../../../src/core/command.ts";
import { Dispatcher } from "../../../src/core/dispatch.ts";
import { FairShare } from "../../../src/core/fair-share.ts";
import type { Exchange, Invocation } from "../../../src/core/invocation.ts";
import { longestValue } from "../../../src/core/options.ts";
import { type OptionValues, paragraph, reply } from "../../../src/core/reply.ts";
import { t } from "../../../src/core/text.ts";

/** The commands of the bot as they are declared. What they would do is left out. */
export const DECLARED = runnableCommands(commands);

/** One run of a command, as its `run` was called. */
export interface Ran {
  readonly command: string;
  readonly options: OptionValues;
  readonly userId: string;
}

/** Runs nothing: says which commands would have run, and with what. */
export class Recorders {
  readonly ran: Ran[] = [];
  readonly #logged: string[] = [];
  readonly #answers: string[] = [];
  readonly commands: readonly Command[] = DECLARED.map((command) => ({
    ...command,
    run: async ({ options, user }) => {
      this.ran.push({ command: command.name, options: options as OptionValues, userId: user.id });
      return reply(paragraph(t`Done.`));
    },
  }));
  readonly #dispatcher = new Dispatcher({
    commands: this.commands,
    servicesFor: () => ({}) as Services,
    fairShare: new FairShare("off"),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: (_, message) => void this.#logged.push(message) },
    inlineBudgetMs: 30_000,
  });
  readonly #exchange: Exchange = {
    answer: async ({ text }) => void this.#answers.push(text),
    defer: async () => {},
    complete: async ({ text }) => void this.#answers.push(text),
    ignore: async () => {},
  };

  /** Hands an invocation in by bob; what is wrong about what became of it. */
  async harmOf(part: Pick<Invocation, "command" | "input" | "source" | "owner">): Promise<string | undefined> {
    for (const list of [this.ran, this.#logged, this.#answers]) list.length = 0;
    const user = { id: BOB, key: `chat:${BOB}`, name: "bob", locale: "en" };
    await this.#dispatcher.dispatch({ ...part, deliveryId: randomUUID(), platform: "chat", user }, this.#exchange);
    if (this.#logged[0] !== undefined) return `a bug: ${this.#logged[0]}`;
    if (this.#answers.length !== 1 || this.#answers[0] === "") return `${this.#answers.length} answers`;
    return harmIn(this.ran);
  }
}

/** Who presses and fills in. */
export const BOB = "U-bob";

/** What a command has been given that it does not declare; undefined where nothing is wrong. */
export function harmIn(ran: readonly Ran[]): string | undefined {
  if (ran.length > 1) return `${ran.length} commands ran`;
  for (const { command: name, options } of ran) {
    const command = DECLARED.find((candidate) => candidate.name === name);
    if (command === undefined) return `ran “${name}”, which nobody declared`;
    const unknown = Object.keys(options).find((key) => !Object.hasOwn(command.options, key));
    if (unknown !== undefined) return `/${name} got an option “${unknown}”`;
    for (const [key, option] of Object.entries(command.options)) {
      const value = Object.hasOwn(options, key) ? options[key] : undefined;
      if (value === undefined ? isRequired(option) : !isDeclared(option, value)) return `/${name} got ${key}: ${value}`;
    }
  }
  return undefined;
}

function isDeclared(option: Option, value: unknown): boolean {
  switch (option.type) {
    case "yes-no":
      return typeof value === "boolean";
    case "integer":
      return Number.isInteger(value) && Number(value) >= option.min && Number(value) <= option.max;
    case "choice":
      return option.choices.some((choice) => choice === value);
    case "date":
      return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
    case "text":
    case "file":
      return typeof value === "string" && value !== "" && value.length <= longestValue(option);
  }
}
