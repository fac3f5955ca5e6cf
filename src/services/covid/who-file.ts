import type { IsoDate } from "../../core/command.ts";
import { BodyError } from "../../core/errors.ts";
import { DAY_MS } from "../../core/time.ts";
import { UPSTREAMS } from "../../upstream/limits.ts";
import type { LeftOut } from "../../upstream/list.ts";
import { type Place, usualName } from "./country-names.ts";
import { dayNumber, dayOf, type Series, sumOf } from "./series.ts";
import { unhurried } from "./unhurried.ts";

/** What WHO counts in one place: no recoveries, no provinces. */
export interface WhoFigures {
  readonly confirmed?: number | undefined;
  readonly deaths?: number | undefined;
  /** The last day that the place reported anything. */
  readonly asOf: IsoDate;
  /** Week by week, each total by the Sunday that ends the week. */
  readonly weeklyConfirmed?: Series | undefined;
  readonly weeklyDeaths?: Series | undefined;
}

interface WhoCountry extends Place, WhoFigures {}

/** The whole daily file, made small: under 2 MB for 240 countries and seven years. */
export interface WhoIndex {
  readonly countries: readonly WhoCountry[];
  /** Sum of all; undefined when the file has too few to be the world. */
  readonly world?: WhoFigures | undefined;
}

const COLUMNS = [
  "Date_reported",
  "Country_code",
  "Country",
  "New_cases",
  "Cumulative_cases",
  "New_deaths",
  "Cumulative_deaths",
] as const;
type Column = (typeof COLUMNS)[number];

/** More countries than this means that the file is something else; they are what is held in memory. */
const MAX_COUNTRIES = 400;

/** Fewer are not the world. WHO lists some 240. */
const MIN_WORLD_COUNTRIES = 150;

/** Longest row and longest name accepted, in characters. */
const MAX_ROW = 2_000;
const MAX_NAME = 100;

/** The weeks counted: from the one that ends on Sunday, 5 January 2020. */
const FIRST_SUNDAY = dayNumber("2020-01-05");

/** One country while its rows are read. */
interface Tally {
  readonly name: string;
  readonly code: string;
  lastReport: number;
  lastRow: number;
  readonly confirmed: (number | undefined)[];
  readonly deaths: (number | undefined)[];
}

/**
 * Reads WHO's daily file as it comes, one row at a time, and keeps a total a week. An odd row costs only itself: `tellLeftOut`
 * hears of them. Throws BodyError, with line and column, for anything that is not that file.
 * Source: https://data.who.int/dashboards/covid19/data (2026-11-22)
 */
export async function readWhoFile(
  body: AsyncIterable<Uint8Array>,
  tellLeftOut?: (leftOut: LeftOut) => void,
): Promise<WhoIndex> {
  // Loaded on first use: most bots never need it
  const [{ parse, CsvError }, { pipeline }] = await Promise.all([import("csv-parse"), import("node:stream/promises")]);
  const reader = new RowReader();
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    // A row of the wrong length is an odd row, not the end of the file
    relax_column_count: true,
    max_record_size: MAX_ROW,
    // Rows are used up here: nothing is queued behind the parser
    on_record: (row: string[], { lines }) => {
      reader.read(row, lines);
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(unhurried(body), parser);
  } catch (error) {
    throw error instanceof CsvError ? badFile(`line ${String(error["lines"] ?? "?")}`, error) : error;
  }
  const index = reader.finish();
  if (reader.leftOut !== undefined) tellLeftOut?.(reader.leftOut);
  return index;
}

class RowReader {
  #places: Readonly<Record<Column, number>> | undefined;
  #rowLength = 0;
  readonly #tallies = new Map<string, Tally>();
  #leftOut: LeftOut | undefined;

  /** The odd rows so far. */
  get leftOut(): LeftOut | undefined {
    return this.#leftOut;
  }

  read(row: readonly string[], line: number): void {
    if (this.#places === undefined) {
      this.#places = columnsOf(row);
      this.#rowLength = row.length;
      return;
    }
    const parsed = row.length === this.#rowLength ? parseRow(row, this.#places) : "";
    if (typeof parsed !== "string") this.#count(parsed, line);
    else {
      const first = parsed === "" ? `line ${line}` : `line ${line}: ${parsed}`;
      this.#leftOut = { count: (this.#leftOut?.count ?? 0) + 1, first: this.#leftOut?.first ?? first };
    }
  }

