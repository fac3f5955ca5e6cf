import type { types } from "@slack/bolt";
import { z } from "zod";
import { type Command, isRequired, type Option, visibleOptions } from "../../core/command.ts";
import { BotError, userMessage } from "../../core/errors.ts";
import { parseOption } from "../../core/options.ts";
import { assertNever, type OptionValues } from "../../core/reply.ts";
import { cut } from "../../core/text.ts";
import { visible, visibleLine } from "../../core/visible.ts";
import { LIMITS } from "./limits.ts";
import { maybe } from "./maybe.ts";

/** Marks the modals that are ours to read. */
export const CALLBACK_ID = "command-form";

/** The one element of each input has this `action_id`; the option's name is the `block_id`. */
const ACTION_ID = "value";

/** What a form remembers of the slash command that opened it: a submission has no `response_url` of its own. */
export interface FormMemory {
  readonly command: string;
  readonly responseUrl?: string | undefined;
  readonly channelId?: string | undefined;
}

/** The modal that asks for a command's options, filled in with what was given already. */
export async function commandToView(
  command: Command,
  given: OptionValues,
  memory: FormMemory,
): Promise<types.ModalView> {
  const inputs = visibleOptions(command).slice(0, LIMITS.modalBlocks);
  const meant = command.meant?.(given) ?? given;
  return {
    type: "modal",
    callback_id: CALLBACK_ID,
    private_metadata: writeFormMemory(memory),
    title: plain(`/${command.name}`, LIMITS.modalTitle),
    submit: plain("Ask", LIMITS.modalTitle),
    close: plain("Cancel", LIMITS.modalTitle),
    blocks: await Promise.all(inputs.map(([name, option]) => input(command, name, option, meant))),
  };
}

async function input(command: Command, name: string, option: Option, given: OptionValues): Promise<types.InputBlock> {
  const { example, description } = option;
  // What the option would refuse, its input could not hold; text is there to be put right
  const value = await parseOption(command, name, given).catch(() => (option.type === "text" ? given[name] : undefined));
  // Where the description names one, another would be too much
  const isShown = example === undefined || description.includes(", such as ");
  return {
    type: "input",
    block_id: name,
    optional: !isRequired(option),
    label: plain(option.ask ?? sentence(name), LIMITS.inputLabel),
    hint: plain(isShown ? description : `${description}, such as ${example}`, LIMITS.inputHint),
    element: element(option, value),
  };
}

function element(option: Option, value: OptionValues[string] | undefined): types.InputBlock["element"] {
  const typed = value === undefined ? "" : visibleLine(String(value)).trim();
  switch (option.type) {
    case "text": {
      if (option.suggest !== undefined) {
        return {
          type: "external_select",
          action_id: ACTION_ID,
          min_query_length: 0,
          placeholder: plain("Type to search", LIMITS.placeholderText),
          ...(typed === "" || typed.length > LIMITS.optionValue ? {} : { initial_option: selectOption(typed, typed) }),
        };
      }
      const maxLength = Math.min(option.maxLength ?? 100, LIMITS.plainTextInput);
      return {
        type: "plain_text_input",
        action_id: ACTION_ID,
        max_length: maxLength,
        ...(typed === "" ? {} : { initial_value: cut(typed, maxLength) }),
      };
    }
    case "integer":
      return {
        type: "number_input",
        action_id: ACTION_ID,
        is_decimal_allowed: false,
        min_value: String(option.min),
        max_value: String(option.max),
        ...(typed === "" ? {} : { initial_value: typed }),
      };
    case "choice": {
      const options = option.choices.slice(0, LIMITS.selectOptions).map((choice) => selectOption(choice, choice));
      const chosen = options.find((each) => each.value === value);
      return {
        type: "static_select",
        action_id: ACTION_ID,
        options,
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      };
    }
    case "date":
      return { type: "datepicker", action_id: ACTION_ID, ...(typed === "" ? {} : { initial_date: typed }) };
    case "yes-no": {
      const yes = selectOption("Yes", "yes");
      return {
        type: "checkboxes",
        action_id: ACTION_ID,
        options: [yes],
        ...(value === true ? { initial_options: [yes] } : {}),
      };
    }
    case "file":
      return { type: "file_input", action_id: ACTION_ID, max_files: 1 };
    default:
      return assertNever(option);
  }
}

