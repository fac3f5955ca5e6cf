import { afterEach, expect, test } from "vitest";
import { BodyError, KeyMissingError } from "../../../src/core/errors.ts";
import { NasaImages } from "../../../src/services/mars/nasa-images.ts";
import { Nebulum } from "../../../src/services/mars/nebulum.ts";
import { MarsNasa } from "../../../src/services/mars/raw-images.ts";
import { ROVERS } from "../../../src/services/mars/rovers.ts";
import { MarsVista } from "../../../src/services/mars/vista.ts";
import { type TestAsk, testAsk } from "../../support/ask.ts";

const open: TestAsk[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function asked(keys = {}): Promise<TestAsk> {
  const each = await testAsk({ keys });
  open.push(each);
  return each;
}

const DAY = "2020-06-10";
const SOL_100 = "2021-06-01";

const curiosityItem = {
  sol: 2789,
  instrument: "MAHLI",
  date_taken: "2020-06-10T12:00:00.000Z",
  https_url: "https://mars.nasa.gov/a.JPG",
  url: "http://mars.nasa.gov/b.JPG",
  is_thumbnail: false,
  extended: { sample_type: "full" },
};

async function curiosityDay(changes: object, rest: object = { total: 1 }) {
  const { ask, upstream } = await asked();
  upstream.plays("marsNasa", { body: { items: [{ ...curiosityItem, ...changes }], ...rest } });
  return (await new MarsNasa(ask, ROVERS.curiosity).day(DAY)).value;
}

test("Curiosity's day as recorded: cameras take turns, one call", async () => {
  const { ask, upstream } = await asked();
  const { value, source } = await new MarsNasa(ask, ROVERS.curiosity).day(DAY);
  expect(value).toMatchObject({ day: DAY, sols: [2789], isWhole: true });
  expect(value.photos).toHaveLength(25);
  expect(value.photos.slice(0, 6).map((photo) => photo.camera.code)).toEqual([
    "FHAZ",
    "RHAZ",
    "NAVCAM",
    "MAST",
    "CHEMCAM",
    "FHAZ",
  ]);
  expect(value.photos[0]?.url).toBe(
    "https://mars.nasa.gov/msl-raw-images/proj/msl/redops/ods/surface/sol/02789/opgs/edr/fcam/FLB_645081221EDR_F0800902FHAZ00341M_.JPG",
  );
  expect(source.name).toBe("NASA");
  expect(upstream.calls("marsNasa")).toHaveLength(1);
});

test.each([
  ["no time", { date_taken: null }],
  ["no word on thumbnails", { is_thumbnail: null, extended: null }],
  ["no kind", { extended: { sample_type: null } }],
  ["a subframe", { extended: { sample_type: "subframe" } }],
  ["sol as text", { sol: "2789" }],
  ["telemetry of any type", { xyz: null, attitude: "(0,1)", site: [] }],
])("Curiosity: %s", async (_, changes) => {
  const { photos } = await curiosityDay(changes);
  expect(photos).toMatchObject([
    { camera: { code: "MAHLI" }, sol: 2789, day: DAY, url: "https://mars.nasa.gov/a.JPG" },
  ]);
});

test("Curiosity: only the http address", async () => {
  expect((await curiosityDay({ https_url: null })).photos).toMatchObject([{ url: "https://mars.nasa.gov/b.JPG" }]);
});

test.each([
  ["no address", { https_url: null, url: null }],
  ["a thumbnail by its flag", { is_thumbnail: true }],
  ["a thumbnail by its kind", { extended: { sample_type: "thumbnail" } }],
  ["another day", { sol: 2788, date_taken: "2020-06-09T12:00:00.000Z" }],
])("Curiosity: %s is left out", async (_, changes) => {
  expect((await curiosityDay(changes)).photos).toEqual([]);
});

test("Curiosity: no total", async () => {
  expect(await curiosityDay({}, {})).toMatchObject({ photos: [{ sol: 2789 }], isWhole: true });
});

test("Curiosity: a camera nobody told us of", async () => {
  const { cameras } = await curiosityDay({ instrument: "<!channel>" });
  expect(cameras).toMatchObject([{ name: "Camera <!channel>" }]);
});

test.each([
  { sol: null },
  { instrument: null },
  { sol: "soon" },
  { sol: 5000 },
  { https_url: "javascript:alert(1)" },
  { https_url: "https://nasa.gov.evil.example/a.JPG" },
])("Curiosity: %o is a wrong body", async (changes) => {
  await expect(curiosityDay(changes)).rejects.toBeInstanceOf(BodyError);
});

test.each([{ sol: 7 }, { image_files: { medium: "https://evil.example/a.jpg" } }])(
  "Perseverance: %o is a wrong body",
  async (changes) => {
    await expect(perseveranceDay(changes)).rejects.toBeInstanceOf(BodyError);
  },
);

test("odd rows cost only themselves, and count as received", async () => {
  const { ask, upstream, logged } = await asked();
  const items = [curiosityItem, { ...curiosityItem, sol: 5000 }, null];
  upstream.plays("marsNasa", { body: { items, total: 3 } });
  const { value } = await new MarsNasa(ask, ROVERS.curiosity).day(DAY);
  expect(value).toMatchObject({ photos: [{ sol: 2789 }], isWhole: true });
  expect(logged).toMatchObject([{ upstream: "marsNasa", count: 2 }]);
  expect(upstream.calls("marsNasa")).toHaveLength(1);
});

test("a day of many pages: the first alone, then the others, at most five", async () => {
  const { ask, upstream } = await asked();
  upstream.plays("marsNasa", { body: { items: [curiosityItem], more: true, total: 1_000 } });
  const { value } = await new MarsNasa(ask, ROVERS.curiosity).day(DAY);
  expect(value.isWhole).toBe(false);
  expect(value.photos).toHaveLength(1);
  const pages = upstream.calls("marsNasa").map((line) => new URL(line.slice(4), "http://x").searchParams.get("page"));
  expect(pages[0]).toBe("0");
  expect(pages.toSorted()).toEqual(["0", "1", "2", "3", "4"]);
});

test("what the feed is asked for", async () => {
  const { ask, upstream } = await asked();
  await new MarsNasa(ask, ROVERS.curiosity).day(DAY);
  const [line = ""] = upstream.calls("marsNasa");
  const url = new URL(line.slice(4), "http://x");
  expect(url.pathname).toBe("/api/v1/raw_image_items/");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    order: "sol desc,instrument_sort asc,sample_type_sort asc, date_taken desc",
    per_page: "200",
    page: "0",
    condition_1: "msl:mission",
    condition_2: "2788:sol:gte",
    condition_3: "2789:sol:lte",
    extended: "thumbnail::sample_type::noteq",
  });
});

