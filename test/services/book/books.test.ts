import { afterEach, describe, expect, test, vi } from "vitest";
import { NotFoundError, RateLimitError, UpstreamError, userMessage } from "../../../src/core/errors.ts";
import { ok, type RecordedUpstream, recordedJson } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { Books } from "../../../src/services/book/books.ts";
import type { Book } from "../../../src/services/book/source.ts";
import { type Faults, type TestAsk, testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";

const KEYS = { googleBooks: "books-secret" };

const open: TestAsk[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const each of open.splice(0)) await each.close();
});

async function books(
  upstreams: Readonly<Record<string, RecordedUpstream>> = {},
  keys: Partial<typeof KEYS> = KEYS,
  faults: Faults = {},
) {
  const asked = await testAsk({ upstreams: { ...RECORDED, ...upstreams }, keys, faults });
  open.push(asked);
  return { books: new Books(asked.ask), ...asked };
}

/** The only book that an upstream with this answer has. */
async function only(upstreams: Readonly<Record<string, RecordedUpstream>>, keys: Partial<typeof KEYS>): Promise<Book> {
  const { books: service } = await books(upstreams, keys);
  const [book] = (await service.search({ query: "x" }, 1)).value.books;
  if (book === undefined) throw new Error("no book");
  return book;
}

const moby = { query: "moby dick" };

