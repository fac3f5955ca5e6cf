import { randomUUID } from "node:crypto";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parseEnv } from "node:util";

/** Mode of a new file: what it holds is the owner's alone. */
const OWNER_ONLY = 0o600;

/** Rights of everybody else, which a file with tokens does not keep. */
const OTHERS = 0o007;

/** What nobody can put into a `.env` file, or where none can be written. `message` is a sentence that says what to do. */
export class EnvFileError extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "EnvFileError";
  }
}

/**
 * Puts values into a `.env` file, made where there is none: in the place of a line that has the name, be it empty or
 * commented out, else at the end. All other lines stay. The old file is there until the new one is whole; it keeps its owner
 * and its mode, less the rights of others. `process.loadEnvFile` reads the values back as they were given. Throws EnvFileError.
 */
export async function writeEnv(path: string, values: Readonly<Record<string, string>>): Promise<void> {
  // What a link leads to is replaced, not the link
  const target = await realpath(path).catch(() => path);
  try {
    const old = await readFile(target, "utf8").catch(unlessMissing(""));
    await replaceFile(target, withValues(old, values));
  } catch (error) {
    throw error instanceof EnvFileError ? error : new EnvFileError(adviceFor(error, path), error);
  }
}

function withValues(old: string, values: Readonly<Record<string, string>>): string {
  const text = Object.entries(values).reduce((written, [name, value]) => withValue(written, name, value), old);
  const read = parseEnv(text);
  const [lost] = Object.entries(values).find(([name, value]) => read[name] !== value) ?? [];
  if (lost !== undefined) {
    throw new EnvFileError(`${lost} can't be read back from the file: look for a quote there that is not closed.`);
  }
  return text;
}

function withValue(text: string, name: string, value: string): string {
  const line = `${name}=${quoted(name, value)}`;
  const found = lastMatch(text, activeLine(name)) ?? lastMatch(text, commentedLine(name));
  if (found !== undefined) return text.slice(0, found.start) + line + text.slice(found.end);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return `${text}${text === "" || text.endsWith("\n") ? "" : newline}${line}${newline}`;
}

/** A line that sets the variable; a quoted value may go on over the next ones. Of two, the last counts. */
function activeLine(name: string): RegExp {
  return new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(?:"[^"]*"|'[^']*'|\`[^\`]*\`|)[^\\r\\n]*`, "gm");
}

function commentedLine(name: string): RegExp {
  return new RegExp(`^[ \\t]*#[ \\t]*${name}[ \\t]*=[^\\r\\n]*`, "gm");
}

function lastMatch(text: string, pattern: RegExp): { readonly start: number; readonly end: number } | undefined {
  const match = [...text.matchAll(pattern)].at(-1);
  return match === undefined ? undefined : { start: match.index, end: match.index + match[0].length };
}

/** The value as it must stand in the file: bare where that does, else in the first kind of quotes that does. */
function quoted(name: string, value: string): string {
  if (!/^[A-Z_][A-Z0-9_]*$/i.test(name))
    throw new EnvFileError("The name of a variable has letters, digits and _ only.");
  if (/[\r\n\0]/.test(value)) throw new EnvFileError(`${name} has a line break in it: give it as one line.`);
  // A quote at the start would look for its end in the lines that follow
  const bare = /^['"`]/.test(value) ? [] : [value];
  const forms = [...bare, `'${value}'`, `"${value}"`, `\`${value}\``];
  const form = forms.find((candidate) => parseEnv(`${name}=${candidate}\n`)[name] === value);
  if (form === undefined) throw new EnvFileError(`${name} has quotes of all kinds in it, which no .env file can hold.`);
  return form;
}

/** Beside the old file first, then in its place: nobody ever reads half of it. */
async function replaceFile(target: string, text: string): Promise<void> {
  const old = await stat(target).catch(unlessMissing(undefined));
  const beside = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  const file = await open(beside, "wx", OWNER_ONLY);
  try {
    await file.writeFile(text);
    if (old !== undefined) {
      // Before the mode: a change of owner may take rights away
      if (old.uid !== process.getuid?.() || old.gid !== process.getgid?.()) await file.chown(old.uid, old.gid);
      await file.chmod(old.mode & 0o777 & ~OTHERS);
    }
    await file.sync();
    await file.close();
    await rename(beside, target);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(beside, { force: true });
    throw error;
  }
}

function unlessMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) !== "ENOENT") throw error;
    return value;
  };
}

function adviceFor(error: unknown, path: string): string {
  switch (codeOf(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `I may not write ${path}. Give me the right to write in its folder, or put the lines there yourself.`;
    case "ENOENT":
    case "ENOTDIR":
      return `There is no folder for ${path}. Make it first, or put the lines where you keep the settings.`;
    case "EISDIR":
      return `${path} is a folder. Move it away, or put the lines where you keep the settings.`;
    case "ENOSPC":
    case "EDQUOT":
      return `The disk has no room for ${path}. Make some, then try again; the old file is as it was.`;
    default:
      return `${path} can't be written (${codeOf(error) ?? "no reason given"}). Put the lines there yourself; the old file is as it was.`;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
