import type { de } from "./de.ts";

/** The descriptions of all commands and options in one language. One that is missing is a type error. */
export type Translation = Readonly<Record<keyof typeof de, string>>;