const perseveranceImage = {
  sol: 100,
  camera: { instrument: "SHERLOC_WATSON" },
  sample_type: "Full",
  date_taken_utc: "2021-06-01T14:14:37.984",
  image_files: {
    small: "https://mars.nasa.gov/320.jpg",
    medium: "https://mars.nasa.gov/800.jpg",
    large: "https://mars.nasa.gov/1200.jpg",
    full_res: "https://mars.nasa.gov/full.png",
  },
};

async function perseveranceDay(changes: object, rest: object = { total_results: 1 }) {
  const { ask, upstream } = await asked();
  upstream.plays("marsNasa", { body: { images: [{ ...perseveranceImage, ...changes }], ...rest } });
  return (await new MarsNasa(ask, ROVERS.perseverance).day(SOL_100)).value;
}

test("Perseverance's day as recorded, its thumbnail left out", async () => {
  const { ask } = await asked();
  const { value } = await new MarsNasa(ask, ROVERS.perseverance).day(SOL_100);
  expect(value.photos).toHaveLength(7);
  expect(value.cameras.map(({ code }) => code)).toEqual(["FHAZ", "RHAZ", "NAVCAM", "MAST", "SKYCAM"]);
  expect(value.photos[0]?.url).toMatch(/FLF_0100_.*_800\.jpg$/);
});

