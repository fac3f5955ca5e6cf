import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../commands/index.ts";
import { brokenArrows, circles, parseSource, readSources, strayLibraries } from "./support/house.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** What several subjects of the services share. */
const CRUMBS = ["failover", "fields", "days"].map((name) => `src/services/${name}.ts`);
const SHARED = [...CRUMBS, "src/upstream", "src/core"];

/** What each room of the house may import of the others, from the top floor down. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bench: ["src", "commands", "test/support"],
  scripts: ["src", "commands/index.ts", "test/support"],

  "src/runtime.js": ["src/preflight.js"],
  "src/preflight.js": [],
  "src/main.ts": [
    "src/memory.ts",
    "src/stop.ts",
    "src/playground",
    "src/platforms.ts",
    "src/adapters/chat",
    "src/adapters/mcp",
    "src/bot.ts",
    "src/recorded",
    "src/http",
    "src/setup",
    "src/log.ts",
    "src/config.ts",
    "src/core",
    "commands/index.ts",
    "package.json",
  ],
  // Only who registers commands loads it
  "src/translations": [],
  "src/playground": [
    "src/platforms.ts",
    "src/adapters/playground",
    "src/adapters/discord",
    "src/adapters/slack",
    "src/bot.ts",
    "src/recorded",
    "src/setup",
    "src/log.ts",
    "src/config.ts",
    "src/core",
    "commands/index.ts",
  ],
  "src/platforms.ts": [
    "src/adapters/discord",
    "src/adapters/slack",
    "src/adapters/mcp",
    "src/bot.ts",
    "src/http",
    "src/log.ts",
    "src/config.ts",
    "src/core",
  ],
  "src/bot.ts": [
    "src/schedule",
    "src/services",
    "src/charts",
    "src/state",
    "src/upstream",
    "src/config.ts",
    "src/core",
  ],
  "src/doctor": [
    "src/adapters/discord",
    "src/adapters/slack",
    "src/net",
    "src/setup",
    "src/state",
    "src/upstream",
    "src/config.ts",
    // A sane answer is what the services take for one
    "src/services/covid/who-file.ts",
    "src/services/pictures/format.ts",
    "src/core",
    "package.json",
  ],

  commands: ["src/replies", "src/services", "src/charts", "src/core"],
  "src/replies": ["src/services", "src/charts", "src/core"],

  // Draws what the others would send, by their own renderers
  "src/adapters/playground": [
    "src/adapters/discord",
    "src/adapters/slack",
    "src/http",
    "src/setup",
    "src/upstream/limits.ts",
    "src/core",
    "package.json",
  ],
  "src/adapters/discord": [
    "src/net",
    "src/http",
    "src/setup",
    "src/translations",
    "src/config.ts",
    "src/core",
    "package.json",
  ],
  "src/adapters/slack": ["src/net", "src/http", "src/setup", "src/config.ts", "src/core", "package.json"],
  "src/adapters/mcp": ["src/net", "src/http", "src/setup", "src/core", "package.json"],
  "src/adapters/chat": ["src/net", "src/core"],

  "src/services": ["src/charts", "src/state", "src/upstream", "src/config.ts", "src/core"],
  "src/services/accounts": ["src/state", "src/upstream", "src/config.ts", "src/core"],
  "src/services/pictures": ["src/side-process.ts", "src/state", "src/upstream", "src/core"],
  // A subject knows no other, but for those whose work it builds on
  "src/services/book": SHARED,
  "src/services/covid": SHARED,
  "src/services/gif": SHARED,
  "src/services/github": ["src/services/accounts", "src/config.ts", ...SHARED],
  "src/services/goat": ["src/services/pictures", ...SHARED],
  "src/services/mars": SHARED,
  "src/services/nasa": SHARED,
  "src/services/person": ["src/services/covid/country-names.ts", ...SHARED],
  "src/services/pet": ["src/state", ...SHARED],
  "src/services/shelf": ["src/services/accounts", "src/services/book", "src/state", ...SHARED],
  ...Object.fromEntries(CRUMBS.map((file) => [file, ["src/upstream", "src/core"]])),

  "src/schedule": ["src/services/subscription", "src/state", "src/core"],
  "src/services/subscription": ["src/state", "src/core"],
  "src/recorded": ["src/upstream", "src/config.ts", "src/core"],
  "src/charts": ["src/side-process.ts", "src/core"],
  "src/http": ["src/core"],
  "src/net": ["src/core", "package.json"],
  "src/setup": ["src/core"],
  // Throws facts: the words for them, which core/text makes, are said above
  "src/state": ["closest", "command", "errors", "isbn", "log", "press", "shared", "time", "watch"].map(
    (name) => `src/core/${name}.ts`,
  ),
  "src/upstream": ["src/core", "package.json"],
  "src/log.ts": ["src/line-writer.ts", "src/config.ts", "src/core"],
  "src/line-writer.ts": [],
  // The one way in to its subjects
  "src/config.ts": ["src/config", "src/upstream", "src/core"],
  "src/config": ["src/setup/consoles.ts", "src/upstream", "src/core"],
  "src/side-process.ts": ["src/core"],
  "src/memory.ts": ["src/core"],
  "src/stop.ts": ["src/core"],
  "src/core": [],
};

/** Where each library lives: nobody else imports it. What a bench compares with is the bench's, too. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  undici: ["src/upstream", "src/net", "bench"],
  bottleneck: ["src/upstream"],
  cockatiel: ["src/upstream"],
  "discord.js": ["src/adapters/discord", "bench"],
  "@slack/bolt": ["src/adapters/slack", "bench"],
  "@slack/oauth": ["src/adapters/slack"],
  "@slack/socket-mode": ["src/adapters/slack"],
  "@modelcontextprotocol/server": ["src/adapters/mcp"],
  fastify: ["src/http", "src/platforms.ts", "src/playground", "src/adapters", "bench"],
  "@prometheus-io/client": ["src/http"],
  pino: ["src/log.ts", "bench"],
  "pino-pretty": ["src/log.ts"],
  kysely: ["src/state"],
  pg: ["src/state"],
  ioredis: ["src/state", "bench"],
  zod: [
    "src/config.ts",
    "src/config",
    "src/upstream",
    "src/services",
    "src/state",
    "src/recorded",
    "src/doctor",
    "src/adapters/discord",
    "src/adapters/slack",
    "src/adapters/playground",
    "bench",
  ],
  "lru-cache": [
    "src/http",
    "src/core",
    "src/upstream",
    "src/charts",
    "src/adapters",
    "src/services/accounts",
    "src/state",
  ],
  "chrono-node": ["src/core"],
  "fuse.js": ["src/core"],
  "damerau-levenshtein": ["src/core"],
  isbn3: ["src/core"],
  croner: ["src/services/subscription"],
  entities: ["src/services/fields.ts", "src/services/nasa/apod-picture.ts", "src/http"],
  oauth4webapi: ["src/services/accounts"],
  "csv-parse": ["src/services/covid", "src/services/shelf"],
  "csv-stringify": ["src/services/shelf"],
  "@faker-js/faker": ["src/services/person"],
  sharp: ["src/services/pictures", "scripts", "bench"],
  "@napi-rs/canvas": ["src/charts", "bench"],
  "chart.js": ["src/charts", "bench"],
  open: ["src/playground"],
  // The playground's page, in the browser
  vite: ["src/adapters/playground"],
  lit: ["src/adapters/playground/page"],
  "react-dom": ["src/adapters/playground/page"],
  "@skyra/discord-components-core": ["src/adapters/playground/page"],
  "discord-markdown-parser": ["src/adapters/playground/page"],
  "slack-blocks-to-jsx": ["src/adapters/playground/page"],
  // For pictures of the documentation and for measuring
  "playwright-core": ["scripts", "bench"],
  "discord-interactions": ["bench"],
  ws: ["bench"],
  // Runs the attacks
  vitest: ["scripts"],
};

describe("the house as it is built", () => {
  const sources = readSources(ROOT, ["src", "commands", "scripts", "bench"]);

  test("imports point one way", () => {
    expect(brokenArrows(sources, MAY_IMPORT)).toEqual([]);
  });

  test("every room is lived in", () => {
    const rooms = Object.keys(MAY_IMPORT);
    expect(rooms.filter((room) => !sources.some(({ file }) => file.startsWith(room)))).toEqual([]);
  });

  test("no file is in a circle", () => {
    expect(circles(sources)).toEqual([]);
  });

  test("every library is known only at home", () => {
    expect(strayLibraries(sources, HOMES)).toEqual([]);
  });

  test("every library that operators install has a home", () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(Object.keys(dependencies).filter((library) => !(library in HOMES))).toEqual([]);
  });

  test("nothing imports main", () => {
    expect(sources.filter(({ imports }) => imports.includes("src/main.ts"))).toEqual([]);
  });

  test("every command in the folder is in the list, once", () => {
    const names = readdirSync(join(ROOT, "commands")).map((file) => file.replace(/\.ts$/, ""));
    expect(commands.map((command) => command.name).toSorted()).toEqual(
      names.filter((name) => name !== "index").toSorted(),
    );
  });
});

describe("what the rules notice", () => {
  const rooms = { "src/top": ["src/low"], "src/low": [], "src/low/attic": ["src/low"], "src/main.ts": ["src/top"] };
  const house = (files: Readonly<Record<string, string>>) =>
    Object.entries(files).map(([file, text]) => parseSource(file, text));
  const arrows = (files: Readonly<Record<string, string>>) => brokenArrows(house(files), rooms);

  test.each([
    ["a value", `import { x } from "../top/x.ts";`],
    ["a type", `import type { X } from "../top/x.ts";`],
    ["one type among values", `import { type X } from "../top/x.ts";`],
    ["a side effect", `import "../top/x.ts";`],
    ["an export passed on", `export { x } from "../top/x.ts";`],
    ["all exports passed on", `export * from "../top/x.ts";`],
    ["an import when needed", `await import("../top/x.ts");`],
    ["a type named in place", `let x: import("../top/x.ts").X;`],
    ["types added to another module", `export {}; declare module "../top/x.ts" { interface X {} }`],
  ])("an arrow that points up: %s", (_, text) => {
    expect(arrows({ "src/low/y.ts": text })).toEqual(["src/low/y.ts imports src/top/x.ts: src/low may import src/low"]);
  });

  test("an arrow out of a .tsx file, a file at the root and a folder in a folder", () => {
    expect(
      arrows({
        "src/low/y.tsx": `import { x } from "../top/x.ts"; export const y = <p>{x}</p>;`,
        "src/main.ts": `import "./low/y.tsx";`,
        "src/low/attic/z.ts": `import "../../top/x.ts";`,
      }),
    ).toEqual([
      "src/low/y.tsx imports src/top/x.ts: src/low may import src/low",
      "src/main.ts imports src/low/y.tsx: src/main.ts may import src/main.ts, src/top",
      "src/low/attic/z.ts imports src/top/x.ts: src/low/attic may import src/low/attic, src/low",
    ]);
  });

  test("a folder that nobody has drawn", () => {
    expect(arrows({ "src/shed/x.ts": "" })).toEqual(["src/shed/x.ts stands in no room of the house"]);
  });

  test("an arrow that points down, and one within a room, are as they should be", () => {
    expect(arrows({ "src/top/x.ts": `import "../low/y.ts"; import "./z.ts"; import "undici";` })).toEqual([]);
  });

  test("a circle of two, a longer one of types, and a file that imports itself", () => {
    expect(
      circles(
        house({
          "src/a.ts": `import "./b.ts";`,
          "src/b.ts": `import type { A } from "./a.ts";`,
          "src/c.ts": `import "./d.ts"; import "./a.ts";`,
          "src/d.ts": `import type { E } from "./e.ts";`,
          "src/e.ts": `import { type C } from "./c.ts";`,
          "src/f.ts": `import "./f.ts";`,
          "src/g.ts": `import "./a.ts";`,
        }),
      ),
    ).toEqual(["src/a.ts ⇄ src/b.ts", "src/c.ts ⇄ src/d.ts ⇄ src/e.ts", "src/f.ts"]);
  });

  test("a library away from home, in any of its parts, and one without a home", () => {
    const files = house({
      "src/low/y.ts": `import { Kysely } from "kysely/migration"; import type { App } from "@slack/bolt/dist/App.js";`,
      "src/top/x.ts": `import "kysely"; import "left-pad"; import "node:fs";`,
    });
    expect(strayLibraries(files, { kysely: ["src/top"], "@slack/bolt": ["src/top"] })).toEqual([
      "src/low/y.ts imports kysely, whose home is src/top",
      "src/low/y.ts imports @slack/bolt, whose home is src/top",
      "src/top/x.ts imports left-pad, which has no home",
    ]);
  });
});
