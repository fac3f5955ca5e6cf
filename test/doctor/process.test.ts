import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commandsFor } from "../../commands/index.ts";
import { registerCommands } from "../../src/adapters/discord/register.ts";
import { simulatedDiscord } from "../support/discord.ts";
import { startProgram } from "../support/program.ts";
import { simulatedSlack, slackConfig } from "../support/slack.ts";

/** As the doctor finds them in a configuration without `GIF_RATING`. */
const commands = commandsFor({ gifRating: "g" });

const SCRIPT = resolve(import.meta.dirname, "../../scripts/doctor.ts");

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "magpie-doctor-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** Runs it as `npm run doctor` does, with a `.env` of these lines. */
async function run(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(folder, ".env"), lines.join(""));
  return await new Promise<{ exitCode: unknown; output: string }>((done) => {
    execFile(process.execPath, [SCRIPT, ...args], { cwd: folder, env: {} }, (error, output, errors) =>
      done({ exitCode: error?.code ?? 0, output: output + errors }),
    );
  });
}

/** What must be in no output. */
const SECRETS = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DISCORD_TOKEN", "ENCRYPTION_KEY"];

test("a running bot on both platforms over HTTP, and nothing is wrong", async () => {
  const [slack, discord] = [await simulatedSlack(), await simulatedDiscord()];
  const { botToken, appToken = "", signingSecret = "" } = slackConfig(slack, ["http", "socket"]);
  const { token, applicationId, publicKey = "", apiUrl } = discord.config("http");
  const env = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_TOKEN: token,
    DISCORD_APPLICATION_ID: applicationId,
    DISCORD_PUBLIC_KEY: publicKey,
    DISCORD_API_URL: apiUrl,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  };
  const bot = startProgram(["--recorded"], env);
  const line = JSON.parse(await bot.says(/"msg":"ready"/)) as { address: { port: number } };
  const PUBLIC_URL = `http://127.0.0.1:${line.address.port}`;
  discord.endpoint(`${PUBLIC_URL}/discord/interactions`);
  await registerCommands({ config: discord.config("http"), commands, guildId: "41" });
  const PORT = String(line.address.port);
  const set = { ...env, PUBLIC_URL, PORT, HOST: "127.0.0.1", UPSTREAMS: "recorded" };

  const { exitCode, output } = await run(set, ["--guild", "41"]);
  expect(output).not.toContain("✗");
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^Configuration\n {2}✓ Variables +All are right\.\n\nThis machine\n/);
  expect(output).toContain(`✓ PORT                   A bot is running on ${PORT}.`);
  for (const subject of ["Bot token", "Signed requests", "Unsigned requests", "Public key", "Commands", "Clock"]) {
    expect(output).toMatch(new RegExp(`✓ ${subject} `));
  }
  expect(output).toMatch(/\n\nNothing is wrong\.\n$/);
  for (const name of SECRETS) expect(output).not.toContain(set[name as keyof typeof set]);

  const everywhere = await run(set);
  expect(everywhere.exitCode).toBe(1);
  expect(everywhere.output).toMatch(/✗ Commands +Discord knows none of them\.\n +→ Run npm run register\./);

  const restarted = await run({ ...set, SLACK_SIGNING_SECRET: "0".repeat(32) }, ["--guild", "41"]);
  expect(restarted.exitCode).toBe(1);
  expect(restarted.output).toMatch(/✗ Signed requests .*\n +→ It was started with another secret/);
  expect(restarted.output).toMatch(/\n1 thing is wrong: see ✗ above\.\n$/);

  bot.kill("SIGTERM");
  expect(await bot.ended).toBe(0);
  expect([...slack.problems(), ...discord.violations]).toEqual([]);
  await Promise.all([slack.close(), discord.close()]);
});

test("everything is wrong: each thing has its line, exit code 1, no secret, no stack", async () => {
  const { exitCode, output } = await run({
    PORT: "hush-port",
    SLACK_BOT_TOKEN: "xoxb-hush",
    SLACK_SIGNING_SECRET: "hush-secret",
    SLACK_API_URL: "http://127.0.0.1:1/api",
    DISCORD_TOKEN: "hush.discord",
    DISCORD_APPLICATION_ID: "123456789012345678",
    DISCORD_PUBLIC_KEY: "ab".repeat(32),
    DISCORD_API_URL: "http://127.0.0.1:1/api",
    PUBLIC_URL: "http://127.0.0.1:1",
    ENCRYPTION_KEY: "hush-key",
    DATABASE_URL: "postgres://hush-name:hush-word@127.0.0.1:1/magpie",
    GIPHY_API_KEY: "hush-giphy",
    GIPHY_URL: "http://127.0.0.1:1",
    UPSTREAMS: "recorded",
  });
  expect(exitCode).toBe(1);
  for (const line of [
    /✗ PORT +is not a port: give a number from 0 to 65535/,
    /✗ ENCRYPTION_KEY +is not 32 bytes in base64/,
    /✗ PUBLIC_URL +It can't be reached: /,
    /– Clock +Nobody told me the time/,
    /✗ Database +Postgres: Postgres does not answer\.\n +→ Nothing listens there/,
    /✗ Bot token +Slack can't be reached: .*\n +→ Check the network, and SLACK_API_URL/,
    /✗ Signing secret +It does not look like one/,
    /✗ Bot token +Discord can't be reached: /,
  ]) {
    expect(output).toMatch(line);
  }
  expect(output).not.toContain("hush");
  expect(output).not.toMatch(/^\s+at |Error:/m);
});

test("what stands in the file and can't be meant so", async () => {
  const { output } = await run({ SLACK_BOT_TOKN: "x", UPSTREAMS: "recorded" });
  expect(output).toMatch(/– Variables +SLACK_BOT_TOKN is no variable of mine\. Did you mean SLACK_BOT_TOKEN\?\n/);
  const open = await run({ UPSTREAMS: "recorded", PORT: '"0' });
  expect(open.exitCode).toBe(1);
  expect(open.output).toMatch(/✗ \.env +\.env: the quote " that opens PORT in line 2 is never closed: .*\n +→ /);
});

test("for monitors: one line of JSON, and the exit code tells whether something is wrong", async () => {
  const { exitCode, output } = await run({ UPSTREAMS: "recorded", ENCRYPTION_KEY: "short", PORT: "0" }, ["--json"]);
  expect(exitCode).toBe(1);
  expect(output.trim().split("\n")).toHaveLength(1);
  const { bad, findings } = JSON.parse(output) as { bad: number; findings: readonly Record<string, string>[] };
  expect(bad).toBe(findings.filter(({ state }) => state === "bad").length);
  expect(findings).toContainEqual(
    expect.objectContaining({ section: "Configuration", subject: "ENCRYPTION_KEY", state: "bad" }),
  );
  expect(findings).toContainEqual(expect.objectContaining({ section: "Web APIs", state: "skipped" }));
  expect(output).not.toContain("short");
});
