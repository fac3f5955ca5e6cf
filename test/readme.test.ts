import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { VARIABLES } from "../src/config.ts";

const ROOT = resolve(import.meta.dirname, "..");

const configuration = await readFile(join(ROOT, "docs/configuration.md"), "utf8");

test("the variables are the same, in the same order, in docs/configuration.md and in .env.example", async () => {
  const example = await readFile(join(ROOT, ".env.example"), "utf8");
  const inExample = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  const onPage = [...configuration.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(onPage).toEqual(inExample);
});

test("the variables in .env.example are those that the configuration reads", async () => {
  const example = await readFile(join(ROOT, ".env.example"), "utf8");
  const inExample = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(inExample.toSorted()).toEqual([...new Set(VARIABLES)].toSorted());
});
