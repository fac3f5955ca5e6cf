import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type Program, startProgram } from "./support/program.ts";
import { describeWithRedis, redisServer } from "./support/redis.ts";

let program: Program | undefined;

afterEach(async () => {
  program?.kill("SIGKILL");
  await program?.ended;
});

/** Address of the HTTP server, from the line `ready`. */
async function ready(of: Program): Promise<string> {
  const line = await of.says(/"msg":"ready"/);
  return (JSON.parse(line) as { address: { port: number } }).address.port.toString();
}

describe("the program", () => {
  test("a line piped into the chat is answered, and the end of input is the end", async () => {
    program = startProgram(["--chat", "--recorded"], {}, "pipe");
    program.types("/dog beagle");
    program.types("/dog beegle");
    program.types("1");
    program.hangsUp();
    expect(await program.ended).toBe(0);
    const answers = program.output();
    expect(answers).toMatch(/^Beagle\nAmiable, even tempered/);
    expect(answers).toContain("<https://");
    expect(answers).toContain("The Dog API · recorded sample");
    expect(answers).toContain("I know no dog breed called “beegle”. Did you mean Beagle?");
    expect(answers.match(/^Beagle$/gm)).toHaveLength(2);
    expect(program.errors()).toBe("");
  });

  test("without a platform it is ready, healthy, and stops on SIGTERM with 0", async () => {
    program = startProgram(["--recorded"]);
    const port = await ready(program);
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: "alive" }]);
    const readiness = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([readiness.status, await readiness.json()]).toEqual([
      200,
      {
        status: "ready",
        parts: {
          playground: { isConnected: true, detail: "for this machine" },
          database: { isConnected: true, detail: "sqlite, opened when it is needed" },
        },
      },
    ]);
    expect((await fetch(`http://127.0.0.1:${port}/nothing`)).status).toBe(404);
    program.kill("SIGTERM");
    expect(await program.ended).toBe(0);
  });

  test("the playground: there without a platform, off when it is turned off, behind its password from elsewhere", async () => {
    program = startProgram(["--recorded"]);
    const port = await ready(program);
    expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get("content-type")).toContain("text/html");
    program.kill("SIGTERM");
    expect(await program.ended).toBe(0);

    program = startProgram(["--recorded"], { PLAYGROUND: "off" });
    const front = await fetch(`http://127.0.0.1:${await ready(program)}/`);
    expect([front.status, await front.text()]).toEqual([
      200,
      expect.stringMatching(/^This is Magpie, a chat bot\. \/healthz says /),
    ]);
    program.kill("SIGTERM");
    await program.ended;

    program = startProgram(["--recorded"], { PLAYGROUND: "on", PLAYGROUND_PASSWORD: "hush hush hush" });
    const url = `http://127.0.0.1:${await ready(program)}/`;
    const refused = await fetch(url);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, expect.stringContaining("Basic")]);
    const authorization = `Basic ${Buffer.from("ann:hush hush hush").toString("base64")}`;
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
    expect(program.output()).not.toContain("hush");
  });

  test("with a GitHub application there are pages to connect accounts, and without one there are none", async () => {
    program = startProgram(["--recorded"], {
      GITHUB_CLIENT_ID: "id",
      GITHUB_CLIENT_SECRET: "hush-secret",
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"),
      PUBLIC_URL: "https://bot.example",
    });
    const port = await ready(program);
    const page = await fetch(`http://127.0.0.1:${port}/connect/github?key=unknown`);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(await page.text()).toContain("/github connect");
    program.kill("SIGKILL");
    await program.ended;
    program = startProgram(["--recorded"]);
    expect((await fetch(`http://127.0.0.1:${await ready(program)}/connect/github`)).status).toBe(404);
  });

  test("every wrong variable at once, exit code 1, no secret", async () => {
    program = startProgram([], { PORT: "x", SLACK_BOT_TOKEN: "xoxp-hush", DISCORD_TOKEN: "hush" });
    expect(await program.ended).toBe(1);
    expect(program.errors()).toMatch(
      /4 problems:\n {2}PORT .*\n {2}SLACK_BOT_TOKEN .*\n {2}SLACK_APP_TOKEN .*\n {2}DISCORD_APPLICATION_ID /,
    );
    expect(program.errors()).not.toContain("hush");
  });

  test("the port is taken: says by what and which one is free, exit code 1", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => other.once("listening", done));
    const { port } = other.address() as AddressInfo;
    program = startProgram(["--recorded"], { PORT: String(port) });
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(
      new RegExp(`Port ${port} is in use by .+\\. Stop that, or choose another port: PORT=\\d+ npm start`),
    );
    other.close();
  });

  test("the data folder can't be made: said when it is needed, with what to do in the log", async () => {
    program = startProgram(["--chat", "--recorded"], { DATABASE_URL: "sqlite:/dev/null/magpie.db" }, "pipe");
    program.types("/shelf add moby dick");
    program.types("/dog beagle");
    program.hangsUp();
    expect(await program.ended).toBe(0);
    expect(program.output()).toMatch(/My memory is not available right now.*Amiable, even tempered/s);
    expect(program.errors()).toContain(
      "its folder /dev/null can't be made (EEXIST): let me write there, or set DATABASE_URL to another place",
    );
  });
});

