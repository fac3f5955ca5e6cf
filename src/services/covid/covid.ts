import { bestMatches } from "../../core/closest.ts";
import type { IsoDate } from "../../core/command.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { NotFoundError } from "../../core/errors.ts";
import { shown } from "../../core/options.ts";
import type { Source, Sourced } from "../../core/source.ts";
import { bold, code, t } from "../../core/text.ts";
import type { Ask } from "../../upstream/question.ts";
import { firstAnswering } from "../failover.ts";
import { findPlace, inSentence, type Place, placesLike } from "./country-names.ts";
import { type Country, DiseaseSh, type History, type Totals } from "./disease-sh.ts";
import { lastDay } from "./series.ts";
import { Who } from "./who.ts";
import type { WhoFigures, WhoIndex } from "./who-file.ts";

/** The option that a place was typed into: where a "did you mean" puts the better one. */
export type PlaceOption = "country" | "versus";

/** Whose figures they are: Worldometer's and Johns Hopkins CSSE's by way of disease.sh, or WHO's. */
type CountedBy = "diseaseSh" | "who";

/** What has been counted in one place. */
export interface PlaceTotals {
  /** To stand after "in": `Germany`, `the USA`. Undefined: the world. */
  readonly place?: string | undefined;
  readonly totals: Totals;
  readonly by: CountedBy;
  readonly source: Source;
  /** WHO's count, when it is newer and has been fetched. */
  readonly newer?: Sourced<WhoFigures> | undefined;
}

/** How it went in one place. */
export interface PlaceHistory {
  /** As in `PlaceTotals`, with the province before it. */
  readonly place?: string | undefined;
  readonly history: History;
  readonly by: CountedBy;
  readonly source: Source;
  /** WHO's count, as in `PlaceTotals`. */
  readonly newer?: Sourced<WhoFigures> | undefined;
}

/** What is wanted of a history. Days are included. */
export interface HistoryRange {
  readonly province?: string | undefined;
  readonly from?: IsoDate | undefined;
  readonly to?: IsoDate | undefined;
  /** WHO counts none, so its newer file is of no use then. */
  readonly onlyRecovered: boolean;
}

/** A place as the upstreams know it: the world when neither `country` nor `place` is there. */
interface Found {
  readonly place?: string;
  readonly country?: Country;
  readonly source?: Source;
  readonly who?: Sourced<WhoFigures> | undefined;
}

const MAX_SUGGESTIONS = 3;

const WORLD = new Set(["world", "the world", "worldwide", "global", "earth", "all"]);

/**
 * COVID-19: disease.sh, whose data have stopped, for totals, history and provinces; WHO's daily file for newer figures, once it is
 * there, and for everything it has when disease.sh can't answer.
 */
export class Covid {
  readonly #diseaseSh: DiseaseSh;
  readonly #who: Who;

  constructor(ask: Ask) {
    this.#diseaseSh = new DiseaseSh(ask);
    this.#who = new Who(ask);
  }

  /** Names of countries like what was typed, best first. */
  async countryNames(typed: string, limit: number): Promise<readonly string[]> {
    const { value } = await firstAnswering<Sourced<readonly Place[]>>(
      () => this.#diseaseSh.countries(),
      () => this.#whoCountries(),
    );
    return placesLike(typed, value, limit);
  }

