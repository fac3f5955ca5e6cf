import { type BotError, NotFoundError } from "../../src/core/errors.ts";
import { shown } from "../../src/core/options.ts";
import type { Card } from "../../src/core/reply.ts";
import { type RichText, t } from "../../src/core/text.ts";
import { isUnasked } from "../../src/services/failover.ts";

/** What could be had of the places that were asked for, and a sentence for each that could not be. */
interface Had<P> {
  readonly places: readonly P[];
  readonly gaps: readonly RichText[];
}

/**
 * What has come of the one place or two that were asked for: one side stands when nobody could be asked about the other. Throws
 * why the first one failed when nothing came, and whatever else went wrong with either.
 */
export async function whatCame<P>(
  sides: readonly { readonly typed: string | undefined; readonly answer: Promise<P> }[],
): Promise<Had<P>> {
  const ends = await Promise.allSettled(sides.map(({ answer }) => answer));
  const reasons = ends.flatMap((end): unknown[] => (end.status === "rejected" ? [end.reason] : []));
  const wrong = reasons.find((reason) => !isGap(reason));
  if (wrong !== undefined) throw wrong;
  if (reasons.length === sides.length) throw reasons[0];
  return {
    places: ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : [])),
    gaps: ends.flatMap((end, index) =>
      end.status === "rejected" && isGap(end.reason) ? [gap(sides[index]?.typed, end.reason)] : [],
    ),
  };
}

/** Whether nobody could be asked, or not everybody who may know. */
function isGap(reason: unknown): reason is BotError {
  return isUnasked(reason) || (reason instanceof NotFoundError && reason.isUnsure);
}

function gap(typed: string | undefined, { userText: why }: BotError): RichText {
  const whose = typed === undefined ? "the world" : `“${shown(typed)}”`;
  return t`The figures of ${whose} I could not get. ${why}`;
}

/** The card, and below what it says which side is missing. */
export function withGaps(card: Card, gaps: readonly RichText[]): Card {
  return { ...card, lines: [...card.lines, ...gaps] };
}
