import { VARIABLES } from "../../src/config.ts";
import type { ListedCommand } from "../../src/core/command.ts";
import { sentenceStart } from "../../src/core/errors.ts";
import { between } from "./marked.ts";
import { printTable, type Row, readTable, type Table } from "./table.ts";
import { allowance, askers, KNOWN, type KnownUpstream, shortQuota } from "./upstream-words.ts";

/** `docs/upstreams.md`: a row a web API. What it is for, its state and its terms are written by hand, and stay. */
export function writeUpstreamTable(page: string, commands: readonly ListedCommand[]): string {
  return between(page, "web APIs", (old) => {
    const { head, rows } = readTable(old);
    const written = KNOWN.map((known): Row => {
      const { row } = known;
      const name = row.label ?? row.name;
      const [, purpose = "", state = "new here", said = "", terms = ""] = rows.find(([first]) => first === name) ?? [];
      const [remark = ""] = / \(.*\)$/.exec(said) ?? [];
      return [name, purpose || askers(known, commands), state, `${allowance(row)}${remark}`, terms];
    });
    return printTable({ head, rows: written });
  });
}

/** `docs/configuration.md`: what rows bring along in variables. What is said of them by hand stays. */
export function writeVariables(page: string): string {
  const withKeys = between(page, "keys", (old) => printTable(completed(readTable(old), KNOWN.flatMap(keyRows))));
  return between(withKeys, "roots", (old) => printTable(completed(readTable(old), KNOWN.map(rootRow))));
}

function rootRow({ row }: KnownUpstream): Row {
  return [`\`${row.urlVariable}\``, sentenceStart(row.name), `\`${row.baseUrl}\``];
}

function keyRows({ row }: KnownUpstream): readonly Row[] {
  const { key, quotaVariable, quotas, name } = row;
  const keyRow = (): Row => {
    const { variable, isRequired, page, byDefault } = key ?? { variable: "", isRequired: false, page: "" };
    const need = isRequired && byDefault === undefined ? "needed" : "optional";
    return [
      `\`${variable}\``,
      `${name}, ${need}. [Get one](${page})`,
      byDefault === undefined ? "" : `\`${byDefault}\``,
    ];
  };
  const quotaRow = (): Row => [
    `\`${quotaVariable}\``,
    `for ${name}`,
    quotas.map((quota) => `\`${shortQuota(quota)}\``).join(" and "),
  ];
  return [...(key === undefined ? [] : [keyRow()]), ...(quotaVariable === undefined ? [] : [quotaRow()])];
}

/** The rows that there are, less what is no variable any more, and at the end those that are new. */
function completed({ head, rows }: Table, wanted: readonly Row[]): Table {
  const kept = rows.filter(([first = ""]) => VARIABLES.includes(first.replaceAll("`", "")));
  const missing = wanted.filter(([first], index) => {
    const isThere = (row: Row) => row[0] === first;
    return !kept.some(isThere) && wanted.findIndex(isThere) === index;
  });
  return { head, rows: [...kept, ...missing] };
}

/** `.env.example`: new variables below those of their kind; what is there stays as it is. */
export function writeEnvExample(page: string): string {
  const roots = KNOWN.map(({ row }) => ({ variable: row.urlVariable, comment: "" }));
  const keys = KNOWN.flatMap(({ row: { key, quotaVariable, name } }) => {
    const need = key?.isRequired && key.byDefault === undefined ? "needed" : "optional";
    return [
      ...(key === undefined ? [] : [{ variable: key.variable, comment: `# ${name}: ${need}. ${key.page}\n` }]),
      ...(quotaVariable === undefined
        ? []
        : [{ variable: quotaVariable, comment: `# What your plan of ${name} allows\n` }]),
    ];
  });
  return [keys, roots].reduce(withVariables, page);
}

function withVariables(
  page: string,
  variables: readonly { readonly variable: string; readonly comment: string }[],
): string {
  const names = [...new Set(variables.map(({ variable }) => variable))];
  const isThere = (name: string) => new RegExp(`^${name}=`, "m").test(page);
  const last = Math.max(
    ...names
      .map((name) => new RegExp(`^${name}=.*\n`, "m").exec(page))
      .map((match) => (match ? match.index + match[0].length : 0)),
  );
  const added = names
    .filter((name) => !isThere(name))
    .map((name) => `${variables.find(({ variable }) => variable === name)?.comment ?? ""}${name}=\n`);
  return page.slice(0, last) + added.join("") + page.slice(last);
}

/** `docs/privacy.md`: who hears of what is typed. Whose name stands there stays as it is; what is new is told in general. */
export function writeHearers(page: string, commands: readonly ListedCommand[]): string {
  return between(page, "hearers", (old) => {
    const { head, rows: all } = readTable(old);
    // One that no command asked yet may have its command by now
    const rows = all.filter(([first]) => first !== "");
    const text = page.replace(old, printTable({ head, rows }));
    const unnamed = KNOWN.filter(({ row }) => !text.includes(shortName(row.name)));
    const added = unnamed.map((known): Row => [askers(known, commands), `${known.row.name}: what you type`]);
    return printTable({ head, rows: [...rows, ...added] });
  });
}

/** One who has several APIs is named once. */
function shortName(name: string): string {
  return name.replace(/ EPIC$|'s? .*$| without .*$/, "");
}
