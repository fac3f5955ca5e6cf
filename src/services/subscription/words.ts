import { type Button, buttons, paragraph, type Reply, reply } from "../../core/reply.ts";
import { bold, code, type RichText, t } from "../../core/text.ts";
import type { Subscription } from "../../state/subscriptions.ts";
import { parseTimes, timesInWords } from "./times.ts";

/** `/apod 2019-11-16`: what is run, as it would be typed. */
export function lineOf({ command, line }: Pick<Subscription, "command" | "line">): string {
  return line === "" ? `/${command}` : `/${command} ${line}`;
}

/** `every day at 08:00 (Europe/Berlin)`, `whenever there is something new`. */
export function whenOf({ times, zone }: Pick<Subscription, "times" | "zone">): string {
  const parsed = parseTimes(times);
  return parsed.kind === "new" ? timesInWords(parsed) : `${timesInWords(parsed)} (${zone})`;
}

/** `` `/apod` every day at 08:00 (Europe/Berlin), by **ann** ``. */
export function subscriptionLine(subscription: Subscription): RichText {
  return t`${code(lineOf(subscription))} ${whenOf(subscription)}, by ${bold(subscription.person_name)}`;
}

/** `Sunday 29 November at 08:00`, by the clocks of a zone. */
export function momentIn(zone: string, at: number): string {
  const day = { weekday: "long", day: "numeric", month: "long" } as const;
  const date = new Intl.DateTimeFormat("en-GB", { ...day, timeZone: zone }).format(at);
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);
  return `${date} at ${time}`;
}

/** `#17`: by which buttons and suggestions mean one, whatever number it has in a list. */
export function markOf({ id }: Pick<Subscription, "id">): string {
  return `#${id}`;
}

/** Ends it, for whoever may. */
export function stopButton(subscription: Pick<Subscription, "id">, label = "Stop"): Button {
  return {
    label,
    press: { do: "run", command: "subscribe remove", options: { subscription: markOf(subscription) }, into: "beside" },
  };
}

/** Lets a paused one come again. */
export function resumeButton(subscription: Pick<Subscription, "id">, label = "Resume"): Button {
  return {
    label,
    press: { do: "run", command: "subscribe resume", options: { subscription: markOf(subscription) }, into: "beside" },
  };
}

/** What everybody in the channel reads when it is made. */
export function announcement(subscription: Subscription): Reply {
  const { person_name } = subscription;
  return reply(
    paragraph(
      t`${code(lineOf(subscription))} comes to this channel by itself, ${whenOf(subscription)}: subscribed by ${bold(person_name)}.`,
    ),
    buttons(stopButton(subscription)),
  );
}

/** The answer as it is posted: who wants it, the answer, and a button that ends it. */
export function asPosted(answer: Reply, subscription: Subscription): Reply {
  const { later: _, isForAll: __, ...given } = answer;
  const by = paragraph(t`${code(lineOf(subscription))}, subscribed by ${bold(subscription.person_name)}`);
  const text = `${lineOf(subscription)}, subscribed by ${subscription.person_name}\n${answer.text}`;
  return {
    ...given,
    text,
    parts: [by, ...answer.parts, buttons(stopButton(subscription))].filter((part) => part !== undefined),
    visibility: "channel",
  };
}

/** What the maker reads once, alone. `why`: what was said instead of an answer the last time. */
export function pausedWord(subscription: Subscription, why: RichText): Reply {
  return reply(
    paragraph(
      t`I have paused your subscription ${code(lineOf(subscription))}, ${whenOf(subscription)}: three times in a row it came to nothing. The last time: ${why}`,
    ),
    buttons(resumeButton(subscription), stopButton(subscription)),
  );
}
