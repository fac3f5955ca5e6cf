import type { DescribedChart, TimeSeries } from "../../src/charts/chart.ts";
import type { IsoDate } from "../../src/core/command.ts";
import { formatDate } from "../../src/core/format.ts";
import type { PlaceHistory } from "../../src/services/covid/covid.ts";
import { partOf, type Series, type Span, spanOf } from "../../src/services/covid/series.ts";
import { type Status, TITLES, trend, whereOf, whoCredit } from "./sentences.ts";

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

/** What a chart shows of one place. */
export interface Charted extends PlaceHistory {
  readonly series: Series;
  readonly span: Span;
}

/** What a chart would show of one count in one place or two; undefined where one of them has no such figures. */
export function chartedOf(
  places: readonly PlaceHistory[],
  { status = "confirmed", from, to }: Range,
): readonly Charted[] | undefined {
  const charted = places.flatMap((each): readonly Charted[] => {
    const series = each.history[status];
    const span = series && spanOf(series, from, to);
    return series === undefined || span === undefined ? [] : [{ ...each, series, span }];
  });
  return charted.length === 0 || charted.length < places.length ? undefined : charted;
}

/** Their chart. */
export function covidChart(
  charted: readonly Charted[],
  { status = "confirmed" }: Range,
  locale: string,
): DescribedChart {
  return {
    chart: {
      type: "time",
      title: `${TITLES[status]} ${whereOf(charted)}`,
      noun: NOUNS[status],
      source: sourceOf(charted),
      locale,
      series: charted.map(
        ({ place, series, span }): TimeSeries => ({ name: shortName(place), ...partOf(series, span) }),
      ),
    },
    fileName: `covid-${NOUNS[status]}.png`,
    alt: charted.map((each) => trend({ status, span: each.span }, whereOf([each]), locale)).join("; "),
  };
}

/** `Source: Johns Hopkins CSSE, by way of disease.sh, up to 16 April 2020`; two places whose last days differ are told apart. */
function sourceOf(charted: readonly Charted[]): string {
  const sources = [...new Set(charted.map(creditOf))].join(" and ");
  const [last, ...others] = new Set(charted.map(({ span }) => span.to));
  if (last !== undefined && others.length === 0) return `Source: ${sources}, up to ${formatDate(last)}`;
  const ends = charted.map(({ place, span }) => `${shortName(place)} up to ${formatDate(span.to)}`);
  return `${ends.join(", ")}. Source: ${sources}`;
}

function creditOf({ by, source }: Charted): string {
  if (by === "diseaseSh") return "Johns Hopkins CSSE, by way of disease.sh";
  return whoCredit(source);
}

/** `USA` of `the USA`, for the end of a line. */
function shortName(place = "World"): string {
  return place.replace(/^the /, "");
}
