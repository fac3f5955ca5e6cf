import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { BusyError, inWords } from "../../../src/core/errors.ts";
import { t } from "../../../src/core/text.ts";
import { ok, type RecordedUpstream, recordedBytes } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { Goats } from "../../../src/services/goat/goats.ts";
import { PictureDrawer } from "../../../src/services/pictures/drawer.ts";
import type { PictureFlaw } from "../../../src/services/pictures/format.ts";
import { Pictures } from "../../../src/services/pictures/pictures.ts";
import { FileCache } from "../../../src/state/file-cache.ts";
import { type Faults, type TestAsk, testAsk, testCaller } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";
import { blackPng, jpegOf, measured } from "../../support/pictures.ts";

const SIZE = { width: 40, height: 30 };
const PATIENT = AbortSignal.timeout(60_000);

const open: TestAsk[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

afterAll(() => drawer.close());

/** One for all: each would start a process. */
const drawer = new PictureDrawer();
const silent = { info: () => {}, warn: () => {} };

async function goats(
  upstreams: Readonly<Record<string, RecordedUpstream>> = {},
  {
    folder,
    patienceMs,
    faults = {},
  }: { readonly folder?: string; readonly patienceMs?: number; readonly faults?: Faults } = {},
) {
  const asked = await testAsk({ upstreams: { ...RECORDED, ...upstreams }, faults });
  open.push(asked);
  const pictures = new Pictures(new FileCache(folder, silent), drawer);
  return { goats: new Goats(asked.ask, pictures, patienceMs), pictures, ...asked };
}

/** Commons with one picture, changed as the test wants. */
function onePage(changes: object, info: object = {}): RecordedUpstream {
  const imageinfo = [
    {
      thumburl: "https://thumb.wikimedia.org/wikipedia/commons/thumb/a/ab/Goat.jpg/960px-Goat.jpg?utm_source=x",
      descriptionurl: "https://commons.wikimedia.org/wiki/File:Goat.jpg",
      extmetadata: { Artist: { value: "Ann" }, LicenseShortName: { value: "CC0" } },
      ...info,
    },
  ];
  return () => ok({ query: { pages: [{ title: "File:Goat.jpg", index: 1, imageinfo, ...changes }] } });
}

/** Whoever sends the pictures sends these bytes. */
function sends(body: Uint8Array | string): Readonly<Record<string, RecordedUpstream>> {
  const answer: RecordedUpstream = () => ({ status: 200, body });
  return { commonsThumbs: answer, commonsImages: answer };
}

describe("Wikimedia Commons", () => {
  test("a picture as recorded", async () => {
    const { goats: service, upstream } = await goats();
    const goat = await service.goat(SIZE, PATIENT, 0);
    expect(await measured(goat.jpeg)).toBe("40×30 jpeg");
    expect(goat).toMatchObject({
      about: {
        title: "Example goat in a meadow",
        pageUrl: "https://commons.wikimedia.org/wiki/File:Example_goat_in_a_meadow.jpg",
        artist: "ExampleA",
        license: "CC BY-SA 4.0",
      },
      source: { name: "Wikimedia Commons" },
      count: 3,
    });
    expect(goat.insteadOf).toBeUndefined();
    expect(upstream.calls("commons")[0]).toContain("gsrsearch=goat+filetype%3Abitmap");
    expect(upstream.calls("commonsThumbs")).toEqual([
      "GET /wikipedia/commons/thumb/6/68/Example_goat_in_a_meadow.jpg/960px-Example_goat_in_a_meadow.jpg",
    ]);
    expect(upstream.requests("commonsThumbs")[0]?.headers["user-agent"]).toContain("https://magpie.example");
  });

  test("one that is narrower than a thumbnail is fetched as it is", async () => {
    const { goats: service, upstream } = await goats();
    expect((await service.goat(SIZE, PATIENT, 2)).about?.title).toBe("Example alpine ibex");
    expect(upstream.calls("commonsImages")).toEqual(["GET /wikipedia/commons/a/a5/Example_alpine_ibex.jpg"]);
  });

  test.each([
    ["https://thumb.wikimedia.org/wikipedia/commons/thumb/a/ab/Goat.jpg/960px-Goat.jpg", "commonsThumbs"],
    ["https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/Goat.jpg/960px-Goat.jpg", "commonsImages"],
    ["https://thumb.wikimedia.org/wikipedia/commons/thumb/a/ab/G.tif/lossy-page1-960px-G.tif.jpg", "commonsThumbs"],
    ["https://upload.wikimedia.org/wikipedia/commons/a/ab/800px-Goat.jpg", "commonsImages"],
  ] as const)("%s is a picture", async (thumburl, id) => {
    const { goats: service, upstream } = await goats({
      commons: onePage({}, { thumburl }),
      ...sends(await jpegOf(SIZE)),
    });
    expect((await service.goat(SIZE, PATIENT)).source?.name).toBe("Wikimedia Commons");
    expect(upstream.calls(id)).toHaveLength(1);
  });

  test("only widths that are kept ready are asked for", async () => {
    const thumburl = "https://thumb.wikimedia.org/wikipedia/commons/thumb/a/ab/Goat.jpg/800px-Goat.jpg";
    const { goats: service, upstream } = await goats({ commons: onePage({}, { thumburl }) });
    expect((await service.goat(SIZE, PATIENT)).source?.name).toBe("Openverse");
    expect(upstream.calls("commons")[0]).toContain("iiurlwidth=960");
    expect(upstream.calls("commonsThumbs")).toEqual([]);
  });

  test("hits of which none can be used: the log warns, and it is not fine", async () => {
    const thumburl = "https://pictures.wikimedia.org/wikipedia/commons/thumb/a/ab/Goat.jpg/960px-Goat.jpg";
    const { goats: service, client, logged } = await goats({ commons: onePage({}, { thumburl }) });
    expect((await service.goat(SIZE, PATIENT)).source?.name).toBe("Openverse");
    expect(logged).toContainEqual({
      message: "the upstream answers with what means nothing",
      upstream: "commons",
      route: "",
      problem: "Wikimedia Commons GET /: wrong body at “query.pages.0.imageinfo.0.thumburl”: is at an unknown host",
    });
    expect(client.status().find(({ id }) => id === "commons")?.state).toBe("ill");
  });

  test("a hit that can't be used costs only itself", async () => {
    const page = (thumburl: string) => ({ title: "File:Goat.jpg", imageinfo: [{ thumburl }] });
    const pages = [page("https://evil.example/1.jpg"), {}, page("https://upload.wikimedia.org/2.jpg")];
    const { goats: service, logged } = await goats({
      commons: () => ok({ query: { pages } }),
      ...sends(await jpegOf(SIZE)),
    });
    expect(await service.goat(SIZE, PATIENT)).toMatchObject({ source: { name: "Wikimedia Commons" }, count: 1 });
    expect(logged).toMatchObject([{ upstream: "commons", count: 2 }]);
  });

  test("by its order, not by the place in the answer", async () => {
    const page = (title: string, index: number) => ({
      title: `File:${title}.png`,
      index,
      imageinfo: [{ thumburl: `https://upload.wikimedia.org/${title}.png` }],
    });
    const pages = { "-7": page("Third", 3), "12": page("First_one", 1), "3": page("Second", 2) };
    const { goats: service } = await goats({
      commons: () => ok({ query: { pages } }),
      ...sends(recordedBytes("images/goat.jpg")),
    });
    const titles = [];
    for (const pick of [0, 1, 2, 3]) titles.push((await service.goat(SIZE, PATIENT, pick)).about?.title);
    expect(titles).toEqual(["First one", "Second", "Third", "First one"]);
  });

  test("a name in HTML is shown as text", async () => {
    const Artist = { value: '<a href="//evil.example" onclick="x()">J&ouml;rg &amp; Co</a><script>1</script>' };
    const { goats: service } = await goats({
      commons: onePage({}, { extmetadata: { Artist } }),
      ...sends(await jpegOf(SIZE)),
    });
    expect((await service.goat(SIZE, PATIENT)).about).toMatchObject({ artist: "Jörg & Co1", license: undefined });
  });

  test.each([
    ["no metadata", { extmetadata: undefined }],
    ["no page", { descriptionurl: undefined }],
    ["a page that is no web address", { descriptionurl: "javascript:alert(1)" }],
    ["an artist of the wrong type", { extmetadata: { Artist: { value: 7 } } }],
  ])("%s", async (_, info) => {
    const { goats: service } = await goats({
      commons: onePage({}, info),
      ...sends(await jpegOf(SIZE)),
    });
    expect((await service.goat(SIZE, PATIENT)).source?.name).toBe("Wikimedia Commons");
  });

  test.each([
    "https://evil.example/goat.jpg",
    "http://upload.wikimedia.org/goat.jpg",
    "https://upload.wikimedia.org.evil.example/goat.jpg",
    "https://upload.wikimedia.org:8443/goat.jpg",
    "http://192.168.0.1/goat.jpg",
    "http://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "//upload.wikimedia.org/goat.jpg",
  ])("never asks %s", async (thumburl) => {
    const { goats: service, upstream } = await goats({ commons: onePage({}, { thumburl }) });
    expect((await service.goat(SIZE, PATIENT)).source?.name).toBe("Openverse");
    expect([...upstream.calls("commonsImages"), ...upstream.calls("commonsThumbs")]).toEqual([]);
  });
});

const COMMONS_FAULTS: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "an error under status 200": { body: { error: { code: "badvalue", info: "Unrecognized value" } } },
  "too many requests, in HTML": { status: 429, headers: { "retry-after": "5" }, body: "Too many requests." },
  "no hits": { body: { batchcomplete: true } },
  "pages of the wrong type": { body: { query: { pages: "none" } } },
  "a page of the wrong type": { body: { query: { pages: [{ title: 7 }] } } },
};

