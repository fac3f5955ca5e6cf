import { afterEach, expect, test } from "vitest";
import { dog, echo, gate, READY_MS } from "../../support/sample-commands.ts";
import { simulatedSlack } from "../../support/slack.ts";
import { type SlackBot, type SlackBotOptions, slackBot } from "../../support/slack-bot.ts";

let bot: SlackBot | undefined;

afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

async function start(options: Partial<SlackBotOptions> = {}) {
  bot = await slackBot({ commands: [dog, echo], transports: ["socket"], ...options });
  await bot.adapter.ready;
  const { slack } = bot;
  return { slack, bot, ann: slack.person("ann", { via: "socket" }) };
}

test("two connections", async () => {
  const { slack } = await start();
  expect(slack.sockets.open).toBe(2);
  expect(bot?.adapter.state()).toEqual({ isConnected: true, detail: "Socket Mode with 2 of 2 connections" });
});

test("both connections are recycled while commands are under way", async () => {
  const { slow, open } = gate();
  const { slack, ann } = await start({ commands: [dog, slow], inlineBudgetMs: 300 });
  const typed = [0, 1, 0, 1].map((onConnection) => ann.types("/slow", { onConnection }));
  slack.sockets.recycle([0, 1]);
  await slack.messages.until(
    () => slack.sockets.open >= 2,
    () => `only ${slack.sockets.open} connections came back`,
  );
  await ann.types("/dog Poodle");
  await ann.reads("Poodle");
  open();
  await Promise.all(typed);
  expect(ann.failures).toEqual([]);
  // On a slow machine the answers come after their acks
  await slack.messages.until(
    () => ann.messages().length === 5,
    () => `only ${ann.messages().length} answers came`,
  );
  expect(slack.sockets.opened).toBe(4);
});

test("a steady stream of commands while connections are recycled in turn", async () => {
  const { slack, ann } = await start();
  for (let round = 0; round < 4; round += 1) {
    slack.sockets.recycle([0]);
    await Promise.all(Array.from({ length: 10 }, () => ann.types("/dog")));
    await slack.messages.until(
      () => slack.sockets.open >= 2,
      () => "no second connection",
    );
  }
  expect(ann.failures).toEqual([]);
  expect(ann.messages()).toHaveLength(40);
});

test("a connection cut off without a word: its command is answered, a new connection comes", async () => {
  const { slow, open, runs } = gate();
  const { slack, ann } = await start({ commands: [slow], inlineBudgetMs: READY_MS });
  const typed = ann.types("/slow", { onConnection: 0 });
  await expect.poll(runs).toBe(1);
  slack.sockets.drop([0]);
  await typed;
  expect(ann.failures).toEqual(["the connection closed before the ack"]);
  open();
  await ann.reads("Beagle");
  expect(ann.messages().map(({ by }) => by)).toEqual(["response_url"]);
  await slack.messages.until(
    () => slack.sockets.open === 2,
    () => "no new connection",
  );
});

test("Slack has no connection to give at first", async () => {
  const slack = await simulatedSlack();
  slack.api.plays("apps.connections.open", { body: { ok: false, error: "internal_error" } }, { status: 500 });
  slack.api.plays("auth.test", { status: 503 });
  const { ann } = await start({ slack });
  await ann.types("/dog");
  expect(ann.sees()).toContain("Beagle");
});

test.each([
  ["apps.connections.open", "invalid_auth", /^Slack refuses SLACK_APP_TOKEN \(invalid_auth\)\. .*connections:write/],
  ["apps.connections.open", "not_allowed_token_type", /^Slack refuses SLACK_APP_TOKEN/],
  ["auth.test", "invalid_auth", /^Slack refuses SLACK_BOT_TOKEN \(invalid_auth\)\. Copy the Bot User OAuth Token/],
])("%s says %s: the operator is told what to do", async (method, error, sentence) => {
  const slack = await simulatedSlack();
  const refusal = { body: { ok: false, error } };
  slack.api.plays(method, refusal, refusal);
  bot = await slackBot({ commands: [dog], transports: ["socket"], slack });
  await expect(bot.adapter.ready).rejects.toThrow(sentence);
  expect(bot.adapter.state().isConnected).toBe(false);
  expect(bot.fatal).toEqual([]);
});

test("the token is revoked later: the operator is told, once", async () => {
  const { slack, bot } = await start();
  const refusal = { body: { ok: false, error: "token_revoked" } };
  slack.api.plays("apps.connections.open", refusal, refusal, refusal);
  slack.sockets.drop([0, 1]);
  await expect
    .poll(() => bot.fatal)
    .toEqual([expect.stringMatching(/^Slack refuses SLACK_APP_TOKEN \(token_revoked\)/)]);
});

test("the connections stay at a stop, so that people hear of it, and go at the end", async () => {
  const { slow, open, runs } = gate();
  const { bot, ann } = await start({ commands: [slow], inlineBudgetMs: 300 });
  const typed = ann.types("/slow");
  await expect.poll(runs).toBe(1);
  await Promise.all([typed, bot.adapter.stop()]);
  expect(bot.slack.sockets.open).toBe(2);
  open();
  await ann.reads("Beagle");
  await bot.adapter.close();
  await bot.slack.messages.until(
    () => bot.slack.sockets.open === 0,
    () => "still connected",
  );
  expect(ann.failures).toEqual([]);
});
