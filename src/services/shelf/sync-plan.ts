import { createHash } from "node:crypto";
import type { NewBook, ShelfBook, ShelfName } from "../../state/shelf-book.ts";
import type { GoogleVolume } from "./google-shelves.ts";

/** What has to change so that the shelf here and the shelves at Google hold the same. Nothing is in two of the lists. */
export interface SyncPlan {
  readonly addHere: readonly ReadableVolume[];
  readonly moveHere: readonly { readonly book: ShelfBook; readonly to: ShelfName }[];
  /** Taken off at Google since the last time. */
  readonly removeHere: readonly ShelfBook[];
  /** With an ISBN or a volume id, by which Google knows it. */
  readonly addThere: readonly ShelfBook[];
  readonly moveThere: readonly { readonly book: ShelfBook; readonly volumeId: string; readonly from: ShelfName }[];
  /** Removed here since the last time. */
  readonly removeThere: readonly { readonly book: ShelfBook; readonly volumeId: string; readonly from: ShelfName }[];
  /** Books that Google can't be told of: without ISBN and volume id. They stay here. */
  readonly onlyHere: readonly ShelfBook[];
  /** In both places, on the same shelf. */
  readonly same: readonly { readonly id: number; readonly volumeId: string }[];
  /** Tells plans apart: what a person has agreed to is done, and nothing else. */
  readonly fingerprint: string;
}

/** One that can be put on the shelf here. */
type ReadableVolume = GoogleVolume & { readonly book: NewBook };

function isReadable(volume: GoogleVolume): volume is ReadableVolume {
  return volume.book !== undefined;
}

/** Compares. `here` are all books of the person, those that were removed lately included. A book on two shelves goes to the newer one. */
export function planSync(here: readonly ShelfBook[], there: readonly GoogleVolume[]): SyncPlan {
  const volumeOf = matcher(there);
  const met = new Set<string>();
  const plan = {
    addHere: [] as ReadableVolume[],
    moveHere: [] as { book: ShelfBook; to: ShelfName }[],
    removeHere: [] as ShelfBook[],
    addThere: [] as ShelfBook[],
    moveThere: [] as { book: ShelfBook; volumeId: string; from: ShelfName }[],
    removeThere: [] as { book: ShelfBook; volumeId: string; from: ShelfName }[],
    onlyHere: [] as ShelfBook[],
    same: [] as { id: number; volumeId: string }[],
  };
  const standing = here.filter(({ removedAt }) => removedAt === undefined);
  const removed = here.filter(({ removedAt }) => removedAt !== undefined);
  for (const book of standing) {
    const volume = volumeOf(book);
    if (volume === undefined) {
      if (book.syncedAt !== undefined) plan.removeHere.push(book);
      else if (book.volumeId !== undefined || book.isbn !== undefined) plan.addThere.push(book);
      else plan.onlyHere.push(book);
      continue;
    }
    const { volumeId } = volume;
    met.add(volumeId);
    if (volume.shelf === book.shelf) plan.same.push({ id: book.id, volumeId });
    else if ((volume.updatedAt ?? 0) > book.changedAt) plan.moveHere.push({ book, to: volume.shelf });
    else plan.moveThere.push({ book, volumeId, from: volume.shelf });
  }
  for (const book of removed) {
    const volume = volumeOf(book);
    // What Google was never told of is not Google's to forget
    if (volume === undefined || met.has(volume.volumeId) || book.syncedAt === undefined) continue;
    met.add(volume.volumeId);
    plan.removeThere.push({ book, volumeId: volume.volumeId, from: volume.shelf });
  }
  plan.addHere.push(...there.filter(isReadable).filter(({ volumeId }) => !met.has(volumeId)));
  return { ...plan, fingerprint: fingerprintOf(plan) };
}

/** How many changes a plan has; without `removals` those that take nothing off. */
export function countChanges(plan: SyncPlan, removals: "with removals" | "without removals"): number {
  const { addHere, moveHere, addThere, moveThere, removeHere, removeThere } = plan;
  const others = addHere.length + moveHere.length + addThere.length + moveThere.length;
  return removals === "with removals" ? others + removeHere.length + removeThere.length : others;
}

/** Finds a book among the volumes: by its volume id, else by its ISBN. */
function matcher(there: readonly GoogleVolume[]): (book: ShelfBook) => GoogleVolume | undefined {
  const byId = new Map(there.map((volume) => [volume.volumeId, volume]));
  const byIsbn = new Map(
    there.flatMap((volume) => (volume.book?.isbn === undefined ? [] : [[volume.book.isbn, volume]])),
  );
  return ({ volumeId, isbn }) => byId.get(volumeId ?? "") ?? byIsbn.get(isbn ?? "");
}

function fingerprintOf(plan: Omit<SyncPlan, "fingerprint">): string {
  const { addHere, moveHere, removeHere, addThere, moveThere, removeThere } = plan;
  const changes = [
    addHere.map(({ volumeId, shelf }) => [volumeId, shelf]),
    moveHere.map(({ book, to }) => [book.id, to]),
    removeHere.map(({ id }) => id),
    addThere.map(({ id, shelf }) => [id, shelf]),
    moveThere.map(({ book, from }) => [book.id, book.shelf, from]),
    removeThere.map(({ book, from }) => [book.id, from]),
  ];
  return createHash("sha256").update(JSON.stringify(changes)).digest("base64url").slice(0, 12);
}
