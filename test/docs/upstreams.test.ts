import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { type Quota, UPSTREAMS, type UpstreamRow } from "../../src/upstream/limits.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const rows: readonly UpstreamRow[] = Object.values(UPSTREAMS);

function page(name: string): string {
  return readFileSync(join(ROOT, "docs", name), "utf8");
}

/** What the page says an upstream allows. */
function allowance({ quotas, minTimeMs, key }: UpstreamRow): string {
  if (minTimeMs !== undefined) return `a call every ${minTimeMs.toLocaleString("en")} ms`;
  if (quotas.length === 0) return "no stated limit";
  const byDefault = key?.byDefaultQuotas === undefined ? "" : `; ${inWords(key.byDefaultQuotas)}`;
  return `${inWords(quotas)}${byDefault}`;
}

function inWords(quotas: readonly Quota[]): string {
  return quotas.map(({ words }) => words).join(" and ");
}

test("every web API is on the page, in the order of the limits table, with what it allows", () => {
  const table = [...page("upstreams.md").matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \| ([^|]+) \| [^|]+ \|$/gm)].slice(2);
  const said = table.map(([, name, allows = ""]) => `${name}: ${allows.replace(/ \(.*\)$/, "")}`);
  expect(said).toEqual(rows.map((row) => `${row.label ?? row.name}: ${allowance(row)}`));
});

test("the root of every web API is among the variables, with its default", () => {
  const configuration = page("configuration.md");
  const missing = rows.filter(
    ({ urlVariable, baseUrl }) =>
      !new RegExp(`^\\| \`${urlVariable}\` \\|[^|]+\\| \`${baseUrl}\` \\|$`, "m").test(configuration),
  );
  expect(missing.map(({ urlVariable }) => urlVariable)).toEqual([]);
});

test("every web API that hears something is named on the privacy page", () => {
  const privacy = page("privacy.md");
  const unnamed = rows
    .map(({ name }) => name.replace(/ EPIC$|'s? .*$| without .*$/, ""))
    .filter((name) => !privacy.includes(name));
  expect(unnamed).toEqual([]);
});
