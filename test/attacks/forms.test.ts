import fc from "fast-check";
import { formErrors, readFormValues } from "../../src/adapters/slack/form.ts";
import { type Command, type Option, visibleOptions } from "../../src/core/command.ts";
import type { OptionValues } from "../../src/core/reply.ts";
import { attack } from "../support/attack.ts";
import { spoiling } from "./support/odd-json.ts";
import { DECLARED, Recorders } from "./support/recorders.ts";
import { editing, text } from "./support/texts.ts";

const recorders = new Recorders();

/** What a form of Slack's says when everything is filled in. */
function filledIn(command: Command): object {
  return Object.fromEntries(visibleOptions(command).map(([name, option]) => [name, { value: inputOf(option) }]));
}

function inputOf(option: Option): object {
  switch (option.type) {
    case "text":
      return option.suggest === undefined
        ? { type: "plain_text_input", value: option.example ?? "moby dick" }
        : { type: "external_select", selected_option: { text: { type: "plain_text", text: "x" }, value: "x" } };
    case "integer":
      return { type: "number_input", value: String(option.min) };
    case "choice":
      return { type: "static_select", selected_option: { value: option.choices[0] } };
    case "date":
      return { type: "datepicker", selected_date: "2020-06-10" };
    case "yes-no":
      return { type: "checkboxes", selected_options: [{ value: "yes" }] };
    case "file":
      return { type: "file_input", files: [{ id: "F1" }] };
  }
}

/** Sends a form off: its errors first, as each platform that has forms does. */
async function harmOf(command: Command, values: OptionValues): Promise<string | undefined> {
  const errors = await formErrors(command, values);
  if (Object.values(errors).some((sentence) => sentence.trim() === "")) return "an error without a sentence";
  return await recorders.harmOf({ command: command.name, input: { values }, source: "form" });
}

const command = fc.constantFrom(...DECLARED);

attack(
  "what a form of Slack's says, spoilt: no option but as it is declared",
  { short: 1_500, long: 30_000 },
  fc.tuple(command, spoiling),
  ([command, spoil]) => harmOf(command, readFormValues(JSON.parse(spoil(filledIn(command))))),
);

/** A value that would be right, a little changed; a date that is none, a number out of bounds. */
const almost = fc
  .tuple(
    fc.constantFrom("2020-06-10", "yesterday", "yes", "curiosity", "12", "-1", "pg-13", "US", "moby dick"),
    editing,
  )
  .map(([value, edit]) => edit(value));

attack(
  "any values under any names",
  { short: 1_500, long: 30_000 },
  command.chain((command) =>
    fc.record({
      command: fc.constant(command),
      values: fc.dictionary(
        fc.oneof(
          { weight: 5, arbitrary: fc.constantFrom(...Object.keys(command.options)) },
          { weight: 1, arbitrary: text },
        ),
        fc.oneof(
          almost,
          text,
          fc.boolean(),
          fc.double(),
          fc.integer(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
        ),
        { maxKeys: 5 },
      ),
    }),
  ),
  ({ command, values }) => harmOf(command, values),
);

const deep = (depth: number) => `{"query":{"value":{"value":${"[".repeat(depth)}${"]".repeat(depth)}}}}`;

attack(
  "a form with something as deep as a body is large",
  { short: 20, long: 200 },
  fc.tuple(command, fc.integer({ min: 1, max: 200_000 })),
  ([command, depth]) => harmOf(command, readFormValues(JSON.parse(deep(depth)))),
);
