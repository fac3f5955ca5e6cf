import type { IsoDate } from "../../src/core/command.ts";
import { count, formatDate, formatNumber } from "../../src/core/format.ts";
import type { Source } from "../../src/core/source.ts";
import { enumerated, plainText } from "../../src/core/text.ts";
import type { PlaceTotals } from "../../src/services/covid/covid.ts";
import type { Totals } from "../../src/services/covid/disease-sh.ts";
import { dayNumber, dayOf, lastDay, partOf, type Series, type Span } from "../../src/services/covid/series.ts";
import type { History } from "../../src/services/covid/timeline.ts";
import type { WhoFigures } from "../../src/services/covid/who-file.ts";

export const STATUSES = ["confirmed", "deaths", "recovered"] as const;

/** How a card of one count is titled. */
export const TITLES = {
  confirmed: "Confirmed COVID-19 cases",
  deaths: "COVID-19 deaths",
  recovered: "COVID-19 recoveries",
} as const satisfies Record<Status, string>;

/** What is counted. */
export type Status = (typeof STATUSES)[number];

/** What came in a stretch of time. */
export const NEW = {
  confirmed: "New cases",
  deaths: "New deaths",
  recovered: "New recoveries",
} as const satisfies Record<Status, string>;

/** Days that make a chart: what happened in fewer is said in a sentence. Our choice. */
export const FEWEST_DAYS = 7;

/** How a sentence about it begins. */
const SUBJECTS: Readonly<Record<Status, string>> = {
  confirmed: "Confirmed cases",
  deaths: "Deaths",
  recovered: "Recoveries",
};

/** `137,698 confirmed cases, 4,052 deaths and 77,000 recovered, as of 17 April 2020.` */
export function totalsSentence(totals: Totals): string {
  const { confirmed, deaths, recovered, asOf, isFinal } = totals;
  const counts = list([
    confirmed === undefined ? undefined : count(confirmed, "confirmed case"),
    deaths === undefined ? undefined : count(deaths, "death"),
    recovered === undefined ? undefined : `${formatNumber(recovered)} recovered`,
  ]);
  if (counts === "") return "Nobody has published figures.";
  const day = asOf === undefined ? "" : `, as of ${formatDate(asOf)}${isFinal ? ", the last day of the data" : ""}`;
  return `${counts}${day}.`;
}

/** `1,643 cases, 48 deaths`; undefined when neither is known. */
export function perMillion(totals: Totals): string | undefined {
  const { confirmed, deaths, confirmedPerMillion, deathsPerMillion } = totals;
  // Where there are cases, no cases per million means that the population is not known
  if (confirmedPerMillion === undefined || (confirmedPerMillion === 0 && confirmed !== 0)) return undefined;
  const parts = [count(rounded(confirmedPerMillion), "case")];
  if (deathsPerMillion !== undefined) {
    parts.push(
      deathsPerMillion < 0.5 && deaths !== 0 ? "fewer than 1 death" : count(rounded(deathsPerMillion), "death"),
    );
  }
  return parts.join(", ");
}

/** `The World Health Organization counts 39,125,247 cases and 168,181 deaths, as of 1 November 2026.` */
export function newerSentence({ confirmed, deaths, asOf }: WhoFigures, status: Status | undefined) {
  const counts = list([
    confirmed === undefined || status === "deaths" ? undefined : count(confirmed, "case"),
    deaths === undefined || status === "confirmed" ? undefined : count(deaths, "death"),
  ]);
  return counts === "" ? "" : `The World Health Organization counts ${counts}, as of ${formatDate(asOf)}.`;
}

/** A place, and the last day that its figures are of. */
interface End {
  readonly place?: string | undefined;
  readonly day?: IsoDate | undefined;
}

/** `The figures end on different days: 17 April 2020 in Germany and 9 March 2023 in Italy.` Empty where they do not. */
export function lastDaysSentence(ends: readonly End[]): string {
  const days = ends.flatMap(({ place, day }) => (day === undefined ? [] : [{ place, day }]));
  if (new Set(days.map(({ day }) => day)).size < 2) return "";
  const each = days.map((end) => `${formatDate(end.day)} ${whereOf([end])}`);
  return `The figures end on different days: ${each.join(" and ")}.`;
}

/** `England is a part of the UK and has no figures of its own here: these are of the whole.` */
export function partSentence({
  place,
  part,
}: {
  readonly place?: string | undefined;
  readonly part?: string | undefined;
}) {
  return part === undefined || place === undefined
    ? ""
    : `${part} is a part of ${place} and has no figures of its own here: these are of the whole.`;
}

/** `Johns Hopkins CSSE, up to 9 March 2023`: whose figures a chart shows, for a footer. */
export function chartCredit(by: PlaceTotals["by"], day: IsoDate): string {
  return `${by === "who" ? "World Health Organization" : "Johns Hopkins CSSE"}, up to ${formatDate(day)}`;
}

/** What happened to one of the counts. */
export interface StatusSpan {
  readonly status: Status;
  readonly span: Span;
}

/**
 * `Confirmed cases rose from 1 on 27 January to 137,698 on 16 April 2020.` Several counts over the same days share a sentence:
 * `From 1 March to 31 March 2020, confirmed cases rose from 130 to 71,808 and deaths rose from 0 to 775.`
 */
