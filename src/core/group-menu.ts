import { type Command, type CommandGroup, isRequired, lastWord, substitutes, usage } from "./command.ts";
import { aside, type Button, buttons, MAX_IN_ROW, paragraph, type Reply } from "./reply.ts";
import { code, join, type RichText, t } from "./text.ts";

/** What a group can do: a line for each of its commands, and a button for each that needs nothing more. `lead` says why it is shown. */
export function groupMenu(group: CommandGroup, lead: RichText): Reply {
  const offers = group.subcommands.filter(needsNothing).map(offer);
  const rows = Array.from({ length: Math.ceil(offers.length / MAX_IN_ROW) }, (_, row) =>
    buttons(...offers.slice(row * MAX_IN_ROW, (row + 1) * MAX_IN_ROW)),
  );
  return aside(paragraph(lead), paragraph(groupLines(group)), ...rows);
}

/** A line for each command of a group. */
export function groupLines({ subcommands }: CommandGroup): RichText {
  return join(
    subcommands.map((command) => t`${code(usage(command))} — ${command.description}`),
    "\n",
  );
}

function needsNothing({ options }: Command): boolean {
  return Object.values(options).every((option) => !isRequired(option) && substitutes(option).length === 0);
}

function offer(command: Command): Button {
  const words = lastWord(command).replaceAll("-", " ");
  return {
    label: `${words.charAt(0).toUpperCase()}${words.slice(1)}`,
    press: { do: "run", command: command.name, options: {}, into: "post" },
  };
}
