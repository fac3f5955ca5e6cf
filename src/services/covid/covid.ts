import { bestMatches, fold } from "../../core/closest.ts";
import type { IsoDate } from "../../core/command.ts";
import { type BotError, NotFoundError } from "../../core/errors.ts";
import type { Source, Sourced } from "../../core/source.ts";
import { t } from "../../core/text.ts";
import type { Ask } from "../../upstream/question.ts";
import { firstAnswering, firstFinding, orNothing } from "../failover.ts";
import type { State } from "./counties.ts";
import {
  findPart,
  findPlace,
  inSentence,
  isCountry,
  type Place,
  placesLike,
  placesNear,
  samePlace,
} from "./country-names.ts";
import { type Country, DiseaseSh, type Totals } from "./disease-sh.ts";
import {
  isState,
  MAX_SUGGESTIONS,
  needsCountry,
  needsState,
  noHistory,
  noWorld,
  type PlaceOption,
  titleCase,
  unknownCounty,
  unknownPlace,
  unknownProvince,
  unknownState,
} from "./refusals.ts";
import { lastDay } from "./series.ts";
import type { History } from "./timeline.ts";
import { stateNamed } from "./us-states.ts";
import { Who } from "./who.ts";
import type { WhoFigures, WhoIndex } from "./who-file.ts";

/** Whose figures they are: Worldometer's and Johns Hopkins CSSE's by way of disease.sh, or WHO's. */
type CountedBy = "diseaseSh" | "who";

/** What has been counted in one place. */
export interface PlaceTotals {
  /** To stand after "in": `Germany`, `the USA`. Undefined: the world. */
  readonly place?: string | undefined;
  /** The part of the place that was asked for, where only the whole has figures: `England` of the UK. */
  readonly part?: string | undefined;
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
  /** As in `PlaceTotals`. */
  readonly part?: string | undefined;
  readonly history: History;
  /** How many people live there, where it was wanted and is known. */
  readonly population?: number | undefined;
  readonly by: CountedBy;
  readonly source: Source;
  /** WHO's count, as in `PlaceTotals`. */
  readonly newer?: Sourced<WhoFigures> | undefined;
}

/** What is wanted of a history. Days are included. */
export interface HistoryRange {
  readonly province?: string | undefined;
  /** Of the USA's states alone. */
  readonly county?: string | undefined;
  readonly from?: IsoDate | undefined;
  readonly to?: IsoDate | undefined;
  /** WHO counts none, so its newer file is of no use then. */
  readonly onlyRecovered: boolean;
  /** To compare places of different sizes. */
  readonly withPopulation?: boolean;
}

