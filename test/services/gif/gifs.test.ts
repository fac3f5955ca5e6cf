import { afterEach, describe, expect, test } from "vitest";
import { BodyError, KeyMissingError, NotFoundError, UpstreamError, userMessage } from "../../../src/core/errors.ts";
import { ok, type RecordedUpstream, recordedJson } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { Gifs } from "../../../src/services/gif/gifs.ts";
import { type Faults, type TestAsk, testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";

const KEYS = { giphy: "giphy-secret", klipy: "klipy-secret" };

const open: TestAsk[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function gifs(
  upstreams: Readonly<Record<string, RecordedUpstream>> = {},
  keys: Partial<typeof KEYS> = KEYS,
  faults: Faults = {},
) {
  const asked = await testAsk({ upstreams: { ...RECORDED, ...upstreams }, keys, faults });
  open.push(asked);
  return { gifs: new Gifs(asked.ask), ...asked };
}

/** GIPHY with so many GIFs for every search, `id` 0, 1, 2 …, in pages as asked for. */
function manyGifs(count: number, changes: (id: number) => object = () => ({})): RecordedUpstream {
  return ({ path, query }) => {
    const offset = Number(query.get("offset") ?? 0);
    const all = Array.from({ length: count }, (_, id) => giphyGif(String(id), changes(id)));
    const byId = all.find(({ id }) => path === `/gifs/${id}`);
    if (byId !== undefined) return ok({ data: byId, meta });
    const data = all.slice(offset, offset + Number(query.get("limit")));
    return ok({ data, pagination: { total_count: count, count: data.length, offset }, meta });
  };
}

const meta = { status: 200, msg: "OK", response_id: "abc" };

function giphyGif(id: string, changes: object = {}) {
  const rendition = (name: string, size: number) => ({
    url: `https://media1.giphy.com/media/${id}/${name}.gif?cid=1&rid=${name}`,
    width: "480",
    height: "270",
    size: String(size),
  });
  return {
    id,
    title: `GIF number ${id}`,
    slug: `some-words-${id}`,
    username: "somebody",
    url: `https://giphy.com/gifs/some-words-${id}`,
    images: {
      original: rendition("original", 9_000_000),
      downsized_medium: rendition("medium", 4_900_000),
      downsized: rendition("downsized", 1_900_000),
      fixed_height: rendition("fixed_height", 900_000),
      fixed_width: rendition("fixed_width", 800_000),
    },
    ...changes,
  };
}

const shrug = { query: "shrug", rating: "g", pick: 0 } as const;

describe("GIPHY", () => {
  test("a GIF as recorded", async () => {
    const { gifs: service } = await gifs();
    expect(await service.search(shrug)).toMatchObject({
      value: {
        gif: {
          id: "l0IylOPCNkiqOgMyA",
          title: "Always Sunny Fx GIF",
          pageUrl: "https://giphy.com/gifs/fx-charlie-always-sunny-l0IylOPCNkiqOgMyA",
          mediaUrl: "https://media3.giphy.com/media/l0IylOPCNkiqOgMyA/giphy.gif",
        },
        reference: "giphy/l0IylOPCNkiqOgMyA",
        next: 1,
      },
      source: { name: "GIPHY" },
    });
  });

  test("the rating and the number of GIFs are always sent, the key never shows", async () => {
    const { gifs: service, upstream, logged } = await gifs();
    await service.search({ query: "Always   SUNNY", rating: "pg", pick: 0 });
    await service.trending("g");
    expect(upstream.calls("giphy")).toEqual([
      "GET /gifs/search?limit=25&offset=0&q=always+sunny&rating=pg&api_key=giphy-secret",
      "GET /gifs/trending?limit=25&rating=g&api_key=giphy-secret",
    ]);
    expect(JSON.stringify(logged)).not.toContain("secret");
  });

  test.each([
    ["no title, but a slug", { title: "" }, { title: "some words GIF" }],
    ["title and slug missing", { title: undefined, slug: undefined }, { title: "GIF by somebody" }],
    ["nothing to call it", { title: null, slug: "7", username: "" }, { title: "A GIF without a title" }],
    ["no page", { url: undefined }, { pageUrl: undefined }],
    ["a page that is none", { url: "javascript:alert(1)" }, { pageUrl: undefined }],
  ])("%s", async (_, changes, expected) => {
    const { gifs: service } = await gifs({ giphy: () => ok({ data: [giphyGif("7", changes)], meta }) });
    const { gif } = (await service.search(shrug)).value;
    expect(gif).toMatchObject(expected);
    expect(gif.mediaUrl).toBe("https://media1.giphy.com/media/7/medium.gif?cid=1&rid=medium");
  });

  test("the rendition that suits a chat, whichever are there", async () => {
    const { images } = giphyGif("7");
    const chosen = async (renditions: object) => {
      const body = { data: [giphyGif("7", { images: renditions }), giphyGif("8")], meta };
      const { gifs: service } = await gifs({ giphy: () => ok(body) });
      return /(?<name>\w+)\.gif/.exec((await service.search(shrug)).value.gif.mediaUrl)?.groups?.["name"];
    };
    expect(await chosen(images)).toBe("medium");
    expect(await chosen({ ...images, downsized_medium: undefined })).toBe("downsized");
    expect(await chosen({ ...images, downsized_medium: { ...images.downsized_medium, size: "5000001" } })).toBe(
      "downsized",
    );
    expect(await chosen({ fixed_width: images.fixed_width, original: images.original })).toBe("fixed_width");
    expect(await chosen({ original: images.original })).toBe("original");
    expect(await chosen({ downsized: { width: "480" }, fixed_height: images.fixed_height })).toBe("fixed_height");
    // A GIF without any is left out
    expect(await chosen({})).toBe("medium");
  });

  test.each([
    ["no id", { id: 7 }],
    ["no pictures", { images: {} }],
    ["pictures at another host", { images: { original: { url: "https://giphy.com.evil.example/a.gif" } } }],
    ["a rating above the one asked for", { rating: "pg-13" }],
  ])("one with %s costs only itself", async (_, changes) => {
    const { gifs: service, logged } = await gifs({ giphy: manyGifs(3, (id) => (id === 1 ? changes : {})) });
    const shown = [];
    for (const pick of [0, 1, 2]) shown.push((await service.search({ ...shrug, pick })).value.gif.id);
    expect(new Set(shown)).toEqual(new Set(["0", "2"]));
    expect(logged[0]).toMatchObject({ upstream: "giphy", count: 1 });
  });

  test("none of them can be used: it is ill, and KLIPY is asked", async () => {
    const { gifs: service, client } = await gifs({ giphy: manyGifs(3, () => ({ images: {} })) });
    expect((await service.search({ ...shrug, query: "hello july" })).source.name).toBe("KLIPY");
    expect(client.status().find(({ id }) => id === "giphy")?.state).toBe("ill");
  });

  test.each(["g", "pg", "y", "", undefined])("rated %j within the ceiling pg", async (rating) => {
    const { gifs: service } = await gifs({ giphy: manyGifs(1, () => ({ rating })) });
    expect((await service.search({ ...shrug, rating: "pg" })).value.gif.id).toBe("0");
  });

  test("another GIF than the one that was asked for is no answer", async () => {
    const { gifs: service, upstream } = await gifs({ giphy: manyGifs(1) });
    upstream.plays("giphy", { body: { data: giphyGif("other"), meta } });
    await expect(service.same("giphy/77", { ...shrug, pick: 30 })).rejects.toBeInstanceOf(UpstreamError);
  });

  test("a list without its page numbers", async () => {
    const { gifs: service } = await gifs({ giphy: () => ok({ data: [giphyGif("7")], meta }) });
    expect((await service.search(shrug)).value.next).toBeUndefined();
  });

  test("an empty answer of a back end that failed is no answer", async () => {
    const { gifs: service, upstream } = await gifs();
    upstream.plays("giphy", { body: recordedJson("giphy/synthetic-response.constructed.json") });
    await expect(service.search(shrug)).rejects.toBeInstanceOf(NotFoundError);
    expect((await service.trending("g")).source.name).toBe("KLIPY");
  });

  test("nothing found at either", async () => {
    const { gifs: service, upstream } = await gifs();
    const error = await service.search({ ...shrug, query: "zzzz nothing at all" }).catch((reason: unknown) => reason);
    expect(userMessage(error as NotFoundError)).toBe("No GIF for “zzzz nothing at all”. Try other words.");
    expect(upstream.calls("klipy")).toHaveLength(1);
  });
});

describe("shuffling", () => {
  /** The ids met from the first pick on, until one comes again. */
  async function round(count: number): Promise<{ ids: readonly string[]; calls: number }> {
    const { gifs: service, upstream } = await gifs({ giphy: manyGifs(count) });
    const ids: string[] = [];
    for (let pick: number | undefined = 0; pick !== undefined; ) {
      const { value }: Awaited<ReturnType<Gifs["search"]>> = await service.search({ ...shrug, pick });
      if (ids.includes(value.gif.id)) break;
      ids.push(value.gif.id);
      pick = value.next;
    }
    return { ids, calls: upstream.calls("giphy").length };
  }

  test.each([1, 2, 7, 14, 24, 25])("meets each of %i once, from one call", async (count) => {
    const { ids, calls } = await round(count);
    expect(ids).toHaveLength(count);
    expect(ids[0]).toBe("0");
    expect(calls).toBe(1);
  });

  test("goes on with the next 25", async () => {
    const { ids, calls } = await round(60);
    expect(new Set(ids).size).toBe(60);
    expect(ids.slice(0, 25).every((id) => Number(id) < 25)).toBe(true);
    expect(calls).toBe(3);
  });

  test("a pick beyond what there is starts over", async () => {
    const { gifs: service } = await gifs({ giphy: manyGifs(5) });
    expect((await service.search({ ...shrug, pick: 80 })).value.gif.id).toBe("0");
  });
});

describe("the very GIF that was looked at", () => {
  test("from the list that is still held", async () => {
    const { gifs: service, upstream } = await gifs({ giphy: manyGifs(60) });
    const { reference } = (await service.search({ ...shrug, pick: 30 })).value;
    expect((await service.same(reference, { ...shrug, pick: 30 })).value.id).toBe(reference.split("/")[1]);
    expect(upstream.calls("giphy")).toHaveLength(1);
  });

  test("although the list has changed", async () => {
    const { gifs: service, upstream } = await gifs({ giphy: manyGifs(60) });
    expect((await service.same("giphy/59", shrug)).value.title).toBe("GIF number 59");
    expect(upstream.calls("giphy")[1]).toBe("GET /gifs/59?rating=g&api_key=giphy-secret");
  });

  test("although another upstream would answer now", async () => {
    const { gifs: service } = await gifs();
    const found = await service.same("klipy/6587795917955801", { ...shrug, query: "thumbs up" });
    expect(found).toMatchObject({ value: { title: "Happy Dance" }, source: { name: "KLIPY" } });
  });

  test.each(["giphy/nobody", "klipy/1", "giphy/", "tenor/7", "", "../../etc", "giphy/a?b&c"])(
    "gone: %s",
    async (reference) => {
      const { gifs: service } = await gifs();
      await expect(service.same(reference, shrug)).rejects.toBeInstanceOf(NotFoundError);
    },
  );
});

describe("KLIPY", () => {
  test("answers when there is no key for GIPHY", async () => {
    const { gifs: service, upstream } = await gifs({}, { klipy: "klipy-secret" });
    expect(await service.search({ ...shrug, query: "Hello July" })).toMatchObject({
      value: {
        gif: {
          id: "6587795917955715",
          title: "Hello July",
          pageUrl: "https://klipy.com/gifs/hello-july-july-1",
          // The widest, although it is not the tier called `hd`
          mediaUrl: "https://static.klipy.com/ii/dc7aa4d4f0f5fdbbe31caef6f7b15f31/a4/d4/f0f5fdbb.gif",
        },
        reference: "klipy/6587795917955715",
        next: undefined,
      },
      source: { name: "KLIPY" },
    });
    expect(upstream.calls("klipy")).toEqual(["GET /klipy-secret/gifs/search?page=1&per_page=25&q=hello+july&rating=g"]);
  });

  const gif = (width: number, size: number) => ({ gif: { url: `https://static.klipy.com/${width}.gif`, width, size } });
  const item = (changes: object) =>
    ok({ result: true, data: { data: [{ id: 1, slug: "a-b", title: "T", file: { hd: gif(498, 9) }, ...changes }] } });

  test.each([
    ["no title", { title: undefined }, { title: "a b" }],
    ["neither title nor slug", { title: "", slug: null }, { title: "A GIF without a title", pageUrl: undefined }],
    [
      "one tier too wide",
      { file: { hd: gif(1_200, 9), sm: gif(220, 9) } },
      { mediaUrl: "https://static.klipy.com/220.gif" },
    ],
    [
      "one tier too large",
      { file: { hd: gif(640, 9e6), sm: gif(220, 9) } },
      { mediaUrl: "https://static.klipy.com/220.gif" },
    ],
    [
      "a tier without a GIF",
      { file: { hd: {}, md: null, sm: gif(220, 9) } },
      { mediaUrl: "https://static.klipy.com/220.gif" },
    ],
    ["an id of letters", { id: "x1" }, { id: "x1" }],
  ])("%s", async (_, changes, expected) => {
    const { gifs: service } = await gifs({ klipy: () => item(changes) }, { klipy: "k" });
    expect((await service.search(shrug)).value.gif).toMatchObject(expected);
  });

  test("an advertisement is left out", async () => {
    const { gifs: service } = await gifs({ klipy: () => item({ type: "ad" }) }, { klipy: "k" });
    await expect(service.search(shrug)).rejects.toBeInstanceOf(NotFoundError);
  });

  test.each([
    ["no file", { file: undefined }],
    ["a file at another host", { file: { hd: { gif: { url: "https://evil.example/1.gif" } } } }],
    ["no id", { id: null }],
  ])("%s, and no other: it is ill", async (_, changes) => {
    const { gifs: service, client } = await gifs({ klipy: () => item(changes) }, { klipy: "k" });
    await expect(service.search(shrug)).rejects.toBeInstanceOf(BodyError);
    expect(client.status().find(({ id }) => id === "klipy")?.state).toBe("ill");
  });

  test("a wrong key, which the answer echoes, is in no error and no log", async () => {
    const body = { result: false, errors: { message: ["The provided API key is invalid: klipy-secret"] } };
    const { gifs: service, upstream, logged } = await gifs({}, { klipy: "klipy-secret" });
    upstream.plays("klipy", { status: 404, body });
    const error = await service.search(shrug).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(`${String(error)}${JSON.stringify(error)}${JSON.stringify(logged)}`).not.toContain("klipy-secret");
    expect(logged).toContainEqual(expect.objectContaining({ variable: "KLIPY_API_KEY" }));
  });
});

test("no key at all", async () => {
  const { gifs: service } = await gifs({}, {});
  await expect(service.search(shrug)).rejects.toMatchObject({ upstream: "GIPHY" });
  await expect(service.trending("g")).rejects.toBeInstanceOf(KeyMissingError);
});

test("nothing is trending at GIPHY: KLIPY's", async () => {
  const { gifs: service } = await gifs({ giphy: () => ok(recordedJson("giphy/search-empty.constructed.json")) });
  expect((await service.trending("g")).source.name).toBe("KLIPY");
});

test("nothing is trending at either", async () => {
  const { gifs: service } = await gifs({
    giphy: () => ok(recordedJson("giphy/search-empty.constructed.json")),
    klipy: () => ok(recordedJson("klipy/search-empty.constructed.json")),
  });
  await expect(service.trending("g")).rejects.toBeInstanceOf(NotFoundError);
});

const faults: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "quota of the gateway": { status: 429, body: recordedJson("giphy/error-429-rate-limit.constructed.json") },
  "key refused": { status: 403, body: recordedJson("giphy/error-403-bad-key.constructed.json") },
  "wrong field": { body: { result: true, data: [{ id: 7, images: "none" }], meta } },
  "no list": { body: { meta } },
};

describe.each(Object.entries(faults))("%s", (_, fault) => {
  test("GIPHY: KLIPY answers", async () => {
    const { gifs: service } = await gifs({}, KEYS, { giphy: fault });
    expect(await service.trending("g")).toMatchObject({
      value: [{ title: "Thumbs Up" }, { title: "Happy Dance" }, { title: "Hello July" }],
      source: { name: "KLIPY" },
    });
  });

  test("both: a clear error", async () => {
    const { gifs: service } = await gifs({}, KEYS, { giphy: fault, klipy: fault });
    const error = await service.search(shrug).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(userMessage(error as UpstreamError)).toMatch(/GIPHY.*(again|up)/);
  });
});
