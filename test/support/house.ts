import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync, Visitor } from "vite";

/** A file of ours and all it imports: our own files by their path from the root, libraries as they are written. */
export interface Source {
  readonly file: string;
  readonly imports: readonly string[];
}

/** Places by the beginning of their paths: a folder with all below it, or one file. */
type Places = readonly string[];

/** Every file of code below `folders`, in the order of their paths. */
export function readSources(root: string, folders: Places): Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
    )
    .filter((file) => /\.(?:tsx?|js)$/.test(file))
    .toSorted()
    .map((file) => parseSource(file, readFileSync(join(root, file), "utf8")));
}

/**
 * The imports of one file, in every form that the language has: of values and of types, for side effects, passed on by an `export`,
 * made when needed, and the modules that it adds types to.
 */
export function parseSource(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  const specifiers = new Set<string>();
  const add = (node: { readonly type: string; readonly value?: unknown } | null): void => {
    if (node?.type === "Literal" && typeof node.value === "string") specifiers.add(node.value);
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
    TSModuleDeclaration: ({ id }) => add(id),
  }).visit(program);
  const imports = [...specifiers].map((name) => (name.startsWith(".") ? join(dirname(file), name) : name));
  return { file, imports };
}

/**
 * A line for each import that its room does not allow, and for each file that stands in no room. The room of a file is the longest
 * entry of `mayImport` that its path begins with; a room may always import from itself.
 */
export function brokenArrows(sources: readonly Source[], mayImport: Readonly<Record<string, Places>>): string[] {
  const rooms = Object.keys(mayImport).toSorted((a, b) => b.length - a.length);
  return sources.flatMap(({ file, imports }) => {
    const room = rooms.find((place) => isIn(file, place));
    if (room === undefined) return [`${file} stands in no room of the house`];
    const allowed = [room, ...(mayImport[room] ?? [])];
    return imports
      .filter((to) => isOurs(to) && !allowed.some((place) => isIn(to, place)))
      .map((to) => `${file} imports ${to}: ${room} may import ${allowed.join(", ")}`);
  });
}

/** A line for each group of files that import each other in a circle, of values or of types. */
export function circles(sources: readonly Source[]): string[] {
  const reached = new Map(sources.map(({ file }) => [file, reachedFrom(file, sources)]));
  const groups = sources.map(({ file }) =>
    sources.filter((other) => reached.get(file)?.has(other.file) && reached.get(other.file)?.has(file)),
  );
  const lines = groups.filter((group) => group.length > 0).map((group) => group.map(({ file }) => file).join(" ⇄ "));
  return [...new Set(lines)];
}

/** A line for each library that is imported away from its home in `homes`, and for each that has none. */
export function strayLibraries(sources: readonly Source[], homes: Readonly<Record<string, Places>>): string[] {
  return sources.flatMap(({ file, imports }) =>
    imports
      .filter((to) => !isOurs(to) && !to.startsWith("node:"))
      .flatMap((to) => {
        const library = packageOf(to);
        const home = homes[library];
        if (home === undefined) return [`${file} imports ${library}, which has no home`];
        if (home.some((place) => isIn(file, place))) return [];
        return [`${file} imports ${library}, whose home is ${home.join(", ")}`];
      }),
  );
}

/** All that `file` leads to by one import or more. */
function reachedFrom(file: string, sources: readonly Source[]): ReadonlySet<string> {
  const importsOf = new Map(sources.map((source) => [source.file, source.imports]));
  const reached = new Set<string>();
  const next = [...(importsOf.get(file) ?? [])];
  for (let to = next.pop(); to !== undefined; to = next.pop()) {
    if (reached.has(to)) continue;
    reached.add(to);
    next.push(...(importsOf.get(to) ?? []));
  }
  return reached;
}

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function isOurs(to: string): boolean {
  return /^(src|commands|scripts|bench|test)\/|^package\.json$/.test(to);
}

/** `@slack/bolt/x` is of `@slack/bolt`, `kysely/migration` of `kysely`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
