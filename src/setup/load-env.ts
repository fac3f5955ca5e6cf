import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** Where the variables are kept that a service manager does not give. */
const FILE = ".env";

/** Environments are full of other programs' variables: what stands in no file of ours is ours only if it has so many letters. */
const SHORTEST_STRAY = 8;

export interface LoadedEnv {
  /** Sentences about the file as it can't be used. Then nothing of it is. */
  readonly problems: readonly string[];
  /** Sentences about names that nobody knows, with those that may be meant. */
  readonly strays: readonly string[];
}

/** Takes `.env` of this folder, where there is one, into the environment, and says what an operator has slipped in. */
export async function loadEnv(known: readonly string[]): Promise<LoadedEnv> {
  const { text, problem } = readFile();
  const fault = problem ?? openQuote(text);
  if (fault !== undefined) return { problems: [fault], strays: [] };
  const values = parseEnv(text);
  const strays = Object.keys(process.env).filter((name) => name.length >= SHORTEST_STRAY);
  // As `process.loadEnvFile` does: what is set already stays
  for (const [name, value] of Object.entries(values)) process.env[name] ??= value;
  return { problems: [], strays: await explainStrays(Object.keys(values), strays, known) };
}

function readFile(): { readonly text: string; readonly problem?: string } {
  try {
    return { text: readFileSync(FILE, "utf8") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return { text: "" };
    if (code === "EISDIR") {
      return {
        text: "",
        problem: `${FILE} is a folder: make it a file with lines such as NAME=value, or take it away. A container makes a folder where the file it mounts is missing`,
      };
    }
    if (code === "EACCES" || code === "EPERM") {
      return { text: "", problem: `${FILE} can't be read: give it to the user that runs the bot` };
    }
    return { text: "", problem: `${FILE} can't be read (${String(code ?? error)}): look what it is` };
  }
}

/** A line that gives a variable a value which begins with a quote. */
const QUOTED = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(["'`])/;

/** Without its end a quote takes the lines below it with it, or stays in the value. */
function openQuote(text: string): string | undefined {
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const [begun, name, quote = ""] = QUOTED.exec(lines[index] ?? "") ?? [];
    if (begun === undefined || lines[index]?.includes(quote, begun.length)) continue;
    const end = lines.findIndex((line, place) => place > index && line.includes(quote));
    // Values of several lines are right, but no other variable begins inside them
    const swallowed = lines
      .slice(index + 1, end + 1)
      .some((line) => /^[ \t]*(?:export[ \t]+)?[A-Z][A-Z0-9_]+=/.test(line));
    if (end === -1 || swallowed) {
      return `${FILE}: the quote ${quote} that opens ${name} in line ${index + 1} is never closed: put another at the end of the line`;
    }
    index = end;
  }
  return undefined;
}

async function explainStrays(
  inFile: readonly string[],
  elsewhere: readonly string[],
  known: readonly string[],
): Promise<readonly string[]> {
  const names = [...new Set([...inFile, ...elsewhere])].filter((name) => !known.includes(name));
  if (names.length === 0) return [];
  // Few starts need it
  const { misspelt } = await import("../core/closest.ts");
  const candidates = known.filter((name) => !process.env[name]);
  return names.flatMap((name) => {
    const [typed, lower] = [name.toLowerCase(), candidates.map((candidate) => candidate.toLowerCase())];
    const slip = candidates[lower.indexOf(misspelt(typed, lower) ?? "")];
    const meant = slip === undefined ? candidates.filter((candidate) => hasPartsOf(name, candidate)) : [slip];
    return meant.length === 0 ? [] : [`${name} is no variable of mine. Did you mean ${meant.join(" or ")}?`];
  });
}

/** Whether each part of `GIPHY_KEY` stands in `GIPHY_API_KEY`, in that order. */
function hasPartsOf(name: string, candidate: string): boolean {
  const parts = name.toUpperCase().split("_");
  const left = candidate.split("_");
  return parts.length > 1 && parts.every((part) => left.includes(part) && left.splice(0, left.indexOf(part) + 1));
}
