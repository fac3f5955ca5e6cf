import type { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { NotFoundError, type Suggestion, UsageError } from "../../core/errors.ts";
import { formatDate, isoDate } from "../../core/format.ts";
import type { Source, Sourced } from "../../core/source.ts";
import { code, t } from "../../core/text.ts";
import { DAY_MS, HOUR_MS } from "../../core/time.ts";
import type { Ask } from "../../upstream/question.ts";
import { daysBetween, nearest } from "../days.ts";
import { firstAnswering, orNothing } from "../failover.ts";
import { type Collection, daysWithPictures, type EarthPicture, picturesOf } from "./epic-pictures.ts";
import { judgeKey, nasaKey } from "./gateway.ts";

/** All pictures of one day, in the order they were taken. */
export interface EarthDay {
  readonly day: IsoDate;
  /** At least one. */
  readonly pictures: readonly [EarthPicture, ...EarthPicture[]];
  readonly source: Source;
}

/** Pictures of this age may still be on their way. Our choice: the latest is mostly one to four days old. */
const STILL_COMING_DAYS = 7;

/** A day that is long over stays as it is; new pictures come once a day. In milliseconds. */
const PAST_HOLDS = { freshMs: DAY_MS, staleMs: 30 * DAY_MS };
const NEW_HOLDS = { freshMs: HOUR_MS / 2, staleMs: 2 * HOUR_MS };

const LATEST: Suggestion = { option: "date", value: undefined, label: "The latest" };

/** The whole Earth, by EPIC on the DSCOVR spacecraft. Source: https://epic.gsfc.nasa.gov/about/api (read 2026-11-22) */
export class Epic {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * The pictures of a day in UTC, or of the last day that has any. Throws UsageError for a day to come, and NotFoundError with
   * the nearest day when there are none.
   */
  async pictures(collection: Collection, day?: IsoDate): Promise<EarthDay> {
    if (day !== undefined && day > isoDate(Date.now())) {
      throw new UsageError(
        t`${formatDate(day)} has not begun yet, so there are no pictures. Try an earlier date, or ${code("/epic")} for the latest.`,
        [LATEST],
      );
    }
    const path = day === undefined ? `/${collection}` : `/${collection}/date/${day}`;
    const holds = day !== undefined && ageInDays(day) > STILL_COMING_DAYS ? PAST_HOLDS : NEW_HOLDS;
    const { value, source } = await this.#get(path, () => picturesOf(collection, day), holds);
    const [first, ...others] = value;
    if (first === undefined) throw await this.#none(collection, day);
    return { day: first.day, pictures: [first, ...others], source };
  }

  async #none(collection: Collection, day: IsoDate | undefined): Promise<NotFoundError> {
    const kind = collection === "natural" ? "" : "enhanced ";
    if (day === undefined) return new NotFoundError(t`There are no ${kind}pictures by EPIC just now. Try a date.`);
    const near = await this.#nearestDay(collection, day);
    const none =
      ageInDays(day) > STILL_COMING_DAYS
        ? t`EPIC has no ${kind}pictures of ${formatDate(day)}.`
        : t`EPIC has no ${kind}pictures of ${formatDate(day)} yet.`;
    if (near === undefined)
      return new NotFoundError(t`${none} Try another day, or ${code("/epic")} for the latest.`, [LATEST]);
    const label = formatDate(near);
    return new NotFoundError(t`${none} The nearest day with pictures is ${label}.`, [
      { option: "date", value: near, label },
    ]);
  }

  /** Undefined when nobody tells. */
  async #nearestDay(collection: Collection, day: IsoDate): Promise<IsoDate | undefined> {
    const known = await orNothing(this.#get(`/${collection}/available`, () => daysWithPictures, NEW_HOLDS));
    // A list that names the day itself is wrong about it
    const others = known?.value.filter((other) => other !== day);
    return others && nearest(day, others);
  }

  /** EPIC's own host, and api.nasa.gov when it can't: the gateway is down more often, and counts calls. */
  #get<T>(path: string, schema: () => z.ZodType<T>, holds: { freshMs: number; staleMs: number }): Promise<Sourced<T>> {
    const question = { schema, ...holds };
    return firstAnswering(
      () => this.#ask.get("epic", { path: `/api${path}`, ...question }),
      () =>
        this.#ask.get("nasa", {
          path: `/EPIC/api${path}`,
          secrets: nasaKey(this.#ask),
          judge: judgeKey,
          ...question,
        }),
    );
  }
}

function ageInDays(day: IsoDate): number {
  return daysBetween(day, isoDate(Date.now()));
}
