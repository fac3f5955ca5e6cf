import {
  isGroup,
  type ListedCommand,
  type Option,
  runnableCommands,
  usage,
  visibleOptions,
} from "../../src/core/command.ts";

/** What `docs/commands.md` says about a command's options: the usage of each form of it, and a line for each option. */
export function optionLines(listed: ListedCommand): readonly string[] {
  if (!isGroup(listed)) {
    const rows = optionRows(listed);
    return [`\`${usage(listed)}\``, ...(rows.length === 0 ? [] : ["", ...rows])];
  }
  return runnableCommands([listed]).flatMap((command) => [
    `- \`${usage(command)}\`: ${command.description}`,
    ...optionRows(command).map((row) => `  ${row}`),
  ]);
}

function optionRows(command: Parameters<typeof visibleOptions>[0]): readonly string[] {
  return visibleOptions(command)
    .filter(([name]) => name !== "private")
    .map(([name, option]) => `- \`${name}\`: ${option.description}${values(option)}`);
}

function values(option: Option): string {
  if (option.type === "choice") return ` (${option.choices.map((each) => `\`${each}\``).join(", ")})`;
  if (option.type === "integer") return ` (${option.min} to ${option.max})`;
  return option.type === "yes-no" ? " (`yes` or `no`)" : "";
}
