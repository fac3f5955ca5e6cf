import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { derived } from "../core/derived.ts";
import type { Logger } from "../core/log.ts";
import type { Image } from "../core/reply.ts";
import { steadyNow } from "../core/time.ts";
import type { Watch } from "../core/watch.ts";
import type { Chart, DescribedChart } from "./chart.ts";
import { ChartDrawer } from "./chart-drawer.ts";

/** Bytes of pictures kept. A chart has some 80,000. Our choice. */
const MAX_CACHED_BYTES = 8_000_000;

/** Charts that may wait to be drawn; whoever comes after them goes without. Our choice: a second and a half of drawing. */
const MAX_WAITING = 50;

/** A chart of figures that are held is asked for again and again. */
const keyOf = derived((chart: Chart) => hash("sha256", JSON.stringify(chart), "base64"));

export interface ChartsParts {
  readonly log: Logger;
  readonly drawer?: ChartDrawer;
}

/** Pictures of figures: each is drawn once, however many ask for it. */
export class Charts {
  readonly #parts: ChartsParts;
  readonly #drawer: ChartDrawer;
  readonly #cache = new LRUCache<string, Uint8Array>({
    maxSize: MAX_CACHED_BYTES,
    sizeCalculation: (png) => png.byteLength,
  });
  readonly #underWay = new Map<string, Promise<Uint8Array>>();

  constructor(parts: ChartsParts) {
    this.#parts = parts;
    this.#drawer = parts.drawer ?? new ChartDrawer();
  }

  /**
   * The chart as a PNG. Undefined, never an error, where there is none or it can't be drawn: a reply goes without its picture.
   * `watch` is told of it.
   */
  async image(described: DescribedChart | undefined, watch?: Watch): Promise<Image | undefined> {
    if (described === undefined) return undefined;
    const startedAt = steadyNow();
    const { chart, fileName: name, alt } = described;
    const key = keyOf(chart);
    const kept = this.#cache.get(key);
    const bytes = kept ?? (await this.#draw(key, chart));
    if (bytes === undefined) return undefined;
    watch?.({ type: "draw", ms: steadyNow() - startedAt, isCached: kept !== undefined });
    return { file: { name, mediaType: "image/png", bytes }, alt };
  }

  close(): void {
    this.#drawer.close();
  }

  async #draw(key: string, chart: Chart): Promise<Uint8Array | undefined> {
    try {
      const underWay = this.#underWay.get(key);
      if (underWay !== undefined) return await underWay;
      if (this.#underWay.size >= MAX_WAITING) throw new Error("too many charts to draw");
      const drawing = this.#drawer.draw(chart);
      this.#underWay.set(key, drawing);
      const png = await drawing;
      this.#cache.set(key, png);
      return png;
    } catch (error) {
      this.#parts.log.warn({ err: error }, "a chart was not drawn");
      return undefined;
    } finally {
      this.#underWay.delete(key);
    }
  }
}
