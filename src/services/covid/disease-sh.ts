import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { NotFoundError } from "../../core/errors.ts";
import { isoDate } from "../../core/format.ts";
import type { Sourced } from "../../core/source.ts";
import { t } from "../../core/text.ts";
import { DAY_MS, HOUR_MS } from "../../core/time.ts";
import { entriesOf, listOf, odd } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { type Place, usualName } from "./country-names.ts";
import { dailySeries, dayNumber, lastDay, type Series, whileCounted } from "./series.ts";

/** Totals of one place. What the upstream does not know is undefined, never 0. */
export interface Totals {
  readonly confirmed?: number | undefined;
  readonly deaths?: number | undefined;
  readonly recovered?: number | undefined;
  readonly active?: number | undefined;
  readonly confirmedPerMillion?: number | undefined;
  readonly deathsPerMillion?: number | undefined;
  /** The day that the totals are of. */
  readonly asOf?: IsoDate | undefined;
  /** True when nothing newer will come from this source. */
  readonly isFinal: boolean;
}

export interface Country extends Place, Totals {
  /** What the upstream finds it by: its ISO code, or its name when it has none. */
  readonly id: string;
}

/** Totals over time. A count that was never made, or no longer is, is missing or ends early. */
export interface History {
  readonly confirmed?: Series | undefined;
  readonly deaths?: Series | undefined;
  readonly recovered?: Series | undefined;
  /** True when nothing newer will come from this source. */
  readonly isFinal: boolean;
}

/** From this many cases on, not one recovery means that nobody counted. Seen in the recording of the UK. */
const MANY_CASES = 1_000;

/** Worldometer's last day; disease.sh moves `updated` on all the same. https://www.worldometers.info/coronavirus (2026-11-22) */
const LAST_TOTALS_DAY: IsoDate = "2024-04-13";

/** Nobody counted before. */
const FIRST_DAY = dayNumber("2019-12-01");

/** The last day that Johns Hopkins CSSE published. https://github.com/CSSEGISandData/COVID-19 (2026-11-22) */
const LAST_HISTORY_DAY: IsoDate = "2023-03-09";

/** The data are frozen; an hour is for the day they are not. */
const HELD = { freshMs: HOUR_MS, staleMs: 7 * DAY_MS };

const figure = z
  .number()
  .nullish()
  .transform((value) => (value === null || value === undefined || value < 0 ? undefined : value));

// Older answers write "NO DATA" where there is no code
const iso2 = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/)
  .optional()
  .catch(undefined);
const iso3 = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/)
  .optional()
  .catch(undefined);

const totalsSchema = z.object({
  updated: z.number().min(Date.UTC(2020, 0)).max(Date.UTC(2100, 0)).optional().catch(undefined),
  cases: figure,
  deaths: figure,
  recovered: figure,
  active: figure,
  casesPerOneMillion: figure,
  deathsPerOneMillion: figure,
});

// The world always has cases, and nobody dies of it uncounted
const worldSchema = totalsSchema
  .refine(({ cases = 0 }) => cases > 0, { path: ["cases"], error: "are none in the whole world" })
  .refine(({ cases = 0, deaths = 0 }) => deaths <= cases, { path: ["deaths"], error: "are more than the cases" })
  .transform(totalsOf);

const countrySchema = totalsSchema
  .extend({
    country: z.string().trim().min(1),
    countryInfo: z.object({ iso2, iso3 }).optional().catch(undefined),
  })
  .transform((body): Country => {
    const { country, countryInfo } = body;
    return {
      ...totalsOf(body),
      id: countryInfo?.iso2 ?? country,
      name: usualName(country, countryInfo?.iso2),
      upstreamName: country,
      ...countryInfo,
    };
  });

// A list of several countries may hold null for one that is not known
const countriesSchema = listOf(countrySchema).refine(
  // Also true of none at all
  (countries) => !countries.every(({ confirmed }) => confirmed === 0),
  "has no country with cases",
);

const dayKey = z.string().transform((key, context): number => {
  const day = parseDay(key);
  if (day !== undefined && day >= FIRST_DAY && day <= Date.now() / DAY_MS + 1) return day;
  return odd(context, [], "is no M/D/YY day of the pandemic");
});

