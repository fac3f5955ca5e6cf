import { type AutocompleteContext, choice, date, defineCommand, type IsoDate, text } from "../../src/core/command.ts";
import { NotFoundError, UsageError } from "../../src/core/errors.ts";
import { formatDate, formatNumber } from "../../src/core/format.ts";
import { type Card, card, type Field, field, type Image, reply } from "../../src/core/reply.ts";
import { sourceLine } from "../../src/core/source.ts";
import { bold, code, type RichText, t } from "../../src/core/text.ts";
import { withChart } from "../../src/replies/with-chart.ts";
import type { PlaceHistory, PlaceTotals } from "../../src/services/covid/covid.ts";
import { lastDay, type Span, spanOf } from "../../src/services/covid/series.ts";
import { covidChart, type Range } from "./chart.ts";
import {
  newerSentence,
  notCounted,
  perMillion,
  STATUSES,
  type Status,
  type StatusSpan,
  spanSentences,
  TITLES,
  totalsSentence,
  whereOf,
} from "./sentences.ts";

const ACCENT = 0x0e7c7b;

/** Discord's cap on suggestions is 25, Slack's 100; the adapters cut. */
const MAX_SUGGESTIONS = 100;

const NEW = { confirmed: "New cases", deaths: "New deaths", recovered: "New recoveries" } as const satisfies Record<
  Status,
  string
>;

const CORRECTIONS = {
  confirmed: "Correction of cases",
  deaths: "Correction of deaths",
  recovered: "Correction of recoveries",
} as const satisfies Record<Status, string>;

export const covid = defineCommand({
  name: "covid",
  description: "COVID-19 in a country or in the world: totals, history, comparison",
  upstreams: ["diseaseSh", "who"],
  options: {
    country: text({
      description: "Country; left out, the world",
      example: "germany",
      autocomplete: ({ typed, services }) => countryChoices({ typed, services }),
    }),
    status: choice({ description: "Only one of the counts, and how it went", choices: STATUSES }),
    from: date({ description: "First day", example: "2020-03-01" }),
    to: date({ description: "Last day", example: "2020-04-01" }),
    province: text({
      description: "Province of the country",
      example: "hainan",
      autocomplete: ({ typed, options, services }) => provinceChoices({ typed, options, services }),
    }),
    versus: text({
      description: "Another country to compare with",
      example: "italy",
      autocomplete: ({ typed, services }) => countryChoices({ typed, services }),
    }),
  },
  async run({ options, services, user: { locale } }) {
    const { country, status, from, to, province, versus } = withoutCountry(options);
    if (from !== undefined && to !== undefined && from > to) throw wrongWayRound(from, to);
    const startedAt = performance.now();
    const range = { status, from, to };
    const wanted = { from, to, onlyRecovered: status === "recovered" };
    const histories = Promise.all([
      services.covid.history(country, { ...wanted, province }, "country"),
      ...(versus === undefined ? [] : [services.covid.history(versus, wanted, "versus")]),
    ]);
    // Where there is no history, the figures go without a chart
    const picture = histories.catch(() => []).then((places) => services.chart(covidChart(places, range, locale)));
    if (status === undefined && from === undefined && to === undefined && province === undefined) {
      const totals = await Promise.all([
        services.covid.totals(country, "country"),
        ...(versus === undefined ? [] : [services.covid.totals(versus, "versus")]),
      ]);
      const places = distinct(totals);
      return withChart(picture, startedAt, (image) => reply(totalsCard(places, image, locale)));
    }
    const places = distinct(await histories);
    const written = historyCard(places, range, locale);
    return withChart(picture, startedAt, (image) =>
      reply(image === undefined ? written : { ...written, images: [image] }),
    );
  },
});

/** `/covid deaths` names no country: the word in the first place is a status. */
function withoutCountry<O extends { readonly country?: string | undefined; readonly status?: Status | undefined }>(
  options: O,
): O {
  const status = STATUSES.find((each) => each === options.country?.toLowerCase());
  return status === undefined || options.status !== undefined ? options : { ...options, country: undefined, status };
}

async function countryChoices({ typed, services }: Pick<AutocompleteContext, "typed" | "services">) {
  const names = await services.covid.countryNames(typed, MAX_SUGGESTIONS);
  return names.map((name) => ({ name, value: name }));
}

async function provinceChoices({
  typed,
  options,
  services,
}: Pick<AutocompleteContext, "typed" | "options" | "services">) {
  const names = await services.covid.provinceNames(String(options["country"] ?? ""), typed, MAX_SUGGESTIONS);
  return names.map((name) => ({ name, value: name }));
}

function totalsCard(places: readonly PlaceTotals[], image: Image | undefined, locale: string): Card {
  const isComparison = places.length > 1;
  return card({
    accent: ACCENT,
    title: `COVID-19 ${whereOf(places)}`,
    lines: places.flatMap(({ place, totals, newer }) => [
      named(place, totalsSentence(totals, locale), isComparison),
      newer && named(place, newerLine(newer, undefined, locale), isComparison),
    ]),
    fields: places.flatMap(({ place, totals }) => {
      const suffix = isComparison ? ` ${whereOf([{ place }])}` : "";
      return [
        field(`Active${suffix}`, totals.active === undefined ? undefined : formatNumber(totals.active, locale)),
        field(`Per million${suffix}`, perMillion(totals, locale)),
      ];
    }),
    images: [image],
    footer: footer(places, "disease.sh, from Worldometer and Johns Hopkins CSSE"),
  });
}

