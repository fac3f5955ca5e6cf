import type { z } from "zod";

/** A field that may be absent: over the socket, Slack sends `null` for what it leaves out over HTTP. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** Levels of a body that are read; what lies deeper is left out. Slack's own have a dozen. Our choice. */
const MAX_LEVELS = 100;

/** Takes the fields that hold `null` out of a body that has just come, however deep it is sent. */
export function dropNulls(body: object, levels = MAX_LEVELS): void {
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== "object") continue;
    const isKept = value === null ? Array.isArray(body) : levels > 0;
    if (!isKept) Reflect.deleteProperty(body, name);
    else if (value !== null) dropNulls(value, levels - 1);
  }
}
