import { fold } from "../core/closest.ts";
import { ok, type RecordedAnswer, type RecordedUpstream, recordedJson } from "./body.ts";

interface Country {
  readonly country: string;
  readonly countryInfo: { readonly _id: number | null; readonly iso2: string | null; readonly iso3: string | null };
}

type Counts = Readonly<Record<string, number>>;

interface Timeline {
  readonly cases: Counts;
  readonly deaths: Counts;
  /** Of counties, nobody counted them. */
  readonly recovered?: Counts;
}

interface County {
  readonly timeline: Timeline;
}

interface History {
  readonly country: string;
  readonly province: string | readonly string[] | null;
  readonly timeline: Timeline;
}

/**
 * disease.sh as it answered in the evening of 17 April 2020, when the histories ended on the day before: the totals were recorded
 * then, the histories are cut there. Of the world, of three Chinese provinces and of California's counties there are recordings of a
 * later day.
 */
export const diseaseSh: RecordedUpstream = ({ path, query }) => {
  const [, collection, name, province] = path.split("/");
  const lastDays = query.get("lastdays") ?? "30";
  if (collection === "all") return ok(recordedJson("covid-disease-sh/all.2020-12-20.json"));
  if (collection === "continents") return ok(recordedJson("covid-disease-sh/continents.2020-04-17.json"));
  if (collection === "countries")
    return name === undefined ? ok(countries()) : named(name, countryOf, notFound("country"));
  if (collection !== "historical" || name === undefined) return { status: 404, body: { message: "Not found" } };
  if (name === "usacounties") return counties(province, lastDays);
  if (name === "all") {
    return ok(cutTimeline(recordedJson("covid-disease-sh/historical-all-30d.2020-10-14.json") as Timeline, lastDays));
  }
  const history = (each: string) => {
    const found = province === undefined ? historyOf(each) : provinceHistory(each, province);
    return found && { ...found, timeline: cutTimeline(found.timeline, lastDays) };
  };
  return named(name, history, notFound("historical"));
};

/** The USA's states, or the counties of one of them. */
function counties(state: string | undefined, lastDays: string): RecordedAnswer {
  if (state === undefined) return ok(recordedJson("covid-disease-sh/usacounties.2020-04-20.json"));
  if (state !== "california") return { status: 404, body: recordedJson("covid-disease-sh/error-404-state.json") };
  const california = recordedJson("covid-disease-sh/historical-usacounties-california-30d.2020-10-14.json");
  return ok(
    (california as readonly County[]).map((county) => ({
      ...county,
      timeline: cutTimeline(county.timeline, lastDays),
    })),
  );
}

/** One answer for one name, a list for several, with null for those that are not known. */
function named(names: string, find: (name: string) => object | undefined, otherwise: RecordedAnswer): RecordedAnswer {
  const found = names.split(",").map(find);
  if (found.every((each) => each === undefined)) return otherwise;
  return ok(found.length === 1 ? found[0] : found.map((each) => each ?? null));
}

function notFound(kind: "country" | "historical"): RecordedAnswer {
  return { status: 404, body: recordedJson(`covid-disease-sh/error-404-${kind}.json`) };
}

function countries(): readonly Country[] {
  return recordedJson("covid-disease-sh/countries-all.2020-04-17.json") as readonly Country[];
}

function countryOf(name: string): Country | undefined {
  return countries().find(({ country, countryInfo: { _id, iso2, iso3 } }) =>
    [country, iso2, iso3, _id].some((known) => known !== null && fold(String(known)) === fold(name)),
  );
}

function historyOf(name: string): History | undefined {
  const country = countryOf(name)?.country ?? name;
  const all = recordedJson("covid-disease-sh/historical-countries-to-2020-04-17.derived.json") as readonly History[];
  const found = all.find((history) => history.country === country);
  if (found === undefined) return undefined;
  const provinces = provinceHistories().filter((history) => history.country === country);
  const timeline = mapTimeline(found.timeline, (days) => days.filter(([day]) => day !== "4/17/20"));
  const names = provinces.map(({ province }) => province).filter((each) => typeof each === "string");
  return { ...found, province: names.length > 0 ? names : found.province, timeline };
}

function provinceHistory(name: string, province: string): History | undefined {
  const country = countryOf(name)?.country;
  return provinceHistories().find((history) => history.country === country && history.province === fold(province));
}

function provinceHistories(): readonly History[] {
  return [
    recordedJson("covid-disease-sh/historical-china-hainan-30d.2020-10-14.json") as History,
    ...(recordedJson("covid-disease-sh/historical-china-yunnan-tianjin-30d.2020-10-14.json") as readonly History[]),
  ];
}

function cutTimeline(timeline: Timeline, lastDays: string): Timeline {
  return lastDays === "all" ? timeline : mapTimeline(timeline, (days) => days.slice(-Number(lastDays)));
}

function mapTimeline({ cases, deaths, recovered }: Timeline, map: (days: [string, number][]) => [string, number][]) {
  const mapped = (counts: Counts) => Object.fromEntries(map(Object.entries(counts)));
  return { cases: mapped(cases), deaths: mapped(deaths), ...(recovered && { recovered: mapped(recovered) }) };
}