const counts = entriesOf(z.number().nonnegative().nullable(), dayKey).transform((byDay): Series | undefined =>
  dailySeries(new Map(byDay.flatMap(([day, total]) => (total === null ? [] : [[day, total]])))),
);

const timelineSchema = z
  .object({ cases: counts, deaths: counts.optional(), recovered: counts.optional() })
  .transform(({ cases, deaths, recovered }): History => {
    const end = cases ?? deaths;
    return {
      confirmed: cases,
      deaths,
      // Set to zero everywhere since August 2021, when the count was given up
      recovered: recovered === undefined ? undefined : whileCounted(recovered),
      isFinal: end !== undefined && lastDay(end) >= LAST_HISTORY_DAY,
    };
  });

const countryTimelineSchema = z.object({ timeline: timelineSchema }).transform(({ timeline }) => timeline);

// One province, several, or none; older answers spell the field in the plural
const provinceNames = z.union([z.string(), listOf(z.string())]).nullish();
const provincesSchema = z
  .object({ province: provinceNames, provinces: provinceNames })
  .transform(({ province, provinces }): readonly string[] =>
    [province ?? provinces ?? []].flat().filter((name) => name !== "mainland"),
  );

/**
 * disease.sh: totals from Worldometer, history from Johns Hopkins CSSE. Both have stopped, and the answers look as if they had
 * not. Source: https://disease.sh/docs (2026-11-22)
 */
export class DiseaseSh {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Every country with its totals, in the upstream's order. */
  countries(): Promise<Sourced<readonly Country[]>> {
    return this.#ask.get("diseaseSh", {
      path: "/countries",
      query: { allowNull: true },
      schema: countriesSchema,
      ...HELD,
    });
  }

  /** Totals of the world. */
  world(): Promise<Sourced<Totals>> {
    return this.#ask.get("diseaseSh", {
      path: "/all",
      query: { allowNull: true },
      schema: worldSchema,
      ...HELD,
    });
  }

  /** History of the world, day by day. */
  worldHistory(): Promise<Sourced<History>> {
    return this.#ask.get("diseaseSh", {
      path: "/historical/all",
      query: { lastdays: "all" },
      schema: timelineSchema,
      ...HELD,
    });
  }

  /** History of a country or a province, day by day. Throws NotFoundError when there is none. */
  history(country: Country, province?: string): Promise<Sourced<History>> {
    const path = [country.id, ...(province === undefined ? [] : [province])].map(encodeURIComponent).join("/");
    return this.#ask.get("diseaseSh", {
      path: `/historical/${path}`,
      query: { lastdays: "all" },
      judge: noHistory,
      schema: countryTimelineSchema,
      ...HELD,
    });
  }

  /** Names of a country's provinces, lower case, perhaps none. Throws NotFoundError when the country has no history. */
  provinces(country: Country): Promise<Sourced<readonly string[]>> {
    return this.#ask.get("diseaseSh", {
      path: `/historical/${encodeURIComponent(country.id)}`,
      query: { lastdays: 1 },
      judge: noHistory,
      schema: provincesSchema,
      ...HELD,
    });
  }
}

function noHistory({ status }: { readonly status: number }) {
  return status === 404 ? new NotFoundError(t`There is no history of this place.`) : undefined;
}

function totalsOf(body: z.infer<typeof totalsSchema>): Totals {
  const day = body.updated === undefined ? undefined : isoDate(body.updated);
  const isFinal = day !== undefined && day >= LAST_TOTALS_DAY;
  return {
    confirmed: body.cases,
    deaths: body.deaths,
    recovered: body.recovered === 0 && (body.cases ?? 0) >= MANY_CASES ? undefined : body.recovered,
    active: body.active,
    confirmedPerMillion: body.casesPerOneMillion,
    deathsPerMillion: body.deathsPerOneMillion,
    asOf: isFinal ? LAST_TOTALS_DAY : day,
    isFinal,
  };
}

/** `3/9/23`, the ninth of March 2023, as days since the epoch. */
function parseDay(key: string): number | undefined {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{2})$/.exec(key) ?? [];
  if (month === undefined || day === undefined) return undefined;
  const number = dayNumber(`20${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
  return Number.isNaN(number) ? undefined : number;
}
