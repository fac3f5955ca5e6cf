import type { IsoDate } from "../../src/core/command.ts";
import { NotFoundError, UsageError } from "../../src/core/errors.ts";
import { formatDate } from "../../src/core/format.ts";
import { code, t } from "../../src/core/text.ts";
import type { PlaceHistory } from "../../src/services/covid/covid.ts";
import { lastDay } from "../../src/services/covid/series.ts";
import type { Range } from "./chart.ts";
import { notCounted, whereOf } from "./sentences.ts";

/** Throws UsageError where a place would be compared with itself. */
export function distinct<P extends Pick<PlaceHistory, "place" | "part">>(places: readonly P[]): readonly P[] {
  const [one, other] = places;
  if (one === undefined || other === undefined || one.place !== other.place) return places;
  const example = code("/covid germany versus:italy");
  const ways = ["Italy", "Germany", "France"]
    .filter((name) => name !== one.place)
    .map((name) => ({ option: "versus", value: name, label: `With ${name}` }));
  if (one.part === other.part) throw new UsageError(t`That is the same place twice. Try ${example}.`, ways);
  const whole = one.place ?? "the world";
  throw new UsageError(
    t`I have no figures of ${one.part ?? whole} and of ${other.part ?? whole} apart, only of ${whole}. Try ${example}.`,
    ways,
  );
}

export function wrongWayRound(from: IsoDate, to: IsoDate): UsageError {
  return new UsageError(t`${formatDate(from)} comes after ${formatDate(to)}. Try ${code(`from:${to} to:${from}`)}.`, [
    { option: "from", value: to, also: { to: from }, label: `From ${formatDate(to)} to ${formatDate(from)}` },
  ]);
}

/** The history has nothing in the range: where it begins and ends, and a button for a range that has. */
export function nothingThen({ place, history, by }: PlaceHistory, { status, to }: Range): UsageError | NotFoundError {
  const series = history[status ?? "confirmed"];
  const whose = place === undefined ? "of the world" : `of ${place}`;
  if (series === undefined) {
    const reason = status === "recovered" ? "Recoveries are not counted" : "There are no such figures";
    const isCounted = history.confirmed !== undefined;
    return new NotFoundError(
      t`${reason} ${whereOf([{ place }])}.`,
      isCounted ? [{ option: "status", value: "confirmed", label: "Confirmed cases" }] : [],
    );
  }
  const [first, last] = [series.from, lastDay(series)];
  const [begin, end] = [formatDate(first), formatDate(last)];
  if (to !== undefined && to < first) {
    return new UsageError(t`The figures ${whose} begin on ${begin}. Ask for that day or a later one.`, [
      { option: "to", value: last, also: { from: first }, label: `From ${begin}` },
    ]);
  }
  const ended = status === "recovered" ? notCounted(history) : undefined;
  const later = by === "diseaseSh" && history.isFinal ? " Newer ones may be here in a minute: ask once more." : "";
  return new UsageError(
    ended === undefined
      ? t`The figures ${whose} end on ${end}. Ask for that day or an earlier one.${later}`
      : t`${ended} Ask for ${end} or an earlier day.`,
    [{ option: "from", value: first, also: { to: last }, label: `Up to ${end}` }],
  );
}
