import { KEY_FRAGMENT } from "../protocol.ts";

/** Name under which this tab keeps the key, so that it is there after a reload, too. */
const KEPT = "key";

let key: string | undefined;

/** The key of the run, where this tab has it. */
export function keyOfRun(): string | undefined {
  try {
    key ??= sessionStorage.getItem(KEPT) ?? undefined;
  } catch {
    // Storage may be forbidden; then it is gone with a reload
  }
  return key;
}

/** Keeps what somebody copied from the log: the key alone, or the whole address. */
export function keepKey(copied: string): void {
  const at = copied.indexOf(KEY_FRAGMENT);
  key = (at === -1 ? copied : copied.slice(at + KEY_FRAGMENT.length)).trim();
  try {
    sessionStorage.setItem(KEPT, key);
  } catch {
    // As above
  }
}

/** Takes the key out of the address bar, where the log's address brings it; true if it was there. */
export function takeKey(): boolean {
  if (!location.hash.startsWith(KEY_FRAGMENT)) return false;
  keepKey(location.hash);
  // Neither the history nor a copied address has it then
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}
