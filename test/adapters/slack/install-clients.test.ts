import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { Clients, tokenOf } from "../../../src/adapters/slack/install-clients.ts";
import type { Installs } from "../../../src/adapters/slack/install-store.ts";
import { StateError } from "../../../src/core/errors.ts";
import { SealError } from "../../../src/state/sealer.ts";
import { simulatedSlack } from "../../support/slack.ts";
import { BOT_TOKEN } from "../../support/slack-api.ts";

const NOWHERE: Pick<Installs, "remove"> = { remove: async () => {} };
const workspace = (teamId: string) => ({ teamId, enterpriseId: undefined, isEnterpriseInstall: false }) as const;

/** Clients beside the operator's own token, which is for the workspace T111; looking an installation up fails like this. */
async function clients(failure: Error) {
  const slack = await simulatedSlack();
  onTestFinished(() => slack.close());
  const all = new Clients({
    botToken: BOT_TOKEN,
    installed: { installs: NOWHERE as Installs, token: () => Promise.reject(failure) },
    options: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    log: pino({ level: "silent" }),
  });
  return { slack, all };
}

const FAILURES = [
  ["missing", new Error("the bot is not installed there")],
  ["sealed with another key", new SealError("no key opens it")],
  ["in a database that is away", new StateError("database: away")],
] as const;

test.each(FAILURES)(
  "an installation that is %s is never answered with another workspace's token",
  async (_, failure) => {
    const { all, slack } = await clients(failure);
    for (const query of [
      workspace("T999"),
      { teamId: "T111", enterpriseId: "E999", isEnterpriseInstall: true } as const,
      { teamId: undefined, enterpriseId: undefined, isEnterpriseInstall: true } as const,
      workspace(""),
    ]) {
      const client = all.of(query as Parameters<Clients["of"]>[0]);
      await expect(tokenOf(client)).rejects.toBe(failure);
      await expect(client.chat.postMessage({ channel: "C111", text: "hello" })).rejects.toBe(failure);
    }
    expect(slack.api.calls).toEqual(["auth.test"]);
  },
);

test.each(FAILURES)("the operator's own workspace keeps its token where its installation is %s", async (_, failure) => {
  const { all, slack } = await clients(failure);
  expect(await tokenOf(all.of(workspace("T111")))).toBe(BOT_TOKEN);
  expect(await tokenOf(all.of(workspace("T111")))).toBe(BOT_TOKEN);
  expect(slack.api.calls).toEqual(["auth.test"]);
});
