import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { DAY_MS } from "../../core/time.ts";
import { entriesOf, odd } from "../../upstream/list.ts";
import { dailySeries, dayNumber, lastDay, type Series, whileCounted } from "./series.ts";

/** Totals over time. A count that was never made, or no longer is, is missing or ends early. */
export interface History {
  readonly confirmed?: Series | undefined;
  readonly deaths?: Series | undefined;
  readonly recovered?: Series | undefined;
  /** True when nothing newer will come from this source. */
  readonly isFinal: boolean;
}

/** Nobody counted before. */
const FIRST_DAY = dayNumber("2019-12-01");

/** The last day that Johns Hopkins CSSE published. https://github.com/CSSEGISandData/COVID-19 (2026-11-22) */
const LAST_HISTORY_DAY: IsoDate = "2023-03-09";

const dayKey = z.string().transform((key, context): number => {
  const day = parseDay(key);
  return day ?? odd(context, [], "is no M/D/YY day of the pandemic");
});

const counts = entriesOf(z.number().nonnegative().nullable(), dayKey).transform((byDay): Series | undefined =>
  dailySeries(new Map(byDay.flatMap(([day, total]) => (total === null ? [] : [[day, total]])))),
);

/** A timeline of disease.sh: counts by day, as Johns Hopkins CSSE published them. */
export const timelineSchema = z
  .object({ cases: counts, deaths: counts.optional(), recovered: counts.optional() })
  .transform(({ cases, deaths, recovered }) =>
    historyOf({
      confirmed: cases,
      deaths,
      // Set to zero everywhere since August 2021, when the count was given up
      recovered: recovered === undefined ? undefined : whileCounted(recovered),
    }),
  );

/** The history that these counts are. */
export function historyOf(counts: Omit<History, "isFinal">): History {
  const end = counts.confirmed ?? counts.deaths;
  return { ...counts, isFinal: end !== undefined && lastDay(end) >= LAST_HISTORY_DAY };
}

/** `3/9/23`, the ninth of March 2023, as days since the epoch; undefined for what is no day of the pandemic. */
export function parseDay(key: string): number | undefined {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{2})$/.exec(key) ?? [];
  if (month === undefined || day === undefined) return undefined;
  const number = dayNumber(`20${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
  return number >= FIRST_DAY && number <= Date.now() / DAY_MS + 1 ? number : undefined;
}
