import type { IsoDate } from "../../core/command.ts";
import { isoDate } from "../../core/format.ts";
import { DAY_MS } from "../../core/time.ts";
import { type ActiveRover, isActive, type Rover } from "./rovers.ts";

/** Length of a Martian day, in milliseconds: 24 h 39 min 35.244 s. https://www.giss.nasa.gov/tools/mars24/help/notes.html */
export const SOL_MS = 88_775_244;

/** A run of sols, both ends included. */
export interface Sols {
  readonly from: number;
  readonly to: number;
}

/**
 * The sols that a calendar day in UTC shares an hour with: two, or one when the day lies within a single sol. The old
 * service's rule, `floor((date − landing) · 86400 / 88775.244)`, counts from midnight UTC of the landing date instead of
 * the rover's own midnight, and so may be one sol early.
 */
export function solsOfDay(rover: ActiveRover, day: IsoDate): Sols {
  const start = Date.parse(`${day}T00:00:00Z`);
  return { from: Math.max(0, solAt(rover, start)), to: Math.max(0, solAt(rover, start + DAY_MS - 1)) };
}

/**
 * The day in UTC a photo was taken on. `takenAt` is believed when that day touches the photo's sol; a missing one, or
 * one that can't be, gives way to the day of the sol's noon, which is the date that the old service gave to all its photos.
 */
export function dayTaken(rover: ActiveRover, sol: number, takenAt: string | undefined): IsoDate {
  const start = rover.solZeroAt + sol * SOL_MS;
  const day = /^\d{4}-\d{2}-\d{2}/.exec(takenAt ?? "")?.[0];
  if (day !== undefined && day >= isoDate(start) && day <= isoDate(start + SOL_MS)) return day;
  return isoDate(start + SOL_MS / 2);
}

/** The day in UTC that a sol's noon falls on; of rovers that send no more, counted from the landing, which was their sol 1. */
export function dayOfSol(rover: Rover, sol: number): IsoDate {
  if (isActive(rover)) return dayTaken(rover, sol, undefined);
  return isoDate(Date.parse(rover.landedOn) + Math.max(0, sol - 1) * SOL_MS);
}

function solAt(rover: ActiveRover, at: number): number {
  return Math.floor((at - rover.solZeroAt) / SOL_MS);
}
