import { fold } from "../../core/closest.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Two-letter codes by English name, in alphabetical order; made on first use. */
let codes: ReadonlyMap<string, string> | undefined;

/** English names of all languages that have a two-letter code. */
export function languageNames(): readonly string[] {
  return [...codesByName().keys()];
}

/** The two-letter code (ISO 639-1) of a language given by code or English name, in any case; undefined for no language. */
export function languageCode(typed: string): string | undefined {
  const wanted = fold(typed);
  for (const [name, code] of codesByName()) {
    if (code === wanted || fold(name) === wanted) return code;
  }
  return undefined;
}

/** `German` for `de`. */
export function languageName(code: string): string {
  return new Intl.DisplayNames("en", { type: "language" }).of(code) ?? code;
}

function codesByName(): ReadonlyMap<string, string> {
  codes ??= listCodes();
  return codes;
}

function listCodes(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const pairs: [name: string, code: string][] = [];
  for (const first of LETTERS) {
    for (const second of LETTERS) {
      const code = first + second;
      const name = names.of(code);
      // Old codes, such as `iw` for Hebrew, have the name of the one they became
      if (name !== undefined && Intl.getCanonicalLocales(code)[0] === code) pairs.push([name, code]);
    }
  }
  return new Map(pairs.sort(([a], [b]) => a.localeCompare(b, "en")));
}