describe.each(Object.entries(COMMONS_FAULTS))("Wikimedia Commons: %s", (_, fault) => {
  test("Openverse", async () => {
    const { goats: service } = await goats({}, { faults: { commons: fault } });
    const goat = await service.goat(SIZE, PATIENT, 0);
    expect(goat).toMatchObject({
      about: { title: "Example goat by the lake", artist: "Example C", license: "CC0" },
      source: { name: "Openverse" },
    });
    expect(await measured(goat.jpeg)).toBe("40×30 jpeg");
  });
});

describe.each(Object.entries(COMMON_FAULTS))("Openverse, too: %s", (_, fault) => {
  test("the bundled goat", async () => {
    const { goats: service } = await goats({}, { faults: { commons: { status: 500 }, openverse: fault } });
    const goat = await service.goat(SIZE, PATIENT);
    expect(goat).toMatchObject({ insteadOf: "out of reach", count: 1 });
    expect(goat.source).toBeUndefined();
    expect(await measured(goat.jpeg)).toBe("40×30 jpeg");
  });
});

test.each([
  "bad key",
  "not found",
  "out of quota",
  "server error",
  "page for people",
  "hung",
  "reset",
  "cut off",
  "drip",
])("the picture server: %s: Openverse", async (fault) => {
  const { goats: service } = await goats({}, { faults: { commonsThumbs: COMMON_FAULTS[fault] } });
  expect((await service.goat(SIZE, PATIENT, 0)).source?.name).toBe("Openverse");
});

