import { AsyncLocalStorage } from "node:async_hooks";

/** What runs now, and all that it awaits, is in haste. */
const haste = new AsyncLocalStorage<boolean>();

/** Whether a question asked here is in haste. */
export function isInHaste(): boolean {
  return haste.getStore() === true;
}

/**
 * Does work that could be done elsewhere instead: a question in it that would have to wait for room is refused at once, with the
 * time until there is room in the error.
 */
export function inHaste<T>(work: () => Promise<T>): Promise<T> {
  return haste.run(true, work);
}

/** Within work that is in haste, what is worth a wait all the same. */
export function atLeisure<T>(work: () => Promise<T>): Promise<T> {
  return haste.run(false, work);
}
