import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { BodyError, NotFoundError, type Suggestion, UsageError } from "../../core/errors.ts";
import { formatDate, isoDate } from "../../core/format.ts";
import { mapSourced, type Source, type Sourced } from "../../core/source.ts";
import { code, t } from "../../core/text.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/time.ts";
import { listOf } from "../../upstream/list.ts";
import type { Ask, Judge } from "../../upstream/question.ts";
import { addDays, dayInNewYork } from "../days.ts";
import { firstFinding, unlessNone } from "../failover.ts";
import { FIELDS, type PictureOfDay, pictureOfDay } from "./apod-picture.ts";

/** The first picture, and the second: there were none between. https://apod.nasa.gov/apod/archivepixFull.html (2026-11-22) */
const FIRST_DAY = "1995-06-16";
const SECOND_DAY = "1995-06-20";

/** A picture of a past day stays as it is; that of today may be put right. In milliseconds. */
const PAST_HOLDS = { freshMs: DAY_MS, staleMs: 30 * DAY_MS };
const TODAY_HOLDS = { freshMs: HOUR_MS, staleMs: DAY_MS, noneMs: 0 };

/** When the next one comes nobody knows to the minute. */
const NEWEST_HOLDS = { freshMs: 10 * MINUTE_MS, staleMs: 0 };

/** The picture of a day, or the latest. */
export interface ApodAnswer {
  readonly picture: PictureOfDay;
  readonly source: Source;
  /** The day that was asked for, when its picture is yet to come and the latest stands in for it. */
  readonly insteadOf?: IsoDate | undefined;
  /** The days before and after that have pictures; absent where there is none yet. */
  readonly previous?: IsoDate | undefined;
  readonly next?: IsoDate | undefined;
}

const refusal = z.object({ code: z.string() });

/**
 * NASA's Astronomy Picture of the Day, which moved to science.nasa.gov in September 2026: what its former address answers is
 * no picture of any day. Source: https://github.com/nasa/apod-api/pull/174 (read 2026-11-28)
 */
export class Apod {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * The picture of a day; of today without one. Days begin in New York: while the picture of today is not out, the latest stands
   * in for it. Throws UsageError for days before the first picture and for those to come, NotFoundError for a day without one.
   */
  async picture(day?: IsoDate): Promise<ApodAnswer> {
    const today = dayInNewYork(Date.now());
    if (day !== undefined) checkDay(day);
    const wanted = day ?? today;
    const { value, source } = await (wanted < today ? this.#of(wanted, PAST_HOLDS) : this.#latest(today));
    const next = dayAfter(value.day);
    const insteadOf = value.day === wanted ? undefined : wanted;
    return {
      picture: value,
      source,
      insteadOf,
      previous: dayBefore(value.day),
      next: insteadOf !== undefined || next > today ? undefined : next,
    };
  }

  #latest(today: IsoDate): Promise<Sourced<PictureOfDay>> {
    return firstFinding(
      [() => this.#of(today, TODAY_HOLDS).catch(unlessNone), () => this.#newest(today)],
      () => new NotFoundError(t`NASA has no pictures of the day just now. Try an earlier date.`),
    );
  }

  #of(day: IsoDate, holds: typeof PAST_HOLDS | typeof TODAY_HOLDS): Promise<Sourced<PictureOfDay>> {
    return this.#ask.get("apod", {
      // `2026-09-16` is `260916`
      path: `/apod-basic/${day.slice(2).replaceAll("-", "")}`,
      route: "/apod-basic/{day}",
      query: { _fields: FIELDS.join(",") },
      schema: () => pictureOfDay((each) => each === day),
      judge: (answer) => judge(answer) ?? (answer.status === 404 ? none(day) : undefined),
      ...holds,
    });
  }

  /** Undefined when there is none. */
  async #newest(today: IsoDate): Promise<Sourced<PictureOfDay> | undefined> {
    const { value, ...found } = await this.#ask.get("apod", {
      path: "/apod-basic",
      query: { page: 1, per_page: 1, _fields: FIELDS.join(",") },
      schema: () => listOf(pictureOfDay((day) => day <= today)),
      judge,
      ...NEWEST_HOLDS,
    });
    const newest = value.toSorted((a, b) => a.day.localeCompare(b.day)).at(-1);
    return newest && mapSourced({ value, ...found }, () => newest);
  }
}

/** Only a day can be missing: any other 404 means that the pictures have moved again. */
const judge: Judge = ({ status, body }) => {
  if (status !== 404 || refusal.safeParse(body).data?.code === "apod_basic_not_found") return undefined;
  return new BodyError("NASA GET /apod-basic: 404, there is no such service", { upstream: "NASA", path: "code" });
};

function none(day: IsoDate): NotFoundError {
  return new NotFoundError(
    t`NASA has no picture of ${formatDate(day)}. Try another day, or ${code("/apod")} for the latest.`,
    [LATEST],
  );
}

function checkDay(day: IsoDate): void {
  const date = formatDate(day);
  // Where it is tomorrow already, a day begins sooner than in New York
  if (day > isoDate(Date.now())) {
    throw new UsageError(
      t`${date} has not begun yet, so there is no picture. Try an earlier date, or ${code("/apod")} for the latest.`,
      [LATEST],
    );
  }
  if (day < FIRST_DAY) {
    throw new UsageError(
      t`The first picture is of ${formatDate(FIRST_DAY)}, so there is none of ${date}. Try a later date.`,
      suggestions(FIRST_DAY),
    );
  }
  if (day > FIRST_DAY && day < SECOND_DAY) {
    throw new NotFoundError(
      t`NASA has no picture of ${date}: the first is of ${formatDate(FIRST_DAY)}, the second of ${formatDate(SECOND_DAY)}.`,
      suggestions(FIRST_DAY, SECOND_DAY),
    );
  }
}

const LATEST: Suggestion = { option: "date", value: undefined, label: "The latest" };

function suggestions(...days: readonly IsoDate[]): readonly Suggestion[] {
  return days.map((value) => ({ option: "date", value, label: formatDate(value) }));
}

function dayBefore(day: IsoDate): IsoDate | undefined {
  if (day <= FIRST_DAY) return undefined;
  return day <= SECOND_DAY ? FIRST_DAY : addDays(day, -1);
}

function dayAfter(day: IsoDate): IsoDate {
  return day < SECOND_DAY ? SECOND_DAY : addDays(day, 1);
}