describe("Google Books", () => {
  const full = {
    title: "Moby-Dick",
    subtitle: "or, The Whale",
    authors: ["Herman Melville"],
    publisher: "Penguin Classics",
    publishedDate: "2003-02",
    description: "Captain Ahab pursues the white whale.",
    industryIdentifiers: [
      { type: "ISBN_10", identifier: "0142437247" },
      { type: "ISBN_13", identifier: "9780142437247" },
    ],
    averageRating: 4.5,
    ratingsCount: 31,
    imageLinks: {
      smallThumbnail: "http://books.google.com/small?id=1&zoom=5",
      thumbnail: "http://books.google.com/large?id=1&zoom=1",
    },
    canonicalVolumeLink: "https://books.google.com/books/about/Moby.html?id=1",
    infoLink: "http://books.google.com/books?id=1",
  };
  const volume = (info: object, rest: object = {}) => ({
    googleBooks: () => ok({ totalItems: 1, items: [{ id: "1", volumeInfo: { ...full, ...info }, ...rest }] }),
  });

  test("a book with everything", async () => {
    const buyLink = "https://play.google.com/store/books/details?id=1";
    const saleInfo = { saleability: "FOR_SALE", retailPrice: { amount: 9.99, currencyCode: "USD" }, buyLink };
    expect(await only(volume({}, { saleInfo }), KEYS)).toEqual({
      id: "google:1",
      title: "Moby-Dick; or, The Whale",
      url: "https://books.google.com/books/about/Moby.html?id=1",
      authors: ["Herman Melville"],
      year: 2003,
      publisher: "Penguin Classics",
      description: "Captain Ahab pursues the white whale.",
      rating: { average: 4.5, count: 31 },
      isbn: "978-0-14-243724-7",
      cover: "https://books.google.com/large?id=1&zoom=1",
      shop: { url: buyLink, price: { amount: 9.99, currency: "USD" } },
    });
  });

  test.each([
    ["subtitle", { title: "Moby-Dick" }],
    ["authors", { authors: [] }],
    ["publisher", { publisher: undefined }],
    ["publishedDate", { year: undefined }],
    ["description", { description: undefined }],
    ["industryIdentifiers", { isbn: undefined }],
    ["averageRating", { rating: undefined }],
    ["ratingsCount", { rating: { average: 4.5, count: undefined } }],
    ["imageLinks", { cover: undefined }],
    ["canonicalVolumeLink", { url: "https://books.google.com/books?id=1" }],
  ])("without %s", async (field, expected) => {
    expect(await only(volume({ [field]: undefined }), KEYS)).toMatchObject(expected);
    expect(await only(volume({ [field]: null }), KEYS)).toMatchObject(expected);
  });

  test("without a title it is left out", async () => {
    const { books: service } = await books(volume({ title: undefined }));
    await expect(service.search(moby, 1)).rejects.toBeInstanceOf(NotFoundError);
  });

  test.each([
    ["0101-01-01", undefined],
    ["1399", undefined],
    ["1400", 1400],
    ["2027", 2027],
    ["2028", undefined],
    ["9999", undefined],
    ["1892", 1892],
    ["2020-02-06", 2020],
    ["c1892", undefined],
    ["18920", undefined],
    ["", undefined],
  ])("in 2026, published %s", async (publishedDate, year) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-12-31T23:59:59Z") });
    expect((await only(volume({ publishedDate }), KEYS)).year).toBe(year);
  });

  test.each([
    ["only ten digits", [{ type: "ISBN_10", identifier: "0441172717" }], "978-0-441-17271-9"],
    ["a check digit of ten", [{ type: "ISBN_10", identifier: "159800221X" }], "978-1-59800-221-8"],
    ["a number of a library", [{ type: "OTHER", identifier: "HARVARD:32044021124310" }], undefined],
    ["a check digit that is wrong", [{ type: "ISBN_13", identifier: "9780142437248" }], undefined],
  ])("ISBN from %s", async (_, industryIdentifiers, isbn) => {
    expect((await only(volume({ industryIdentifiers }), KEYS)).isbn).toBe(isbn);
  });

  test.each([
    ["tags", "<p><b>One</b>.</p><p>Two<br>lines &amp; more</p>", "One. Two lines & more"],
    ["entities that look like tags", "&lt;b&gt; is bold &#39;here&#39;", "<b> is bold 'here'"],
    ["a sign that is no tag", "a < b and b > c", "a < b and b > c"],
    ["only tags", "<p> </p>", undefined],
    ["whole sentences", `${"Word ".repeat(30)}end. ${"Word ".repeat(60)}`, `${"Word ".repeat(30)}end.`],
    ["one endless sentence", "word ".repeat(200), `${"word ".repeat(59)}word…`],
  ])("description with %s", async (_, description, expected) => {
    expect((await only(volume({ description }), KEYS)).description).toBe(expected);
  });

  test("a snippet in place of the description", async () => {
    const book = await only(
      volume({ description: undefined }, { searchInfo: { textSnippet: "the &quot;heart&quot;" } }),
      KEYS,
    );
    expect(book.description).toBe('the "heart"');
  });

  test("a subtitle like a table of contents", async () => {
    const { title } = await only(volume({ title: "All", subtitle: "one thing and ".repeat(20) }), KEYS);
    expect(title).toMatch(/^All: one thing .*…$/);
    expect(title.length).toBeLessThanOrEqual(120);
  });

  const buyLink = "https://play.google.com/1";
  test.each([
    ["not for sale", { saleability: "NOT_FOR_SALE" }, undefined],
    ["free", { saleability: "FREE", buyLink }, { url: buyLink, price: { amount: 0, currency: "USD" } }],
    ["no price", { saleability: "FOR_SALE", buyLink }, { url: buyLink, price: undefined }],
    ["a link that is none", { buyLink: "javascript:alert(1)" }, undefined],
  ])("%s", async (_, saleInfo, shop) => {
    expect((await only(volume({}, { saleInfo }), KEYS)).shop).toEqual(shop);
  });

  test("the question as Google wants it; the key never shows", async () => {
    const { books: service, upstream, logged } = await books();
    const question = { query: "Moby  Dick", author: 'Herman "M" Melville', isbn: "978-0-14-243724-7", language: "de" };
    await service.search(question, 1).catch(() => {});
    expect(
      upstream.calls("googleBooks").map((line) => Object.fromEntries(new URL(line.slice(4), "http://x").searchParams)),
    ).toEqual([
      {
        q: 'moby dick inauthor:"herman m melville" isbn:9780142437247',
        langRestrict: "de",
        country: "US",
        printType: "books",
        startIndex: "0",
        maxResults: "39",
        key: "books-secret",
      },
    ]);
    expect(JSON.stringify(logged)).not.toContain("secret");
  });

  test("an ISBN in place of words", async () => {
    const { books: service } = await books();
    const { value } = await service.search({ query: "ISBN 0-14-243724-7" }, 1);
    expect(value).toMatchObject({ total: 1, books: [{ publisher: "Penguin Classics" }] });
  });

  test.each([
    ["a day's quota", recordedJson("google-books/error-429-keyless-quota.json"), 429, 3_600_000],
    ["a minute's quota", { error: { errors: [{ reason: "rateLimitExceeded" }] } }, 403, 60_000],
    ["a day's quota under 403", { error: { errors: [{ reason: "dailyLimitExceeded" }] } }, 403, 3_600_000],
  ])("%s, and Open Library is down", async (_, body, status, retryAfterMs) => {
    const { books: service, upstream } = await books();
    upstream.plays("googleBooks", { status, body });
    upstream.plays("openLibrary", { status: 500 });
    const error = await service.search(moby, 1).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterMs });
  });

  test("a wrong key is a hint for the operator", async () => {
    const { books: service, upstream, logged } = await books();
    upstream.plays("googleBooks", {
      status: 400,
      body: recordedJson("google-books/error-400-bad-key.constructed.json"),
    });
    await service.search({ query: "dune" }, 1);
    expect(logged).toContainEqual(expect.objectContaining({ variable: "GOOGLE_BOOKS_API_KEY" }));
  });
});

