import type { Reply } from "../core/reply.ts";
import { inTime } from "../core/time.ts";

/**
 * For so long a reply waits for its chart, in milliseconds: what is left of the inline budget (1 s) is for the way. Our choice;
 * a chart is there within a tenth, unless its figures have to be fetched first.
 */
const WITH_REPLY_MS = 700;

/**
 * The reply with its chart, and what goes with that; where it takes too long, without, and with it later. `picture` must not
 * reject; `since` is when the command began, as `performance.now()` tells it.
 */
export async function withChart<Picture extends object>(
  picture: Promise<Picture | undefined>,
  since: number,
  write: (picture: Picture | undefined) => Reply,
): Promise<Reply> {
  // What is there already is taken also when the time is over
  const leftMs = Math.max(1, since + WITH_REPLY_MS - performance.now());
  const image = await inTime(picture, leftMs, () => "late" as const);
  if (image !== "late") return write(image);
  return { ...write(undefined), later: picture.then((found) => found && write(found)) };
}