test.each([
  ["everything", {}, {}, "800.jpg"],
  ["no kind", { sample_type: null }, {}, "800.jpg"],
  ["no time", { date_taken_utc: null }, {}, "800.jpg"],
  ["numbers as text", { sol: "100" }, { total_results: "1", page: "0", per_page: "100" }, "800.jpg"],
  ["no total", {}, { total_results: null }, "800.jpg"],
  ["no medium size", { image_files: { ...perseveranceImage.image_files, medium: null } }, {}, "1200.jpg"],
  ["only the small size", { image_files: { small: "https://mars.nasa.gov/320.jpg" } }, {}, "320.jpg"],
  ["only the full size", { image_files: { full_res: "https://mars.nasa.gov/full.png" } }, {}, "full.png"],
])("Perseverance: %s", async (_, changes, rest, file) => {
  const { photos, isWhole } = await perseveranceDay(changes, { total_results: 1, ...rest });
  expect(photos).toMatchObject([
    { camera: { code: "WATSON" }, sol: 100, day: SOL_100, url: `https://mars.nasa.gov/${file}` },
  ]);
  expect(isWhole).toBe(true);
});

test.each([
  ["no files", { image_files: null }],
  ["no addresses", { image_files: {} }],
  ["a thumbnail", { sample_type: "Thumbnail" }],
])("Perseverance: %s is left out", async (_, changes) => {
  expect((await perseveranceDay(changes)).photos).toEqual([]);
});

test("the last day with photos, of any camera and of one", async () => {
  const { ask, upstream } = await asked();
  const feed = new MarsNasa(ask, ROVERS.perseverance);
  const [sky] = ROVERS.perseverance.cameras.filter(({ code }) => code === "SKYCAM");
  const [sample] = ROVERS.perseverance.cameras.filter(({ code }) => code === "CACHECAM");
  expect(await feed.latestDay()).toBe(SOL_100);
  expect(await feed.latestDay(sky)).toBe(SOL_100);
  expect(await feed.latestDay(sample)).toBeUndefined();
  expect(upstream.calls("marsNasa")[1]).toContain("search=SKYCAM");
});

test.each([
  ["the day before has photos", "2020-06-11", DAY],
  ["a few days later", "2020-06-20", DAY],
  ["a few weeks earlier", "2020-05-01", DAY],
  ["after the landing", "2012-08-10", "2012-08-07"],
  ["on the day of the landing", "2012-08-06", "2012-08-07"],
  ["nothing for months", "2016-10-25", undefined],
])("nearest day with photos: %s", async (_, day, expected) => {
  const { ask, upstream } = await asked();
  expect(await new MarsNasa(ask, ROVERS.curiosity).nearestDay(day)).toBe(expected);
  expect(upstream.calls("marsNasa").length).toBeLessThanOrEqual(3);
});

const oldPhoto = {
  sol: 1500,
  camera: { name: "NAV_LEFT_B" },
  img_src: "http://mars.jpl.nasa.gov/a.JPG",
  earth_date: "2016-10-25",
};

async function nebulumDay(changes: object) {
  const { ask, upstream } = await asked();
  upstream.plays("nebulum", { body: { photos: [{ ...oldPhoto, ...changes }] } });
  return (await new Nebulum(ask, ROVERS.curiosity).day("2016-10-25")).value.photos;
}

test("nebulum: a photo, filed under the feed's camera name", async () => {
  expect(await nebulumDay({})).toMatchObject([
    { camera: { code: "NAVCAM" }, sol: 1500, day: "2016-10-25", url: "https://mars.jpl.nasa.gov/a.JPG" },
  ]);
});

test.each([{ img_src: "" }, { img_src: null }, { img_src: undefined }])("nebulum: %o is left out", async (changes) => {
  expect(await nebulumDay(changes)).toEqual([]);
});

test.each([
  { earth_date: null },
  { earth_date: "2016-10-24" },
  { img_src: "https://evil.example/a.JPG" },
  { camera: null },
  { sol: {} },
])("nebulum: %o is a wrong body", async (changes) => {
  await expect(nebulumDay(changes)).rejects.toBeInstanceOf(BodyError);
});

test("nebulum as recorded: a day, the last one, the nearest one", async () => {
  const { ask, upstream } = await asked();
  const archive = new Nebulum(ask, ROVERS.curiosity);
  const [, rear, , , , hand] = ROVERS.curiosity.cameras;
  expect((await archive.day("2016-10-25")).value).toMatchObject({ sols: [1500], isWhole: true });
  expect((await archive.day("2016-10-26")).value.photos).toEqual([]);
  expect(await archive.latestDay()).toBe("2016-10-25");
  expect(await archive.latestDay(rear)).toBe("2016-10-25");
  expect(await archive.latestDay(hand)).toBe("2016-10-25");
  expect(await archive.nearestDay("2020-06-20")).toBe(DAY);
  expect(upstream.calls("nebulum")[0]).toBe("GET /rovers/curiosity/photos?earth_date=2016-10-25");
});

