import { formatDate, formatNumber } from "../../src/core/format.ts";
import { type Card, card, type Field, field, type Image } from "../../src/core/reply.ts";
import { sourceLine } from "../../src/core/source.ts";
import { bold, type RichText, t } from "../../src/core/text.ts";
import type { PlaceHistory, PlaceTotals } from "../../src/services/covid/covid.ts";
import { type Span, spanOf } from "../../src/services/covid/series.ts";
import { daysBetween } from "../../src/services/days.ts";
import type { Charted, Range } from "./chart.ts";
import { nothingThen } from "./refusals.ts";
import {
  chartCredit,
  daysSentence,
  lastDaysSentence,
  NEW,
  newerSentence,
  notCounted,
  partSentence,
  perMillion,
  STATUSES,
  type Status,
  type StatusSpan,
  spanSentences,
  TITLES,
  totalsSentence,
  whereOf,
  whoCredit,
} from "./sentences.ts";

const ACCENT = 0x0e7c7b;

/** A history is a day behind the totals, which are those of a day that is not over. */
const USUAL_LAG_DAYS = 1;

/** A picture, and what it is of. */
export interface ShownChart {
  readonly image: Image;
  readonly charted: readonly Charted[];
}

const CORRECTIONS = {
  confirmed: "Correction of cases",
  deaths: "Correction of deaths",
  recovered: "Correction of recoveries",
} as const satisfies Record<Status, string>;

/** Totals of one place or two, with their chart where there is one. */
export function totalsCard(places: readonly PlaceTotals[], shown: ShownChart | undefined): Card {
  const isComparison = places.length > 1;
  return card({
    accent: ACCENT,
    title: `COVID-19 ${whereOf(places)}`,
    lines: [
      ...partLines(places),
      ...places.flatMap(({ place, totals, newer }) => [
        named(place, totalsSentence(totals), isComparison),
        newer && named(place, newerSentence(newer.value, undefined), isComparison),
      ]),
      [lastDaysSentence(places.map(({ place, totals }) => ({ place, day: totals.asOf })))],
    ],
    fields: places.flatMap(({ place, totals }) => {
      const suffix = isComparison ? ` ${whereOf([{ place }])}` : "";
      return [
        field(`Active${suffix}`, totals.active === undefined ? undefined : formatNumber(totals.active)),
        field(`Per million${suffix}`, perMillion(totals)),
      ];
    }),
    images: [shown?.image],
    footer: [
      footer(places, "disease.sh, from Worldometer and Johns Hopkins CSSE"),
      ...(shown === undefined ? [] : chartCredits(places, shown.charted)),
    ].join(" · "),
  });
}

/** Whose figures the chart shows and up to when, where it does not go with the totals. */
function chartCredits(places: readonly PlaceTotals[], charted: readonly Charted[]): readonly string[] {
  const isOther = charted.some(({ by, span }, index) => {
    const { by: counted, totals } = places[index] ?? {};
    return by !== counted || daysBetween(span.to, totals?.asOf ?? span.to) > USUAL_LAG_DAYS;
  });
  if (!isOther) return [];
  const credits = charted.map(({ by, span, place }) => {
    const where = charted.length > 1 ? ` ${whereOf([{ place }])}` : "";
    return `${chartCredit(by, span.to)}${where}`;
  });
  return [`chart: ${credits.join("; ")}`];
}

