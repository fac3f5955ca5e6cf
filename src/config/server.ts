import { z } from "zod";
import { webAddress } from "./fields.ts";
import type { Subject } from "./subject.ts";

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** The process itself: where it listens, and what it writes about itself. */
export const server = {
  variables: {
    PORT: z
      .string()
      .regex(/^\d+$/, "is not a port: give a number from 0 to 65535")
      .transform(Number)
      .refine((port) => port <= 65_535, "is not a port: give a number from 0 to 65535")
      .default(3_000),
    HOST: z.string().optional(),
    PUBLIC_URL: webAddress.optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS, `is not a level: give one of ${LOG_LEVELS.join(", ")}`).default("info"),
    LOG_FORMAT: z.enum(["json", "pretty"], "is neither `json` nor `pretty`").optional(),
  },
  rules: [],
  secrets: [],
} as const satisfies Subject;
