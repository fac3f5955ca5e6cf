import type { Reply } from "../core/reply.ts";
import { inTime, steadyNow } from "../core/time.ts";

/**
 * Longest time that a reply waits for its chart, in milliseconds. Our choice: the rest of the inline budget (1 s) is for sending.
 * A chart takes a tenth of it, unless its figures have to be fetched first.
 */
const WITH_REPLY_MS = 700;

/**
 * The reply that `write` makes with its chart. A chart that takes too long leaves the reply without one and replaces it later.
 * `picture` must not reject; `since` is when the command began, on the steady clock.
 */
export async function withChart<Picture extends object>(
  picture: Promise<Picture | undefined>,
  since: number,
  write: (picture: Picture | undefined) => Reply,
): Promise<Reply> {
  // What is there already is taken also when the time is over
  const leftMs = Math.max(1, since + WITH_REPLY_MS - steadyNow());
  const image = await inTime(picture, leftMs, () => "late" as const);
  if (image !== "late") return write(image);
  return { ...write(undefined), later: picture.then((found) => found && write(found)) };
}