  #count({ day, code, country, newCases, newDeaths, confirmed, deaths }: Row, line: number): void {
    const tally = this.#tally(code, country, line);
    // Rows come in order of their days; one that doesn't must not undo a later one
    if (day < tally.lastRow) return;
    tally.lastRow = day;
    if (newCases !== undefined || newDeaths !== undefined) tally.lastReport = day;
    const week = weekOf(day);
    tally.confirmed[week] = confirmed ?? tally.confirmed[week];
    tally.deaths[week] = deaths ?? tally.deaths[week];
  }

  finish(): WhoIndex {
    const countries = [...this.#tallies.values()].map(countryOf);
    if (countries.length === 0) throw badFile(this.#leftOut?.first ?? "no rows");
    return { countries, world: countries.length < MIN_WORLD_COUNTRIES ? undefined : worldOf(countries) };
  }

  #tally(code: string, name: string, line: number): Tally {
    const known = this.#tallies.get(name);
    if (known !== undefined) return known;
    if (this.#tallies.size >= MAX_COUNTRIES) throw badFile(`line ${line}: more than ${MAX_COUNTRIES} countries`);
    const fresh: Tally = { name, code, lastReport: -1, lastRow: -1, confirmed: [], deaths: [] };
    this.#tallies.set(name, fresh);
    return fresh;
  }
}

function columnsOf(header: readonly string[]): Readonly<Record<Column, number>> {
  const places = COLUMNS.map((column): [Column, number] => [column, header.indexOf(column)]);
  const [missing] = places.find(([, place]) => place === -1) ?? [];
  if (missing !== undefined) throw badFile(missing);
  // Every column has its place: the list just checked was made from them
  return Object.fromEntries(places) as Record<Column, number>;
}

interface Row {
  /** Days since the epoch. */
  readonly day: number;
  readonly code: string;
  readonly country: string;
  /** Undefined where nobody reported. */
  readonly newCases: number | undefined;
  readonly newDeaths: number | undefined;
  readonly confirmed: number | undefined;
  readonly deaths: number | undefined;
}

/** The row, or the first column that is not as it should be. */
function parseRow(row: readonly string[], places: Readonly<Record<Column, number>>): Row | Column {
  const cell = (column: Column) => row[places[column]] ?? "";
  const day = parseDay(cell("Date_reported"));
  const country = cell("Country");
  // New counts may be negative: corrections
  const newCases = parseCount(cell("New_cases"), { mayBeNegative: true });
  const newDeaths = parseCount(cell("New_deaths"), { mayBeNegative: true });
  const confirmed = parseCount(cell("Cumulative_cases"));
  const deaths = parseCount(cell("Cumulative_deaths"));
  if (day === undefined) return "Date_reported";
  if (country === "" || country.length > MAX_NAME) return "Country";
  if (newCases === "wrong") return "New_cases";
  if (confirmed === "wrong") return "Cumulative_cases";
  if (newDeaths === "wrong") return "New_deaths";
  if (deaths === "wrong") return "Cumulative_deaths";
  return { day, code: cell("Country_code"), country, newCases, newDeaths, confirmed, deaths };
}

/** A day since WHO counts. Where it is tomorrow already, somebody may have reported. */
function parseDay(text: string): number | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayNumber(text) : Number.NaN;
  return weekOf(day) >= 0 && day <= Date.now() / DAY_MS + 1 ? day : undefined;
}

/** Empty: nobody reported. */
function parseCount(text: string, { mayBeNegative = false } = {}): number | "wrong" | undefined {
  if (text === "") return undefined;
  if (!/^-?\d{1,12}(?:\.0)?$/.test(text)) return "wrong";
  const value = Number(text);
  return value < 0 && !mayBeNegative ? "wrong" : value;
}

function weekOf(day: number): number {
  return Math.ceil((day - FIRST_SUNDAY) / 7);
}

function countryOf(tally: Tally): WhoCountry {
  const weeklyConfirmed = seriesOf(tally.confirmed);
  const weeklyDeaths = seriesOf(tally.deaths);
  const iso2 = /^[A-Z]{2}$/.test(tally.code) ? tally.code : undefined;
  return {
    name: usualName(tally.name, iso2),
    upstreamName: tally.name,
    iso2,
    confirmed: weeklyConfirmed?.totals.at(-1),
    deaths: weeklyDeaths?.totals.at(-1),
    asOf: dayOf(tally.lastReport === -1 ? tally.lastRow : tally.lastReport),
    weeklyConfirmed,
    weeklyDeaths,
  };
}

function worldOf(countries: readonly WhoCountry[]): WhoFigures {
  const weeklyConfirmed = sumOf(countries.flatMap((country) => country.weeklyConfirmed ?? []));
  const weeklyDeaths = sumOf(countries.flatMap((country) => country.weeklyDeaths ?? []));
  return {
    confirmed: weeklyConfirmed?.totals.at(-1),
    deaths: weeklyDeaths?.totals.at(-1),
    asOf:
      countries
        .map(({ asOf }) => asOf)
        .toSorted()
        .at(-1) ?? dayOf(FIRST_SUNDAY),
    weeklyConfirmed,
    weeklyDeaths,
  };
}

/** A week without a total holds the one before; before the first there was nothing to count. */
function seriesOf(weeks: readonly (number | undefined)[]): Series | undefined {
  const first = weeks.findIndex((total) => total !== undefined);
  if (first === -1) return undefined;
  let last = 0;
  const totals = Array.from({ length: weeks.length - first }, (_, index) => {
    last = weeks[first + index] ?? last;
    return last;
  });
  return { from: dayOf(FIRST_SUNDAY + first * 7), stepDays: 7, totals };
}

function badFile(path: string, cause?: unknown): BodyError {
  const { name } = UPSTREAMS.who;
  return new BodyError(`${name} GET the daily file: wrong at ${path}`, { upstream: name, path, cause });
}
