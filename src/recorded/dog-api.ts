import { fold } from "../core/closest.ts";
import { ok, type RecordedRequest, type RecordedUpstream, recordedJson } from "./body.ts";

interface Breed {
  readonly id: number;
  readonly name: string;
  readonly reference_image_id: string;
}

interface Image {
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly breeds: readonly Breed[];
}

/** Most breeds or images a call gives. */
const MAX_LIMIT = 100;

/** Without a key: at most this many images, without their breeds. */
const MAX_IMAGES_KEYLESS = 10;

/** TheDogAPI as recorded: 172 breeds, six images. A breed's own image has an id in the list, and its address by the usual rule. */
export const dogApi: RecordedUpstream = (request) => {
  const [, collection, id] = request.path.split("/");
  if (collection === "breeds") {
    if (id === undefined) return breedsPage(request);
    if (id === "search") return ok(breedsLike(request.query.get("q") ?? ""));
    const breed = breeds().find((candidate) => String(candidate.id) === id);
    return breed === undefined ? notFound() : ok(breed);
  }
  if (collection === "images" && id !== undefined) {
    if (id === "search") return ok(imagesFor(request));
    const image = images().find((candidate) => candidate.id === id) ?? ownImage(id);
    return image === undefined ? notFound() : ok(image);
  }
  return notFound();
};

function breedsPage({ query }: RecordedRequest) {
  const all = breeds();
  const limit = query.has("limit") ? Math.min(Number(query.get("limit")), MAX_LIMIT) : all.length;
  const page = Number(query.get("page") ?? 0);
  return {
    ...ok(all.slice(page * limit, (page + 1) * limit)),
    headers: {
      "pagination-count": String(all.length),
      "pagination-page": String(page),
      "pagination-limit": String(limit),
    },
  };
}

function breedsLike(words: string): readonly Breed[] {
  return breeds().filter(({ name }) => fold(name).includes(fold(words)));
}

function imagesFor({ query, headers }: RecordedRequest): readonly object[] {
  const hasKey = headers["x-api-key"] !== undefined;
  const wanted = query.get("breed_ids")?.split(",");
  const limit = Math.min(Number(query.get("limit") ?? 1), hasKey ? MAX_LIMIT : MAX_IMAGES_KEYLESS);
  const found = images().filter((image) => wanted?.includes(String(image.breeds[0]?.id)) ?? true);
  return found.slice(0, limit).map(({ breeds: _, ...image }) => (hasKey ? { ...image, breeds: _ } : image));
}

function ownImage(id: string): object | undefined {
  const breed = breeds().find((candidate) => candidate.reference_image_id === id);
  return breed === undefined ? undefined : { id, url: `https://cdn2.thedogapi.com/images/${id}.jpg`, breeds: [breed] };
}

function notFound() {
  return { status: 404, body: recordedJson("thedogapi/error-404-breed.constructed.json") };
}

function breeds(): readonly Breed[] {
  return recordedJson("thedogapi/breeds-full.json") as readonly Breed[];
}

function images(): readonly Image[] {
  return recordedJson("thedogapi/images-search-with-key.json") as readonly Image[];
}
