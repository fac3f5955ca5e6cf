import { formatAge } from "./format.ts";
import { MINUTE_MS } from "./time.ts";

/** Where a value came from and how old it is: what the footer of a card tells. */
export interface Source {
  /** Display name of the upstream that answered, such as `The Dog API`. */
  readonly name: string;
  /** When the upstream gave the answer, in milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** True when a recorded body shipped with the bot answered instead of the live API. */
  readonly isRecorded: boolean;
  /** Set when an older answer stands in for a fresh one: why, such as `NASA is not answering right now`. */
  readonly staleBecause?: string | undefined;
}

/** A value with its source. Services give their answers in this shape. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: Source;
}

/** The same source with another value: for services that reshape what an upstream said. */
export function mapSourced<From, To>(sourced: Sourced<From>, map: (value: From) => To): Sourced<To> {
  return { value: map(sourced.value), source: sourced.source };
}

/** An answer this young goes without its age. */
const FRESH_MS = MINUTE_MS;

/**
 * The footer of a card: `The Dog API`, `The Dog API · 3 min old`, `The Dog API · recorded sample`, or
 * `NASA · from 3 hours ago, NASA is not answering right now`. `credit` stands in for the upstream's name where the
 * terms ask for other words.
 */
export function sourceLine(source: Source, credit: string = source.name, now: number = Date.now()): string {
  if (source.isRecorded) return `${credit} · recorded sample`;
  const ageMs = now - source.fetchedAt;
  if (source.staleBecause !== undefined) return `${credit} · from ${formatAge(ageMs)} ago, ${source.staleBecause}`;
  return ageMs < FRESH_MS ? credit : `${credit} · ${formatAge(ageMs)} old`;
}

/** The source of what does not age, such as a picture of a past day: only a stand-in for a fresh answer tells its age. */
export function ageless(source: Source): Source {
  return source.staleBecause === undefined ? { ...source, fetchedAt: Date.now() } : source;
}