describeWithRedis("the program with Redis", () => {
  test("tells on /readyz and in the metrics how it is, starts without it, and uses it when it comes", {
    timeout: 60_000,
  }, async () => {
    const redis = await redisServer();
    await redis.kill();
    program = startProgram(["--recorded"], { REDIS_URL: redis.url });
    const root = `http://127.0.0.1:${await ready(program)}`;
    const redisPart = async () => {
      const { parts } = (await (await fetch(`${root}/readyz`)).json()) as { parts: { redis: unknown } };
      return parts.redis;
    };
    expect(await redisPart()).toMatchObject({ isConnected: false });
    expect(await (await fetch(`${root}/metrics`)).text()).toContain('magpie_part_connected{part="redis"} 0');
    await program.says(/Redis is gone/);
    await redis.restart();
    await program.says(/Redis is back/);
    expect(await redisPart()).toEqual({ isConnected: true, detail: "redis, 1 replica" });
    program.kill("SIGTERM");
    expect(await program.ended).toBe(0);
    expect(await redis.client.zcard("magpie:replicas")).toBe(0);
  });

  test("a wrong password stops the start, in words and without the password", async () => {
    const { port } = await redisServer(["--requirepass", "right"], "right");
    program = startProgram(["--recorded"], { REDIS_URL: `redis://:wrong-hush@127.0.0.1:${port}` });
    expect(await program.ended).toBe(1);
    expect(program.errors()).toMatch(/REDIS_URL is refused by the server there \(WRONGPASS .*\): put user, password/);
    expect(program.output() + program.errors()).not.toContain("wrong-hush");
  });
});

describe("a database that can't be opened is known at the start", () => {
  test.each([
    [
      "sqlite:/dev/null/magpie.db",
      /\/dev\/null can't be made: \/dev\/null is a file\. Set DATABASE_URL=sqlite:PATH elsewhere\./,
    ],
    ["sqlite:.", /magpie-run-\w+ is no file\. Move it away, or set DATABASE_URL=sqlite:PATH elsewhere\./],
    [`sqlite:${import.meta.filename}`, /main\.test\.ts is no SQLite database\. Restore a backup in its place, or /],
    ["postgres://nobody@127.0.0.1:1/magpie", /Postgres does not answer\. `npm run doctor` says more\./],
  ])("%s", async (url, sentence) => {
    program = startProgram(["--recorded"], { DATABASE_URL: url });
    const port = await ready(program);
    const line = await program.says(/"the database can't be opened: /);
    expect((JSON.parse(line) as { msg: string }).msg).toMatch(sentence);
    const { status, parts } = (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()) as {
      status: string;
      parts: { database: { isConnected: boolean; detail: string } };
    };
    expect([status, parts.database.isConnected]).toEqual(["ready", false]);
    expect(parts.database.detail).toMatch(/^(sqlite|postgres), it can't be opened: the log says why$/);
  });
});
