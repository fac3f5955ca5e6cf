import type { DescribedChart, TimeSeries } from "../../src/charts/chart.ts";
import type { IsoDate } from "../../src/core/command.ts";
import { formatDate } from "../../src/core/format.ts";
import type { PlaceHistory } from "../../src/services/covid/covid.ts";
import { partOf, type Span, spanOf } from "../../src/services/covid/series.ts";
import { type Status, TITLES, trend, whereOf } from "./sentences.ts";

/** What of a history is wanted. */
export interface Range {
  /** By default what there is most of: confirmed cases. */
  readonly status?: Status | undefined;
  readonly from?: IsoDate | undefined;
  readonly to?: IsoDate | undefined;
}

const NOUNS = { confirmed: "cases", deaths: "deaths", recovered: "recoveries" } as const satisfies Record<
  Status,
  string
>;

/** The chart of one count in one place or two; undefined where one of them has no such figures. */
export function covidChart(
  places: readonly PlaceHistory[],
  { status = "confirmed", from, to }: Range,
  locale: string,
): DescribedChart | undefined {
  const told = places.flatMap((each) => {
    const series = each.history[status];
    const span = series && spanOf(series, from, to);
    return series === undefined || span === undefined ? [] : [{ ...each, series, span }];
  });
  if (told.length === 0 || told.length < places.length) return undefined;
  return {
    chart: {
      type: "time",
      title: `${TITLES[status]} ${whereOf(places)}`,
      noun: NOUNS[status],
      source: sourceOf(told),
      locale,
      series: told.map(({ place, series, span }): TimeSeries => ({ name: shortName(place), ...partOf(series, span) })),
    },
    fileName: `covid-${NOUNS[status]}.png`,
    alt: told.map((each) => trend({ status, span: each.span }, whereOf([each]), locale)).join("; "),
  };
}

/** `Source: Johns Hopkins CSSE, by way of disease.sh, up to 16 April 2020`. */
function sourceOf(told: readonly (PlaceHistory & { readonly span: Span })[]): string {
  const sources = told.map(({ by, source }) => {
    if (by === "diseaseSh") return "Johns Hopkins CSSE, by way of disease.sh";
    return `World Health Organization${source.isRecorded ? ", invented figures" : ""}`;
  });
  const last =
    told
      .map(({ span }) => span.to)
      .toSorted()
      .at(-1) ?? "";
  return `Source: ${[...new Set(sources)].join(" and ")}, up to ${formatDate(last)}`;
}

/** `USA` of `the USA`, for the end of a line. */
function shortName(place = "World"): string {
  return place.replace(/^the /, "");
}
