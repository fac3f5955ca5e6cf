import type { DescribedChart, TimeSeries } from "../../src/charts/chart.ts";
import type { IsoDate } from "../../src/core/command.ts";
import { Kept } from "../../src/core/kept-replies.ts";
import type { PlaceHistory } from "../../src/services/covid/covid.ts";
import { partOf, type Series, type Span, spanOf } from "../../src/services/covid/series.ts";
import { FEWEST_DAYS, rounded, type Status, trend, whereOf } from "./sentences.ts";

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
  /** Whether its figures are those among a million people. */
  readonly isPerMillion?: boolean;
}

/** What there is to draw, and what it shows. */
interface Drawable {
  readonly charted: readonly Charted[];
  readonly chart: DescribedChart;
}

const DRAWABLES = new Kept<Drawable>();

/** The chart of a range, made out once while the figures are held; undefined as for `chartedOf`. */
export function drawableOf(
  places: readonly PlaceHistory[],
  range: Range,
  { isPerMillion = false }: { readonly isPerMillion?: boolean } = {},
): Drawable | undefined {
  const wish = JSON.stringify([range, isPerMillion, places.map(({ place, population }) => [place, population])]);
  const madeOf = places.flatMap(({ history, source }) => [history, source]);
  const known = DRAWABLES.find(wish, madeOf);
  if (known !== undefined) return known;
  const charted = chartedOf(places, range);
  if (charted === undefined) return undefined;
  const chart = covidChart(isPerMillion ? amongAMillion(charted) : charted, range);
  return DRAWABLES.keep(wish, madeOf, { charted, chart });
}

/** What a chart would show of one count in one place or two; undefined where one of them has no such figures, or they end within days. */
export function chartedOf(
  places: readonly PlaceHistory[],
  { status = "confirmed", from, to }: Range,
): readonly Charted[] | undefined {
  const charted = places.flatMap((each): readonly Charted[] => {
    const series = each.history[status];
    const span = series && spanOf(series, from, to);
    return series === undefined || span === undefined ? [] : [{ ...each, series, span }];
  });
  if (charted.length < places.length || charted.every(({ span }) => span.days < FEWEST_DAYS)) return undefined;
  return charted;
}

/** The same among a million people of each place, so that large and small ones can be compared; as they are where one's people are not counted. */
export function amongAMillion(charted: readonly Charted[]): readonly Charted[] {
  const scaled = charted.flatMap((each): readonly Charted[] => {
    const { series, span, population } = each;
    if (population === undefined || population <= 0) return [];
    const among = (total: number) => (total / population) * 1_000_000;
    return [
      {
        ...each,
        isPerMillion: true,
        series: { ...series, totals: series.totals.map(among) },
        span: { ...span, first: rounded(among(span.first)), last: rounded(among(span.last)) },
      },
    ];
  });
  return scaled.length < charted.length ? charted : scaled;
}

/** Their chart. */
export function covidChart(charted: readonly Charted[], { status = "confirmed" }: Range): DescribedChart {
  const among = charted.some(({ isPerMillion }) => isPerMillion) ? " per million" : "";
  const noun = NOUNS[status];
  return {
    chart: {
      type: "time",
      // Two places stand beside their lines
      title: `COVID-19 ${noun}${among}${charted.length > 1 ? "" : ` ${whereOf(charted)}`}`,
      noun,
      series: charted.map(
        ({ place, series, span }): TimeSeries => ({ name: shortName(place), ...partOf(series, span) }),
      ),
    },
    fileName: `covid-${noun}.png`,
    alt: charted.map((each) => trend({ status, span: each.span }, `${among} ${whereOf([each])}`.trim())).join("; "),
  };
}

/** `USA` of `the USA`, for a name beside its line. */
function shortName(place = "World"): string {
  return place.replace(/^the /, "");
}