  /** Names of a country's provinces like what was typed, best first; none for a country that is not known. */
  async provinceNames(country: string, typed: string, limit: number): Promise<readonly string[]> {
    const { value: countries } = await this.#diseaseSh.countries();
    const found = findPlace(country, countries);
    if (found === undefined) return [];
    return bestMatches(typed, (await this.#diseaseSh.provinces(found)).value, limit);
  }

  /** Totals of a country, or of the world. Throws NotFoundError, with what may have been meant, for a place nobody counts in. */
  async totals(typed: string | undefined, option: PlaceOption): Promise<PlaceTotals> {
    const found = await this.#find(typed, option);
    const { place, country, source, who } = found;
    if (country !== undefined && source !== undefined)
      return withNewer({ place, totals: country, by: "diseaseSh", source }, who);
    if (place !== undefined && who !== undefined)
      return { place, totals: totalsOf(who.value), by: "who", source: who.source };
    return firstAnswering(
      async () => {
        const world = await this.#diseaseSh.world();
        return withNewer({ totals: world.value, by: "diseaseSh", source: world.source }, who);
      },
      async () => {
        const { value, source: whoSource } = await this.#whoWorld();
        return { totals: totalsOf(value), by: "who", source: whoSource };
      },
    );
  }

  /**
   * History of a country, one of its provinces, or the world: day by day, or WHO's week by week where the range ends after the
   * daily one. Throws NotFoundError, with what may have been meant, for a place nobody counts in.
   */
  async history(typed: string | undefined, range: HistoryRange, option: PlaceOption): Promise<PlaceHistory> {
    const found = await this.#find(typed, option);
    if (range.province !== undefined) return this.#provinceHistory(found, range.province);
    const { place, country, who } = found;
    const daily = async (): Promise<PlaceHistory> => {
      if (place !== undefined && country === undefined) throw noHistory(place);
      const { value: history, source } =
        country === undefined ? await this.#diseaseSh.worldHistory() : await this.#countryHistory(country, place);
      return {
        place,
        history,
        by: "diseaseSh",
        source,
        newer: isNewer(who?.value.asOf, endOf(history)) ? who : undefined,
      };
    };
    const weekly = async (): Promise<PlaceHistory> => {
      const name = country?.iso2 ?? country?.name;
      const { value, source } =
        who ?? (name === undefined ? await this.#whoWorld() : await this.#whoCountry(name, option));
      return { place, history: historyOf(value), by: "who", source };
    };
    if (range.onlyRecovered) return daily();
    const first = await firstAnswering(daily, weekly).catch((error: unknown) => {
      // No daily history, as of some territories: WHO may have one
      if (error instanceof NotFoundError && who !== undefined) return weekly();
      throw error;
    });
    const until = [range.from, range.to]
      .filter((day) => day !== undefined)
      .toSorted()
      .at(-1);
    return first.newer !== undefined && isNewer(until, endOf(first.history)) ? weekly() : first;
  }

  async #find(typed: string | undefined, option: PlaceOption): Promise<Found> {
    const ready = await this.#who.indexIfReady();
    if (typed === undefined || WORLD.has(typed.toLowerCase())) {
      return { who: ready && worldOf(ready) };
    }
    return firstAnswering<Found>(
      async () => {
        const { value: countries, source } = await this.#diseaseSh.countries();
        const country = findPlace(typed, countries);
        const who = ready && figuresOf(ready, country?.iso2 ?? country?.name ?? typed);
        if (country !== undefined) return { place: inSentence(country.name), country, source, who };
        if (who === undefined) throw unknownPlace(typed, option, placesLike(typed, countries, MAX_SUGGESTIONS));
        return { place: who.place, who };
      },
      async () => {
        const who = await this.#whoCountry(typed, option);
        return { place: who.place, who };
      },
    );
  }

  /** WHO's figures, even if they have to be fetched first: for when disease.sh can't answer. */
  async #whoCountry(name: string, option: PlaceOption) {
    const index = await this.#who.index();
    const found = figuresOf(index, name);
    if (found !== undefined) return found;
    throw unknownPlace(name, option, placesLike(name, index.value.countries, MAX_SUGGESTIONS));
  }

  async #whoWorld(): Promise<Sourced<WhoFigures>> {
    const world = worldOf(await this.#who.index());
    if (world === undefined)
      throw new NotFoundError(t`I have no COVID-19 data for the world. Try ${code("/covid germany")}.`);
    return world;
  }

  async #whoCountries() {
    const { value, source } = await this.#who.index();
    return { value: value.countries, source };
  }