describe("pages", () => {
  /** Google with so many books, of which one call at most `perCall` gives, and which says there are `total`. */
  const shelf = (count: number, total = count, perCall = 39) => ({
    googleBooks: (({ query }) => {
      const start = Number(query.get("startIndex"));
      const size = Math.min(Number(query.get("maxResults")), perCall, Math.max(0, count - start));
      const items = Array.from({ length: size }, (_, place) => ({
        volumeInfo: { title: `Book ${start + place + 1}` },
      }));
      return ok({ totalItems: total, ...(size === 0 ? {} : { items }) });
    }) satisfies RecordedUpstream,
  });

  /** Turns pages from the first to the last: what each shows, and the calls it took. */
  async function turned(upstreams: Readonly<Record<string, RecordedUpstream>>) {
    const { books: service, upstream } = await books(upstreams);
    const pages: string[] = [];
    for (let page: number | undefined = 1; page !== undefined && pages.length < 40; ) {
      const { value }: Awaited<ReturnType<Books["search"]>> = await service.search(moby, page);
      pages.push(`${value.from}–${value.to} of ${value.total}: ${value.books[0]?.title}`);
      page = value.next;
    }
    return { pages, calls: upstream.calls("googleBooks").length };
  }

  test("seven books", async () => {
    expect(await turned(shelf(7))).toEqual({
      pages: ["1–3 of 7: Book 1", "4–6 of 7: Book 4", "7–7 of 7: Book 7"],
      calls: 1,
    });
  });

  test("a hundred books take three calls", async () => {
    const { pages, calls } = await turned(shelf(100));
    expect(pages).toHaveLength(34);
    expect(pages[13]).toBe("40–42 of 100: Book 40");
    expect(pages.at(-1)).toBe("100–100 of 100: Book 100");
    expect(calls).toBe(3);
  });

  test("fewer than Google had said", async () => {
    const { pages } = await turned(shelf(5, 1_873));
    expect(pages).toEqual(["1–3 of 1873: Book 1", "4–5 of 1873: Book 4", "4–5 of 5: Book 4"]);
  });

  test("more than Google had said", async () => {
    expect((await turned(shelf(5, 2))).pages).toEqual(["1–3 of 5: Book 1", "4–5 of 5: Book 4"]);
  });

  test("a call that gives less than asked for", async () => {
    const { pages } = await turned(shelf(80, 80, 38));
    expect(pages[12]).toBe("37–38 of 80: Book 37");
    expect(pages[13]).toBe("40–42 of 80: Book 40");
  });

  test("back and forth", async () => {
    const { books: service } = await books(shelf(80, 80, 30));
    expect((await service.search(moby, 1)).value).toMatchObject({ previous: undefined, next: 2 });
    expect((await service.search(moby, 10)).value).toMatchObject({ previous: 9, next: 14 });
    expect((await service.search(moby, 14)).value).toMatchObject({ previous: 13, from: 40 });
    // The page before the fourteenth is the tenth, the last one that its call filled
    expect((await service.search(moby, 13)).value).toMatchObject({ previous: 9, from: 28 });
  });

  test("a page far beyond the end", async () => {
    const { books: service } = await books(shelf(5));
    expect((await service.search(moby, 300)).value).toMatchObject({ from: 4, to: 5, next: undefined });
  });
});