/**
 * Options of a select while somebody types. What was typed is offered, too, when nothing offered is just that: a select takes
 * nothing that was not offered, and the suggestions may be few because an upstream is down.
 */
export function suggestionsToOptions(
  suggestions: readonly { readonly name: string; readonly value: string }[],
  typed: string,
): { readonly options: readonly types.PlainTextOption[] } {
  const wanted = visibleLine(typed).trim();
  const fitting = suggestions
    .map(({ name, value }) => ({ name: visibleLine(name).trim(), value: visibleLine(value) }))
    .filter(({ name, value }) => name !== "" && value !== "" && value.length <= LIMITS.optionValue);
  const isOffered = fitting.some(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const isOwn = wanted !== "" && wanted.length <= LIMITS.optionValue && !isOffered;
  const options = fitting
    .slice(0, LIMITS.selectOptions - (isOwn ? 1 : 0))
    .map(({ name, value }) => selectOption(name, value));
  return { options: isOwn ? [...options, selectOption(wanted, wanted)] : options };
}

/** What is wrong with the values, by the name of the option: shown next to its input. Empty when all is well. */
export async function formErrors(command: Command, values: OptionValues): Promise<Readonly<Record<string, string>>> {
  const errors: Record<string, string> = {};
  const meant = command.meant?.(values) ?? values;
  for (const [name] of visibleOptions(command)) {
    try {
      await parseOption(command, name, meant);
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      errors[name] = visible(userMessage(error));
    }
  }
  return errors;
}

const inputState = z.object({
  value: maybe(z.string()),
  selected_date: maybe(z.string()),
  selected_option: maybe(z.object({ value: z.string() })),
  selected_options: maybe(z.array(z.unknown())),
  files: maybe(z.array(z.object({ id: z.string() }))),
});

const formState = z.record(z.string(), z.record(z.string(), inputState));

/** The values of a submitted form, by option; what was left empty is left out. */
export function readFormValues(state: unknown): OptionValues {
  const parsed = formState.safeParse(state);
  const values: Record<string, string | boolean> = {};
  if (!parsed.success) return values;
  for (const [name, elements] of Object.entries(parsed.data)) {
    const element = elements[ACTION_ID];
    if (element === undefined) continue;
    const [file] = element.files ?? [];
    const value = element.value ?? element.selected_date ?? element.selected_option?.value ?? file?.id;
    if (value) values[name] = value;
    else if (element.selected_options !== undefined && element.selected_options.length > 0) values[name] = true;
  }
  return values;
}

const formMemory = z.object({ c: z.string(), u: maybe(z.string()), ch: maybe(z.string()) });

function writeFormMemory({ command, responseUrl, channelId }: FormMemory): string {
  const whole = JSON.stringify({ c: command, u: responseUrl, ch: channelId });
  return whole.length <= LIMITS.privateMetadata ? whole : JSON.stringify({ c: command, ch: channelId });
}

/** What one of our forms remembers; undefined for a modal that is not ours. */
export function readFormMemory(view: {
  readonly callback_id?: string | undefined;
  readonly private_metadata?: string | undefined;
}): FormMemory | undefined {
  if (view.callback_id !== CALLBACK_ID) return undefined;
  try {
    const { c, u, ch } = formMemory.parse(JSON.parse(view.private_metadata ?? ""));
    return { command: c, responseUrl: u, channelId: ch };
  } catch {
    return undefined;
  }
}

function selectOption(name: string, value: string): types.PlainTextOption {
  return { text: plain(name, LIMITS.optionText), value };
}

function plain(text: string, max: number): types.PlainTextElement {
  return { type: "plain_text", text: cut(visibleLine(text), max), emoji: false };
}

function sentence(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
