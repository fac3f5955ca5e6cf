import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseAst } from "vite";
import { expect, test } from "vitest";
import { BodyError, NotFoundError } from "../src/core/errors.ts";
import { t } from "../src/core/text.ts";
import { NoneCache } from "../src/upstream/none-cache.ts";
import { Sense } from "../src/upstream/sense.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** The page runs in a browser, for one person. */
const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.startsWith("adapters/playground/page/"))
  .map((name) => relative(ROOT, join(ROOT, "src", name)));

/** Rows of the table, each with its file and the names there. */
const listed = [
  ...readFileSync(join(ROOT, "docs/how-it-works.md"), "utf8").matchAll(/^\| `(src\/[^`]+\.ts)`: ([^|]+) \|/gm),
].flatMap(([, file, names = ""]) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => `${file} ${name}`));

test("what grows while the program runs is in the table of docs/how-it-works.md, with its bound", () => {
  const growing = sources.flatMap((file) =>
    growingIn(readFileSync(join(ROOT, file), "utf8")).map((name) => `${file} ${name}`),
  );
  expect(growing.toSorted()).toEqual(listed.toSorted());
});

test("such places are found, each by its name", () => {
  expect(growingIn("const a = new Map<string, X>(); export const b = new Set();")).toEqual(["a", "b"]);
  expect(growingIn("class A { #b = new Set(); readonly c = new Map(); }")).toEqual(["#b", "c"]);
  expect(growingIn("class A { #b; constructor() { this.#b = new LRUCache({ max: 1 }); } }")).toEqual(["#b"]);
  expect(growingIn("function f() { const a = new LRUCache({ max: 1 }); }")).toEqual(["a"]);
  expect(growingIn("f(new LRUCache({ max: 1 }));")).toEqual(["LRUCache"]);
  for (const text of [
    "const a = new Set([1]);",
    "function f() { const a = new Map(); }",
    "class A { b = new Map(pairs); }",
  ])
    expect(growingIn(text), text).toEqual([]);
});

test("100,000 different ones leave as many as there is room for", () => {
  const nones = new NoneCache();
  const sense = new Sense(() => {});
  for (let n = 0; n < 100_000; n += 1) {
    nones.set(`${n}`, new NotFoundError(t`none`), 60_000);
    sense.learn(`/${n}`, new BodyError("odd", { upstream: "it", path: "a" }));
  }
  expect([nones.size, sense.size]).toEqual([2_000, 100]);
});

/** Names of what may grow in a file: each LRUCache, and each empty map or set that outlives a call, in a field or beside the functions. */
function growingIn(text: string): readonly string[] {
  const { body } = parseAst(text, { lang: "ts" });
  const beside = new Set<object>(
    body.flatMap((each) => {
      const declared = each.type === "ExportNamedDeclaration" ? each.declaration : each;
      return declared?.type === "VariableDeclaration" ? declared.declarations : [];
    }),
  );
  const all = [...nodesIn(body)];
  const names: string[] = [];
  const named = new Set<unknown>();
  for (const node of all) {
    const [name, value] = nameAndValue(node);
    const grows = isNew(value, ["LRUCache"]) || (isEmpty(value) && (beside.has(node) || isField(node)));
    if (!grows) continue;
    named.add(value);
    names.push(name);
  }
  return [...names, ...all.filter((node) => isNew(node, ["LRUCache"]) && !named.has(node)).map(() => "LRUCache")];
}

/** What a field, a variable or an assignment is called, and what it is given. */
function nameAndValue(node: object): readonly [name: string, value?: unknown] {
  if (isField(node)) return [nameOf(node.key), node.value];
  if ("init" in node && "id" in node) return [nameOf(node.id), node.init];
  if (
    "left" in node &&
    "right" in node &&
    typeof node.left === "object" &&
    node.left !== null &&
    "property" in node.left
  )
    return [nameOf(node.left.property), node.right];
  return [""];
}

function nameOf(node: unknown): string {
  if (typeof node !== "object" || node === null || !("name" in node && "type" in node)) return "";
  return node.type === "PrivateIdentifier" ? `#${String(node.name)}` : String(node.name);
}

function isField(node: object): node is { readonly key: unknown; readonly value: unknown } {
  return "type" in node && node.type === "PropertyDefinition" && "key" in node && "value" in node;
}

function isEmpty(node: unknown): boolean {
  return (
    isNew(node, ["Map", "Set"]) && "arguments" in node && Array.isArray(node.arguments) && node.arguments.length === 0
  );
}

function isNew(node: unknown, names: readonly string[]): node is object {
  if (typeof node !== "object" || node === null || !("type" in node && "callee" in node)) return false;
  const { callee } = node;
  const isNamed = typeof callee === "object" && callee !== null && "name" in callee;
  return node.type === "NewExpression" && isNamed && names.some((name) => name === callee.name);
}

function* nodesIn(node: unknown): Generator<object> {
  if (typeof node !== "object" || node === null) return;
  yield node;
  for (const child of Object.values(node)) yield* nodesIn(child);
}