describe("what is sent as a picture", () => {
  const html = "<!doctype html><title>Goat</title>".padEnd(2_000);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="file:///etc/passwd"/></svg>';

  const cases: readonly (readonly [string, () => string | Uint8Array | Promise<Uint8Array>, PictureFlaw])[] = [
    ["HTML under the name of a JPEG", () => html, "not a picture"],
    ["an SVG", () => svg, "not a picture"],
    ["nothing", () => "", "not a picture"],
    ["a few bytes", () => Buffer.from([0xff, 0xd8]), "not a picture"],
    ["half a JPEG", () => recordedBytes("images/goat.jpg").subarray(0, 12_000), "broken"],
    ["the head of a JPEG", () => Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array(40).fill(7)]), "broken"],
    ["a PNG of 400 million pixels", () => blackPng({ width: 20_000, height: 20_000 }), "too large"],
    ["a picture of one line", () => jpegOf({ width: 3_000, height: 1 }), "broken"],
    ["nine megabytes", () => Buffer.alloc(9 * 1_048_576, recordedBytes("images/goat.jpg")), "too large"],
  ];

  test.each(cases)("%s: the bundled goat, and it says so", async (_, bytes, flaw) => {
    const { goats: service, upstream } = await goats({ ...sends(await bytes()) });
    const goat = await service.goat(SIZE, PATIENT);
    expect(goat.insteadOf).toEqual({ flaw, from: "Wikimedia Commons" });
    expect(await measured(goat.jpeg)).toBe("40×30 jpeg");
    expect(upstream.calls("openverse")).toEqual([]);
  });

  test("who keeps sending it is left alone, and the next is asked", async () => {
    const { goats: service, client, logged } = await goats(sends(html));
    expect((await service.goat(SIZE, PATIENT, 0)).insteadOf).toMatchObject({ flaw: "not a picture" });
    expect(client.status().find(({ id }) => id === "commonsThumbs")?.state).toBe("ill");
    expect(logged.map(({ upstream }) => upstream)).toEqual(["commonsThumbs"]);
    for (let n = 1; n < 5; n += 1) await service.goat(SIZE, PATIENT, 0);
    expect((await service.goat(SIZE, PATIENT, 0)).source?.name).toBe("Openverse");
  });

  test("a body without an end", async () => {
    const { goats: service, upstream } = await goats();
    upstream.plays("commonsThumbs", "endless");
    expect((await service.goat(SIZE, PATIENT, 0)).insteadOf).toMatchObject({ flaw: "not a picture" });
  });
});

