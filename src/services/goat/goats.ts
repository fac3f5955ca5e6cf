import { readFile } from "node:fs/promises";
import { DeadlineError, UpstreamError } from "../../core/errors.ts";
import type { Source, Sourced } from "../../core/source.ts";
import { inTime } from "../../core/time.ts";
import type { Ask } from "../../upstream/question.ts";
import { firstAnswering } from "../failover.ts";
import type { PictureSize } from "../pictures/fit.ts";
import { type PictureFlaw, UnusablePictureError } from "../pictures/format.ts";
import type { Pictures } from "../pictures/pictures.ts";
import { Commons } from "./commons.ts";
import { Openverse } from "./openverse.ts";
import type { CreditedPicture } from "./source.ts";

/** A goat of exactly the size that was asked for. */
export interface Goat {
  readonly jpeg: Uint8Array;
  /** Title, page, artist and licence of the picture; undefined for the bundled one. */
  readonly about?: CreditedPicture | undefined;
  /** Who named the picture; undefined for the bundled one. */
  readonly source?: Source | undefined;
  /** Why it is the bundled one. */
  readonly insteadOf?: GoatFailure | undefined;
  /** Which of the pictures it is, from 0, and how many there are to go round. */
  readonly pick: number;
  readonly count: number;
}

/** What a picture was, and who sent it; or that nobody sent any. */
export type GoatFailure = { readonly flaw: PictureFlaw; readonly from: string } | "out of reach";

const WORDS = "goat";

/** Longest time for a photo, in milliseconds. Our choice: leaves the rest of the 20 s to draw and upload the bundled one. */
const PATIENCE_MS = 12_000;

const BUNDLED = new URL("../../../assets/goat.jpg", import.meta.url);

/** Goats: from Wikimedia Commons, else from Openverse, else the one that comes with the bot. There always is one. */
export class Goats {
  readonly #ask: Ask;
  readonly #pictures: Pictures;
  readonly #patienceMs: number;

  /** `patienceMs`: for tests, a shorter wait for a photo. */
  constructor(ask: Ask, pictures: Pictures, patienceMs: number = PATIENCE_MS) {
    this.#ask = ask;
    this.#pictures = pictures;
    this.#patienceMs = patienceMs;
  }

  /**
   * A goat, 1 to 2000 pixels wide and high. `pick` counts through the pictures and begins again after the last; without it,
   * any. Throws BusyError when the person has had a fair share or too many ask at once, nothing else.
   */
  async goat(size: PictureSize, signal: AbortSignal, pick?: number): Promise<Goat> {
    const sources = [new Commons(this.#ask), new Openverse(this.#ask)];
    const photo = firstAnswering(
      ...sources.map((source) => async () => this.#photo(await source.pictures(WORDS), size, signal, pick)),
    );
    try {
      return await inTime(photo, this.#patienceMs, () => {
        throw new DeadlineError("goat: no photo in time", "Wikimedia Commons");
      });
    } catch (error) {
      if (!(error instanceof UpstreamError || error instanceof UnusableGoat)) throw error;
      const jpeg = await this.#pictures.fit(await readFile(BUNDLED), size, signal);
      const insteadOf = error instanceof UnusableGoat ? error.failure : "out of reach";
      return { jpeg, insteadOf, pick: 0, count: 1 };
    }
  }

  async #photo(
    { value: found, source }: Sourced<readonly CreditedPicture[]>,
    size: PictureSize,
    signal: AbortSignal,
    pick = Math.floor(Math.random() * found.length),
  ): Promise<Goat> {
    const index = pick % found.length;
    const about = found[index];
    if (about === undefined) {
      throw new UpstreamError(`${source.name}: no pictures`, { upstream: source.name });
    }
    try {
      const jpeg = await this.#pictures.fitted(this.#ask, about, size, signal);
      return { jpeg, about, source, pick: index, count: found.length };
    } catch (error) {
      throw error instanceof UnusablePictureError ? new UnusableGoat(error, source.name) : error;
    }
  }
}

/** The next upstream is not asked: what was sent as a picture says nothing about who is well. */
class UnusableGoat extends Error {
  readonly failure: GoatFailure;

  constructor(cause: UnusablePictureError, from: string) {
    super(cause.message, { cause });
    this.failure = { flaw: cause.flaw, from };
  }
}
