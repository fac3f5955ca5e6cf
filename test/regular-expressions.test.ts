import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { analyse } from "scslre";
import { parseAst } from "vite";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

/** Made while the program runs, of text that nobody outside sends. */
const MADE = {
  "src/log.ts": "the operator's own secrets, every sign escaped",
  "src/setup/env-file.ts": "names of our own variables, met with the operator's own file",
};

/** What works on text that comes from outside is written out, so that it can be looked at. */
const sources = ["src", "commands"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => relative(ROOT, join(ROOT, folder, name))),
);

describe("an expression neither backtracks nor restarts: its work grows as the text does", () => {
  test.each(sources)("%s", (source) => {
    const { literals, made } = expressionsOf(source);
    const slow = literals.flatMap(({ pattern, flags }) =>
      analyse({ source: pattern, flags }).reports.map(({ type }) => `/${pattern}/${flags} is slow by ${type}`),
    );
    expect(slow, "cut the text at an index, or anchor the expression").toEqual([]);
    expect(made > 0, "write the expression out, or say above why its text is harmless").toBe(source in MADE);
  });

  test("such expressions are found out", () => {
    expect(analyse({ source: "\\s+$", flags: "" }).reports).toMatchObject([{ type: "Move" }]);
    expect(analyse({ source: "^(\\w+\\s?)*$", flags: "" }).reports).not.toEqual([]);
    expect(expressionsOf("src/core/command-line.ts").literals.length).toBeGreaterThan(0);
  });
});

interface Literal {
  readonly pattern: string;
  readonly flags: string;
}

/** The expressions that a file writes out, and how many it makes while it runs. */
function expressionsOf(source: string): { readonly literals: readonly Literal[]; readonly made: number } {
  const literals: Literal[] = [];
  let made = 0;
  const lang = source.endsWith("x") ? "tsx" : "ts";
  for (const node of nodesIn(parseAst(readFileSync(join(ROOT, source), "utf8"), { lang }))) {
    if ("regex" in node) literals.push(node.regex as Literal);
    const isCall = "type" in node && (node.type === "NewExpression" || node.type === "CallExpression");
    if (isCall && "callee" in node && isNamed(node.callee, "RegExp")) made += 1;
  }
  return { literals, made };
}

function* nodesIn(node: unknown): Generator<object> {
  if (typeof node !== "object" || node === null) return;
  yield node;
  for (const child of Object.values(node)) yield* nodesIn(child);
}

function isNamed(node: unknown, name: string): boolean {
  return typeof node === "object" && node !== null && "name" in node && node.name === name;
}
