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
  if (one.part === other.part) throw new UsageError(t`That is the same place twice. Try ${example}.`);
  const whole = one.place ?? "the world";
  throw new UsageError(
    t`I have no figures of ${one.part ?? whole} and of ${other.part ?? whole} apart, only of ${whole}. Try ${example}.`,
  );
}

export function wrongWayRound(from: IsoDate, to: IsoDate): UsageError {
  return new UsageError(t`${formatDate(from)} comes after ${formatDate(to)}. Try ${code(`from:${to} to:${from}`)}.`);
}

/** The history has nothing in the range: where it begins and ends. */
export function nothingThen(
  { place, history, by }: PlaceHistory,
  { status, from, to }: Range,
): UsageError | NotFoundError {
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
