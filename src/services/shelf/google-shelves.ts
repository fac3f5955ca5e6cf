import { z } from "zod";
import { type BotError, UpstreamError, UsageError } from "../../core/errors.ts";
import { t } from "../../core/text.ts";
import { type NewBook, SHELVES, type ShelfName } from "../../state/shelf-book.ts";
import { listOf } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { TokenRefusedError } from "../accounts/errors.ts";
import { judgeGoogleBooks } from "../book/google-books.ts";
import { rawVolume, toBook } from "../book/google-volume.ts";
import { isUnasked, type Unasked } from "../failover.ts";
import { toNewBook } from "./shelf.ts";

/** Google's ids of the shelves: To read, Reading now, Have read. https://developers.google.com/books/docs/v1/using#ids (2026-11-22) */
const SHELF_IDS: Readonly<Record<ShelfName, number>> = { "to-read": 2, reading: 3, read: 4 };

/** Most volumes in one call. https://developers.google.com/books/docs/v1/using#st_params (2026-11-22) */
const VOLUMES_A_CALL = 40;

/** Most volumes of one shelf that are compared. Our choice: it costs a part of the day's quota that all share. */
const MAX_VOLUMES = 1_000;

/** A volume on one of the three shelves. */
export interface GoogleVolume {
  readonly volumeId: string;
  /** Undefined when what Google says of it can't be read: it stands there all the same. */
  readonly book: NewBook | undefined;
  readonly shelf: ShelfName;
  /** When it came to that shelf, in milliseconds since the epoch; absent where Google does not say. */
  readonly updatedAt?: number | undefined;
}

/** A volume whose id is all that can be read is no volume that was taken off. */
const shelfItem = z
  .looseObject({ id: z.string().regex(/^[\w-]{1,40}$/) })
  .transform((raw) => ({ id: raw.id, volume: rawVolume.safeParse(raw).data }));

const shelfPage = z.object({ totalItems: z.number().nonnegative(), items: listOf(shelfItem).nullish() });

/** A person's shelves at Google Books. Everything throws TokenRefusedError when Google takes the token no longer, or as `Ask`. */
export class GoogleShelves {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** What stands on the three shelves; of a volume on several the one it got furthest to. Throws UsageError for too many. */
  async volumes(token: string): Promise<readonly GoogleVolume[]> {
    return eachOnce(await Promise.all(SHELVES.map((shelf) => this.#volumesOf(token, shelf))));
  }

  /** The same of the shelves that Google gives just now, and how many it does not give. Throws why when it gives none. */
  async whatComes(token: string): Promise<{ readonly volumes: readonly GoogleVolume[]; readonly unread: number }> {
    const failures: Unasked[] = [];
    const shelves = await Promise.all(
      SHELVES.map((shelf) =>
        this.#volumesOf(token, shelf).catch((error: unknown) => {
          if (!isUnasked(error) || error instanceof TokenRefusedError) throw error;
          failures.push(error);
          return [];
        }),
      ),
    );
    if (failures.length === SHELVES.length) throw failures[0];
    return { volumes: eachOnce(shelves), unread: failures.length };
  }

  add(token: string, shelf: ShelfName, volumeId: string): Promise<void> {
    return this.#change(token, shelf, "addVolume", volumeId);
  }

  remove(token: string, shelf: ShelfName, volumeId: string): Promise<void> {
    return this.#change(token, shelf, "removeVolume", volumeId);
  }

  async #volumesOf(token: string, shelf: ShelfName): Promise<readonly GoogleVolume[]> {
    const volumes: GoogleVolume[] = [];
    for (let startIndex = 0; ; startIndex += VOLUMES_A_CALL) {
      const { value, source } = await this.#ask.get("googleBooks", {
        path: `/mylibrary/bookshelves/${SHELF_IDS[shelf]}/volumes`,
        query: { startIndex, maxResults: VOLUMES_A_CALL },
        secrets: authorized(token),
        schema: () => shelfPage,
        judge,
        freshMs: 0,
        staleMs: 0,
      });
      // What was on a shelf hours ago must not decide what is taken off it now
      if (source.staleBecause !== undefined)
        throw new UpstreamError("Google Books GET /mylibrary: only an old answer", { upstream: "Google Books" });
      const { totalItems, items } = value;
      if (totalItems > MAX_VOLUMES) throw tooMany();
      volumes.push(...(items ?? []).map((item) => toGoogleVolume(item, shelf)));
      if (!items || items.length === 0 || startIndex + VOLUMES_A_CALL >= totalItems) return volumes;
    }
  }

  async #change(token: string, shelf: ShelfName, action: string, volumeId: string): Promise<void> {
    await this.#ask.send("googleBooks", {
      method: "POST",
      path: `/mylibrary/bookshelves/${SHELF_IDS[shelf]}/${action}`,
      query: { volumeId },
      secrets: authorized(token),
      schema: () => z.unknown(),
      judge,
    });
  }
}

/** Of a volume on several shelves the last. */
function eachOnce(shelves: readonly (readonly GoogleVolume[])[]): readonly GoogleVolume[] {
  return [...new Map(shelves.flat().map((volume) => [volume.volumeId, volume])).values()];
}

function authorized(token: string) {
  return { headers: { authorization: `Bearer ${token}` } };
}

function judge(answer: { readonly status: number; readonly body: unknown }): BotError | undefined {
  const meant = judgeGoogleBooks(answer);
  const isTokens = answer.status === 401 || (meant instanceof UpstreamError && meant.refused === "token");
  return isTokens ? new TokenRefusedError("Google Books") : meant;
}

function toGoogleVolume({ id, volume }: z.infer<typeof shelfItem>, shelf: ShelfName): GoogleVolume {
  const book = volume && toBook(volume);
  const updatedAt = Date.parse(volume?.userInfo?.updated ?? "");
  return {
    volumeId: id,
    book: book && toNewBook(book),
    shelf,
    updatedAt: Number.isNaN(updatedAt) ? undefined : updatedAt,
  };
}

function tooMany(): UsageError {
  return new UsageError(
    t`One of your shelves at Google has more than ${MAX_VOLUMES.toLocaleString("en")} books, which is more than I can compare. Nothing was changed.`,
  );
}
