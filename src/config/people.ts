import { z } from "zod";
import type { Subject } from "./subject.ts";

/** As people type it in either list; with or without its slash. */
const COMMAND = /^-?\/?[a-z0-9_-]+$/;

/** Which commands exist: these alone, or all but these. */
export interface CommandChoice {
  readonly isOnly: boolean;
  readonly names: readonly string[];
}

/** What people may ask for. */
export const people = {
  variables: {
    FAIR_SHARE: z
      .string()
      .regex(/^([1-9]\d{0,5}|off)$/, "is neither a number of commands a minute (1 or more) nor `off`")
      .transform((text) => (text === "off" ? ("off" as const) : Number(text)))
      .default(20),
    COMMANDS: z
      .string()
      .transform((text) => text.split(",").map((name) => name.trim().toLowerCase()))
      .refine(
        (names) => names.every((name) => COMMAND.test(name)),
        "is no list of commands: give dog,mars or -goat,-person",
      )
      .refine(
        (names) => new Set(names.map((name) => name.startsWith("-"))).size === 1,
        "names some to leave out and some to have: give only the ones, or only the others with a minus each",
      )
      .transform((names): CommandChoice => {
        const isOnly = !names[0]?.startsWith("-");
        return { isOnly, names: names.map((name) => name.replace(/^-?\/?/, "")) };
      })
      .optional(),
    GIF_RATING: z.enum(["g", "pg", "pg-13"], "is no rating: give `g`, `pg` or `pg-13`").default("g"),
  },
  rules: [],
  secrets: [],
} as const satisfies Subject;