test.each([
  [1, 1],
  [1, 2_000],
  [2_000, 1],
  [2_000, 2_000],
])("%i×%i", async (width, height) => {
  const { goats: service } = await goats();
  expect(await measured((await service.goat({ width, height }, PATIENT)).jpeg)).toBe(`${width}×${height} jpeg`);
});

test("no photo in time: the bundled goat", async () => {
  const { goats: service, upstream } = await goats({}, { patienceMs: 50 });
  upstream.plays("commons", "hung");
  expect((await service.goat(SIZE, PATIENT)).insteadOf).toBe("out of reach");
});

test("too many questions: the person is told, rather than given the bundled one", async () => {
  const { client, pictures } = await goats();
  const admit = () => {
    throw new BusyError("fair share", 20_000, t`Ask me again ${inWords(20_000)}.`);
  };
  const service = new Goats(client.askFor(testCaller(5_000, { admit })), pictures);
  await expect(service.goat(SIZE, PATIENT)).rejects.toBeInstanceOf(BusyError);
});

test("whoever has left is not drawn for", async () => {
  const { pictures } = await goats();
  const bytes = recordedBytes("images/goat.jpg");
  await expect(pictures.fit(bytes, SIZE, AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
});

test("more pictures at once than can be drawn: some are told to come back", async () => {
  const { pictures } = await goats();
  const bytes = recordedBytes("images/goat.jpg");
  const drawn = await Promise.allSettled(Array.from({ length: 31 }, () => pictures.fit(bytes, SIZE, PATIENT)));
  expect(drawn.filter(({ status }) => status === "rejected")).toMatchObject([{ reason: { name: "BusyError" } }]);
});

describe("on disk", () => {
  async function folder(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), "magpie-pictures-"));
    folders.push(made);
    return made;
  }

  test("after a restart, without another call for its bytes", async () => {
    const kept = { folder: await folder() };
    const before = await goats({}, kept);
    await before.goats.goat(SIZE, PATIENT, 0);
    const after = await goats({}, kept);
    expect((await after.goats.goat(SIZE, PATIENT, 0)).source?.name).toBe("Wikimedia Commons");
    expect(after.upstream.calls("commonsThumbs")).toEqual([]);
  });

  test("a broken file is fetched again", async () => {
    const path = await folder();
    await (await goats({}, { folder: path })).goats.goat(SIZE, PATIENT, 0);
    const [name = ""] = await readdir(path);
    const whole = await readFile(join(path, name));
    await writeFile(join(path, name), whole.subarray(0, 1_000));
    const after = await goats({}, { folder: path });
    expect((await after.goats.goat(SIZE, PATIENT, 0)).insteadOf).toBeUndefined();
    expect(after.upstream.calls("commonsThumbs")).toHaveLength(1);
    expect(await readFile(join(path, name))).toEqual(whole);
  });

  test("what is no picture is not kept", async () => {
    const path = await folder();
    const { goats: service } = await goats({ ...sends("<html>") }, { folder: path });
    await service.goat(SIZE, PATIENT);
    expect(await readdir(path)).toEqual([]);
  });
});
