import { z } from "zod";
import type { Subject } from "./subject.ts";

/** Programs that ask in the place of people, from elsewhere. */
export const agents = {
  variables: {
    MCP_TOKEN: z
      .string()
      .transform((text) => text.split(",").map((token) => token.trim()))
      .refine(
        (tokens) => tokens.every((token) => /^[\w.~+/-]{16,}=*$/.test(token)),
        "is no token: give 16 letters and digits or more, several separated by commas, from `openssl rand -hex 32`",
      )
      .default([]),
  },
  rules: [],
  secrets: ["MCP_TOKEN"],
} as const satisfies Subject;
