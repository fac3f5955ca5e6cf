import { AsyncLocalStorage } from "node:async_hooks";

/** What runs now, and all that it awaits, is in haste. */
const haste = new AsyncLocalStorage<boolean>();

/** Whether a question asked here is in haste. */
export function isInHaste(): boolean {
  return haste.getStore() === true;
}

/**
 * Runs work for which another source stands ready: a question that would have to wait for room is refused at once, by an error
 * that holds the time until there is room.
 */
export function inHaste<T>(work: () => Promise<T>): Promise<T> {
  return haste.run(true, work);
}

/** Runs a part of hasty work that may wait for room after all. */
export function atLeisure<T>(work: () => Promise<T>): Promise<T> {
  return haste.run(false, work);
}