test("Mars Vista without a key is not asked", async () => {
  const { ask, upstream } = await asked();
  await expect(new MarsVista(ask, ROVERS.spirit).day("2005-05-05")).rejects.toBeInstanceOf(KeyMissingError);
  expect(upstream.calls("marsVista")).toEqual([]);
});

test("Mars Vista's key goes into its header only", async () => {
  const { ask, upstream } = await asked({ marsVista: "mv_secret" });
  const { value } = await new MarsVista(ask, ROVERS.curiosity).day("2016-10-25");
  expect(value.photos).toHaveLength(6);
  const [request] = upstream.requests("marsVista");
  expect(request?.headers["x-api-key"]).toBe("mv_secret");
  expect(request?.line).toBe("GET /rovers/curiosity/photos?earth_date=2016-10-25&page=1&per_page=100");
});

test("Mars Vista: many pages, no pages, a picture that is gone", async () => {
  const { ask, upstream } = await asked({ marsVista: "mv_secret" });
  const archive = new MarsVista(ask, ROVERS.opportunity);
  const body = { photos: [oldPhoto, { ...oldPhoto, img_src: "" }] };
  upstream.plays("marsVista", { body: { ...body, pagination: { total_pages: 9 } } });
  expect((await archive.day("2016-10-25")).value).toMatchObject({ photos: [{ sol: 1500 }], isWhole: false });
  expect(upstream.calls("marsVista")).toHaveLength(5);
  upstream.plays("marsVista", {
    body: { photos: body.photos.map((each) => ({ ...each, earth_date: "2016-10-24", img_src: "" })) },
  });
  expect((await archive.day("2016-10-24")).value).toMatchObject({ photos: [], isWhole: true });
  expect(upstream.calls("marsVista")).toHaveLength(6);
});

test("Mars Vista: the last day and the nearest one", async () => {
  const { ask } = await asked({ marsVista: "mv_secret" });
  expect(await new MarsVista(ask, ROVERS.curiosity).latestDay()).toBe("2016-10-25");
  expect(await new MarsVista(ask, ROVERS.curiosity).nearestDay("2016-11-01")).toBe("2016-10-25");
  expect(await new MarsVista(ask, ROVERS.spirit).latestDay()).toBeUndefined();
  expect(await new MarsVista(ask, ROVERS.spirit).nearestDay("2005-05-05")).toBeUndefined();
});

test("NASA's image library as recorded: pictures only", async () => {
  const { ask } = await asked();
  const { value } = await new NasaImages(ask).search("mars");
  expect(value).toHaveLength(4);
  expect(value[0]).toEqual({
    title: "Mars in Color",
    page: "https://images.nasa.gov/details/PIA04778",
    url: "https://images-assets.nasa.gov/image/PIA04778/PIA04778~thumb.jpg",
  });
  expect((await new NasaImages(ask).search("mars odyssey", "2004")).value).toMatchObject([{ title: "Dynamic Mars" }]);
  expect((await new NasaImages(ask).search("zzzz")).value).toEqual([]);
});

test("NASA's image library: what is missing, and addresses in need of care", async () => {
  const { ask, upstream } = await asked();
  const data = [{ nasa_id: "a b/c", title: null }];
  const preview = { rel: "preview", href: "http://images-assets.nasa.gov/image/a b~thumb.jpg" };
  upstream.plays("nasaImages", {
    body: {
      collection: {
        items: [
          { data },
          { data, links: null },
          { data, links: [{ rel: "captions", href: "https://x.example/a.srt" }] },
          { data, links: [{ rel: "preview", href: null }] },
          { data: [], links: [preview] },
          { data, links: [preview] },
        ],
      },
    },
  });
  expect((await new NasaImages(ask).search("curiosity rover")).value).toEqual([
    {
      title: "A picture from Mars",
      page: "https://images.nasa.gov/details/a%20b%2Fc",
      url: "https://images-assets.nasa.gov/image/a%20b~thumb.jpg",
    },
  ]);
});
