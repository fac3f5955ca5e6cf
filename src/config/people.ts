import { z } from "zod";
import type { Subject } from "./subject.ts";

/** What people may ask for. */
export const people = {
  variables: {
    FAIR_SHARE: z
      .string()
      .regex(/^([1-9]\d{0,5}|off)$/, "is neither a number of commands a minute (1 or more) nor `off`")
      .transform((text) => (text === "off" ? ("off" as const) : Number(text)))
      .default(20),
    GIF_RATING: z.enum(["g", "pg", "pg-13"], "is no rating: give `g`, `pg` or `pg-13`").default("g"),
  },
  rules: [],
  secrets: [],
} as const satisfies Subject;
