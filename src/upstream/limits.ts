import { DAY_MS, HOUR_MS, MINUTE_MS, type Waits } from "../core/time.ts";

/** A number of calls that an upstream allows in any stretch of time. */
export interface Quota {
  readonly calls: number;
  /** Length of the window, in milliseconds. Counted as a sliding window, which is right for fixed ones, too. */
  readonly perMs: number;
  /** How `/quota` and refusals call it, the number first: "100 calls an hour". */
  readonly words: string;
  /** Whether the operator has set it: then no header raises it. */
  readonly isSet?: boolean;
}

/** One web API: where it is, what it allows, what it needs. */
export interface UpstreamRow {
  /** How people read it: in footers, refusals and `/quota`. */
  readonly name: string;
  /** How `/quota` tells it from another one of the same name. */
  readonly label?: string;
  /** Root of all paths, up to and including the version. Overridden by the variable. */
  readonly baseUrl: string;
  readonly urlVariable: string;
  /** All must have room. Empty where the upstream states none. */
  readonly quotas: readonly Quota[];
  /** Variable in which the operator says what another plan allows. */
  readonly quotaVariable?: string;
  /** Whether the upstream counts the calls of each account by themselves: what it says of its limits holds for one account. */
  readonly isPerAccount?: boolean;
  /** Calls under way at once. Our courtesy where the upstream states nothing. */
  readonly maxConcurrent: number;
  /** Least time between the starts of two calls, in milliseconds. */
  readonly minTimeMs?: number;
  /**
   * Pause after a failed call, for upstreams that allow few: doubles with each failure in a row. A call to such an upstream is
   * never retried by itself.
   */
  readonly afterFailure?: Waits;
  /** Longest wait for one try: connect, headers and body together, in milliseconds. */
  readonly tryTimeoutMs: number;
  /** Largest body accepted, in bytes. */
  readonly maxBytes: number;
  /** Hosts that a redirect may lead to, besides the host of the root itself. */
  readonly redirectHosts?: readonly string[];
  /** Another upstream's variable: when that root is set to this very machine, this upstream is found below it, too. */
  readonly movesWith?: string;
  /** The key, where there is one. `isRequired`: without it the upstream is never called. */
  readonly key?: {
    readonly variable: string;
    readonly isRequired: boolean;
    readonly page: string;
    /** Where the API is turned on for the key's project, where that is a page of its own. */
    readonly apiPage?: string;
    readonly noun: string;
    /** Public key that works for everybody, within less. */
    readonly byDefault?: string;
    /** What that one allows. */
    readonly byDefaultQuotas?: readonly Quota[];
  };
}

const MIB = 1_048_576;

/**
 * Every upstream with its limits. Numbers without an address are from the facts page the project was started with
 * (read 2026-11-22) or, where it says so, our own choice.
 */
