import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkSlackTokens, type SlackTokens } from "../../../src/adapters/slack/check.ts";
import { checkSlackEvents } from "../../../src/adapters/slack/check-delivery.ts";
import { dog } from "../../support/sample-commands.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig } from "../../support/slack.ts";
import type { Answer } from "../../support/slack-api.ts";
import { slackBot } from "../../support/slack-bot.ts";

let slack: SimulatedSlack;

beforeEach(async () => {
  slack = await simulatedSlack();
});

afterEach(() => slack.close());

const all = () => slackConfig(slack, ["http", "socket"]);

/** One line a finding: `bad Scopes: …`. */
async function check(tokens: Partial<SlackTokens> = {}, ms = 2_000): Promise<readonly string[]> {
  const findings = await checkSlackTokens({ ...all(), ...tokens }, AbortSignal.timeout(ms));
  for (const { state, advice } of findings) if (state === "bad") expect(advice).toMatch(/\.$/);
  return findings.map(({ subject, state, sentence }) => `${state} ${subject}: ${sentence}`);
}

describe("tokens", () => {
  test("all is well, with one call each", async () => {
    expect(await check()).toEqual([
      "good Bot token: I am magpie in the workspace Magpies.",
      expect.stringMatching(/^good Scopes: The token may do all that is needed: commands, chat:write/),
      expect.stringMatching(/^skipped chat:write.public: Optional. Without it, what is subscribed to /),
      expect.stringMatching(/^skipped users:read: Optional. Without it, whoever subscribes is asked/),
      "good App-level token: Slack opens Socket Mode with it.",
      "good Signing secret: It looks like one. Slack proves it when you save the Request URL.",
    ]);
    expect(slack.api.calls.toSorted()).toEqual(["apps.connections.open", "auth.test"]);
  });

  test("what is left out is not looked at", async () => {
    expect(await checkSlackTokens({ apiUrl: slack.apiUrl })).toEqual([]);
    expect(slack.api.calls).toEqual([]);
  });

  test("a scope that was never granted", async () => {
    slack.api.scopes = ["commands", "chat:write", "users:read"];
    const [, scopes] = await checkSlackTokens(all());
    expect(scopes?.state).toBe("bad");
    expect(scopes?.sentence).toMatch(/^The token lacks files:write, files:read/);
    expect(scopes?.advice).toContain("npm run manifest");
    expect(scopes?.advice).toContain("reinstall");
  });

  test("Slack does not tell the scopes", async () => {
    slack.api.plays("auth.test", { body: { ok: true, user: "magpie", team: "M", bot_id: "B1" } });
    expect(await check()).toContain("unsure Scopes: Slack did not tell what the token may do.");
  });

  test("a token that Slack does not know", async () => {
    expect(await check({ botToken: "xoxb-hush", appToken: "xapp-hush" })).toEqual([
      "bad Bot token: Slack does not know it.",
      "bad App-level token: Slack does not know it.",
      expect.stringContaining("Signing secret"),
    ]);
  });

  test.each([
    ["token_revoked", "It has been revoked."],
    ["account_inactive", "The app is no longer installed in the workspace."],
    ["something_new", "Slack refuses it (something_new)."],
    ["<b>\u001b[2Jhostile", "Slack refuses it."],
  ])("a refusal: %s", async (error, sentence) => {
    slack.api.plays("auth.test", { body: { ok: false, error } });
    expect((await check())[0]).toBe(`bad Bot token: ${sentence}`);
  });

  test("an app-level token without its scope", async () => {
    slack.api.plays("apps.connections.open", {
      body: { ok: false, error: "missing_scope", needed: "connections:write" },
    });
    expect(await check()).toContain("bad App-level token: It lacks the scope connections:write.");
  });

  test("tokens in each other's place, which are sent nowhere", async () => {
    const { botToken, appToken } = all();
    expect(await check({ botToken: appToken, appToken: botToken, signingSecret: botToken })).toEqual([
      "bad Bot token: It is a token of another kind.",
      "bad App-level token: It is a token of another kind.",
      "bad Signing secret: It is a token, not the signing secret.",
    ]);
    expect(await check({ botToken: "xoxb-1\r\nx: y" })).toContain("bad Bot token: It is a token of another kind.");
    expect(slack.api.calls).not.toContain("auth.test");
  });

  test("the token of a person", async () => {
    slack.api.plays("auth.test", { body: { ok: true, user: "ann", team: "Magpies" } });
    expect((await check())[0]).toBe("bad Bot token: It is the token of the person ann, not of a bot.");
  });

  test("a signing secret with a piece missing", async () => {
    expect(await check({ signingSecret: "8f742231b10e" })).toContain(
      "bad Signing secret: It does not look like one: a signing secret has 32 letters and digits.",
    );
  });

  test.each<[string, Answer, string]>([
    ["is slow", { hang: true }, "bad Bot token: Slack can't be reached: no answer in time."],
    ["is ill", { status: 503, body: "<h1>503</h1>" }, "unsure Bot token: Slack is ill right now."],
    ["has enough", { status: 429, headers: { "retry-after": "30" } }, "unsure Bot token: Slack asks to slow down."],
    ["is a page of a proxy", { body: "<h1>Sign in</h1>" }, "bad Bot token: What answers is not Slack."],
  ])("Slack %s", async (_, answer, line) => {
    slack.api.plays("auth.test", answer);
    expect((await check({}, 400))[0]).toBe(line);
  });

  test("Slack is away", async () => {
    const away = { ...all(), apiUrl: "http://127.0.0.1:1/api/" };
    const [bot] = await checkSlackTokens(away);
    expect(bot).toMatchObject({ state: "bad", sentence: expect.stringMatching(/^Slack can't be reached: /) });
  });

  test("a redirect is not followed, and takes no token along", async () => {
    const seen: (string | undefined)[] = [];
    const thief = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end("{}");
    });
    await new Promise<void>((resolve) => thief.listen(0, "127.0.0.1", resolve));
    const location = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/`;
    slack.api.plays("auth.test", { status: 302, headers: { location }, body: "" });
    expect((await check())[0]).toBe("bad Bot token: What answers is not Slack.");
    expect(seen).toEqual([]);
    await new Promise((resolve) => thief.close(resolve));
  });
});

describe("what Slack sends to a running bot", () => {
  const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
  const lines = async (publicUrl: string, signingSecret = SECRET) =>
    (await checkSlackEvents({ publicUrl, signingSecret }, AbortSignal.timeout(2_000))).map(
      ({ subject, state }) => `${state} ${subject}`,
    );

  test("gets through signed, and only so", async () => {
    const bot = await slackBot({ commands: [dog], transports: ["http"], slack });
    expect(await lines(bot.url)).toEqual(["good Signed requests", "good Unsigned requests"]);
    expect(await lines(bot.url, "another".padEnd(32, "x"))).toEqual(["bad Signed requests", "good Unsigned requests"]);
    await bot.close();
    slack = await simulatedSlack();
  });

  test("finds a bot that does not take it", async () => {
    const bot = await slackBot({ commands: [dog], transports: ["socket"], slack });
    expect(await lines(bot.url)).toEqual(["bad Signed requests"]);
    await bot.close();
    slack = await simulatedSlack();
  });

  test("finds something else that takes everything", async () => {
    const other = createServer((_, response) => response.end("ok"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(await lines(url)).toEqual(["bad Signed requests", "bad Unsigned requests"]);
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    expect(await lines(url)).toEqual(["unsure Signed requests"]);
  });
});
