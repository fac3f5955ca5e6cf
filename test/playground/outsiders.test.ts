import { readdirSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { plainProxy } from "../support/plain-proxy.ts";
import { type Program, startProgram } from "../support/program.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig } from "../support/slack.ts";

let program: Program | undefined;
let slack: SimulatedSlack | undefined;

afterEach(async () => {
  program?.kill("SIGKILL");
  await program?.ended;
  await slack?.close();
});

/** Starting the program may build its page first. */
const START_MS = 60_000;

/** The bot without a platform, behind a plain proxy, and an outsider with an application of their own. */
async function behindProxy(env: Readonly<Record<string, string>>) {
  slack = await simulatedSlack();
  program = startProgram(["--recorded"], { SLACK_API_URL: slack.apiUrl, ...env });
  const { address } = JSON.parse(await program.says(/"msg":"ready"/)) as { address: { port: number } };
  const url = await plainProxy(`http://127.0.0.1:${address.port}`);
  const { botToken, appToken = "" } = slackConfig(slack, ["socket"]);
  const values = { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken };
  const asks = (step: "check" | "connect", headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${url}/playground/connect/${step}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ platform: "slack", values }),
    });
  return { url, asks, slack, program };
}

test(
  "where the world is told an address, a plain proxy lets no outsider write .env or connect",
  async () => {
    const { url, asks, slack, program } = await behindProxy({ PUBLIC_URL: "https://bot.example" });
    expect([(await asks("connect")).status, (await asks("check")).status]).toEqual([404, 404]);
    expect((await fetch(`${url}/playground/session`)).status).toBe(404);
    expect(await (await fetch(url)).text()).toMatch(/^This is Magpie, a chat bot\. /);
    expect([readdirSync(program.folder), slack.api.callers, slack.sockets.open]).toEqual([[], [], 0]);
    const off = await program.says(/the playground stays off/);
    expect(JSON.parse(off)).toMatchObject({
      level: "warn",
      msg: expect.stringMatching(/PUBLIC_URL.*PLAYGROUND_PASSWORD/),
    });
  },
  START_MS,
);

test(
  "where nobody was told of the proxy, the key of the run is wanted: an outsider has none, the operator has",
  async () => {
    const { url, asks, slack, program } = await behindProxy({});
    expect((await fetch(`${url}/playground/session`)).status).toBe(200);
    for (const headers of [{}, { "x-magpie-key": "A".repeat(24) }, { origin: "https://bot.example" }]) {
      const refused = await Promise.all([asks("connect", headers), asks("check", headers)]);
      expect(refused.map(({ status }) => status)).toEqual([403, 403]);
    }
    expect([readdirSync(program.folder), slack.api.callers, slack.sockets.open]).toEqual([[], [], 0]);
    const [, key = ""] = /#key=([\w-]+)/.exec(await program.says(/the playground is open/)) ?? [];
    const connected = await asks("connect", { "x-magpie-key": key });
    expect(await connected.json()).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ subject: "Connection", state: "good" })]),
    });
    expect(readdirSync(program.folder)).toContain(".env");
    // From here on people are served, so that an outsider may not even read
    expect((await fetch(`${url}/playground/session`)).status).toBe(403);
    expect(program.output().split(key)).toHaveLength(2);
  },
  START_MS,
);

test(
  "with a password the outsider is asked for it",
  async () => {
    const { url, asks } = await behindProxy({
      PUBLIC_URL: "https://bot.example",
      PLAYGROUND_PASSWORD: "hush hush hush",
    });
    expect([(await fetch(url)).status, (await asks("connect")).status, (await asks("check")).status]).toEqual([
      401, 401, 401,
    ]);
  },
  START_MS,
);
