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

/** Rows of the table, each with its file. */
const listed = [
  ...readFileSync(join(ROOT, "docs/how-it-works.md"), "utf8").matchAll(/^\| `(src\/[^`]+\.ts)` \|/gm),
].map(([, file]) => file);

test("what grows while the program runs is in the table of docs/how-it-works.md, with its bound", () => {
  const growing = sources.filter((file) => mayGrow(readFileSync(join(ROOT, file), "utf8")));
  expect(growing.toSorted()).toEqual(listed.toSorted());
});

test("such places are found", () => {
  for (const text of ["const a = new Map<string, X>();", "class A { #b = new Set(); }", "f(new LRUCache({ max: 1 }));"])
    expect(mayGrow(text), text).toBe(true);
  for (const text of [
    "const a = new Set([1]);",
    "function f() { const a = new Map(); }",
    "class A { b = new Map(pairs); }",
  ])
    expect(mayGrow(text), text).toBe(false);
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

/** Whether a file has an LRUCache, or an empty map or set that outlives a call: in a field, or beside the functions. */
function mayGrow(text: string): boolean {
  const { body } = parseAst(text, { lang: "ts" });
  const isModules = body.some(
    (each) =>
      (each.type === "VariableDeclaration" && each.declarations.some(({ init }) => isEmpty(init))) ||
      (each.type === "ExportNamedDeclaration" &&
        each.declaration?.type === "VariableDeclaration" &&
        each.declaration.declarations.some(({ init }) => isEmpty(init))),
  );
  return isModules || [...nodesIn(body)].some((node) => isField(node) || isNew(node, ["LRUCache"]));
}

function isField(node: object): boolean {
  return "type" in node && node.type === "PropertyDefinition" && "value" in node && isEmpty(node.value);
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