  async #countryHistory(country: Country, place: string | undefined): Promise<Sourced<History>> {
    try {
      return await this.#diseaseSh.history(country);
    } catch (error) {
      throw error instanceof NotFoundError ? noHistory(place ?? country.name) : error;
    }
  }

  async #provinceHistory({ place, country }: Found, typed: string): Promise<PlaceHistory> {
    if (country === undefined || place === undefined) {
      throw new NotFoundError(t`A province needs its country. Try ${code("/covid china province:hainan")}.`);
    }
    const provinces = await this.#provinces(country, place);
    const province = provinces.find((name) => name.toLowerCase() === typed.toLowerCase());
    if (province === undefined) throw unknownProvince(typed, place, provinces);
    const { value: history, source } = await this.#diseaseSh.history(country, province);
    return { place: `${titleCase(province)}, ${place}`, history, by: "diseaseSh", source };
  }

  async #provinces(country: Country, place: string): Promise<readonly string[]> {
    try {
      return (await this.#diseaseSh.provinces(country)).value;
    } catch (error) {
      throw error instanceof NotFoundError ? noHistory(place) : error;
    }
  }
}

function withNewer(answer: PlaceTotals, who: Sourced<WhoFigures> | undefined): PlaceTotals {
  return isNewer(who?.value.asOf, answer.totals.asOf) ? { ...answer, newer: who } : answer;
}

function isNewer(day: IsoDate | undefined, than: IsoDate | undefined): boolean {
  return day !== undefined && (than === undefined || day > than);
}

function endOf({ confirmed, deaths }: History): IsoDate | undefined {
  const series = confirmed ?? deaths;
  return series && lastDay(series);
}

function worldOf({ value: { world }, source }: Sourced<WhoIndex>): Sourced<WhoFigures> | undefined {
  return world && { value: world, source };
}

function figuresOf({ value, source }: Sourced<WhoIndex>, name: string) {
  const country = findPlace(name, value.countries);
  if (country === undefined) return undefined;
  return { place: inSentence(country.name), value: country, source };
}

function totalsOf({ confirmed, deaths, asOf }: WhoFigures): Totals {
  return { confirmed, deaths, asOf, isFinal: false };
}

function historyOf({ weeklyConfirmed, weeklyDeaths }: WhoFigures): History {
  return { confirmed: weeklyConfirmed, deaths: weeklyDeaths, isFinal: false };
}

function unknownPlace(typed: string, option: PlaceOption, near: readonly string[]): NotFoundError {
  const hint =
    near.length > 0 ? didYouMean(near) : t`Try ${code("/covid germany")}, or ${code("/covid")} for the world.`;
  return new NotFoundError(
    t`I have no COVID-19 data for “${shown(typed)}”. ${hint}`,
    near.map((name) => ({ option, value: name, label: name })),
  );
}

function unknownProvince(typed: string, place: string, provinces: readonly string[]): NotFoundError {
  if (provinces.length === 0) {
    return new NotFoundError(t`I have no figures for parts of ${bold(place)}, only for the whole.`);
  }
  const near = bestMatches(typed, provinces, MAX_SUGGESTIONS).map(titleCase);
  const hint = near.length > 0 ? didYouMean(near) : t`There is ${provinces.slice(0, 5).map(titleCase).join(", ")}.`;
  return new NotFoundError(
    t`I know no province of ${place} called “${shown(typed)}”. ${hint}`,
    near.map((name) => ({ option: "province", value: name, label: name })),
  );
}

function noHistory(place: string): NotFoundError {
  return new NotFoundError(t`I have totals for ${place}, but no history: ask without dates, status or province.`);
}

/** `new south wales` is a name. */
function titleCase(name: string): string {
  return name.replace(/(?<![\p{L}'’])\p{L}/gu, (letter) => letter.toUpperCase());
}
