import { expect, onTestFinished, test, vi } from "vitest";
import { paragraph, reply } from "../../../src/core/reply.ts";
import { t } from "../../../src/core/text.ts";
import { slackBot } from "../../support/slack-bot.ts";

test("a message of the bot's own has the time that nobody waits for", async () => {
  const bot = await slackBot({ commands: [], transports: ["http"] });
  onTestFinished(() => bot.close());
  const { poster } = bot.adapter;
  bot.slack.api.plays("chat.postMessage", { hang: true });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  let end: string | undefined;
  const place = { workspaceId: "T111", to: { channelId: "C111" } };
  const posted = poster?.post({ place, reply: reply(paragraph(t`Hello`)), key: "k", for: { id: "U1", name: "ann" } });
  posted?.catch((error: unknown) => {
    end = String(error);
  });
  const asked = () => bot.slack.api.calls.filter((call) => call === "chat.postMessage").length;
  await vi.waitUntil(() => asked() === 1, { timeout: 15_000 });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(end).toBeUndefined();
  await vi.advanceTimersByTimeAsync(11_000);
  await expect(posted).rejects.toThrow();
  expect(asked()).toBe(1);
});
