import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../commands/index.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** What each part of the program may import of the others. A file belongs to the first part whose path begins like it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/core": ["src/core"],
  "src/upstream": ["src/upstream", "src/core", "package.json"],
  "src/charts": ["src/charts", "src/core", "src/side-process.ts"],
  "src/services": [
    "src/services",
    "src/charts",
    "src/side-process.ts",
    "src/state",
    "src/upstream",
    "src/core",
    "src/config.ts",
  ],
  "src/recorded": ["src/recorded", "src/upstream", "src/core", "src/config.ts"],
  "src/state": ["src/state", "src/core"],
  "src/setup": ["src/setup", "src/core"],
  "src/net": ["src/net", "src/core", "package.json"],
  "src/doctor": [
    "src/doctor",
    "src/adapters/discord",
    "src/adapters/slack",
    "src/state",
    "src/net",
    "src/setup",
    "src/upstream/limits.ts",
    "src/core",
    "src/config.ts",
    "package.json",
  ],
  "src/http": ["src/http", "src/core"],
  "src/adapters/discord": [
    "src/adapters/discord",
    "src/net",
    "src/setup",
    "src/core",
    "src/config.ts",
    "src/log.ts",
    "package.json",
  ],
  "src/adapters/slack": [
    "src/adapters/slack",
    "src/net",
    "src/setup",
    "src/core",
    "src/config.ts",
    "src/log.ts",
    "src/http/page.ts",
    "package.json",
  ],
  "src/adapters/chat": ["src/adapters/chat", "src/core"],
  // Draws what the others would send, by their own renderers
  "src/adapters/playground": [
    "src/adapters/playground",
    "src/adapters/discord",
    "src/adapters/slack",
    "src/setup",
    "src/core",
    "src/upstream/limits.ts",
    "package.json",
  ],
  "src/playground": [
    "src/playground",
    "commands/index.ts",
    "src/log.ts",
    "src/adapters",
    "src/setup",
    "src/state",
    "src/core",
    "src/bot.ts",
    "src/config.ts",
    "src/platforms.ts",
    "src/recorded",
    "src/services",
    "src/upstream",
    "src/http",
  ],
  "src/replies": ["src/replies", "src/services", "src/charts", "src/core", "src/state/votes.ts"],
  commands: ["commands", "src/core", "src/services", "src/replies", "src/charts"],
};

/** Libraries that only these folders may know. */
const KEPT_BEHIND: Readonly<Record<string, readonly string[]>> = {
  undici: ["src/upstream", "src/net", "src/adapters"],
  bottleneck: ["src/upstream"],
  "discord.js": ["src/adapters/discord"],
  "@discordjs/": ["src/adapters/discord"],
  "discord-api-types": ["src/adapters/discord"],
  "@slack/": ["src/adapters/slack"],
  kysely: ["src/state"],
  "prom-client": ["src/http"],
  "@napi-rs/canvas": ["src/charts"],
  "chart.js": ["src/charts"],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports = ["src", "commands"].flatMap(sourcesBelow).flatMap(importsOf);

describe("imports point one way", () => {
  test.each(Object.entries(MAY_IMPORT))("%s imports only what lies below it", (part, allowed) => {
    const own = imports.filter(({ from }) => from.startsWith(`${part}/`));
    expect(own.length).toBeGreaterThan(0);
    const astray = own.filter(
      ({ to }) => isOurs(to) && !allowed.some((prefix) => to === prefix || to.startsWith(`${prefix}/`)),
    );
    expect(astray.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test.each(Object.entries(KEPT_BEHIND))("%s is known only behind its own folder", (library, allowed) => {
    const users = imports.filter(
      ({ to }) => to === library || to.startsWith(library.endsWith("/") ? library : `${library}/`),
    );
    const astray = users.filter(({ from }) => !allowed.some((prefix) => from.startsWith(`${prefix}/`)));
    expect(astray.map(({ from }) => from)).toEqual([]);
  });

  test("nothing imports main", () => {
    expect(imports.filter(({ to }) => to === "src/main.ts")).toEqual([]);
  });
});

test("every command in the folder is in the list, once", () => {
  const files = readdirSync(join(ROOT, "commands")).map((file) => file.replace(/\.ts$/, ""));
  expect(commands.map((command) => command.name).toSorted()).toEqual(
    files.filter((file) => file !== "index").toSorted(),
  );
});

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  const specifiers = [
    ...source.matchAll(/^\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"|^import\s+"([^"]+)"/gm),
  ];
  return specifiers.map(([, from, dynamic, bare]) => {
    const specifier = from ?? dynamic ?? bare ?? "";
    const to = specifier.startsWith(".") ? relative(ROOT, resolve(ROOT, dirname(file), specifier)) : specifier;
    return { from: file, to };
  });
}

function isOurs(to: string): boolean {
  return /^(src|commands|test|scripts|bench)\/|^package\.json$/.test(to);
}
