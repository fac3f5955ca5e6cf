import type { z } from "zod";

/** A field that may be absent: over the socket, Slack sends `null` for what it leaves out over HTTP. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** Levels of a body that are read; what lies deeper is left out. Slack's own have a dozen. Our choice. */
const MAX_LEVELS = 100;

/** The body without the fields that hold `null`, however deep it is sent. */
export function withoutNulls(body: unknown, levels = MAX_LEVELS): unknown {
  if (typeof body !== "object" || body === null) return body;
  if (levels === 0) return undefined;
  if (Array.isArray(body)) return body.map((item) => withoutNulls(item, levels - 1));
  const fields = Object.entries(body).filter(([, value]) => value !== null);
  return Object.fromEntries(fields.map(([name, value]) => [name, withoutNulls(value, levels - 1)]));
}
