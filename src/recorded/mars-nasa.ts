import { ok, type RecordedRequest, type RecordedUpstream, recordedJson } from "./body.ts";

interface Row {
  readonly sol: number;
  /** Its name for the camera. */
  readonly instrument: string;
  readonly sampleType: string;
  readonly body: unknown;
}

/** What the feeds send of the sols that a question names, beside the recorded rows. */
export interface MoreItems {
  curiosity(query: URLSearchParams): readonly CuriosityItem[];
  perseverance(query: URLSearchParams): readonly PerseveranceImage[];
}

export interface CuriosityItem {
  readonly sol: number;
  readonly instrument: string;
  readonly date_taken: string;
  readonly extended: { readonly sample_type: string };
}

export interface PerseveranceImage {
  readonly sol: number;
  readonly camera: { readonly instrument: string };
  readonly date_taken_utc: string;
  readonly sample_type: string;
}

/** NASA's raw feeds: both rovers' recorded rows, by sol, camera and page. */
export const marsNasa: RecordedUpstream = marsFeeds({ curiosity: () => [], perseverance: () => [] });

/** The same feeds with more than the recorded rows. */
export function marsFeeds(more: MoreItems): RecordedUpstream {
  return (request) => {
    const { path, query } = request;
    if (path === "/api/v1/raw_image_items/msl/latest/") {
      return ok(recordedJson("mars-curiosity-raw/latest.constructed.json"));
    }
    if (path === "/api/v1/raw_image_items/") return curiosity(request, more.curiosity(query));
    if (path === "/rss/api/") return perseverance(request, more.perseverance(query));
    return { status: 404, body: { error: "Not Found" } };
  };
}

/** Curiosity's recorded rows. */
export function curiosityItems(): readonly CuriosityItem[] {
  const { items } = recordedJson("mars-curiosity-raw/raw-image-items-sol2789.constructed.json") as {
    items: readonly CuriosityItem[];
  };
  return [...items, recordedJson("mars-curiosity-raw/item-sol1-recorded.json") as CuriosityItem];
}

/** Perseverance's recorded rows. */
export function perseveranceImages(): readonly PerseveranceImage[] {
  return perseveranceRecording().images;
}

function perseveranceRecording() {
  return recordedJson("mars-perseverance-raw/raw-images-sol100.constructed.json") as {
    images: readonly PerseveranceImage[];
  };
}

function curiosity({ query }: RecordedRequest, more: readonly CuriosityItem[]) {
  const rows = [...curiosityItems(), ...more].map((item) => ({
    sol: item.sol,
    instrument: item.instrument,
    sampleType: item.extended.sample_type,
    body: item,
  }));
  const perPage = Number(query.get("per_page") ?? 25);
  const { matching, page, onPage } = select(rows, query, perPage);
  return ok({
    items: onPage,
    more: (page + 1) * perPage < matching.length,
    total: matching.length,
    page,
    per_page: perPage,
  });
}

function perseverance({ query }: RecordedRequest, more: readonly PerseveranceImage[]) {
  if (query.get("latest") === "true") return ok(recordedJson("mars-perseverance-raw/latest.constructed.json"));
  const recording = perseveranceRecording();
  const rows = [...recording.images, ...more].map((image) => ({
    sol: image.sol,
    instrument: image.camera.instrument,
    sampleType: image.sample_type,
    body: image,
  }));
  const perPage = Number(query.get("num") ?? 100);
  const { matching, page, onPage } = select(rows, query, perPage);
  // As the feed does, `page` and `per_page` come back as text
  return ok({
    ...recording,
    images: onPage,
    total_results: matching.length,
    page: String(page),
    per_page: String(perPage),
  });
}

function select(rows: readonly Row[], query: URLSearchParams, perPage: number) {
  const page = Number(query.get("page") ?? 0);
  const matching = rows.filter((row) => isWanted(row, query)).sort((a, b) => b.sol - a.sol);
  if (query.get("order")?.startsWith("sol asc")) matching.reverse();
  const onPage = matching.slice(page * perPage, (page + 1) * perPage).map(({ body }) => body);
  return { matching, page, onPage };
}

function isWanted({ sol, instrument, sampleType }: Row, query: URLSearchParams): boolean {
  const isThumbnail = sampleType.toLowerCase() === "thumbnail";
  if (isThumbnail && /thumbnail::sample_type::noteq|sample_type::full/.test(query.get("extended") ?? "")) return false;
  const search = query.get("search") ?? "";
  if (search !== "" && !search.split("|").includes(instrument)) return false;
  if (query.has("sol") && sol !== Number(query.get("sol"))) return false;
  return [...query].filter(([name]) => name.startsWith("condition_")).every(([, condition]) => holds(condition, sol));
}

/** `2789:sol:gte`, `msl:mission`. */
function holds(condition: string, sol: number): boolean {
  const [value, name, comparison] = condition.split(":");
  if (name !== "sol") return true;
  if (comparison === "gte") return sol >= Number(value);
  if (comparison === "lte") return sol <= Number(value);
  return sol === Number(value);
}
