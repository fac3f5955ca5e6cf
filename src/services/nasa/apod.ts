import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { NotFoundError, type Suggestion, UpstreamError, UsageError } from "../../core/errors.ts";
import { formatDate, isoDate } from "../../core/format.ts";
import { mapSourced, type Source, type Sourced } from "../../core/source.ts";
import { code, t } from "../../core/text.ts";
import type { Ask, Question } from "../../upstream/question.ts";
import { addDays, dayInNewYork } from "../days.ts";
import { type PictureOfDay, pictureOfDay } from "./apod-picture.ts";
import { judgeKey, nasaKey } from "./gateway.ts";

/** The first picture, and the second: there were none between. https://apod.nasa.gov/apod/archivepixFull.html (2026-11-22) */
const FIRST_DAY = "1995-06-16";
const SECOND_DAY = "1995-06-20";

/** How far back the latest picture is looked for when there is none today, in days. Our choice. */
const LOOK_BACK_DAYS = 7;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A picture of a past day stays as it is; when the next one comes nobody knows to the minute. In milliseconds. */
const DAY_HOLDS = { freshMs: DAY_MS, staleMs: 30 * DAY_MS };
const LATEST_HOLDS = { freshMs: 15 * MINUTE_MS, staleMs: 60 * MINUTE_MS };

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

/** The service's own errors: `{"code": 400, "msg": "Date must be between …"}`. */
const serviceError = z.object({ code: z.number().int().min(400).max(599), msg: z.string().catch("") });

/** NASA's Astronomy Picture of the Day. Source: https://github.com/nasa/apod-api (read 2026-11-22) */
export class Apod {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * The picture of a day, or the latest. Days begin in New York: while the picture of today is not out, the latest stands in
   * for it. Throws UsageError for days before the first picture and for those to come, NotFoundError for a day without one.
   */
  async picture(day?: IsoDate): Promise<ApodAnswer> {
    if (day === undefined) return this.#latest();
    checkDay(day);
    try {
      const { value, source } = await this.#get(day, { date: day }, pictureOfDay, DAY_HOLDS);
      const next = dayAfter(value.day);
      return {
        picture: value,
        source,
        previous: dayBefore(value.day),
        next: next > dayInNewYork(Date.now()) ? undefined : next,
      };
    } catch (error) {
      if (!(error instanceof NotFoundError) || day < dayInNewYork(Date.now())) throw error;
      return { ...(await this.#latest()), insteadOf: day };
    }
  }

  async #latest(): Promise<ApodAnswer> {
    const { value, source } = await this.#latestPicture();
    return { picture: value, source, previous: dayBefore(value.day) };
  }

  async #latestPicture(): Promise<Sourced<PictureOfDay>> {
    const today = dayInNewYork(Date.now());
    try {
      return await this.#get(today, {}, pictureOfDay, LATEST_HOLDS);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
    // The server's day has begun and New York's has not, or NASA is on leave
    const week = { start_date: addDays(today, -LOOK_BACK_DAYS), end_date: today };
    const found = await this.#get(today, week, z.array(pictureOfDay), LATEST_HOLDS);
    const last = found.value.toSorted((a, b) => a.day.localeCompare(b.day)).at(-1);
    if (last === undefined) throw new NotFoundError(t`NASA has shown no new picture for a week. Try an earlier date.`);
    return mapSourced(found, () => last);
  }

  #get<T>(
    day: IsoDate,
    dates: Readonly<Record<string, IsoDate>>,
    schema: z.ZodType<T>,
    holds: Pick<Question<T>, "freshMs" | "staleMs">,
  ): Promise<Sourced<T>> {
    return this.#ask.get("nasa", {
      path: "/planetary/apod",
      query: { ...dates, thumbs: true },
      secrets: nasaKey(this.#ask),
      schema,
      judge: (answer) => judgeKey(answer) ?? judgeService(day, answer),
      ...holds,
    });
  }
}

/** The service's own words for "none" and for what went wrong, whatever the status they come with. */
function judgeService(day: IsoDate, { status, body }: { readonly status: number; readonly body: unknown }) {
  const { data } = serviceError.safeParse(body);
  const said = data?.code ?? status;
  if (said === 404 || (said === 400 && data?.msg.startsWith("Date must be between"))) return none(day);
  if (data === undefined || status >= 400) return undefined;
  return new UpstreamError(`NASA GET /planetary/apod: ${said}`, { upstream: "NASA", status: said });
}

function none(day: IsoDate): NotFoundError {
  return new NotFoundError(
    t`NASA has no picture of ${formatDate(day)}. Try another day, or ${code("/apod")} for the latest.`,
  );
}

function checkDay(day: IsoDate): void {
  const date = formatDate(day);
  if (day > isoDate(Date.now())) {
    throw new UsageError(
      t`${date} has not begun yet, so there is no picture. Try an earlier date, or ${code("/apod")} for the latest.`,
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