/** A place as the upstreams know it: the world when neither `country` nor `place` is there. */
interface Found {
  readonly place?: string;
  readonly part?: string | undefined;
  readonly country?: Country;
  readonly source?: Source;
  readonly who?: Sourced<WhoFigures> | undefined;
}

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

  /** Names of countries like what was typed, in English or the language of the locale, best first. */
  async countryNames(typed: string, limit: number, locale?: string): Promise<readonly string[]> {
    const { value } = await firstAnswering<Sourced<readonly Place[]>>(
      () => this.#diseaseSh.countries(),
      () => this.#whoCountries(),
    );
    return placesLike(typed, value, limit, locale);
  }

  /** Names of a country's provinces like what was typed, best first; none for a country that is not known. */
  async provinceNames(country: string, typed: string, limit: number): Promise<readonly string[]> {
    const { value: countries } = await this.#diseaseSh.countries();
    const found = findPlace(country, countries);
    if (found === undefined) return [];
    const names = isUsa(found) ? await this.#diseaseSh.states() : await this.#diseaseSh.provinces(found);
    return bestMatches(typed, names.value, limit);
  }

  /** Names of the counties of one of the USA's states like what was typed, best first; none for a state that is not known. */
  async countyNames(state: string, typed: string, limit: number): Promise<readonly string[]> {
    const name = sameName(stateNamed(state) ?? state, (await this.#diseaseSh.states()).value);
    if (name === undefined) return [];
    const { counties } = (await this.#diseaseSh.state(name)).value;
    return bestMatches(
      typed,
      counties.flatMap((county) => county.name ?? []),
      limit,
    );
  }

  /**
   * Totals of a country, named in English or the language of the locale, or of the world. Throws NotFoundError, with what may
   * have been meant, for a place nobody counts in.
   */
  async totals(typed: string | undefined, option: PlaceOption, locale?: string): Promise<PlaceTotals> {
    const { place, part, country, source, who } = await this.#find(typed, option, locale);
    if (country !== undefined && source !== undefined)
      return withNewer({ place, part, totals: country, by: "diseaseSh", source }, who);
    if (place !== undefined && who !== undefined)
      return { place, part, totals: totalsOf(who.value), by: "who", source: who.source };
    return firstFinding<PlaceTotals>(
      [
        async () => {
          const world = await this.#diseaseSh.world();
          return withNewer({ totals: world.value, by: "diseaseSh", source: world.source }, who);
        },
        async () => {
          const world = worldOf(await this.#who.index());
          return world && { totals: totalsOf(world.value), by: "who", source: world.source };
        },
      ],
      noWorld,
    );
  }

  /**
   * History of a country, one of its provinces, or the world: day by day, or WHO's week by week where the range ends after the
   * daily one. Throws NotFoundError, with what may have been meant, for a place nobody counts in.
   */
  async history(
    typed: string | undefined,
    range: HistoryRange,
    option: PlaceOption,
    locale?: string,
  ): Promise<PlaceHistory> {
    const found = await this.#find(typed, option, locale);
    if (range.province !== undefined) return this.#provinceHistory(found, range.province, range.county);
    if (range.county !== undefined) throw needsState();
    const { place, part, country, who } = found;
    const population = range.withPopulation ? await this.#populationOf(found) : undefined;
    const daily = async (): Promise<PlaceHistory | undefined> => {
      if (place !== undefined && country === undefined) return undefined;
      const found = await (country === undefined ? this.#diseaseSh.worldHistory() : this.#countryHistory(country));
      if (found === undefined) return undefined;
      const { value: history, source } = found;
      return {
        place,
        part,
        history,
        population,
        by: "diseaseSh",
        source,
        newer: isNewer(who?.value.asOf, endOf(history)) ? who : undefined,
      };
    };
    const weekly = async (): Promise<PlaceHistory | undefined> => {
      const known =
        who ??
        (await this.#who.index().then((index) => (country === undefined ? worldOf(index) : figuresOf(index, country))));
      return known && { place, part, history: historyOf(known.value), population, by: "who", source: known.source };
    };
    const none = (unasked: BotError | undefined) =>
      place === undefined ? noWorld(unasked) : noHistory(place, unasked);
    // Some territories have no daily history, and WHO counts no recoveries
    const first = await firstFinding(range.onlyRecovered ? [daily] : [daily, weekly], none);
    if (range.onlyRecovered) return first;
    const until = [range.from, range.to]
      .filter((day) => day !== undefined)
      .toSorted()
      .at(-1);
    const isAfter = first.newer !== undefined && isNewer(until, endOf(first.history));
    return (isAfter ? await weekly() : undefined) ?? first;
  }

  async #populationOf({ place, country }: Found): Promise<number | undefined> {
    if (place !== undefined) return country?.population;
    const world = await orNothing(this.#diseaseSh.world());
    return world?.value.population;
  }

  async #find(typed: string | undefined, option: PlaceOption, locale = "en"): Promise<Found> {
    const ready = await this.#who.indexIfReady();
    if (typed === undefined || WORLD.has(typed.toLowerCase())) {
      return { who: ready && worldOf(ready) };
    }
    const part = findPart(typed);
    const name = part?.iso2 ?? typed;
    // A country that there is was not misspelt: no neighbour is offered in its stead
    const like = (places: readonly Place[]) =>
      isCountry(typed, locale) ? [] : placesNear(typed, places, MAX_SUGGESTIONS, locale);
    let near: readonly string[] = [];
    return firstFinding<Found>(
      [
        async () => {
          const { value: countries, source } = await this.#diseaseSh.countries();
          const country = findPlace(name, countries, locale);
          const who = ready && figuresOf(ready, country ?? name, locale);
          if (country !== undefined) {
            return { place: inSentence(country.name), part: part?.name, country, source, who };
          }
          if (who !== undefined) return { place: who.place, part: part?.name, who };
          const state = stateNamed(typed);
          if (state !== undefined) throw isState(state, option);
          near = like(countries);
          // Misspelt: no reason to wait for the other's large file
          if (near.length > 0) throw unknownPlace(typed, option, near);
          return undefined;
        },
        async () => {
          const index = await this.#who.index();
          const who = figuresOf(index, name, locale);
          if (who !== undefined) return { place: who.place, part: part?.name, who };
          near = like(index.value.countries);
          return undefined;
        },
      ],
      (unasked) => unknownPlace(typed, option, near, unasked),
    );
  }

  async #whoCountries() {
    const { value, source } = await this.#who.index();
    return { value: value.countries, source };
  }

  /** Undefined when there is none. */
  async #countryHistory(country: Country): Promise<Sourced<History> | undefined> {
    try {
      return await this.#diseaseSh.history(country);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  async #provinceHistory({ place, country }: Found, typed: string, county?: string): Promise<PlaceHistory> {
    if (place === undefined) {
      throw needsCountry(typed);
    }
    if (country === undefined) {
      // WHO told of the place, and has no provinces: whether there are any is disease.sh's to say
      await this.#diseaseSh.countries();
      throw unknownProvince(typed, place, []);
    }
    if (isUsa(country)) return this.#stateHistory(country, typed, county);
    if (county !== undefined) throw needsState();
    const provinces = await this.#provinces(country, place);
    const province = sameName(typed, provinces);
    if (province === undefined) throw unknownProvince(typed, place, provinces);
    const { value: history, source } = await this.#diseaseSh.history(country, province);
    return { place: `${titleCase(province)}, ${place}`, history, by: "diseaseSh", source };
  }

  async #stateHistory(country: Country, typed: string, county: string | undefined): Promise<PlaceHistory> {
    const { value: states } = await this.#diseaseSh.states();
    const name = sameName(stateNamed(typed) ?? typed, states);
    if (name === undefined) throw unknownState(typed, states);
    const place = `${titleCase(name)}, ${country.name}`;
    const { value: state, source } = await this.#state(name, place);
    if (county === undefined) return { place, history: state.history, by: "diseaseSh", source };
    const counties = state.counties.flatMap((each) => each.name ?? []);
    const known = state.counties.find((each) => each.name === sameName(county, counties));
    if (known?.name === undefined) throw unknownCounty(county, titleCase(name), counties);
    return { place: `${titleCase(known.name)}, ${place}`, history: known.history, by: "diseaseSh", source };
  }

  async #state(name: string, place: string): Promise<Sourced<State>> {
    try {
      return await this.#diseaseSh.state(name);
    } catch (error) {
      throw error instanceof NotFoundError ? new NotFoundError(t`I have no figures of ${place}.`) : error;
    }
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

/** WHO's figures of a place in the other upstream's list, or of what was typed. */
function figuresOf({ value: { countries }, source }: Sourced<WhoIndex>, of: Place | string, locale?: string) {
  const country = typeof of === "string" ? findPlace(of, countries, locale) : samePlace(of, countries);
  if (country === undefined) return undefined;
  return { place: inSentence(country.name), value: country, source };
}

function totalsOf({ confirmed, deaths, asOf }: WhoFigures): Totals {
  return { confirmed, deaths, asOf, isFinal: false };
}

function historyOf({ weeklyConfirmed, weeklyDeaths }: WhoFigures): History {
  return { confirmed: weeklyConfirmed, deaths: weeklyDeaths, isFinal: false };
}

function isUsa({ iso2 }: Place): boolean {
  return iso2 === "US";
}

/** The one of these names that was typed, in any case; a county's also with its last word. */
function sameName(typed: string, names: readonly string[]): string | undefined {
  const wanted = fold(typed);
  return names.find((name) => fold(name) === wanted) ?? names.find((name) => `${fold(name)} county` === wanted);
}
