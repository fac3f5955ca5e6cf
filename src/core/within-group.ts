import { type Command, type CommandGroup, lastWord } from "./command.ts";
import { firstWord } from "./command-line.ts";
import { plainSigns } from "./typed.ts";

/** A command, and what was typed for it. */
interface Asked {
  readonly command: Command;
  readonly line: string;
}

/** The command of a group that a typed line asks for: by its first word, else the main one, if it has one. Undefined for neither. */
export function commandWithin({ subcommands, main }: CommandGroup, line: string): Asked | undefined {
  const named = (word: string | undefined) => subcommands.find((command) => lastWord(command) === word);
  const { word, rest = "" } = firstWord(line);
  const command = named(plainSigns(word).toLowerCase());
  if (command !== undefined) return { command, line: rest };
  const meant = line.trim() === "" ? undefined : named(main);
  return meant && { command: meant, line };
}
