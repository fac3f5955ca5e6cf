import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EnvFileError, writeEnv } from "../../src/setup/env-file.ts";

const ROOT = join(import.meta.dirname, "../..");

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "magpie-env-"));
  path = join(folder, ".env");
});

afterEach(() => rm(folder, { recursive: true }));

/** What the bot has after its start: a process of its own, because this one's environment is vitest's. */
function loaded(...names: readonly string[]): readonly (string | null)[] {
  const script = `process.loadEnvFile(process.argv[1]);
    console.log(JSON.stringify(process.argv.slice(2).map((name) => process.env[name] ?? null)))`;
  return JSON.parse(execFileSync(process.execPath, ["-e", script, path, ...names], { encoding: "utf8", env: {} }));
}

const mode = async () => ((await stat(path)).mode & 0o777).toString(8);

describe("what was written is read back", () => {
  test.each([
    "xoxb-111-222-abc",
    "MTEw.GcHY.abc_-",
    "a+b/c==",
    "",
    " blanks around ",
    "hash # inside",
    "#first",
    'a "double" one',
    "it's",
    "`tick`",
    `both ' and "`,
    `" and \` and #`,
    "' and ` and #",
    "back\\nslash \\ n",
    "$HOME",
    "a=b=c",
    "export A=1",
    "größe 🐦",
    '"quoted"',
    "'",
    "trailing\\",
  ])("%j", async (value) => {
    await writeEnv(path, { MAGPIE_FIRST: value, MAGPIE_SECOND: "2" });
    expect(loaded("MAGPIE_FIRST", "MAGPIE_SECOND")).toEqual([value, "2"]);
    await writeEnv(path, { MAGPIE_FIRST: "other" });
    expect(loaded("MAGPIE_FIRST", "MAGPIE_SECOND")).toEqual(["other", "2"]);
  });

  test("random values out of the characters that matter, written over one another", async () => {
    const characters = [..."ab \t#'\"`=\\n$;é"];
    // The same row each time: x → 48271 x mod 2³¹ − 1
    let seed = 20_261_122;
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let written = 0;
    for (let round = 0; round < 400; round += 1) {
      const value = Array.from({ length: next(9) }, () => characters[next(characters.length)]).join("");
      const name = `MAGPIE_${next(4)}`;
      try {
        await writeEnv(path, { [name]: value });
      } catch (error) {
        expect(error).toBeInstanceOf(EnvFileError);
        expect(value).toMatch(/(?=.*')(?=.*")(?=.*`)|\\n/);
        continue;
      }
      written += 1;
      expect(parseEnv(await readFile(path, "utf8"))[name]).toBe(value);
    }
    expect(written).toBeGreaterThan(350);
  });
});

describe("the file around it", () => {
  test("all other lines stay, in their order", async () => {
    await writeFile(path, "# Mine\nPORT=3000\n\nSLACK_BOT_TOKEN=\n  # note\nLOG_LEVEL=info # loud\n");
    await writeEnv(path, { SLACK_BOT_TOKEN: "xoxb-1", DISCORD_TOKEN: "a b#c" });
    expect(await readFile(path, "utf8")).toBe(
      "# Mine\nPORT=3000\n\nSLACK_BOT_TOKEN=xoxb-1\n  # note\nLOG_LEVEL=info # loud\nDISCORD_TOKEN='a b#c'\n",
    );
  });

  test.each([
    ["empty", "A=1\nNAME=\nB=2\n", "A=1\nNAME=new\nB=2\n"],
    ["commented out", "A=1\n# NAME=old\nB=2\n", "A=1\nNAME=new\nB=2\n"],
    ["both", "#NAME=old\nNAME=older\n", "#NAME=old\nNAME=new\n"],
    ["exported", "export NAME='old' # why\nB=2\n", "NAME=new\nB=2\n"],
    ["twice: the last counts", "NAME=1\nB=2\nNAME=3\n", "NAME=1\nB=2\nNAME=new\n"],
    ["over several lines", 'NAME="one\ntwo"\nB=2\n', "NAME=new\nB=2\n"],
    ["part of another's name", "MY_NAME=1\nNAME_2=2\n", "MY_NAME=1\nNAME_2=2\nNAME=new\n"],
    ["without a last line break", "B=2", "B=2\nNAME=new\n"],
    ["with the line breaks of Windows", "NAME=\r\nB=2\r\n", "NAME=new\r\nB=2\r\n"],
  ])("a line that is %s", async (_, before, after) => {
    await writeFile(path, before);
    await writeEnv(path, { NAME: "new" });
    expect(await readFile(path, "utf8")).toBe(after);
    expect(loaded("NAME")).toEqual(["new"]);
  });

  test("the project's own example, filled in", async () => {
    const example = await readFile(join(ROOT, ".env.example"), "utf8");
    await writeFile(path, example);
    await writeEnv(path, { SLACK_BOT_TOKEN: "xoxb-1", DISCORD_TOKEN: "t" });
    const lines = (await readFile(path, "utf8")).split("\n");
    const changed = lines.filter((line, index) => line !== example.split("\n")[index]);
    expect(changed).toEqual(["SLACK_BOT_TOKEN=xoxb-1", "DISCORD_TOKEN=t"]);
  });

  test("a new file is its owner's alone", async () => {
    await writeEnv(path, { NAME: "1" });
    expect(await mode()).toBe("600");
    expect(await readdir(folder)).toEqual([".env"]);
  });

  test("an old one keeps its mode, but no right of others", async () => {
    await writeFile(path, "");
    await chmod(path, 0o664);
    await writeEnv(path, { NAME: "1" });
    expect(await mode()).toBe("660");
    await chmod(path, 0o600);
    await writeEnv(path, { NAME: "2" });
    expect(await mode()).toBe("600");
  });

  test("a link stays one", async () => {
    await mkdir(join(folder, "settings"));
    await writeFile(join(folder, "settings/env"), "A=1\n");
    await symlink(join(folder, "settings/env"), path);
    await writeEnv(path, { NAME: "1" });
    expect(await readFile(join(folder, "settings/env"), "utf8")).toBe("A=1\nNAME=1\n");
  });

  test("several writers, one after the other, lose nothing of a whole file", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, index) => writeEnv(path, { NAME: `value-${index}` })));
    expect(await readFile(path, "utf8")).toMatch(/^NAME=value-\d\n$/);
    expect(await readdir(folder)).toEqual([".env"]);
  });
});

