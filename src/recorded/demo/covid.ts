import { z } from "zod";
import { once } from "../../core/once.ts";
import { ok, type RecordedUpstream, recordedJson } from "../body.ts";

const LAST_DAY = "4/16/20";
const DAY_AFTER = "4/17/20";

/** A total may be this much above the history's last day: it is a day newer. Our choice. */
const GROWTH = 1.1;
const FEW = 5;

const totals = z.looseObject({
  country: z.string(),
  cases: z.number(),
  deaths: z.number(),
  recovered: z.number(),
  casesPerOneMillion: z.number().nullable(),
  deathsPerOneMillion: z.number().nullable(),
});
type Totals = z.infer<typeof totals>;

const counts = z.record(z.string(), z.number());
const timeline = z.object({ cases: counts, deaths: counts, recovered: counts });
type Timeline = z.infer<typeof timeline>;

const KINDS = ["cases", "deaths", "recovered"] as const;

/**
 * disease.sh whose totals and histories fit each other. Those of the world are sums over its countries. A country that
 * Worldometer and Johns Hopkins count otherwise gets the total of Johns Hopkins, of the day after its recorded history.
 */
export function withFittingCounts(diseaseSh: RecordedUpstream): RecordedUpstream {
  return (request) => {
    const { path, query } = request;
    const answer = diseaseSh(request);
    if (path === "/all") return ok(worldTotals());
    if (path === "/historical/all") return ok(worldHistory(query.get("lastdays") ?? "30"));
    if (!path.startsWith("/countries") || answer.status !== 200) return answer;
    const { body } = answer;
    if (!Array.isArray(body)) return { ...answer, body: fitting(body) };
    return { ...answer, body: body.map((each: unknown) => (each === null ? null : fitting(each))) };
  };
}

function fitting(body: unknown): Totals {
  const total = totals.parse(body);
  const counted = histories().get(total.country);
  const [cases = 0, deaths = 0] = [counted?.cases[LAST_DAY], counted?.deaths[LAST_DAY]];
  if (counted === undefined) return total;
  const isFitting = total.cases >= cases && total.cases <= cases * GROWTH + FEW && total.deaths >= deaths;
  if (isFitting) return total;
  const [newCases = 0, newDeaths = 0, recovered = 0] = KINDS.map((kind) => counted[kind][DAY_AFTER]);
  const scaled = (perMillion: number | null, from: number, to: number) =>
    perMillion === null || from === 0 ? null : Math.round((perMillion * to) / from);
  return {
    ...total,
    cases: newCases,
    deaths: newDeaths,
    recovered,
    active: newCases - newDeaths - recovered,
    casesPerOneMillion: scaled(total.casesPerOneMillion, total.cases, newCases),
    deathsPerOneMillion: scaled(total.deathsPerOneMillion, total.deaths, newDeaths),
  };
}

/** In the shape of the recorded answer of a later day, which tells how many people there are, too. */
function worldTotals() {
  const countries = z.array(totals).parse(recordedJson("covid-disease-sh/countries-all.2020-04-17.json")).map(fitting);
  const sum = (kind: string) => countries.reduce((all, country) => all + (Number(country[kind]) || 0), 0);
  const { population } = z
    .looseObject({ population: z.number() })
    .parse(recordedJson("covid-disease-sh/all.2020-12-20.json"));
  const [cases, deaths, recovered] = [sum("cases"), sum("deaths"), sum("recovered")];
  const perMillion = (count: number) => Math.round((count * 1e7) / population) / 10;
  return {
    updated: Math.max(...countries.map((country) => Number(country["updated"]) || 0)),
    cases,
    todayCases: sum("todayCases"),
    deaths,
    todayDeaths: sum("todayDeaths"),
    recovered,
    active: cases - deaths - recovered,
    critical: sum("critical"),
    casesPerOneMillion: perMillion(cases),
    deathsPerOneMillion: perMillion(deaths),
    population,
    affectedCountries: countries.length,
  };
}

function worldHistory(lastDays: string): Timeline {
  const all = [...histories().values()];
  const days = Object.keys(all[0]?.cases ?? {}).filter((day) => day !== DAY_AFTER);
  const shown = lastDays === "all" ? days : days.slice(-Number(lastDays));
  const sums = (kind: (typeof KINDS)[number]) =>
    Object.fromEntries(shown.map((day) => [day, all.reduce((sum, each) => sum + (each[kind][day] ?? 0), 0)]));
  return { cases: sums("cases"), deaths: sums("deaths"), recovered: sums("recovered") };
}

/** By country, up to the day after the recorded answers. Read once: it is asked for each country of a list. */
const histories = once((): ReadonlyMap<string, Timeline> => {
  const all = z
    .array(z.object({ country: z.string(), timeline }))
    .parse(recordedJson("covid-disease-sh/historical-countries-to-2020-04-17.derived.json"));
  return new Map(all.map((each) => [each.country, each.timeline]));
});
