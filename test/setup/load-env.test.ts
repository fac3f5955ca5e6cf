import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const MODULE = join(import.meta.dirname, "../../src/setup/load-env.ts");

const KNOWN = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "GIPHY_API_KEY", "DATABASE_URL", "HOST", "PORT"];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "magpie-load-env-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface Loaded {
  readonly problems: readonly string[];
  readonly strays: readonly string[];
  /** What the environment has afterwards. */
  readonly env: Readonly<Record<string, string>>;
}

/** In a process of its own, with this environment. */
async function load(env: Readonly<Record<string, string>> = {}): Promise<Loaded> {
  const script = `const { loadEnv } = await import(${JSON.stringify(MODULE)});
    console.log(JSON.stringify({ ...await loadEnv(${JSON.stringify(KNOWN)}), env: process.env }))`;
  return await new Promise((done, failed) => {
    execFile(process.execPath, ["--input-type=module", "-e", script], { cwd: folder, env }, (error, output) =>
      error ? failed(error) : done(JSON.parse(output) as Loaded),
    );
  });
}

const write = (text: string) => writeFile(join(folder, ".env"), text);

describe("what can't be read", () => {
  test("no file is none", async () => {
    expect(await load()).toMatchObject({ problems: [], strays: [] });
  });

  test("a folder", async () => {
    await mkdir(join(folder, ".env"));
    expect((await load()).problems).toEqual([expect.stringMatching(/^\.env is a folder: .*take it away/)]);
  });

  // Root may read everything else
  test("a link in a circle", async () => {
    await symlink(".env", join(folder, ".env"));
    expect((await load()).problems).toEqual([".env can't be read (ELOOP): look what it is"]);
  });

  test.each([
    ['PORT=1\nGIPHY_API_KEY="abc\nHOST=x\n', '"', "GIPHY_API_KEY", 2],
    ['GIPHY_API_KEY="abc\nDATABASE_URL="sqlite:x"\n', '"', "GIPHY_API_KEY", 1],
    ["# it's right\nexport HOST='abc\n", "'", "HOST", 2],
    ['HOST="a"\nPORT=`\r\nGIPHY_API_KEY=`x`\r\n', "`", "PORT", 2],
  ])("%j", async (text, quote, name, line) => {
    await write(text);
    const { problems, env } = await load();
    expect(problems).toEqual([
      `.env: the quote ${quote} that opens ${name} in line ${line} is never closed: put another at the end of the line`,
    ]);
    expect(Object.keys(env)).not.toContain(name);
  });

  test.each(['HOST="a" # it\'s\nPORT=2', "HOST='it\"s'\nPORT=2", 'HOST="a\nb c\nd"\nPORT=2', "HOST=it's\nPORT=2"])(
    "%j is right",
    async (text) => {
      await write(text);
      const { problems, env } = await load();
      expect([problems, env["PORT"]]).toEqual([[], "2"]);
    },
  );
});

test("what the environment has stays, the rest comes from the file", async () => {
  await write("HOST=file\nPORT=1\n");
  expect((await load({ HOST: "environment" })).env).toMatchObject({ HOST: "environment", PORT: "1" });
});

describe("names that nobody knows", () => {
  test.each([
    ["SLACK_BOT_TOKN", ["SLACK_BOT_TOKEN"]],
    ["slack_bot_token", ["SLACK_BOT_TOKEN"]],
    ["GIPHY_KEY", ["GIPHY_API_KEY"]],
    ["SLACK_TOKEN", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]],
    ["DATABSE_URL", ["DATABASE_URL"]],
    ["HOTS", ["HOST"]],
  ])("%s in the file", async (name, meant) => {
    await write(`${name}=x`);
    expect((await load()).strays).toEqual([`${name} is no variable of mine. Did you mean ${meant.join(" or ")}?`]);
  });

  test("from elsewhere, where it is long enough to be meant for the bot", async () => {
    expect((await load({ SLACK_BOT_TOKN: "x" })).strays).toEqual([
      "SLACK_BOT_TOKN is no variable of mine. Did you mean SLACK_BOT_TOKEN?",
    ]);
  });

  test.each([{ HOTS: "x" }, { HOSTNAME: "box", PATH: "/bin" }, { GITHUB_TOKEN: "x", NODE_OPTIONS: "" }])(
    "other programs have theirs: %j",
    async (env) => {
      expect((await load(env)).strays).toEqual([]);
    },
  );

  test("what is set already was not meant, and a name like none is left alone", async () => {
    await write("GIPHY_KEY=x\nGIPHY_API_KEY=y\nMY_OWN=z");
    expect((await load()).strays).toEqual([]);
  });
});
