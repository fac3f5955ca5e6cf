import { describe, expect, test } from "vitest";
import { commands } from "../../commands/index.ts";
import { examine } from "../../src/doctor/examine.ts";
import { simulatedSlack, slackConfig } from "../support/slack.ts";
import { closes, doctor } from "./doctor.ts";

describe("the configuration", () => {
  test("nothing is set, and nothing is wrong", async () => {
    const says = await doctor();
    expect(Object.values(says).filter((line) => line.startsWith("bad"))).toEqual([]);
    expect(says["Variables"]).toBe("good: All are right.");
    expect(says["Slack"]).toMatch(/^skipped: Off/);
  });

  test("wrong variables are named, and the rest is looked at all the same", async () => {
    const slack = await simulatedSlack();
    closes(() => slack.close());
    const { botToken } = slackConfig(slack, []);
    const says = await doctor({ PORT: "hush", SLACK_BOT_TOKEN: botToken, SLACK_API_URL: slack.apiUrl });
    expect(says).toMatchObject({
      PORT: expect.stringMatching(/^(bad: is not a port|(good|bad): .*\b3000\b)/),
      SLACK_APP_TOKEN: expect.stringMatching(/^bad: is missing: SLACK_BOT_TOKEN alone connects nothing/),
      "Bot token": "good: I am magpie in the workspace Magpies.",
      Database: "good: Its file is made at the first start.",
    });
    expect(JSON.stringify(says)).not.toContain("hush");
  });

  test("a command that is declared wrongly, with which no bot starts", async () => {
    const [first, ...others] = commands;
    if (first === undefined) throw new Error("there are no commands");
    const wrong = [{ ...first, description: "Ends with a full stop." }, ...others];
    const env = { PORT: "0", UPSTREAMS: "recorded", DATABASE_URL: "sqlite::memory:" };
    const [configuration] = await examine({ env, commands: wrong });
    expect(configuration?.findings).toContainEqual({
      subject: "Commands",
      state: "bad",
      sentence: `/${first.name}: the description ends with a full stop, which comes by itself: take it out.`,
    });
  });

  test("agents: where they ask, or what turns that on", async () => {
    expect(await doctor()).toMatchObject({ Agents: expect.stringMatching(/^skipped: .*MCP_TOKEN/) });
    const MCP_TOKEN = "hush-0123456789abc,hush-0123456789abd";
    const here = await doctor({ MCP_TOKEN });
    expect(here["Agents"]).toBe(
      "unsure: 2 tokens, for this machine alone: without PUBLIC_URL the world has no way to /mcp.",
    );
    const there = await doctor({ MCP_TOKEN, PUBLIC_URL: "https://bot.invalid" });
    expect(there["Agents"]).toBe("good: 2 tokens: agents ask at https://bot.invalid/mcp");
    expect(JSON.stringify([here, there])).not.toContain("hush");
    expect((await doctor({ MCP_TOKEN: "hush" }))["MCP_TOKEN"]).toMatch(/^bad: is no token/);
  });

  test("accounts: the addresses that the providers must know", async () => {
    const says = await doctor({
      GITHUB_CLIENT_ID: "id",
      GITHUB_CLIENT_SECRET: "hush",
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"),
      PUBLIC_URL: "https://bot.invalid",
    });
    expect(says["GitHub"]).toContain("https://bot.invalid/connect/github/callback");
    expect(says["Google"]).toMatch(/^skipped/);
    expect(says["Encryption key"]).toMatch(/^good/);
  });
});
