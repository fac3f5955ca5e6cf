import type { ListedCommand } from "../../src/core/command.ts";
import { commandRow, optionLines } from "./command-words.ts";
import { between } from "./marked.ts";
import { printTable, readTable } from "./table.ts";

/** README's table of commands. */
export function writeCommandTable(page: string, commands: readonly ListedCommand[]): string {
  return between(page, "commands", (old) => printTable({ head: readTable(old).head, rows: commands.map(commandRow) }));
}

/** What stands in a section of `docs/commands.md`, besides its heading. */
interface Section {
  readonly name: string;
  /** What was written by hand: below the description, above the options. */
  readonly prose: string;
}

/**
 * `docs/commands.md`: a section a command, in the order of `/help`. It begins with what the command brings and ends with its options;
 * what stands between is written by hand, and stays. `pictures`: the commands that `docs/pictures` shows.
 */
export function writeCommandSections(
  page: string,
  commands: readonly ListedCommand[],
  pictures: readonly string[],
): string {
  const [head = "", ...texts] = page.split(/^(?=## \/)/m);
  const sections = texts.map(readSection);
  const written = commands.map((command) => {
    const { prose = "" } = sections.find(({ name }) => name === command.name) ?? {};
    return sectionOf(command, withPicture(command.name, prose, pictures));
  });
  return [head.trim(), ...written].join("\n\n").concat("\n");
}

function readSection(text: string): Section {
  const { name } = /^## \/(?<name>\S+)/.exec(text)?.groups ?? {};
  const [above = ""] = text.split(optionsMark(name ?? ""));
  const [, , ...prose] = above.trim().split("\n\n");
  return { name: name ?? "", prose: prose.join("\n\n") };
}

function sectionOf(command: ListedCommand, prose: string): string {
  const { name, description } = command;
  const options = [optionsMark(name), ...optionLines(command), `<!-- end of options of /${name} -->`].join("\n");
  return [`## /${name}`, `${description}.`, ...(prose === "" ? [] : [prose]), options].join("\n\n");
}

function optionsMark(name: string): string {
  return `<!-- npm run docs: options of /${name} -->`;
}

/** A picture that is new: what it shows can be said better by hand. */
function withPicture(name: string, prose: string, pictures: readonly string[]): string {
  if (!pictures.includes(name) || prose.includes(`](pictures/${name}.png)`)) return prose;
  const picture = `![/${name} in Discord and in Slack](pictures/${name}.png)`;
  return prose === "" ? picture : `${picture}\n\n${prose}`;
}
