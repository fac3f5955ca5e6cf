import { z } from "zod";
import { isLoopbackHost } from "../core/loopback.ts";
import { parseQuota, type Quota, UPSTREAMS, type UpstreamId, type UpstreamRow } from "../upstream/limits.ts";
import { webAddress } from "./fields.ts";
import type { Given, Subject } from "./subject.ts";

/** One value for each upstream that has one. */
type ForSome<T> = Readonly<Partial<Record<UpstreamId, T>>>;

const PROJECT_URL = "https://github.com/magpie-bot/magpie";

/** What all web APIs have in common; the variables of each come from its row in `upstream/limits.ts`. */
export const upstreams = {
  variables: {
    UPSTREAMS: z.enum(["live", "recorded"], "is neither `live` nor `recorded`").default("live"),
    CONTACT: z
      .string()
      .regex(/^[\x20-\x7e]{1,200}$/, "may hold up to 200 plain characters: an e-mail address or a page")
      .default(PROJECT_URL),
  },
  rules: [],
  secrets: [],
} as const satisfies Subject;

/** The names of the variables that the rows bring. */
export const ROW_VARIABLES: readonly string[] = Object.values<UpstreamRow>(UPSTREAMS).flatMap(
  ({ urlVariable, quotaVariable, key }) => [
    urlVariable,
    ...(key ? [key.variable] : []),
    ...(quotaVariable ? [quotaVariable] : []),
  ],
);

/** The root of each, as the operator says or as its row does. */
export function upstreamUrls(given: Given) {
  const problems: string[] = [];
  const urls = mapUpstreams((row) => {
    const moved = row.movesWith === undefined ? undefined : loopbackOrigin(given[row.movesWith]);
    const parsed = webAddress.safeParse(given[row.urlVariable] ?? moved ?? row.baseUrl);
    if (!parsed.success) problems.push(`${row.urlVariable} ${parsed.error.issues[0]?.message}`);
    return parsed.data ?? row.baseUrl;
  });
  return { urls, problems };
}

/** What plans allow, where the operator says so. */
export function upstreamQuotas(given: Given) {
  const problems: string[] = [];
  const quotas = pickUpstreams<readonly Quota[]>((row) => {
    const typed = row.quotaVariable === undefined ? undefined : given[row.quotaVariable];
    if (typed === undefined) return undefined;
    const quota = parseQuota(typed, row);
    if (quota === undefined)
      problems.push(`${row.quotaVariable} is no quota: give calls and a time, such as 10000/h (s, m, h or d), or off`);
    return quota;
  });
  return { quotas, problems };
}

/** The operator's key, or the one that everybody may use. */
export function upstreamKeys(given: Given): ForSome<string> {
  return pickUpstreams(({ key }) => (key === undefined ? undefined : (given[key.variable] ?? key.byDefault)));
}

/** The keys that are the operator's own. */
export function keySecrets(keys: ForSome<string>): readonly string[] {
  return Object.values(keys).filter((key) => key !== UPSTREAMS.nasa.key.byDefault);
}

function loopbackOrigin(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { hostname, origin } = new URL(url);
  return isLoopbackHost(hostname) ? origin : undefined;
}

function pickUpstreams<T>(pick: (row: UpstreamRow) => T | undefined): ForSome<T> {
  const picked: Partial<Record<UpstreamId, T>> = {};
  for (const id of upstreamIds()) {
    const value = pick(UPSTREAMS[id]);
    if (value !== undefined) picked[id] = value;
  }
  return picked;
}

function upstreamIds(): readonly UpstreamId[] {
  return Object.keys(UPSTREAMS) as UpstreamId[];
}

/** One value an upstream, by its id. */
export function mapUpstreams<T>(map: (row: UpstreamRow, id: UpstreamId) => T): Readonly<Record<UpstreamId, T>> {
  return Object.fromEntries(upstreamIds().map((id) => [id, map(UPSTREAMS[id], id)])) as Record<UpstreamId, T>;
}