describe("Open Library", () => {
  const full = {
    key: "/works/OL102749W",
    title: "Moby Dick",
    subtitle: "The Whale",
    author_name: ["Herman Melville"],
    first_publish_year: 1851,
    isbn: ["0142437247", "9780142437247"],
    cover_i: 12621906,
    first_sentence: ["Call me Ishmael."],
    ratings_average: 3.7692,
    ratings_count: 143,
  };
  const work = (changes: object) => ({
    openLibrary: () => ok({ numFound: 1, start: 0, docs: [{ ...full, ...changes }] }),
  });

  test("answers when there is no key for Google", async () => {
    const { books: service, upstream } = await books({}, {});
    expect(await service.search({ query: "children of dune" }, 1)).toMatchObject({
      value: {
        books: [
          {
            title: "Children of Dune",
            url: "https://openlibrary.org/works/OL893516W",
            authors: ["Frank Herbert"],
            year: 1976,
            isbn: "978-2-266-02722-9",
            cover: "https://covers.openlibrary.org/b/id/6976407-M.jpg",
          },
        ],
        total: 1,
      },
      source: { name: "Open Library" },
    });
    expect(upstream.calls("googleBooks")).toEqual([]);
    expect(upstream.requests("openLibrary")[0]?.headers["user-agent"]).toContain("https://magpie.example");
  });

  test("a book with everything", async () => {
    expect(await only(work({}), {})).toEqual({
      id: "openlibrary:OL102749W",
      title: "Moby Dick: The Whale",
      url: "https://openlibrary.org/works/OL102749W",
      authors: ["Herman Melville"],
      year: 1851,
      description: "Call me Ishmael.",
      rating: { average: 3.8, count: 143 },
      isbn: "978-0-14-243724-7",
      cover: "https://covers.openlibrary.org/b/id/12621906-M.jpg",
    });
  });

  test.each([
    ["key", { id: undefined, url: undefined }],
    ["subtitle", { title: "Moby Dick" }],
    ["author_name", { authors: [] }],
    ["first_publish_year", { year: undefined }],
    ["isbn", { isbn: undefined }],
    ["cover_i", { cover: undefined }],
    ["first_sentence", { description: undefined }],
    ["ratings_average", { rating: undefined }],
    ["ratings_count", { rating: { average: 3.8, count: undefined } }],
  ])("without %s", async (field, expected) => {
    expect(await only(work({ [field]: undefined }), {})).toMatchObject(expected);
    expect(await only(work({ [field]: null }), {})).toMatchObject(expected);
  });

  test.each([
    ["a key that leads elsewhere", { key: "/../evil" }, { id: undefined, url: undefined }],
    ["a cover that was taken away", { cover_i: -1 }, { cover: undefined }],
    ["only short ISBNs", { isbn: ["0142437247"] }, { isbn: "978-0-14-243724-7" }],
  ])("%s", async (_, changes, expected) => {
    expect(await only(work(changes), {})).toMatchObject(expected);
  });

  test("the question as Open Library wants it", async () => {
    const { books: service, upstream } = await books({}, {});
    await service.search({ query: "Dune", author: "Herbert", language: "de" }, 14).catch(() => {});
    const [line = ""] = upstream.calls("openLibrary");
    expect(Object.fromEntries(new URL(line.slice(4), "http://x").searchParams)).toMatchObject({
      q: "dune language:ger",
      author: "herbert",
      lang: "de",
      limit: "39",
      page: "2",
      fields: expect.stringContaining("cover_i"),
    });
  });
});