/** How it went in one place or two, all counts or one. Throws UsageError or NotFoundError where the days or the counts have no figures. */
export function historyCard(places: readonly PlaceHistory[], { status, from, to }: Range): Card {
  const statuses = status === undefined ? STATUSES : [status];
  const isComparison = places.length > 1;
  const told = places.map((each) => {
    const spans = spansOf(each, statuses, { from, to });
    if (spans.length === 0) throw nothingThen(each, { status, from, to });
    return { ...each, spans };
  });
  return card({
    accent: ACCENT,
    title: `${status === undefined ? "COVID-19" : TITLES[status]} ${whereOf(places)}`,
    lines: [
      ...partLines(places),
      ...told.flatMap(({ place, history, spans, newer, by }) => {
        const sentences = [spanSentences(spans, history)];
        const lacksRecoveries = by === "diseaseSh" && !spans.some((each) => each.status === "recovered");
        if (status === undefined && lacksRecoveries) sentences.push(notCounted(history) ?? "");
        const charted = status ?? "confirmed";
        const [series, shown] = [history[charted], spans.find((each) => each.status === charted)?.span];
        if (series !== undefined && shown !== undefined) sentences.push(daysSentence(charted, series, shown));
        const isOpen = to === undefined && status !== "recovered";
        return [
          named(place, sentences.filter(Boolean).join(" "), isComparison),
          newer && isOpen ? named(place, newerSentence(newer.value, status), isComparison) : undefined,
        ];
      }),
      [lastDaysSentence(told.map(({ place, spans }) => ({ place, day: spans[0]?.span.to })))],
    ],
    fields: told.flatMap(({ place, spans }) => {
      const suffix = isComparison ? ` ${whereOf([{ place }])}` : "";
      const [only] = spans;
      if (status !== undefined && only !== undefined && !isComparison) return detailFields(only.span);
      return spans.map(({ status: one, span }) =>
        changeOf(span, `${NEW[one]}${suffix}`, `${CORRECTIONS[one]}${suffix}`),
      );
    }),
    footer: footer(places, "disease.sh, from Johns Hopkins CSSE"),
  });
}

/** All over the same days: from the first case on, when no day is given. */
function spansOf({ history }: PlaceHistory, statuses: readonly Status[], { from, to }: Range): readonly StatusSpan[] {
  let start = from;
  return statuses.flatMap((status) => {
    const series = history[status];
    const span = series && spanOf(series, start, to);
    start ??= span?.from;
    return span === undefined ? [] : [{ status, span }];
  });
}

function detailFields(span: Span): readonly (Field | undefined)[] {
  const { most, days, stepDays, added, corrected } = span;
  const change = changeOf(span, "New in that time", "Correction in that time");
  // What was taken off again was not taken off day by day
  if (added < corrected) return [change];
  const [word, long] = stepDays === 1 ? ["day", "Most in a day"] : ["week", "Most in a week"];
  const average = (added - corrected) / (days / stepDays);
  return [
    change,
    field(`A ${word}, on average`, days > stepDays ? formatNumber(Math.round(average)) : undefined),
    field(long, most && `${formatNumber(most.added)}, ${most.day === span.to ? "the last" : formatDate(most.day)}`),
  ];
}

/** `71,678`; `5,000 (5,200 less corrections of 200)`; `-300`, as a correction, when more was taken off than added. */
function changeOf(span: Span, asNew: string, asCorrection: string): Field | undefined {
  const { added, corrected, days } = span;
  if (days === 0) return undefined;
  const [net, gross, less] = [added - corrected, added, corrected].map(formatNumber);
  if (added < corrected) return field(asCorrection, net);
  return field(asNew, corrected === 0 ? net : `${net} (${gross} less corrections of ${less})`);
}

function named(place: string | undefined, sentence: string, isComparison: boolean): RichText {
  if (!isComparison || sentence === "") return [sentence];
  return t`${bold(place === undefined ? "World" : place.charAt(0).toUpperCase() + place.slice(1))}: ${sentence}`;
}

function footer(places: readonly (PlaceTotals | PlaceHistory)[], credit: string): string {
  const lines = places.map(({ by, source, newer }) => {
    if (by === "who") return sourceLine(source, whoCredit(source));
    return sourceLine(source, newer === undefined ? credit : `${credit}; newer from the ${whoCredit(newer.source)}`);
  });
  return [...new Set(lines)].join(" · ");
}

/** One line for each part of a country that was asked for by its own name. */
function partLines(places: readonly (PlaceTotals | PlaceHistory)[]): readonly RichText[] {
  return places.map((each) => [partSentence(each)]);
}
