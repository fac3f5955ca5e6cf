import { type ListedCommand, runnableCommands } from "../../src/core/command.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../src/core/time.ts";
import { type Quota, UPSTREAMS, type UpstreamId, type UpstreamRow } from "../../src/upstream/limits.ts";

/** A web API with its id. */
export interface KnownUpstream {
  readonly id: UpstreamId;
  readonly row: UpstreamRow;
}

/** Every web API, in the order of the limits table. */
export const KNOWN: readonly KnownUpstream[] = (Object.keys(UPSTREAMS) as UpstreamId[]).map((id) => ({
  id,
  row: UPSTREAMS[id],
}));

/** What it allows, in words. */
export function allowance({ quotas, minTimeMs, key }: UpstreamRow): string {
  if (minTimeMs !== undefined) return `a call every ${minTimeMs.toLocaleString("en")} ms`;
  if (quotas.length === 0) return "no stated limit";
  const byDefault = key?.byDefaultQuotas === undefined ? "" : `; ${inWords(key.byDefaultQuotas)}`;
  return `${inWords(quotas)}${byDefault}`;
}

function inWords(quotas: readonly Quota[]): string {
  return quotas.map(({ words }) => words).join(" and ");
}

/** A quota as the operator's variable takes it: `100/h`. */
export function shortQuota({ calls, perMs }: Quota): string {
  const units = { d: DAY_MS, h: HOUR_MS, m: MINUTE_MS, s: SECOND_MS };
  const [unit = "s"] = Object.entries(units).find(([, unitMs]) => unitMs === perMs) ?? [];
  return `${calls}/${unit}`;
}

/** The commands that ask it: `/tea`, `/shelf add`. Empty where only services do. */
export function askers({ id }: KnownUpstream, commands: readonly ListedCommand[]): string {
  return runnableCommands(commands)
    .filter(({ upstreams }) => upstreams?.includes(id))
    .map(({ name }) => `\`/${name}\``)
    .join(", ");
}