test("nothing found, in the words of the question", async () => {
  const { books: service, upstream } = await books();
  const error = await service
    .search({ query: "zzzz", author: "Nobody", language: "de" }, 1)
    .catch((reason: unknown) => reason);
  expect(userMessage(error as NotFoundError)).toBe(
    "I found no book for “zzzz” by “Nobody” in German. Try other words, or fewer of them.",
  );
  expect(upstream.calls("openLibrary")).toHaveLength(1);
});

describe("one source has none", () => {
  const none = () => ok({ kind: "books#volumes", totalItems: 0 });
  const ISBN = "978-0-06-315947-1";

  test("by words: Open Library is asked before the bot says no", async () => {
    const { books: service } = await books({ googleBooks: none });
    expect(await service.search({ query: "dune" }, 1)).toMatchObject({
      value: { books: [{ title: "Dune" }, {}, {}] },
      source: { name: "Open Library" },
    });
  });

  test("by ISBN: that edition, and its ISBN also when it is asked for again", async () => {
    const { books: service, upstream } = await books({ googleBooks: none });
    const { value } = await service.search({ query: "0063159473" }, 1);
    const book = {
      id: "openlibrary:OL900001W/9780063159471",
      title: "An example of an edition",
      isbn: ISBN,
      year: 2021,
      publisher: "Example Press",
      cover: "https://covers.openlibrary.org/b/id/900002-M.jpg",
    };
    expect(value).toMatchObject({ books: [book], total: 1 });
    expect((await service.byId("openlibrary:OL900001W/9780063159471")).value).toMatchObject(book);
    expect(upstream.calls("openLibrary")[1]).toContain("isbn%3A9780063159471");
  });

  test("the other could not be asked: it may have it", async () => {
    const { books: service, upstream } = await books({ googleBooks: none });
    upstream.plays("openLibrary", { status: 429, headers: { "retry-after": "3600" }, body: {} });
    const error = (await service.search(moby, 1).catch((reason: unknown) => reason)) as NotFoundError;
    expect(error).toBeInstanceOf(NotFoundError);
    expect(userMessage(error)).toMatch(
      /^I found no book for “moby dick”, but could not look everywhere\. Open Library gives me .* used up\./,
    );
  });

  test("the first could not be asked, and the second has none", async () => {
    const { books: service, upstream } = await books();
    upstream.plays("googleBooks", { status: 503 });
    const error = (await service.search({ query: "zzzz" }, 1).catch((reason: unknown) => reason)) as NotFoundError;
    expect(userMessage(error)).toMatch(
      /^I found no book for “zzzz”, but could not look everywhere\. Google Books is not/,
    );
  });

  test("a source without a key is not missed", async () => {
    const { books: service } = await books({}, {});
    const error = (await service.search({ query: "zzzz" }, 1).catch((reason: unknown) => reason)) as NotFoundError;
    expect(userMessage(error)).toBe("I found no book for “zzzz”. Try other words, or fewer of them.");
  });
});

