import type { FastifyInstance } from "fastify";
import type { WatchEvent } from "../core/watch.ts";
import type { MetricFamilies, MetricSources } from "./metric-families.ts";
import { shared } from "./shared.ts";

/** Events that are kept until they are counted. Our choice: 30 KB, and counted in a quarter of a millisecond. */
const MAX_UNCOUNTED = 500;

/**
 * Counts events for `/metrics`. While a reply is made, its events are only queued. The counting library is loaded at the first
 * scrape, or when the queue is full, so that the start, and a bot that nobody scrapes, do without it.
 */
export class Metrics {
  readonly #sources: MetricSources;
  #uncounted: WatchEvent[] = [];
  #families: MetricFamilies | undefined;
  #loading: Promise<MetricFamilies> | undefined;

  constructor(sources: MetricSources) {
    this.#sources = sources;
  }

  /** Takes in an event. */
  readonly watch = (event: WatchEvent): void => {
    this.#uncounted.push(event);
    if (this.#uncounted.length < MAX_UNCOUNTED) return;
    if (this.#families === undefined) void this.#load();
    else this.#count(this.#families);
  };

  /** All metrics in Prometheus' text format. */
  async text(): Promise<{ readonly contentType: string; readonly text: string }> {
    const families = await this.#load();
    this.#count(families);
    return { contentType: families.contentType, text: await families.text() };
  }

  #load(): Promise<MetricFamilies> {
    this.#loading ??= import("./metric-families.ts").then((library) => {
      this.#families = new library.MetricFamilies(this.#sources);
      return this.#families;
    });
    return this.#loading;
  }

  #count(families: MetricFamilies): void {
    for (const event of this.#uncounted) families.count(event);
    this.#uncounted = [];
  }
}

/** Between two times that the text is written, in milliseconds: it takes some of them, and everybody may ask. Our choice. */
const APART_MS = 100;

/** `GET /metrics`, for Prometheus. Nothing in it is secret, so everybody may ask. */
export function serveMetrics(http: FastifyInstance, metrics: Metrics): void {
  const read = shared(() => metrics.text(), APART_MS);
  http.get("/metrics", async (_request, reply) => {
    const { contentType, text } = await read();
    return reply.header("cache-control", "no-store").type(contentType).send(text);
  });
}
