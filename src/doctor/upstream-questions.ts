import { z } from "zod";
import { formatDate, formatNumber } from "../core/format.ts";
import { DAY_MS } from "../core/time.ts";
import { readWhoFile } from "../services/covid/who-file.ts";
import { isPicture } from "../services/pictures/format.ts";
import type { UpstreamId } from "../upstream/limits.ts";

/** A cheap question that shows whether a web API is in reach and takes the key. */
export interface CheapQuestion {
  /** Below the root; `key` is the key as it goes into an address, empty without one. */
  request(key: string): {
    readonly path: string;
    /** What it has to carry, the key in it where that is not in the path. */
    readonly headers?: (key: string) => Readonly<Record<string, string>>;
    /** A form to send. */
    readonly body?: string;
  };
  /** Whether an answer means that the key is wrong. */
  refuses(status: number, body: string): boolean;
  /** What came, in a few words; an answer that this refuses has the right form at best, and means nothing. */
  readonly came: z.ZodType<string>;
  /** What `came` looks at: JSON unless it says otherwise. */
  readonly of?: "text" | "bytes";
  /** The status of a sane answer that refuses what was asked for. */
  readonly refusal?: number;
  /** Asked only where people can connect accounts there. */
  readonly provider?: "github" | "google";
}

const isUnauthorized = (status: number) => status === 401 || status === 403;

const plain = (path: string, came: z.ZodType<string>): CheapQuestion => ({
  request: () => ({ path }),
  refuses: isUnauthorized,
  came,
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

/** A file of Commons that is there for examples, and so stays. */
const EXAMPLE = "a/a9/Example.jpg";

/** The first KB of a picture, which says by its signature that it is one. */
const picture = (path: string): CheapQuestion => ({
  request: () => ({ path, headers: () => ({ range: "bytes=0-1023" }) }),
  refuses: isUnauthorized,
  of: "bytes",
  came: z
    .instanceof(Uint8Array)
    .refine(isPicture, "is no picture")
    .transform(() => "a picture"),
});

/** Head and first rows, as the command's own reader reads them. The last row is cut somewhere. */
const firstRows = z
  .instanceof(Uint8Array)
  .transform((bytes) => readWhoFile(wholeRows(bytes)))
  .transform(({ countries: [first] }) => `the rows of ${first?.name}`);

async function* wholeRows(bytes: Uint8Array) {
  yield bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
}

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
    z.object({ cases: z.number().positive() }).transform(({ cases }) => `${formatNumber(cases)} cases in the world`),
  ),
  // The file has many megabytes
  who: {
    request: () => ({ path: "", headers: () => ({ range: "bytes=0-4095" }) }),
    refuses: isUnauthorized,
    of: "bytes",
    came: firstRows,
  },
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
  commonsThumbs: picture(`/wikipedia/commons/thumb/${EXAMPLE}/120px-Example.jpg`),
  commonsImages: picture(`/wikipedia/commons/${EXAMPLE}`),
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
  githubPublic: plain(
    "/rate_limit",
    z
      .object({
        resources: z.object({ core: z.object({ limit: z.int().positive(), remaining: z.int().nonnegative() }) }),
      })
      .refine(({ resources: { core } }) => core.remaining <= core.limit, "is more than there is")
      .transform(({ resources: { core } }) => `${core.remaining} of ${core.limit} calls left`),
  ),
  githubLogin: {
    ...plain(
      "/login",
      z
        .string()
        .regex(/<title>[^<]*\bGitHub\b[^<]*<\/title>/i)
        .transform(() => "the page to sign in"),
    ),
    of: "text",
    provider: "github",
  },
  // Without a code it gives no token. https://www.rfc-editor.org/rfc/rfc6749#section-5.2
  googleToken: {
    request: () => ({ path: "/token", body: "grant_type=authorization_code" }),
    refuses: () => false,
    refusal: 400,
    came: z.object({ error: z.string().regex(/^[a-z_]+$/) }).transform(() => "that it wants a code, as it should"),
    provider: "google",
  },
};
