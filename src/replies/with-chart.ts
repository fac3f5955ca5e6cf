import type { Image, Reply } from "../core/reply.ts";

/**
 * For so long a reply waits for its chart, in milliseconds: what is left of the inline budget (1 s) is for the way. Our choice;
 * a chart is there within a tenth, unless its figures have to be fetched first.
 */
const WITH_REPLY_MS = 700;

/**
 * The reply with its chart; where that takes too long, without, and with it later. `picture` must not reject; `since` is when
 * the command began, as `performance.now()` tells it.
 */
export async function withChart(
  picture: Promise<Image | undefined>,
  since: number,
  write: (image: Image | undefined) => Reply,
): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, since + WITH_REPLY_MS - performance.now(), "late");
  });
  const image = await Promise.race([picture, late]);
  clearTimeout(timer);
  if (image !== "late") return write(image);
  return { ...write(undefined), later: picture.then((found) => found && write(found)) };
}
