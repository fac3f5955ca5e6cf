import { type Suggestion, UsageError } from "../../core/errors.ts";
import { type RichText, t } from "../../core/text.ts";
import { MAX_BOOKS, ShelfFullError } from "../../state/shelf.ts";

/** Shows what stands there. */
export const SEE_SHELF: Suggestion = { label: "See your shelf", command: "shelf list", options: {} };

/** How much a shelf holds: the beginning of a sentence that says what is too much. */
export function room(): RichText {
  return t`A shelf holds ${MAX_BOOKS.toLocaleString("en")} books`;
}

/** For `catch`: says that the shelf is full. Throws everything else again. */
export function sayFull(error: unknown): never {
  if (error instanceof ShelfFullError) {
    throw new UsageError(t`${room()}, and that would be more. Remove some first.`, [SEE_SHELF]);
  }
  throw error;
}