export const UPSTREAMS = {
  giphy: {
    name: "GIPHY",
    baseUrl: "https://api.giphy.com/v1",
    urlVariable: "GIPHY_URL",
    quotaVariable: "GIPHY_QUOTA",
    /** Beta key: 100 calls an hour for the whole bot. https://developers.giphy.com/docs/api#quick-start-guide (2026-11-22) */
    quotas: [{ calls: 100, perMs: HOUR_MS, words: "100 searches an hour" }],
    maxConcurrent: 10,
    tryTimeoutMs: 6_000,
    maxBytes: 2 * MIB,
    key: { variable: "GIPHY_API_KEY", isRequired: true, page: "https://developers.giphy.com/dashboard", noun: "GIPHY" },
  },
  klipy: {
    name: "KLIPY",
    baseUrl: "https://api.klipy.com/api/v1",
    urlVariable: "KLIPY_URL",
    quotaVariable: "KLIPY_QUOTA",
    /** Test key: 100 calls an hour; production keys are unlimited, and their headers say so. https://docs.klipy.com (2026-11-22) */
    quotas: [{ calls: 100, perMs: HOUR_MS, words: "100 searches an hour" }],
    maxConcurrent: 10,
    tryTimeoutMs: 6_000,
    maxBytes: 2 * MIB,
    key: { variable: "KLIPY_API_KEY", isRequired: true, page: "https://partner.klipy.com", noun: "KLIPY" },
  },
  googleBooks: {
    name: "Google Books",
    baseUrl: "https://www.googleapis.com/books/v1",
    urlVariable: "GOOGLE_BOOKS_URL",
    quotaVariable: "GOOGLE_BOOKS_QUOTA",
    /** About 1,000 queries a day a project; keyless quota is 0. https://developers.google.com/books/docs/v1/using (2026-11-22) */
    quotas: [{ calls: 1_000, perMs: DAY_MS, words: "1,000 searches a day" }],
    maxConcurrent: 10,
    tryTimeoutMs: 6_000,
    maxBytes: 2 * MIB,
    key: {
      variable: "GOOGLE_BOOKS_API_KEY",
      isRequired: true,
      page: "https://console.cloud.google.com/apis/credentials",
      apiPage: "https://console.cloud.google.com/apis/library/books.googleapis.com",
      noun: "Google Books",
    },
  },
  openLibrary: {
    name: "Open Library",
    baseUrl: "https://openlibrary.org",
    urlVariable: "OPEN_LIBRARY_URL",
    quotas: [],
    /** About 1 request a second. https://openlibrary.org/developers/api (2026-11-22) */
    minTimeMs: 1_000,
    maxConcurrent: 2,
    tryTimeoutMs: 8_000,
    maxBytes: 2 * MIB,
  },
  diseaseSh: {
    name: "disease.sh",
    baseUrl: "https://disease.sh/v3/covid-19",
    urlVariable: "DISEASE_SH_URL",
    /** None stated. https://disease.sh/docs (2026-11-22) */
    quotas: [],
    maxConcurrent: 50,
    tryTimeoutMs: 6_000,
    /** Measured: the counties of Texas are 9 MB. */
    maxBytes: 16 * MIB,
  },
  who: {
    name: "the World Health Organization",
    baseUrl: "https://srhdpeuwpubsa.blob.core.windows.net/whdh/COVID/WHO-COVID-19-global-daily-data.csv",
    urlVariable: "WHO_URL",
    /** None stated; it is one large file, so our own choice: once a day, with room for tries that fail. */
    quotas: [{ calls: 12, perMs: DAY_MS, words: "12 downloads a day" }],
    afterFailure: { firstMs: 10 * MINUTE_MS, longestMs: 4 * HOUR_MS },
    maxConcurrent: 1,
    tryTimeoutMs: MINUTE_MS,
    maxBytes: 128 * MIB,
  },
  dogApi: {
    name: "The Dog API",
    baseUrl: "https://api.thedogapi.com/v1",
    urlVariable: "DOG_API_URL",
    quotaVariable: "DOG_API_QUOTA",
    /** Free plan: 10 requests a minute. https://docs.thedogapi.com/docs/authorization (2026-11-22) */
    quotas: [{ calls: 10, perMs: MINUTE_MS, words: "10 calls a minute" }],
    maxConcurrent: 5,
    tryTimeoutMs: 6_000,
    maxBytes: 2 * MIB,
    key: { variable: "DOG_API_KEY", isRequired: false, page: "https://thedogapi.com/signup", noun: "Dog API" },
  },
  dogCeo: {
    name: "dog.ceo",
    baseUrl: "https://dog.ceo/api",
    urlVariable: "DOG_CEO_URL",
    /** None stated. https://dog.ceo/dog-api/documentation (2026-11-22) */
    quotas: [],
    maxConcurrent: 50,
    tryTimeoutMs: 6_000,
    maxBytes: MIB,
  },
  marsNasa: {
    name: "NASA",
    label: "NASA's Mars feeds",
    baseUrl: "https://mars.nasa.gov",
    urlVariable: "MARS_NASA_URL",
    /** None stated: the feeds are undocumented. */
    quotas: [],
    maxConcurrent: 10,
    tryTimeoutMs: 8_000,
    maxBytes: 8 * MIB,
  },
  nebulum: {
    name: "rovers.nebulum.one",
    baseUrl: "https://rovers.nebulum.one/api/v1",
    urlVariable: "NEBULUM_URL",
    /** None stated. https://rovers.nebulum.one (2026-11-22) */
    quotas: [],
    maxConcurrent: 5,
    tryTimeoutMs: 6_000,
    maxBytes: 8 * MIB,
  },
  marsVista: {
    name: "Mars Vista",
    baseUrl: "https://api.marsvista.dev/api/v1",
    urlVariable: "MARS_VISTA_URL",
    /** 10,000 an hour and 100,000 a day. https://marsvista.dev/docs (2026-11-22) */
    quotas: [
      { calls: 10_000, perMs: HOUR_MS, words: "10,000 calls an hour" },
      { calls: 100_000, perMs: DAY_MS, words: "100,000 calls a day" },
    ],
    maxConcurrent: 10,
    tryTimeoutMs: 6_000,
    maxBytes: 4 * MIB,
    key: { variable: "MARS_VISTA_API_KEY", isRequired: true, page: "https://marsvista.dev", noun: "Mars Vista" },
  },
  nasaImages: {
    name: "NASA's image library",
    baseUrl: "https://images-api.nasa.gov",
    urlVariable: "NASA_IMAGES_URL",
    /** None stated. https://images.nasa.gov/docs/images.nasa.gov_api_docs.pdf (2026-11-22) */
    quotas: [],
    maxConcurrent: 10,
    tryTimeoutMs: 6_000,
    maxBytes: 4 * MIB,
  },
  catApi: {
    name: "The Cat API",
    baseUrl: "https://api.thecatapi.com/v1",
    urlVariable: "CAT_API_URL",
    quotaVariable: "CAT_API_QUOTA",
    /** Free plan of the sister service: 10 requests a minute. https://docs.thedogapi.com/docs/authorization (2026-11-22) */
    quotas: [{ calls: 10, perMs: MINUTE_MS, words: "10 calls a minute" }],
    maxConcurrent: 5,
    tryTimeoutMs: 6_000,
    maxBytes: 2 * MIB,
    key: { variable: "CAT_API_KEY", isRequired: false, page: "https://thecatapi.com/signup", noun: "Cat API" },
  },
  cataas: {
    name: "CATAAS",
    baseUrl: "https://cataas.com",
    urlVariable: "CATAAS_URL",
    /** None stated. https://cataas.com/doc.html (2026-11-22) */
    quotas: [],
    maxConcurrent: 5,
    tryTimeoutMs: 6_000,
    maxBytes: MIB,
  },
  commons: {
    name: "Wikimedia Commons",
    baseUrl: "https://commons.wikimedia.org/w/api.php",
    urlVariable: "COMMONS_URL",
    /** Unpublished: our own choice. https://www.mediawiki.org/wiki/API:Etiquette (2026-11-22) */
    quotas: [],
    minTimeMs: 200,
    maxConcurrent: 1,
    tryTimeoutMs: 6_000,
    maxBytes: 2 * MIB,
  },
  commonsThumbs: {
    name: "Wikimedia Commons' thumbnails",
    baseUrl: "https://thumb.wikimedia.org",
    urlVariable: "COMMONS_THUMBS_URL",
    movesWith: "COMMONS_URL",
    quotas: [],
    /** As its picture server, from which they moved in August 2026. https://github.com/openzim/mwoffliner/pull/2905 (2026-11-28) */
    minTimeMs: 1_000,
    maxConcurrent: 1,
    tryTimeoutMs: 6_000,
    /** Our own choice: a thumbnail 960 wide has a quarter of a megabyte. */
    maxBytes: 8 * MIB,
  },
  commonsImages: {
    name: "Wikimedia Commons' picture server",
    baseUrl: "https://upload.wikimedia.org",
    urlVariable: "COMMONS_IMAGES_URL",
    movesWith: "COMMONS_URL",
    quotas: [],
    /** About one picture a second is safe, bursts are answered 429: found out by many projects, not documented. */
    minTimeMs: 1_000,
    maxConcurrent: 1,
    tryTimeoutMs: 6_000,
    /** Our own choice: only pictures narrower than a thumbnail are fetched as they are. */
    maxBytes: 8 * MIB,
  },
  openverse: {
    name: "Openverse",
    baseUrl: "https://api.openverse.org/v1",
    urlVariable: "OPENVERSE_URL",
    /** Anonymous: 20 a minute and 200 a day. https://api.openverse.org/v1/#section/Rate-Limits (2026-11-22) */
    quotas: [
      { calls: 20, perMs: MINUTE_MS, words: "20 calls a minute" },
      { calls: 200, perMs: DAY_MS, words: "200 calls a day" },
    ],
    maxConcurrent: 2,
    tryTimeoutMs: 6_000,
    maxBytes: 2 * MIB,
  },
  apod: {
    name: "NASA",
    label: "NASA's Astronomy Picture of the Day",
    baseUrl: "https://science.nasa.gov/wp-json/wp/v2",
    urlVariable: "APOD_URL",
    /** None stated, so our own choice. https://github.com/nasa/apod-api/pull/174 (2026-11-28) */
    quotas: [],
    minTimeMs: 500,
    maxConcurrent: 2,
    tryTimeoutMs: 8_000,
    maxBytes: 2 * MIB,
  },
  nasa: {
    name: "NASA",
    label: "NASA's gateway",
    baseUrl: "https://api.nasa.gov",
    urlVariable: "NASA_URL",
    quotaVariable: "NASA_QUOTA",
    /** A key of one's own: 1,000 an hour. DEMO_KEY: 30 an hour and 50 a day an address. https://api.nasa.gov (2026-11-22) */
    quotas: [{ calls: 1_000, perMs: HOUR_MS, words: "1,000 calls an hour" }],
    maxConcurrent: 5,
    tryTimeoutMs: 8_000,
    maxBytes: 4 * MIB,
    key: {
      variable: "NASA_API_KEY",
      isRequired: true,
      page: "https://api.nasa.gov",
      noun: "NASA",
      byDefault: "DEMO_KEY",
      byDefaultQuotas: [
        { calls: 30, perMs: HOUR_MS, words: "30 calls an hour with DEMO_KEY" },
        { calls: 50, perMs: DAY_MS, words: "50 calls a day with DEMO_KEY" },
      ],
    },
  },
  epic: {
    name: "NASA EPIC",
    baseUrl: "https://epic.gsfc.nasa.gov",
    urlVariable: "EPIC_URL",
    /** None stated. https://epic.gsfc.nasa.gov/about/api (2026-11-22) */
    quotas: [],
    maxConcurrent: 5,
    tryTimeoutMs: 6_000,
    maxBytes: 4 * MIB,
  },
  randomUser: {
    name: "randomuser.me",
    baseUrl: "https://randomuser.me/api/1.4",
    urlVariable: "RANDOM_USER_URL",
    /** 20,000 people in 5 minutes an address; fifty a call at most here, so 400 calls. https://randomuser.me/documentation (2026-11-22) */
    quotas: [{ calls: 400, perMs: 5 * MINUTE_MS, words: "400 calls in 5 minutes" }],
    maxConcurrent: 5,
    tryTimeoutMs: 5_000,
    maxBytes: MIB,
  },
  github: {
    name: "GitHub",
    baseUrl: "https://api.github.com",
    urlVariable: "GITHUB_API_URL",
    /** 5,000 an hour a person, counted by GitHub and told in its headers. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api (2026-11-22) */
    quotas: [],
    isPerAccount: true,
    maxConcurrent: 20,
    tryTimeoutMs: 8_000,
    maxBytes: 4 * MIB,
  },
  githubSearch: {
    name: "GitHub's search",
    baseUrl: "https://api.github.com",
    urlVariable: "GITHUB_API_URL",
    /** 30 a minute a person, counted by GitHub and told in its headers. https://docs.github.com/en/rest/search/search#rate-limit (2026-11-28) */
    quotas: [],
    isPerAccount: true,
    maxConcurrent: 5,
    tryTimeoutMs: 8_000,
    maxBytes: 4 * MIB,
  },
  githubPublic: {
    name: "GitHub without an account",
    baseUrl: "https://api.github.com",
    urlVariable: "GITHUB_API_URL",
    /** 60 an hour an address. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api (2026-11-22) */
    quotas: [{ calls: 60, perMs: HOUR_MS, words: "60 calls an hour" }],
    maxConcurrent: 5,
    tryTimeoutMs: 8_000,
    maxBytes: 4 * MIB,
  },
  githubLogin: {
    name: "GitHub's sign-in",
    baseUrl: "https://github.com",
    urlVariable: "GITHUB_URL",
    /** None stated for OAuth. */
    quotas: [],
    maxConcurrent: 5,
    tryTimeoutMs: 8_000,
    maxBytes: MIB,
  },
  googleToken: {
    name: "Google's sign-in",
    baseUrl: "https://oauth2.googleapis.com",
    urlVariable: "GOOGLE_TOKEN_URL",
    /** None stated. https://developers.google.com/identity/protocols/oauth2 (2026-11-22) */
    quotas: [],
    maxConcurrent: 5,
    tryTimeoutMs: 8_000,
    maxBytes: MIB,
  },
} as const satisfies Record<string, UpstreamRow>;

