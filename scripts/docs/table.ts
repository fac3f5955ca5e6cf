/** The cells of one row of a table. */
export type Row = readonly string[];

/** A table of a page: its first two lines, and its rows. No cell has a `|` in it. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly Row[];
}

/** Reads a table that stands alone. */
export function readTable(text: string): Table {
  const lines = text.trim().split("\n");
  const rows = lines.slice(2).map((line) =>
    line
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => cell.trim()),
  );
  return { head: lines.slice(0, 2), rows };
}

/** The table as the page has it. */
export function printTable({ head, rows }: Table): string {
  const lines = rows.map((cells) => `|${cells.map((cell) => (cell === "" ? " " : ` ${cell} `)).join("|")}|`);
  return [...head, ...lines].join("\n");
}
