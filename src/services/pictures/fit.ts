import sharp from "sharp";
import { UnusablePictureError } from "./format.ts";

// Each thread and each cached operation holds pixels; one picture at a time is quick enough
sharp.concurrency(1);
sharp.cache(false);

/** In pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Most pixels decoded: ten times those of a thumbnail, 40 MB at four bytes each. Our choice, against decompression bombs. */
const MAX_PIXELS = 10_000_000;

/** Longest side of a picture by its shortest: cutting from a narrower one would first blow it up beyond all bounds. Our choice. */
const MAX_RATIO = 5;

/** Longest time in the decoder, in seconds. Our choice: the largest picture takes half of one. */
const MAX_SECONDS = 5;

/** Where the difference stops to be seen. Our choice. */
const JPEG_QUALITY = 82;

/**
 * The picture as a JPEG of exactly this size: scaled to cover it, and cropped to where there is most to see. Throws
 * UnusablePictureError when it is broken, too large or too narrow. Its own metadata, places included, are dropped. Only for a
 * process that may crash: see `PictureDrawer`.
 */
export async function fitPicture(bytes: Uint8Array, { width, height }: PictureSize): Promise<Uint8Array> {
  try {
    // Reads the head only: nothing is decoded before it is known to be small enough
    const head = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (head.width * head.height > MAX_PIXELS) throw new UnusablePictureError("too large");
    if (Math.max(head.width, head.height) > MAX_RATIO * Math.min(head.width, head.height)) {
      throw new UnusablePictureError("broken");
    }
    return await sharp(bytes, { failOn: "error", limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .resize({ width, height, fit: "cover", position: sharp.strategy.attention })
      .flatten({ background: "white" })
      .jpeg({ quality: JPEG_QUALITY })
      .timeout({ seconds: MAX_SECONDS })
      .toBuffer();
  } catch (error) {
    throw error instanceof UnusablePictureError ? error : new UnusablePictureError("broken", error);
  }
}
