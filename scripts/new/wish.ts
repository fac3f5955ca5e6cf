import { commands } from "../../commands/index.ts";
import { checkCommands } from "../../src/core/check-commands.ts";
import { defineCommand } from "../../src/core/command.ts";
import { DeclarationError } from "../../src/core/errors.ts";
import { reply } from "../../src/core/reply.ts";

/** A command that may be written. */
export interface Wish {
  readonly name: string;
  readonly description: string;
}

/** What was asked for; or, where that can't be, a sentence that says why. `isThere` tells whether there is such a file or folder. */
export function wishFor(
  words: readonly string[],
  description: string,
  isThere: (path: string) => boolean,
): Wish | string {
  const [typed, ...others] = words;
  if (typed === undefined) return "Which name shall the command have? Such as roll: npm run new -- roll";
  if (others.length > 0) return `One command at a time, not ${words.join(" and ")}. Words go into quotes.`;
  const name = typed.replace(/^\//, "");
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return `“${typed}” is no name for a command: lower-case letters, digits and hyphens, a letter first${instead(name)}`;
  }
  const taken = [`commands/${name}.ts`, `commands/${name}`, `test/commands/${name}.test.ts`].find(isThere);
  if (taken !== undefined || commands.some((each) => each.name === name)) {
    return `The name ${name} is taken${taken === undefined ? "" : `: there is ${taken}`}. Choose another.`;
  }
  try {
    checkCommands([...commands, defineCommand({ name, description, options: {}, run: async () => reply() })]);
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    return error.problems.join("\n");
  }
  return { name, description };
}

/** What somebody may have meant who typed `Star Map`. */
function instead(typed: string): string {
  const near = typed
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[-0-9]+|-+$/g, "");
  return near === "" ? "." : `. Did you mean ${near}?`;
}
