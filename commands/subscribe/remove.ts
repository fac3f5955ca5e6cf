import { alone, defineCommand } from "../../src/core/command.ts";
import { buttons, paragraph, privateReply } from "../../src/core/reply.ts";
import { code, t } from "../../src/core/text.ts";
import { parseTimes } from "../../src/services/subscription/times.ts";
import { lineOf, momentIn, stopButton, whenOf } from "../../src/services/subscription/words.ts";
import { knownSubscription } from "./words.ts";

export const remove = defineCommand({
  name: "remove",
  description: "Stop one: your own, or any in a channel that you manage",
  options: { subscription: knownSubscription },
  visibility: alone,

  async run({ options, services, user, where }) {
    const asking = { user, where };
    const found = await services.subscriptions.find(options.subscription, asking);
    await services.subscriptions.remove(found, asking);
    return privateReply(paragraph(t`${code(lineOf(found))} comes no more.`));
  },
});

export const resume = defineCommand({
  name: "resume",
  description: "Let one come again that was paused",
  options: { subscription: knownSubscription },
  visibility: alone,

  async run({ options, services, user, where }) {
    const asking = { user, where };
    const found = await services.subscriptions.find(options.subscription, asking);
    const times = parseTimes(found.times);
    const nextAt = await services.subscriptions.resume(found, times, asking);
    const next = times.kind === "new" ? "" : `, next on ${momentIn(found.zone, nextAt)}`;
    return privateReply(
      paragraph(t`${code(lineOf(found))} comes again, ${whenOf(found)}${next}.`),
      buttons(stopButton(found)),
    );
  },
});
