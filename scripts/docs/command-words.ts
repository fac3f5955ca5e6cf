import {
  type Command,
  isGroup,
  isRequired,
  type ListedCommand,
  lastWord,
  type Option,
  runnableCommands,
  substitutes,
  usage,
  visibleOptions,
} from "../../src/core/command.ts";
import type { Row } from "./table.ts";

/** A command in the README's table: what is typed, what else it takes, what it brings. */
export function commandRow(listed: ListedCommand): Row {
  if (isGroup(listed)) {
    const words = listed.subcommands.map((each) => `\`${lastWord(each)}\``).join(" · ");
    return [`\`/${listed.name}\``, words, listed.description];
  }
  const [first, ...others] = ownOptions(listed);
  const names = others.map(([name]) => `\`${name}\``).join(", ");
  return [`\`/${listed.name}${first === undefined ? "" : ` ${placeOf(...first)}`}\``, names, listed.description];
}

function placeOf(name: string, option: Option): string {
  return isRequired(option) || substitutes(option).length > 0 ? name : `[${name}]`;
}

/** What `docs/commands.md` says about a command's options: the usage of each form of it, and a line for each option. */
export function optionLines(listed: ListedCommand): readonly string[] {
  if (!isGroup(listed)) {
    const lines = linesOf(listed);
    return [`\`${usage(listed)}\``, ...(lines.length === 0 ? [] : ["", ...lines])];
  }
  return runnableCommands([listed]).flatMap((command) => [
    `- \`${usage(command)}\`: ${command.description}`,
    ...linesOf(command).map((line) => `  ${line}`),
  ]);
}

function linesOf(command: Command): readonly string[] {
  return ownOptions(command).map(([name, option]) => `- \`${name}\`: ${option.description}${valuesOf(option)}`);
}

/** `private` goes without saying: every command has it. */
function ownOptions(command: Command) {
  return visibleOptions(command).filter(([name]) => name !== "private");
}

function valuesOf(option: Option): string {
  if (option.type === "choice") return ` (${option.choices.map((each) => `\`${each}\``).join(", ")})`;
  if (option.type === "integer") return ` (${option.min} to ${option.max})`;
  return option.type === "yes-no" ? " (`yes` or `no`)" : "";
}
