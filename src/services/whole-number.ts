import { z } from "zod";

/** A whole number from 0 that an upstream sends as a number in one answer and as text in the next. */
export const wholeNumber = z.union([
  z.number().int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);
