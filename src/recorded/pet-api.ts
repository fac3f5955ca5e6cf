import { fold } from "../core/closest.ts";
import { ok, type RecordedRequest, type RecordedUpstream, recordedJson } from "./body.ts";

interface Breed {
  readonly id: number | string;
  readonly name: string;
  readonly reference_image_id?: string;
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

/** What one service of the platform has recorded. */
interface Recording {
  readonly breeds: string;
  readonly images: string;
  /** Where a breed's own image is. */
  readonly imageFolder: string;
}

/** TheDogAPI as recorded: 172 breeds, six images. A breed's own image has an id in the list, and its address by the usual rule. */
export const dogApi: RecordedUpstream = petApi({
  breeds: "thedogapi/breeds-full.json",
  images: "thedogapi/images-search-with-key.json",
  imageFolder: "https://cdn2.thedogapi.com/images/",
});

/** TheCatAPI as recorded: 67 breeds with an image each, five more of Bombay cats. */
export const catApi: RecordedUpstream = petApi({
  breeds: "thecatapi/breeds-full.json",
  images: "thecatapi/images-search-breed-with-key.json",
  imageFolder: "https://cdn2.thecatapi.com/images/",
});

function petApi({ breeds: breedsFile, images: imagesFile, imageFolder }: Recording): RecordedUpstream {
  const breeds = () => recordedJson(breedsFile) as readonly Breed[];
  const images = () => recordedJson(imagesFile) as readonly Image[];
  const ownImage = (id: string) => {
    const breed = breeds().find((candidate) => candidate.reference_image_id === id);
    return breed && { id, url: `${imageFolder}${id}.jpg`, breeds: [breed] };
  };
  return (request) => {
    const [, collection, id] = request.path.split("/");
    if (request.method === "POST") return collection === "votes" ? voted(request) : notFound();
    if (collection === "breeds") {
      if (id === undefined) return breedsPage(request, breeds());
      if (id === "search") return ok(breedsLike(request.query.get("q") ?? "", breeds()));
      const breed = breeds().find((candidate) => String(candidate.id) === id);
      return breed === undefined ? notFound() : ok(breed);
    }
    if (collection === "images" && id !== undefined) {
      if (id === "search") return ok(imagesFor(request, images()));
      const image = images().find((candidate) => candidate.id === id) ?? ownImage(id);
      return image === undefined ? notFound() : ok(image);
    }
    return notFound();
  };
}

function breedsPage({ query }: RecordedRequest, all: readonly Breed[]) {
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

function breedsLike(words: string, breeds: readonly Breed[]): readonly Breed[] {
  return breeds.filter(({ name }) => fold(name).includes(fold(words)));
}

function imagesFor({ query, headers }: RecordedRequest, images: readonly Image[]): readonly object[] {
  const hasKey = headers["x-api-key"] !== undefined;
  const wanted = query.get("breed_ids")?.split(",");
  const limit = Math.min(Number(query.get("limit") ?? 1), hasKey ? MAX_LIMIT : MAX_IMAGES_KEYLESS);
  const found = images.filter((image) => wanted?.includes(String(image.breeds[0]?.id)) ?? true);
  return found.slice(0, limit).map(({ breeds: _, ...image }) => (hasKey ? { ...image, breeds: _ } : image));
}

/** Constructed from the documentation, as is the answer to an order without a picture. https://docs.thedogapi.com/voting */
function voted({ headers, body }: RecordedRequest) {
  if (headers["x-api-key"] === undefined) {
    return { status: 401, body: recordedJson("thedogapi/error-401-bad-key.json") };
  }
  const { image_id, sub_id, value } = JSON.parse(body) as Readonly<Record<string, unknown>>;
  if (typeof image_id !== "string" || typeof value !== "number") return { status: 400, body: { message: "bad vote" } };
  return { status: 201, body: { message: "SUCCESS", id: 192_384, image_id, sub_id, value, country_code: "GB" } };
}

function notFound() {
  return { status: 404, body: recordedJson("thedogapi/error-404-breed.constructed.json") };
}