function historyCard(places: readonly PlaceHistory[], { status, from, to }: Range, locale: string): Card {
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
    lines: told.flatMap(({ place, history, spans, newer, by }) => {
      const sentences = [spanSentences(spans, history, locale)];
      const lacksRecoveries = by === "diseaseSh" && !spans.some((each) => each.status === "recovered");
      if (status === undefined && lacksRecoveries) sentences.push(notCounted(history) ?? "");
      const isOpen = to === undefined && status !== "recovered";
      return [
        named(place, sentences.join(" ").trim(), isComparison),
        newer && isOpen ? named(place, newerLine(newer, status, locale), isComparison) : undefined,
      ];
    }),
    fields: told.flatMap(({ place, spans }) => {
      const suffix = isComparison ? ` ${whereOf([{ place }])}` : "";
      const [only] = spans;
      if (status !== undefined && only !== undefined && !isComparison) return detailFields(only.span, locale);
      return spans.map(({ status: one, span }) =>
        changeOf(span, `${NEW[one]}${suffix}`, `${CORRECTIONS[one]}${suffix}`, locale),
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

function detailFields(span: Span, locale: string): readonly (Field | undefined)[] {
  const { most, days, stepDays, added, corrected } = span;
  const change = changeOf(span, "New in that time", "Correction in that time", locale);
  // What was taken off again was not taken off day by day
  if (added < corrected) return [change];
  const [word, long] = stepDays === 1 ? ["day", "Most in a day"] : ["week", "Most in a week"];
  const average = (added - corrected) / (days / stepDays);
  return [
    change,
    field(`A ${word}, on average`, days > stepDays ? formatNumber(Math.round(average), locale) : undefined),
    field(
      long,
      most && `${formatNumber(most.added, locale)}, ${most.day === span.to ? "the last" : formatDate(most.day)}`,
    ),
  ];
}

/** `71,678`; `5,000 (5,200 less corrections of 200)`; `-300`, as a correction, when more was taken off than added. */
function changeOf(span: Span, asNew: string, asCorrection: string, locale: string): Field | undefined {
  const { added, corrected, days } = span;
  if (days === 0) return undefined;
  const [net, gross, less] = [added - corrected, added, corrected].map((value) => formatNumber(value, locale));
  if (added < corrected) return field(asCorrection, net);
  return field(asNew, corrected === 0 ? net : `${net} (${gross} less corrections of ${less})`);
}

/** WHO's newer count; the recorded file is an example with invented figures, and says so. */
function newerLine({ value, source }: NonNullable<PlaceTotals["newer"]>, status: Status | undefined, locale: string) {
  const sentence = newerSentence(value, status, locale);
  return source.isRecorded && sentence !== "" ? `Invented example: ${sentence}` : sentence;
}

function named(place: string | undefined, sentence: string, isComparison: boolean): RichText {
  if (!isComparison || sentence === "") return [sentence];
  return t`${bold(place === undefined ? "World" : place.charAt(0).toUpperCase() + place.slice(1))}: ${sentence}`;
}

function footer(places: readonly (PlaceTotals | PlaceHistory)[], credit: string): string {
  const lines = places.map(({ by, source, newer }) => {
    if (by === "who")
      return sourceLine(source, `World Health Organization${source.isRecorded ? ", invented figures" : ""}`);
    return sourceLine(source, newer === undefined ? credit : `${credit}; newer from the World Health Organization`);
  });
  return [...new Set(lines)].join(" · ");
}

function distinct<P extends { readonly place?: string | undefined }>(places: readonly P[]): readonly P[] {
  const [one, other] = places;
  if (other === undefined || one?.place !== other.place) return places;
  throw new UsageError(t`That is the same place twice. Try ${code("/covid germany versus:italy")}.`);
}

function wrongWayRound(from: IsoDate, to: IsoDate): UsageError {
  return new UsageError(t`${formatDate(from)} comes after ${formatDate(to)}. Try ${code(`from:${to} to:${from}`)}.`);
}

/** The history has nothing in the range: where it begins and ends. */
function nothingThen({ place, history, by }: PlaceHistory, { status, from, to }: Range): UsageError | NotFoundError {
  const series = history[status ?? "confirmed"];
  const whose = place === undefined ? "of the world" : `of ${place}`;
  if (series === undefined) {
    const reason = status === "recovered" ? "Recoveries are not counted" : "There are no such figures";
    return new NotFoundError(t`${reason} ${whereOf([{ place }])}.`);
  }
  if (to !== undefined && to < series.from) {
    return new UsageError(
      t`The figures ${whose} begin on ${formatDate(series.from)}. Try a later day than ${formatDate(to)}.`,
    );
  }
  const day = formatDate(from ?? lastDay(series));
  const ended = status === "recovered" ? notCounted(history) : undefined;
  const later = by === "diseaseSh" && history.isFinal ? " Newer ones may be here in a minute: ask once more." : "";
  return new UsageError(
    t`${ended ?? `The figures ${whose} end on ${formatDate(lastDay(series))}.`} Try an earlier day than ${day}.${ended === undefined ? later : ""}`,
  );
}
