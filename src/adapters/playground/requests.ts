import { z } from "zod";
import { ANSWERS, FAULTS } from "./protocol.ts";

/** Names of people, commands, options and files, in characters; our own are shorter. Our choice. */
const name = z.string().max(100);

/** A line, or one value of a form. Discord takes 6,000 characters for an option, Slack 3,000 for an input. Our choice. */
const line = z.string().max(4_000);

/** Fields of a form, and files with it. No command has as many. Our choice. */
const MAX_FIELDS = 30;
const MAX_FILES = 3;

const asking = z.object({ person: name, answers: z.enum(ANSWERS), fault: z.enum(FAULTS) });

const values = atMost(MAX_FIELDS, z.record(name, z.union([line, z.boolean()])));

const file = z.object({ mediaType: name, base64: z.string() });

/** What the page may ask, checked; the types are those of `protocol.ts`. */
export const REQUESTS = {
  type: asking.extend({ line }),
  press: asking.extend({ state: z.string().max(2_000), isPrivate: z.boolean(), askedBy: name }),
  form: asking.extend({ command: name }),
  submit: asking.extend({ command: name, values, files: atMost(MAX_FILES, z.record(z.string().max(255), file)) }),
  suggestLine: asking.extend({ line }),
  suggest: asking.extend({ command: name, option: name, typed: line, values }),
} as const;

/** Counts first: a thousand entries are not looked at one by one. */
function atMost<Schema extends z.ZodType<Record<string, unknown>>>(max: number, schema: Schema) {
  return z
    .unknown()
    .refine((value) => typeof value === "object" && value !== null && Object.keys(value).length <= max, { abort: true })
    .pipe(schema);
}
