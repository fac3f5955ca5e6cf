import { z } from "zod";
import { ok, type RecordedUpstream, recordedJson } from "../body.ts";

const breedsSchema = z.array(
  z.looseObject({
    id: z.union([z.number(), z.string()]),
    name: z.string(),
    reference_image_id: z.string().trim().optional(),
  }),
);
type Breed = z.infer<typeof breedsSchema>[number];

const imagesSchema = z.array(z.looseObject({ id: z.string(), url: z.string() }));

/** Pictures of each breed, so that there is another one of the same breed. Our choice. */
const PICTURES_A_BREED = 4;

/** The breed that the recording lacks and people ask for. */
const CHIHUAHUA = "demo/chihuahua.constructed.json";

/** The Dog API with one breed more. */
export function withChihuahua(dogApi: RecordedUpstream): RecordedUpstream {
  return (request) => {
    const { path, query } = request;
    const chihuahua = breedsSchema.element.parse(recordedJson(CHIHUAHUA));
    if (path === `/breeds/${chihuahua.id}`) return ok(chihuahua);
    if (path === "/images/search" && query.get("breed_ids") === String(chihuahua.id)) return ok([]);
    const answer = dogApi(request);
    const isWhole = path === "/breeds" && Number(query.get("page") ?? 0) === 0 && !query.has("limit");
    return isWhole ? { ...answer, body: [...breedsSchema.parse(answer.body), chihuahua] } : answer;
  };
}

/** A service of pets with several pictures of each breed: recorded ones, and the breed's own as often as is missing. */
export function withPicturesOfEachBreed(
  service: RecordedUpstream,
  { breeds: breedsFile, folder }: { readonly breeds: string; readonly folder: string },
): RecordedUpstream {
  const known = (): readonly Breed[] => [
    ...breedsSchema.parse(recordedJson(breedsFile)),
    breedsSchema.element.parse(recordedJson(CHIHUAHUA)),
  ];
  return (request) => {
    const answer = service(request);
    const { path, query } = request;
    const breed = known().find(({ id }) => String(id) === query.get("breed_ids"));
    if (path !== "/images/search" || breed === undefined || answer.status !== 200) return answer;
    const own = imagesSchema.parse(answer.body);
    const more = examplesOf(breed, folder).filter(({ id }) => own.every((image) => image.id !== id));
    return ok([...own, ...more].slice(0, Math.max(own.length, PICTURES_A_BREED)));
  };
}

/** The breed's own picture several times, at addresses of their own. */
function examplesOf(breed: Breed, folder: string) {
  const { reference_image_id: own = `example-${breed.name.toLowerCase().replace(/[^a-z]+/g, "-")}` } = breed;
  return Array.from({ length: PICTURES_A_BREED }, (_, index) => ({
    id: index === 0 ? own : `${own}-${index + 1}`,
    url: `${folder}${own}.jpg${index === 0 ? "" : `?example=${index + 1}`}`,
    breeds: [breed],
  }));
}

/** dog.ceo with an example of a picture for each breed that it has no recorded one of. */
export function withPictureOfEachBreed(dogCeo: RecordedUpstream): RecordedUpstream {
  return (request) => {
    const answer = dogCeo(request);
    const [, main, sub] = /^\/breed\/([^/]+)(?:\/([^/]+))?\/images/.exec(request.path) ?? [];
    const { data } = z.object({ message: z.array(z.string()).max(0) }).safeParse(answer.body);
    if (main === undefined || answer.status !== 200 || data === undefined) return answer;
    const folder = sub === undefined ? main : `${main}-${sub}`;
    return ok({ message: [`https://images.dog.ceo/breeds/${folder}/example_1.jpg`], status: "success" });
  };
}
