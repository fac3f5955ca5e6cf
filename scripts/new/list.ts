import { parseSource } from "../../test/support/house.ts";
import type { NewCommand } from "./files.ts";

/** Stands in `commands/index.ts` where a new command goes. */
const MARK = "// `npm run new` puts its command here";

/**
 * `commands/index.ts` with the command at the end of its list. Throws an Error with a sentence where that is no list that we know.
 */
export function withEntry(index: string, { name, identifier }: NewCommand): string {
  if (!index.includes(MARK)) throw new Error(`It has lost the line “${MARK}”: put it back at the end of the list`);
  const withImport = index.replace(/^import .* from "\.\//m, `import { ${identifier} } from "./${name}.ts";\n$&`);
  return withImport.replace(MARK, `${identifier},\n    ${MARK}`);
}

/** How the code calls a command: `star-map` is `starMap`, and what the file has a meaning for already gets another ending. */
export function identifierFor(name: string, index: string): string {
  const camel = name.replace(/-+(.?)/g, (_, letter: string) => letter.toUpperCase());
  return isFree(camel, index) ? camel : `${camel}Command`;
}

function isFree(identifier: string, index: string): boolean {
  const code = index.replace(/\/\*\*.*|\/\/.*|"[^"]*"/g, "");
  if (new RegExp(`\\b${identifier}\\b`).test(code)) return false;
  try {
    parseSource(`${identifier}.ts`, `export const ${identifier} = 0;`);
    return true;
  } catch {
    // What the language keeps for itself
    return false;
  }
}
