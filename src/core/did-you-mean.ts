import type { Suggestion } from "./errors.ts";
import { bold, enumerated, type RichText, type Span, t } from "./text.ts";

/**
 * `Did you mean **Alaskan Husky** or **Siberian Husky**?` `names` is never empty; `as` formats each, such as `code` for what
 * is to be typed.
 */
export function didYouMean(names: readonly string[], as: (name: string) => Span = bold): RichText {
  const shown = names.map((name) => [as(name)]);
  return t`Did you mean ${enumerated(shown, "or")}?`;
}

/** `I know no dog breed called “beegle”.` `name` is what was typed, short enough to repeat. */
export function knowNo(kind: string, name: string): RichText {
  return t`I know no ${kind} called “${name}”.`;
}

interface Meant {
  /** The option that the name was typed into. */
  readonly option: string;
  /** Names that may have been meant, best first. */
  readonly near: readonly string[];
  /** Formats each in the sentence; bold by default. */
  readonly as?: (name: string) => Span;
  /** Said where there are none, and what a click can do then. */
  readonly otherwise?: RichText;
  readonly instead?: readonly Suggestion[];
}

/** What an error says of a name that nobody knows, and its suggestions: `sentence`, and then "did you mean". */
export function unknownName(
  sentence: RichText,
  { option, near, as, otherwise, instead = [] }: Meant,
): [userText: RichText, suggestions: readonly Suggestion[]] {
  const hint = near.length === 0 ? otherwise : didYouMean(near, as);
  return [
    hint === undefined ? sentence : t`${sentence} ${hint}`,
    near.length === 0 ? instead : near.map((name) => ({ option, value: name, label: name })),
  ];
}
