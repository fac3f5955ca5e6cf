import type { z } from "zod";

/** A field that may be absent: over the socket, Slack sends `null` for what it leaves out over HTTP. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}
