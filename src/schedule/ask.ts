import { randomUUID } from "node:crypto";
import type { Dispatcher } from "../core/dispatch.ts";
import type { Exchange } from "../core/invocation.ts";
import type { Reply } from "../core/reply.ts";
import { inTime, SECOND_MS } from "../core/time.ts";
import type { Outcome } from "../core/watch.ts";
import type { Platform } from "../core/where.ts";
import type { Subscription } from "../state/subscriptions.ts";

/** Longest wait for what takes the place of an answer, such as a card with its chart, in milliseconds. Our choice: nobody waits. */
const LATER_WAIT_MS = 20 * SECOND_MS;

/** What a command said. */
export interface Answer {
  readonly outcome: Outcome;
  readonly reply: Reply | undefined;
}

/** Runs the command of a subscription as its maker would, and gives the whole answer. Never rejects. */
export async function ask(dispatcher: Dispatcher, subscription: Subscription): Promise<Answer> {
  const { platform, channel, workspace, person, person_id, person_name, locale, command, line } = subscription;
  let reply: Reply | undefined;
  const take = async (given: Reply) => {
    reply = given;
  };
  const exchange: Exchange = {
    answer: take,
    complete: take,
    // Nobody is told to wait
    defer: async () => {},
    ignore: async () => {},
  };
  const outcome = await dispatcher.dispatch(
    {
      deliveryId: randomUUID(),
      // As an adapter gave it
      platform: platform as Platform,
      command,
      input: { line },
      source: "schedule",
      user: { id: person_id, key: person, name: person_name, locale },
      channelId: channel,
      workspaceId: workspace ?? undefined,
    },
    exchange,
  );
  const later = reply?.isUpToPerson === true ? undefined : reply?.later;
  if (later === undefined) return { outcome, reply };
  const whole = await inTime(
    later.catch(() => undefined),
    LATER_WAIT_MS,
    () => undefined,
  );
  return { outcome, reply: whole ?? reply };
}
