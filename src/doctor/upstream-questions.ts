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
  /** Where there is nothing to ask for: whoever answers at all is in reach. */
  readonly isAnyAnswerFine?: boolean;
  /** Asked only where people can connect accounts there. */
  readonly provider?: "github" | "google";
}

const isUnauthorized = (status: number) => status === 401 || status === 403;

const plain = (path: string): CheapQuestion => ({ request: () => ({ path }), refuses: isUnauthorized });

const door = (provider?: "github" | "google"): CheapQuestion => ({
  request: () => ({ method: "HEAD", path: "/" }),
  refuses: () => false,
  isAnyAnswerFine: true,
  ...(provider === undefined ? {} : { provider }),
});

const withHeader = (path: string, header: string): CheapQuestion => ({
  request: () => ({ path, headers: (key) => ({ [header]: key }) }),
  refuses: isUnauthorized,
});

/** One each root. The sources are those of the services; a call costs one of the quota at most. */
export const CHEAP_QUESTIONS: Readonly<Partial<Record<UpstreamId, CheapQuestion>>> = {
  giphy: { request: (key) => ({ path: `/gifs/trending?limit=1&rating=g&api_key=${key}` }), refuses: isUnauthorized },
  // A wrong key is an unknown path to it
  klipy: {
    request: (key) => ({ path: `/${key}/gifs/trending?per_page=8&rating=g` }),
    refuses: (status) => status === 404 || isUnauthorized(status),
  },
  // A 403 may also be a used up quota
  googleBooks: {
    request: (key) => ({ path: `/volumes?q=magpie&maxResults=1&fields=totalItems&country=US&key=${key}` }),
    refuses: (_, body) => body.includes("API_KEY_"),
  },
  openLibrary: plain("/search.json?q=magpie&limit=1&fields=key"),
  diseaseSh: plain("/all"),
  // The file has many megabytes
  who: { ...plain(""), request: () => ({ method: "HEAD", path: "" }) },
  dogApi: withHeader("/breeds?limit=1", "x-api-key"),
  dogCeo: plain("/breeds/image/random"),
  marsNasa: plain("/rss/api/?feed=raw_images&category=mars2020&feedtype=json&ver=1.2&num=1&page=0"),
  nebulum: plain("/rovers/curiosity/photos?sol=1&page=1&per_page=1"),
  marsVista: withHeader("/manifests/spirit", "x-api-key"),
  nasaImages: plain("/search?q=mars&media_type=image&page_size=1"),
  catApi: withHeader("/breeds?limit=1", "x-api-key"),
  cataas: plain("/cat?json=true"),
  commons: plain("?action=query&format=json&meta=siteinfo"),
  commonsThumbs: door(),
  commonsImages: door(),
  openverse: plain("/images/?q=goat&page_size=1"),
  apod: plain("/apod-basic?page=1&per_page=1&_fields=date,title"),
  nasa: { request: (key) => ({ path: `/EPIC/api/natural/available?api_key=${key}` }), refuses: isUnauthorized },
  epic: plain("/api/natural"),
  randomUser: plain("/?results=1&inc=gender"),
  // Costs nothing of the quota
  githubPublic: { ...plain("/rate_limit"), isAnyAnswerFine: true },
  githubLogin: door("github"),
  googleToken: door("google"),
};
