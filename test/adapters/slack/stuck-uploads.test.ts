import { test } from "vitest";
import { goat } from "../../support/sample-commands.ts";
import type { Answer } from "../../support/slack-api.ts";
import { slackBot } from "../../support/slack-bot.ts";

const STEPS = ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"] as const;
const WAYS = ["http", "socket"] as const;
const FAULTS: readonly (readonly [string, Answer])[] = [
  ["hangs", { hang: true }],
  ["is cut off", { cut: true }],
];

const cases = WAYS.flatMap((via) =>
  STEPS.flatMap((step) => FAULTS.map(([how, answer]) => [via, step, how, answer] as const)),
);

// All at once, since each takes the time that a person would wait
test.concurrent.for(cases)(
  "over %s, %s %s: the words alone",
  { timeout: 60_000 },
  async ([via, step, _, answer], { expect, onTestFinished }) => {
    const bot = await slackBot({ commands: [goat], transports: [via] });
    onTestFinished(() => bot.close());
    await bot.adapter.ready;
    const { slack } = bot;
    slack.api.plays(step, answer, answer, answer);
    const ann = slack.person("ann", { via });
    await ann.types("/goat");
    await expect.poll(() => ann.messages().length, { timeout: 40_000 }).toBe(1);
    expect(ann.sees()).toContain("Slack did not take the file.");
    // Calls of the Web API are tried three times, the bytes are sent once
    expect(slack.api.calls.filter((call) => call === step).length).toBeLessThanOrEqual(3);
  },
);
