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
  },
  rules: [],
  secrets: [],
} as const satisfies Subject;

/** Parts of values that must never be printed. */
export function storageSecrets({ DATABASE_URL }: ValuesOf<typeof storage>, given: Given): readonly string[] {
  // The password inside is what matters, the driver's errors tell no more
  const password = DATABASE_URL.startsWith("postgres") ? [new URL(DATABASE_URL).password] : [];
  return [...(given["ENCRYPTION_KEY"]?.split(",") ?? []), ...password];
}
