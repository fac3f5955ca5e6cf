import { BodyError, BusyError } from "../../core/errors.ts";
import { t } from "../../core/text.ts";
import { DAY_MS, HOUR_MS } from "../../core/time.ts";
import type { FileCache } from "../../state/file-cache.ts";
import { UPSTREAMS, type UpstreamId } from "../../upstream/limits.ts";
import type { Ask } from "../../upstream/question.ts";
import { Slots } from "../../upstream/slots.ts";
import { PictureDrawer } from "./drawer.ts";
import type { PictureSize } from "./fit.ts";
import { isPicture, UnusablePictureError } from "./format.ts";

/** Pictures that may wait to be drawn, each with its bytes in memory. Our choice. */
const MAX_WAITING = 30;

/** Time in which a full queue is drawn, in milliseconds. */
const FULL_QUEUE_MS = 10_000;

/** Where a picture's bytes are. */
interface PictureAddress {
  readonly upstream: UpstreamId;
  readonly path: string;
}

/** Pictures that the bot fetches and redraws, one at a time, whoever asks: ten at once take the memory of one. */
export class Pictures {
  readonly #cache: FileCache;
  readonly #drawer: PictureDrawer;
  readonly #slot = new Slots(1);
  #waiting = 0;

  constructor(cache: FileCache, drawer: PictureDrawer = new PictureDrawer()) {
    this.#cache = cache;
    this.#drawer = drawer;
  }

  /**
   * The picture behind an address, as a JPEG of this size; its bytes come from the disk when they were fetched before. Throws
   * as `Ask.get` does, UnusablePictureError, or BusyError; what `signal` aborts with when it is too late.
   */
  async fitted(ask: Ask, address: PictureAddress, size: PictureSize, signal: AbortSignal): Promise<Uint8Array> {
    const key = `${address.upstream} ${address.path}`;
    const kept = await this.#cache.get(key);
    const bytes = kept ?? (await fetchPicture(ask, address));
    const jpeg = await this.fit(bytes, size, signal);
    // Only what turned out to be a picture
    if (kept === undefined) await this.#cache.put(key, bytes);
    return jpeg;
  }

  /** As `fitPicture`, when it is its turn. */
  async fit(bytes: Uint8Array, size: PictureSize, signal: AbortSignal): Promise<Uint8Array> {
    if (this.#waiting >= MAX_WAITING) {
      throw new BusyError(
        "too many pictures to draw",
        FULL_QUEUE_MS,
        t`A lot of people want pictures at once. Ask me again in a few seconds.`,
      );
    }
    this.#waiting += 1;
    try {
      return await this.#slot.run("interactive", () => {
        signal.throwIfAborted();
        return this.#drawer.fit(bytes, size);
      });
    } finally {
      this.#waiting -= 1;
    }
  }

  close(): void {
    this.#drawer.close();
  }
}

async function fetchPicture(ask: Ask, { upstream, path }: PictureAddress): Promise<Uint8Array> {
  try {
    const { value } = await ask.get(upstream, {
      path,
      route: "/{picture}",
      read: (body) => readPicture(body, upstream),
      freshMs: HOUR_MS,
      staleMs: DAY_MS,
    });
    return value;
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    throw error.cause instanceof UnusablePictureError ? error.cause : new UnusablePictureError("too large", error);
  }
}

/** Throws a BodyError for bytes that are no picture, so that an upstream that keeps sending them counts as ill. */
async function readPicture(body: AsyncIterable<Uint8Array>, upstream: UpstreamId): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
    // Whatever is none is not read to its end
    if (chunks.length === 1 && chunk.length >= 12 && !isPicture(chunk)) break;
  }
  const bytes = Buffer.concat(chunks);
  if (isPicture(bytes)) return bytes;
  const { name } = UPSTREAMS[upstream];
  const cause = new UnusablePictureError("not a picture");
  throw new BodyError(`${name} GET /{picture}: not a picture`, { upstream: name, path: "", cause });
}