describe("what can't be", () => {
  test.each([
    ["a line break", "one\ntwo", "NAME has a line break in it: give it as one line."],
    ["quotes of all kinds", `'"\` #`, "NAME has quotes of all kinds in it, which no .env file can hold."],
  ])("%s", async (_, value, sentence) => {
    await writeFile(path, "A=1\n");
    await expect(writeEnv(path, { B: "2", NAME: value })).rejects.toThrow(new EnvFileError(sentence));
    expect(await readFile(path, "utf8")).toBe("A=1\n");
  });

  test("a quote that somebody left open", async () => {
    await writeFile(path, "A='open\nNAME=\nB='\n");
    await expect(writeEnv(path, { NAME: "1" })).rejects.toThrow("look for a quote there that is not closed");
  });

  test("a folder that can't be written in", async () => {
    await writeFile(path, "");
    await expect(writeEnv(join(path, ".env"), { NAME: "hush" })).rejects.toThrow(
      `There is no folder for ${join(path, ".env")}. Make it first`,
    );
    await expect(writeEnv("/proc/.env", { NAME: "hush" })).rejects.toThrow(/\/proc\/\.env.*yourself|no folder/);
  });

  test("a folder of that name", async () => {
    await mkdir(path);
    await expect(writeEnv(path, { NAME: "1" })).rejects.toThrow("is a folder");
    expect(await readdir(folder)).toEqual([".env"]);
  });
});
