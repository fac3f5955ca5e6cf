import { z } from "zod";
import { formatDate, formatNumber } from "../core/format.ts";
import { DAY_MS } from "../core/time.ts";
import type { UpstreamId } from "../upstream/limits.ts";

/** A cheap question that shows whether a web API is in reach and takes the key. */
export interface CheapQuestion {
  /** Below the root; `key` is the key as it goes into an address, empty without one. */
  request(key: string): {
    readonly method?: "HEAD";
    readonly path: string;
    /** What carries the key, where it is not the path. */
    readonly headers?: (key: string) => Readonly<Record<string, string>>;
  };
  /** Whether an answer means that the key is wrong. */
  refuses(status: number, body: string): boolean;
  /** What came, in a few words; an answer that this refuses has the right form at best, and means nothing. */
  readonly came?: z.ZodType<string>;
  /** Where there is nothing to ask for: whoever answers at all is in reach. */
  readonly isAnyAnswerFine?: boolean;
  /** Asked only where people can connect accounts there. */
  readonly provider?: "github" | "google";
}

const isUnauthorized = (status: number) => status === 401 || status === 403;

const plain = (path: string, came?: z.ZodType<string>): CheapQuestion => ({
  request: () => ({ path }),
  refuses: isUnauthorized,
  ...(came === undefined ? {} : { came }),
});

/** A list with something in it. */
const some = <T>(element: z.ZodType<T>) =>
  z
    .tuple([element])
    .rest(z.unknown())
    .transform(([first]) => first);

const anything = z.looseObject({});

/** An address at this domain or below it. */
const addressAt = (domain: string) =>
  z.url().refine((url) => `.${new URL(url).hostname}`.endsWith(`.${domain}`), "is at an unknown host");

/** NASA shows one every day; after so long without, it has moved again or is on leave. In days. Our choice. */
const PICTURE_DAYS = 14;

const breed = some(z.object({ name: z.string().min(1) })).transform(({ name }) => `the breed ${name}`);

const pictureOfDay = some(
  z
    .object({ date: z.iso.date(), title: z.string() })
    .refine(({ title }) => title !== "NASA Science", "is the site's own title")
    .refine(({ date }) => Date.now() - Date.parse(date) < PICTURE_DAYS * DAY_MS, "is long ago"),
).transform(({ date }) => `the picture of ${formatDate(date)}`);

/** The service's own question, so that thumbnails that have moved again are noticed. */
const COMMONS_SEARCH = new URLSearchParams({
  action: "query",
  format: "json",
  formatversion: "2",
  generator: "search",
  gsrnamespace: "6",
  gsrsearch: "goat filetype:bitmap",
  gsrlimit: "1",
  prop: "imageinfo",
  iiprop: "url",
  iiurlwidth: "960",
});

const thumbnail = z
  .object({ query: z.object({ pages: some(z.object({ imageinfo: some(z.object({ thumburl: z.url() })) })) }) })
  .transform(({ query }) => new URL(query.pages.imageinfo.thumburl).hostname)
  .refine((host) => host === "thumb.wikimedia.org" || host === "upload.wikimedia.org", "is an unknown host")
  .transform((host) => `a picture at ${host}`);

const door = (provider?: "github" | "google"): CheapQuestion => ({
  request: () => ({ method: "HEAD", path: "/" }),
  refuses: () => false,
  isAnyAnswerFine: true,
  ...(provider === undefined ? {} : { provider }),
});

const withHeader = (path: string, header: string, came: z.ZodType<string>): CheapQuestion => ({
  request: () => ({ path, headers: (key) => ({ [header]: key }) }),
  refuses: isUnauthorized,
  came,
});

/** One each root. The sources are those of the services; a call costs one of the quota at most. */
export const CHEAP_QUESTIONS: Readonly<Partial<Record<UpstreamId, CheapQuestion>>> = {
  giphy: {
    request: (key) => ({ path: `/gifs/trending?limit=1&rating=g&api_key=${key}` }),
    refuses: isUnauthorized,
    came: z.object({ data: some(anything) }).transform(() => "a GIF"),
  },
  // A wrong key is an unknown path to it
  klipy: {
    request: (key) => ({ path: `/${key}/gifs/trending?per_page=8&rating=g` }),
    refuses: (status) => status === 404 || isUnauthorized(status),
    came: z.object({ data: z.object({ data: some(anything) }) }).transform(() => "a GIF"),
  },
  // A 403 may also be a used up quota
  googleBooks: {
    request: (key) => ({ path: `/volumes?q=moby+dick&maxResults=1&fields=totalItems&country=US&key=${key}` }),
    refuses: (_, body) => body.includes("API_KEY_"),
    came: z.object({ totalItems: z.number().positive() }).transform(() => "books"),
  },
  openLibrary: plain(
    "/search.json?q=dune&limit=1&fields=key,title",
    z.object({ docs: some(z.object({ title: z.string() })) }).transform(() => "a book"),
  ),
  diseaseSh: plain(
    "/all",
    z
      .object({ cases: z.number().positive() })
      .transform(({ cases }) => `${formatNumber(cases, "en")} cases in the world`),
  ),
  // The file has many megabytes
  who: { ...plain(""), request: () => ({ method: "HEAD", path: "" }) },
  dogApi: withHeader("/breeds?limit=1", "x-api-key", breed),
  dogCeo: plain(
    "/breeds/image/random",
    z.object({ message: addressAt("dog.ceo") }).transform(() => "a picture"),
  ),
  marsNasa: plain(
    "/rss/api/?feed=raw_images&category=mars2020&feedtype=json&ver=1.2&num=1&page=0",
    z.object({ images: some(anything) }).transform(() => "a photo"),
  ),
  nebulum: plain(
    "/rovers/curiosity/photos?sol=1&page=1&per_page=1",
    z.object({ photos: z.array(anything) }).transform(() => "photos"),
  ),
  marsVista: withHeader(
    "/manifests/spirit",
    "x-api-key",
    z.object({ photo_manifest: anything }).transform(() => "the days of Spirit"),
  ),
  nasaImages: plain(
    "/search?q=mars&media_type=image&page_size=1",
    z.object({ collection: z.object({ items: some(anything) }) }).transform(() => "a picture"),
  ),
  catApi: withHeader("/breeds?limit=1", "x-api-key", breed),
  cataas: plain(
    "/cat?json=true",
    z.union([z.object({ id: z.string() }), z.object({ _id: z.string() })]).transform(() => "a cat"),
  ),
  commons: plain(`?${COMMONS_SEARCH.toString()}`, thumbnail),
  commonsThumbs: door(),
  commonsImages: door(),
  openverse: plain(
    "/images/?q=goat&page_size=1",
    z.object({ results: some(anything) }).transform(() => "a picture"),
  ),
  apod: plain("/apod-basic?page=1&per_page=1&_fields=date,title", pictureOfDay),
  nasa: {
    request: (key) => ({ path: `/EPIC/api/natural/available?api_key=${key}` }),
    refuses: isUnauthorized,
    came: some(z.unknown()).transform(() => "days with pictures"),
  },
  epic: plain(
    "/api/natural",
    some(z.object({ date: z.string().regex(/^\d{4}-\d{2}-\d{2} /) })).transform(
      ({ date }) => `pictures of ${formatDate(date.slice(0, 10))}`,
    ),
  ),
  randomUser: plain(
    "/?results=1&inc=gender",
    z.object({ results: some(anything) }).transform(() => "somebody"),
  ),
  // Costs nothing of the quota
  githubPublic: { ...plain("/rate_limit"), isAnyAnswerFine: true },
  githubLogin: door("github"),
  googleToken: door("google"),
};
