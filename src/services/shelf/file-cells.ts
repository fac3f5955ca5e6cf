/** White space and controls, line ends of every kind among them: one blank in a cell. */
const BLANKS = /[\s\p{Cc}]+/gu;

/**
 * Where a spreadsheet could begin to read a formula: at the beginning of a cell, and behind a semicolon, where it may split what is
 * one cell here. Blanks, quotes and signs without width before it don't count. https://owasp.org/www-community/attacks/CSV_Injection (2026-11-28)
 */
const FORMULA =
  /(^|;)(?=[\s"'\p{Default_Ignorable_Code_Point}\p{Cf}]*[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])/gu;

/** The same, held back by `heldBack`. */
const HELD_BACK =
  /(^|;)'(?=[\s"'\p{Default_Ignorable_Code_Point}\p{Cf}]*[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])/gu;

/** A text as a cell that no spreadsheet takes for a formula, wherever it splits: an apostrophe stands before what could be one. */
export function heldBack(text: string): string {
  return oneLine(text).replace(FORMULA, "$1'");
}

/** A cell without what keeps spreadsheets from changing it: Goodreads' `="0142437247"`, our own `'=title`. */
export function plainCell(cell: string): string {
  const line = oneLine(cell);
  const unwrapped = /^="(.*)"$/.exec(line)?.[1] ?? line;
  return oneLine(unwrapped.replace(HELD_BACK, "$1"));
}

function oneLine(text: string): string {
  return text.replace(BLANKS, " ").trim();
}