export function spanSentences(spans: readonly StatusSpan[], history: History): string {
  const together = Map.groupBy(spans, ({ span }) => `${span.from} ${span.to}`);
  const sentences = [...together.values()].map((group) => {
    const [first, ...others] = group;
    if (first === undefined) return "";
    return others.length === 0 ? oneSentence(first, history) : jointSentence(group, first, history);
  });
  return sentences.join(" ");
}

function oneSentence({ status, span }: StatusSpan, history: History): string {
  return `${trend({ status, span }, "")}${endNote(status, span, history)}.`;
}

/** `Confirmed cases in Germany rose from 1 on 27 January to 137,698 on 16 April 2020`: the words of a chart. */
export function trend({ status, span }: StatusSpan, where: string): string {
  const { from, to, first, last } = span;
  const subject = `${SUBJECTS[status]} ${where}`.trim();
  const [start, end] = [startDay(span), formatDate(to)];
  const total = formatNumber(last);
  if (from === to) return `${subject} stood at ${total} on ${end}`;
  if (first === last) return `${subject} stayed at ${total} from ${start} to ${end}`;
  return `${subject} ${verb(span)} from ${formatNumber(first)} on ${start} to ${total} on ${end}`;
}

function jointSentence(spans: readonly StatusSpan[], { status, span }: StatusSpan, history: History) {
  const note = endNote(status, span, history);
  const end = `${formatDate(span.to)}${note}`;
  const days = span.from === span.to ? `On ${end}` : `From ${startDay(span)} to ${end}`;
  const clauses = spans.map(({ status: one, span: { first, last, from, to } }) => {
    const subject = SUBJECTS[one].toLowerCase();
    const total = formatNumber(last);
    if (from === to) return `${subject} stood at ${total}`;
    if (first === last) return `${subject} stayed at ${total}`;
    return `${subject} ${verb({ first, last })} from ${formatNumber(first)} to ${total}`;
  });
  return `${days}, ${list(clauses)}.`;
}

/** `New cases day by day: 51 on 2 March, 29 on 3 March 2020.` Empty where a chart shows them, or nothing but one day is left. */
export function daysSentence(status: Status, series: Series, span: Span): string {
  const { stepDays, totals } = partOf(series, span);
  if (stepDays !== 1 || span.days < 2 || span.days >= FEWEST_DAYS) return "";
  const days = totals.slice(1).map((total, index) => {
    const day = dayOf(dayNumber(span.from) + index + 1);
    const added = total - (totals[index] ?? 0);
    const on = day === span.to ? formatDate(day) : dayBefore(day, span.to);
    return `${added < 0 ? `a correction of ${formatNumber(added)}` : formatNumber(added)} on ${on}`;
  });
  return `${NEW[status]} day by day: ${days.join(", ")}.`;
}

/** Totals only fall when they are corrected. */
function verb({ first, last }: Pick<Span, "first" | "last">): string {
  return first < last ? "rose" : "were corrected";
}

function startDay({ from, to }: Span): string {
  return dayBefore(from, to);
}

/** `27 January`; with its year when what it stands before is of another. */
function dayBefore(day: IsoDate, end: IsoDate): string {
  return day.slice(0, 4) === end.slice(0, 4) ? formatDate(day).replace(/ \d{4}$/, "") : formatDate(day);
}

/** Why there are no recoveries to show, where the count was given up before or during the time asked for. */
export function notCounted({ confirmed, recovered }: History): string | undefined {
  if (recovered === undefined) return "Recoveries are not counted here.";
  if (confirmed === undefined || lastDay(recovered) >= lastDay(confirmed)) return undefined;
  return `Recoveries have not been counted since ${formatDate(lastDay(recovered)).replace(/^\d+ /, "")}.`;
}

function endNote(status: Status, { to }: Span, history: History): string {
  const series: Series | undefined = history[status];
  if (series === undefined || to !== lastDay(series)) return "";
  if (status === "recovered" && notCounted(history) !== undefined) return ", when their count was given up";
  return history.isFinal ? ", the last day of the data" : "";
}

/** Numbers above ten per million need no decimals. */
export function rounded(value: number): number {
  return value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
}

/** `in Germany`, `in Germany and the USA`, `on the Diamond Princess`, `worldwide`. */
export function whereOf(places: readonly { readonly place?: string | undefined }[]): string {
  const [first] = places;
  if (places.length === 1 && first?.place === undefined) return "worldwide";
  const isAtSea = places.some(({ place }) => isShip(place));
  if (!isAtSea) return `in ${places.map(({ place }) => place ?? "the world").join(" and ")}`;
  return places.map(({ place }) => `${isShip(place) ? "on" : "in"} ${place ?? "the world"}`).join(" and ");
}

function isShip(place: string | undefined): boolean {
  return place === "the Diamond Princess" || place === "the MS Zaandam";
}

/** `one, two and three`. */
function list(parts: readonly (string | undefined)[]): string {
  return plainText(enumerated(parts.filter((part) => part !== undefined)));
}

/** Who counts beside disease.sh. The recorded file is an example with invented figures, and says so. */
export function whoCredit({ isRecorded }: Source): string {
  return `World Health Organization${isRecorded ? ", invented figures" : ""}`;
}
