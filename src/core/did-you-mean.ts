import { bold, join, type RichText, type Span, t } from "./text.ts";

/**
 * `Did you mean **Alaskan Husky** or **Siberian Husky**?` `names` is never empty; `as` formats each, such as `code` for what
 * is to be typed.
 */
export function didYouMean(names: readonly string[], as: (name: string) => Span = bold): RichText {
  const shown = names.map((name) => [as(name)]);
  const last = shown.pop() ?? [];
  return shown.length === 0 ? t`Did you mean ${last}?` : t`Did you mean ${join(shown, ", ")} or ${last}?`;
}
