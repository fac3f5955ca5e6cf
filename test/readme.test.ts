import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { commands } from "../commands/index.ts";
import { isGroup, lastWord, visibleOptions } from "../src/core/command.ts";

const ROOT = resolve(import.meta.dirname, "..");
const run = promisify(execFile);

const readme = await readFile(join(ROOT, "README.md"), "utf8");
const configuration = await readFile(join(ROOT, "docs/configuration.md"), "utf8");

test("the table of commands is what the commands declare", () => {
  const rows = commands.map((command) => {
    if (isGroup(command)) {
      const words = command.subcommands.map((each) => `\`${lastWord(each)}\``).join(" · ");
      return `| \`/${command.name}\` | ${words} | ${command.description} |`;
    }
    const options = visibleOptions(command).filter(([name]) => name !== "private");
    const [first, ...others] = options.map(([name]) => name);
    const required = options[0]?.[1];
    const usage =
      first === undefined
        ? ""
        : required !== undefined && "required" in required && required.required
          ? ` ${first}`
          : ` [${first}]`;
    const names = others.map((name) => `\`${name}\``).join(", ");
    return `| \`/${command.name}${usage}\` | ${names} | ${command.description} |`;
  });
  const table = readme.slice(readme.indexOf("| --- | --- | --- |"), readme.indexOf("Every command also takes"));
  expect(table.split("\n").filter((line) => line.startsWith("| `/"))).toEqual(rows);
});

test("the variables are the same, in the same order, in docs/configuration.md and in .env.example", async () => {
  const example = await readFile(join(ROOT, ".env.example"), "utf8");
  const inExample = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  const onPage = [...configuration.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(onPage).toEqual(inExample);
});

test("every variable in .env.example is one that the configuration reads", async () => {
  const source = await Promise.all(
    ["src/config.ts", "src/upstream/limits.ts"].map((file) => readFile(join(ROOT, file), "utf8")),
  );
  const example = await readFile(join(ROOT, ".env.example"), "utf8");
  const unknown = [...example.matchAll(/^([A-Z_]+)=/gm)].flatMap(([, name = ""]) =>
    source.join("\n").includes(name) ? [] : [name],
  );
  expect(unknown).toEqual([]);
});

test("a command added in three steps, to the letter", { timeout: 60_000 }, async () => {
  const copy = await mkdtemp(join(tmpdir(), "magpie-three-steps-"));
  try {
    for (const part of [
      "commands",
      "src",
      "recorded",
      "test/support",
      "package.json",
      "tsconfig.json",
      "vitest.config.ts",
    ]) {
      await cp(join(ROOT, part), join(copy, part), { recursive: true });
    }
    await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
    const steps = readme.slice(readme.indexOf("### Add a command in three steps"));
    const [command = "", conversation = ""] = [...steps.matchAll(/^ {3}```ts\n(.*?)^ {3}```/gms)].map(([, code = ""]) =>
      code.replace(/^ {3}/gm, ""),
    );
    await writeFile(join(copy, "commands/roll.ts"), command);
    const index = await readFile(join(copy, "commands/index.ts"), "utf8");
    const extended = index
      .replace(/^(import .*)$/m, '$1\nimport { roll } from "./roll.ts";')
      .replace(/\bquota,?\s*\]/, "quota, roll]");
    expect(extended).toContain("roll]");
    await writeFile(join(copy, "commands/index.ts"), extended);
    await cp(join(ROOT, "test/support"), join(copy, "test/support"), { recursive: true });
    await run("mkdir", ["-p", join(copy, "test/commands")]);
    await writeFile(join(copy, "test/commands/roll.test.ts"), conversation);

    const vitest = await run("npx", ["vitest", "run", "test/commands/roll.test.ts"], { cwd: copy });
    expect(vitest.stdout).toContain("1 passed, 0 failed");
    const types = await run("npx", ["tsc", "--noEmit", "-p", "."], { cwd: copy }).catch(
      (error: { stdout: string }) => error,
    );
    expect(types.stdout).toBe("");
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});
