import { checkCommands } from "../core/check-commands.ts";
import type { ListedCommand } from "../core/command.ts";
import { DeclarationError } from "../core/errors.ts";
import type { Finding } from "../setup/finding.ts";
import { UPSTREAMS } from "../upstream/limits.ts";

/** What is wrong with the commands as they are declared: with that no bot starts. Says nothing where they are right. */
export function checkDeclarations(commands: readonly ListedCommand[]): readonly Finding[] {
  try {
    checkCommands(commands, Object.keys(UPSTREAMS));
    return [];
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    // What to change is part of it
    return error.problems.map((sentence): Finding => ({ subject: "Commands", state: "bad", sentence }));
  }
}
