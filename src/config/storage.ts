import { z } from "zod";
import type { Given, Subject, ValuesOf } from "./subject.ts";

export const MAKE_A_KEY = "make one with `openssl rand -base64 32`";

/** What is kept, and what seals it. */
export const storage = {
  variables: {
    ENCRYPTION_KEY: z
      .string()
      .transform((text) => text.split(",").map((key) => Buffer.from(key.trim(), "base64")))
      .refine((keys) => keys.every((key) => key.length === 32), `is not 32 bytes in base64: ${MAKE_A_KEY}`)
      .default([]),
    DATABASE_URL: z
      .string()
      .refine(
        (url) => /^sqlite:.+/.test(url) || (/^postgres(ql)?:\/\/.+/.test(url) && URL.canParse(url)),
        "is not a database I know: give sqlite:PATH or postgres://…",
      )
      .default("sqlite:./data/magpie.db"),
    REDIS_URL: z
      .string()
      .refine(
        (url) => URL.canParse(url) && /^rediss?:\/\/[^/]/.test(url) && /^(\/\d*)?$/.test(new URL(url).pathname),
        "is not the address of a Redis: give redis://HOST:PORT, or redis://:PASSWORD@HOST:PORT",
      )
      .optional(),
  },
  rules: [],
  secrets: [],
} as const satisfies Subject;

/** Parts of values that must never be printed. */
export function storageSecrets({ DATABASE_URL, REDIS_URL }: ValuesOf<typeof storage>, given: Given): readonly string[] {
  // The passwords inside are what matters, the drivers' errors tell no more
  const servers = [DATABASE_URL, REDIS_URL ?? ""].filter((url) => /^(postgres|redis)/.test(url));
  const passwords = servers.map((url) => new URL(url).password).filter((password) => password !== "");
  return [...(given["ENCRYPTION_KEY"]?.split(",") ?? []), ...passwords];
}
