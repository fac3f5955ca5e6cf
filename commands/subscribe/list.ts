import { alone, defineCommand } from "../../src/core/command.ts";
import { type Button, buttons, card, paragraph, privateReply } from "../../src/core/reply.ts";
import { code, join, type RichText, t } from "../../src/core/text.ts";
import type { Subscriptions } from "../../src/services/subscription/subscriptions.ts";
import { momentIn, resumeButton, stopButton, subscriptionLine } from "../../src/services/subscription/words.ts";
import { ACCENT } from "./words.ts";

type Listed = Awaited<ReturnType<Subscriptions["list"]>>["here"][number];

/** As many as there are in a row. */
const BUTTONS = 5;

export const list = defineCommand({
  name: "list",
  description: "What comes to this channel by itself, and what you have in others",
  options: {},
  visibility: alone,

  async run({ services, user, where }) {
    const { here, elsewhere } = await services.subscriptions.list({ user, where });
    if (here.length + elsewhere.length === 0) {
      return privateReply(
        paragraph(
          t`Nothing comes to this channel by itself. Try ${code('/subscribe command:"/apod" at:"every day 08:00"')}.`,
        ),
      );
    }
    const numbered = [...here, ...elsewhere].map((each, index) => ({ each, number: index + 1 }));
    const lines = numbered.map(({ each, number }) => lineOf(each, number));
    const own = numbered.filter(({ each }) => each.person === user.key).slice(0, BUTTONS);
    return privateReply(
      card({
        accent: ACCENT,
        title: "What comes by itself",
        lines: [
          here.length === 0 ? t`Nothing comes to this channel.` : join(lines.slice(0, here.length), "\n"),
          elsewhere.length === 0 ? undefined : t`Yours in other channels:\n${join(lines.slice(here.length), "\n")}`,
        ],
      }),
      buttons(
        ...own.map(
          ({ each, number }): Button =>
            each.paused_at === null ? stopButton(each, `Stop ${number}`) : resumeButton(each, `Resume ${number}`),
        ),
      ),
    );
  },
});

function lineOf(each: Listed, number: number): RichText {
  return t`${number}. ${subscriptionLine(each)}${nextOf(each)}`;
}

function nextOf({ next_at, paused_at, times, zone }: Listed): string {
  if (paused_at !== null) return ": paused, because it came to nothing three times";
  return times === "new" || next_at === null ? "" : `, next on ${momentIn(zone, next_at)}`;
}
