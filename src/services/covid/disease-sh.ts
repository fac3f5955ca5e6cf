import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { NotFoundError } from "../../core/errors.ts";
import { isoDate } from "../../core/format.ts";
import type { Sourced } from "../../core/source.ts";
import { t } from "../../core/text.ts";
import { DAY_MS, HOUR_MS } from "../../core/time.ts";
import { listOf } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { readCounties, type State } from "./counties.ts";
import { type Place, usualName } from "./country-names.ts";
import { type History, timelineSchema } from "./timeline.ts";

/** Totals of one place. What the upstream does not know is undefined, never 0. */
export interface Totals {
  readonly confirmed?: number | undefined;
  readonly deaths?: number | undefined;
  readonly recovered?: number | undefined;
  readonly active?: number | undefined;
  readonly confirmedPerMillion?: number | undefined;
  readonly deathsPerMillion?: number | undefined;
  /** How many people live there. */
  readonly population?: number | undefined;
  /** The day that the totals are of. */
  readonly asOf?: IsoDate | undefined;
  /** True when nothing newer will come from this source. */
  readonly isFinal: boolean;
}

export interface Country extends Place, Totals {
  /** What the upstream finds it by: its ISO code, or its name when it has none. */
  readonly id: string;
}

/** From this many cases on, not one recovery means that nobody counted. Seen in the recording of the UK. */
const MANY_CASES = 1_000;

/** Worldometer's last day; disease.sh moves `updated` on all the same. https://www.worldometers.info/coronavirus (2026-11-22) */
const LAST_TOTALS_DAY: IsoDate = "2024-04-13";

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
  population: figure,
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

const countryTimelineSchema = z.object({ timeline: timelineSchema }).transform(({ timeline }) => timeline);

const statesSchema = listOf(z.string());

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
      schema: () => countriesSchema,
      ...HELD,
    });
  }

  /** Totals of the world. */
  world(): Promise<Sourced<Totals>> {
    return this.#ask.get("diseaseSh", {
      path: "/all",
      query: { allowNull: true },
      schema: () => worldSchema,
      ...HELD,
    });
  }

  /** History of the world, day by day. */
  worldHistory(): Promise<Sourced<History>> {
    return this.#ask.get("diseaseSh", {
      path: "/historical/all",
      query: { lastdays: "all" },
      schema: () => timelineSchema,
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
      schema: () => countryTimelineSchema,
      ...HELD,
    });
  }

  /** Names of a country's provinces, lower case, perhaps none. Throws NotFoundError when the country has no history. */
  provinces(country: Country): Promise<Sourced<readonly string[]>> {
    return this.#ask.get("diseaseSh", {
      path: `/historical/${encodeURIComponent(country.id)}`,
      query: { lastdays: 1 },
      judge: noHistory,
      schema: () => provincesSchema,
      ...HELD,
    });
  }

  /** Names of the USA's states and territories, lower case. */
  states(): Promise<Sourced<readonly string[]>> {
    return this.#ask.get("diseaseSh", { path: "/historical/usacounties", schema: () => statesSchema, ...HELD });
  }

  /** History of one of those, and of its counties: several megabytes. Throws NotFoundError when there is none. */
  state(name: string): Promise<Sourced<State>> {
    return this.#ask.get("diseaseSh", {
      path: `/historical/usacounties/${encodeURIComponent(name)}`,
      route: "/historical/usacounties/{state}",
      query: { lastdays: "all" },
      judge: noHistory,
      read: readCounties,
      freshMs: DAY_MS,
      staleMs: 7 * DAY_MS,
    });
  }
}

function noHistory({ status }: { readonly status: number }) {
  return status === 404 ? new NotFoundError(t`There is no history of this place.`) : undefined;
}

/** Older answers tell it by the cases among a million alone. */
function populationOf({ population, cases = 0, casesPerOneMillion = 0 }: z.infer<typeof totalsSchema>) {
  if (population !== undefined && population > 0) return population;
  return cases > 0 && casesPerOneMillion > 0 ? (cases / casesPerOneMillion) * 1_000_000 : undefined;
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
    population: populationOf(body),
    asOf: isFinal ? LAST_TOTALS_DAY : day,
    isFinal,
  };
}
