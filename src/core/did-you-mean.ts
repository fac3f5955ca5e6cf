import { bold, join, type RichText, t } from "./text.ts";

/** `Did you mean **Alaskan Husky** or **Siberian Husky**?` `names` is never empty. */
export function didYouMean(names: readonly string[]): RichText {
  const shown = names.map((name) => [bold(name)]);
  const last = shown.pop() ?? [];
  return shown.length === 0 ? t`Did you mean ${last}?` : t`Did you mean ${join(shown, ", ")} or ${last}?`;
}
