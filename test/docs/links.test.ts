import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

const pages = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "docs")).map((file) => join("docs", file)),
].filter((file) => file.endsWith(".md"));

test.each(pages)("every link in %s leads somewhere", (page) => {
  const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const relativeLinks = links.filter((target) => !/^[a-z]+:/.test(target));
  expect(relativeLinks.filter((target) => !leadsSomewhere(page, target))).toEqual([]);
});

test("every page can be reached from the README", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached) {
    for (const [, target = ""] of withoutCode(read(page)).matchAll(/\]\(([^)#\s]+\.md)[^)]*\)/g)) {
      const other = relative(ROOT, resolve(ROOT, dirname(page), target));
      if (pages.includes(other)) reached.add(other);
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

test("every picture says what it shows", () => {
  const silent = pages.flatMap((page) =>
    [...withoutCode(read(page)).matchAll(/!\[\s*\]\(([^)]*)\)/g)].map(([image]) => image),
  );
  expect(silent).toEqual([]);
});

function read(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^ *```.*?^ *```$/gms, "");
}

function leadsSomewhere(page: string, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? page : relative(ROOT, resolve(ROOT, dirname(page), file));
  if (!existsSync(join(ROOT, path))) return false;
  return anchor === undefined || anchorsOf(path).includes(anchor);
}

/** As GitHub makes them: lower case, hyphens for spaces, no other signs. */
function anchorsOf(page: string): readonly string[] {
  return [...withoutCode(read(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}
