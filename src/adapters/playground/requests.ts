import { z } from "zod";
import { ANSWERS, FAULTS } from "./protocol.ts";

const asking = z.object({ person: z.string(), answers: z.enum(ANSWERS), fault: z.enum(FAULTS) });

const values = z.record(z.string(), z.union([z.string(), z.boolean()]));

/** What the page may ask, checked; the types are those of `protocol.ts`. */
export const REQUESTS = {
  type: asking.extend({ line: z.string().max(4_000) }),
  press: asking.extend({ state: z.string().max(2_000), isPrivate: z.boolean(), askedBy: z.string() }),
  form: asking.extend({ command: z.string() }),
  submit: asking.extend({
    command: z.string(),
    values,
    files: z.record(z.string(), z.object({ mediaType: z.string(), base64: z.base64() })),
  }),
  suggestLine: asking.extend({ line: z.string().max(4_000) }),
  suggest: asking.extend({ command: z.string(), option: z.string(), typed: z.string(), values }),
} as const;
