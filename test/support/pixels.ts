import sharp from "sharp";

/** A decoded picture. Places and sizes are in its own pixels. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Whether any pixel lets something through. */
  readonly isOpaque: boolean;
  /** Pixels close to a colour such as `#0e7c7b`, within a part of the picture. */
  count(color: string, part?: Partial<Part>): number;
  /** The smallest part that holds all pixels close to that colour; undefined when there are none. */
  extent(color: string, part?: Partial<Part>): Part | undefined;
}

export interface Part {
  readonly left: number;
  readonly top: number;
  /** Exclusive. */
  readonly right: number;
  readonly bottom: number;
}

/** Largest difference in a channel at which a pixel still counts as that colour. */
const TOLERANCE = 12;

export async function pixelsOf(png: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const places = function* (color: string, { left = 0, top = 0, right = width, bottom = height }: Partial<Part> = {}) {
    const wanted = [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) {
        const at = (y * width + x) * 4;
        if (wanted.every((value, channel) => Math.abs((data[at + channel] ?? 0) - value) <= TOLERANCE)) yield { x, y };
      }
    }
  };
  return {
    width,
    height,
    isOpaque: data.every((value, index) => index % 4 !== 3 || value === 255),
    count: (color, part) => [...places(color, part)].length,
    extent: (color, part) => {
      let found: Part | undefined;
      for (const { x, y } of places(color, part)) {
        found = {
          left: Math.min(found?.left ?? x, x),
          top: Math.min(found?.top ?? y, y),
          right: Math.max(found?.right ?? 0, x + 1),
          bottom: Math.max(found?.bottom ?? 0, y + 1),
        };
      }
      return found;
    },
  };
}