export type UpstreamId = keyof typeof UPSTREAMS;

declare module "../core/command.ts" {
  interface Upstreams extends Readonly<Record<UpstreamId, unknown>> {}
}

/** An upstream's row as it holds with this key: a public one allows less than one of one's own. */
export function rowWithKey(id: UpstreamId, key: string | undefined): UpstreamRow {
  const row: UpstreamRow = UPSTREAMS[id];
  const { byDefault, byDefaultQuotas } = row.key ?? {};
  return byDefaultQuotas !== undefined && key === byDefault ? { ...row, quotas: byDefaultQuotas } : row;
}

/** The units of a quota that an operator sets: milliseconds, and words. */
const QUOTA_UNITS = {
  s: { perMs: 1_000, words: "a second" },
  m: { perMs: MINUTE_MS, words: "a minute" },
  h: { perMs: HOUR_MS, words: "an hour" },
  d: { perMs: DAY_MS, words: "a day" },
} as const;

/** What an operator says a plan allows: `10000/h`, or `off` for no quota. Undefined when it is neither. */
export function parseQuota(typed: string, { quotas }: Pick<UpstreamRow, "quotas">): readonly Quota[] | undefined {
  if (typed === "off") return [];
  const [, calls, unit] = /^([1-9]\d{0,8})\/([smhd])$/.exec(typed) ?? [];
  if (calls === undefined || unit === undefined || !(unit in QUOTA_UNITS)) return undefined;
  const { perMs, words } = QUOTA_UNITS[unit as keyof typeof QUOTA_UNITS];
  const [, several = "calls"] = quotas[0]?.words.split(" ") ?? [];
  const what = calls === "1" ? several.replace(/(?<=ch)es$|s$/, "") : several;
  return [{ ...withCalls({ calls: 0, perMs, words: `0 ${what} ${words}` }, Number(calls)), isSet: true }];
}

/** The same quota with another number of calls. */
export function withCalls(quota: Quota, calls: number): Quota {
  return { ...quota, calls, words: quota.words.replace(/^[\d,]+/, calls.toLocaleString("en-US")) };
}
