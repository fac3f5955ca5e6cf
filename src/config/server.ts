import { z } from "zod";
import { webAddress } from "./fields.ts";
import type { Subject } from "./subject.ts";

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

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
    TRUSTED_PROXIES: z
      .string()
      .transform((text) => text.split(",").map((part) => part.trim()))
      .refine(
        (parts) => parts.every((part) => network.safeParse(part).success),
        "is no list of addresses: give addresses or networks, such as 127.0.0.1,10.0.0.0/8",
      )
      .default([]),
    LOG_LEVEL: z.enum(LOG_LEVELS, `is not a level: give one of ${LOG_LEVELS.join(", ")}`).default("info"),
    LOG_FORMAT: z.enum(["json", "pretty"], "is neither `json` nor `pretty`").optional(),
  },
  rules: [],
  secrets: [],
} as const satisfies Subject;