describe("the ISBN of a book", () => {
  const volume = (...identifiers: readonly string[]) => {
    const industryIdentifiers = identifiers.map((identifier) => ({ type: "ISBN_13", identifier }));
    return { id: identifiers[0] ?? "none", volumeInfo: { title: "Moby Dick", industryIdentifiers } };
  };
  const google = (...items: readonly object[]) => ({ googleBooks: () => ok({ totalItems: items.length, items }) });

  test("is the one that was asked for, also where the volume names another one first", async () => {
    const { books: service } = await books(google(volume("9780441172719", "9780142437247")));
    const { value } = await service.search({ query: "moby", isbn: "978-0-14-243724-7" }, 1);
    expect(value.books).toMatchObject([{ isbn: "978-0-14-243724-7", id: "google:9780441172719/9780142437247" }]);
  });

  test("another book than the one of that ISBN is left out", async () => {
    const { books: service } = await books(google(volume("9780441172719"), volume("9780142437247"), volume()));
    const { value } = await service.search({ query: "978-0-14-243724-7" }, 1);
    expect(value.books.map(({ id }) => id)).toEqual([
      "google:9780142437247/9780142437247",
      "google:none/9780142437247",
    ]);
  });

  test("is the first whose check digit is right", async () => {
    expect(await only(google(volume("9780142437240", "9780142437247")), KEYS)).toMatchObject({
      isbn: "978-0-14-243724-7",
    });
    const docs = [{ key: "/works/OL1W", title: "Moby", isbn: ["9780142437240", "x", "0142437247"] }];
    expect(await only({ openLibrary: () => ok({ numFound: 1, docs }) }, {})).toMatchObject({
      isbn: "978-0-14-243724-7",
    });
  });
});

test("odd volumes, works and names cost only themselves", async () => {
  const items = [{ volumeInfo: {} }, 7, { volumeInfo: { title: "Good", authors: ["Ann", 7] } }];
  const docs = [{ title: 7 }, {}, { title: "Good", author_name: ["Ann", null], isbn: [7] }];
  const { books: service, upstream, logged } = await books({ googleBooks: () => ok({ totalItems: 3, items }) });
  expect((await service.search(moby, 1)).value.books).toMatchObject([{ title: "Good", authors: ["Ann"] }]);
  expect(logged.at(-1)).toMatchObject({ upstream: "googleBooks", count: 3 });
  upstream.plays("googleBooks", { status: 500 });
  upstream.plays("openLibrary", { body: { numFound: 3, docs } });
  expect((await service.search({ query: "other" }, 1)).value.books).toMatchObject([
    { title: "Good", authors: ["Ann"] },
  ]);
  expect(logged.at(-1)).toMatchObject({ upstream: "openLibrary", count: 3 });
});

test("another volume than the one that was asked for is no answer", async () => {
  const { books: service, client } = await books({
    googleBooks: () => ok({ id: "other", volumeInfo: { title: "x" } }),
  });
  await expect(service.byId("google:this")).rejects.toBeInstanceOf(UpstreamError);
  expect(client.status().find(({ id }) => id === "googleBooks")?.state).toBe("ill");
});

const faults: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "key of another address": {
    status: 403,
    body: recordedJson("google-books/error-403-blocked-referrer-or-ip.constructed.json"),
  },
  "back end failed": { status: 503, body: recordedJson("google-books/error-503-backend.constructed.json") },
  "wrong field": { body: { totalItems: 1, items: [{ volumeInfo: { title: 7 } }], numFound: 1, docs: [{ title: 7 }] } },
  "wrong total": { body: { totalItems: "many", numFound: "many", docs: [] } },
};

describe.each(Object.entries(faults))("%s", (_, fault) => {
  test("Google: Open Library answers", async () => {
    const { books: service } = await books({}, KEYS, { googleBooks: fault });
    expect(await service.search({ query: "dune" }, 1)).toMatchObject({
      value: { total: 3, books: [{ title: "Dune" }, { title: "Children of Dune" }, { title: "God Emperor of Dune" }] },
      source: { name: "Open Library" },
    });
  });

  test("both: a clear error", async () => {
    const { books: service } = await books({}, KEYS, { googleBooks: fault, openLibrary: fault });
    const error = await service.search(moby, 1).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(userMessage(error as UpstreamError)).toMatch(/Google Books.*(again|up)/);
  });
});
