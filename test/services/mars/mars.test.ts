import { afterEach, expect, test, vi } from "vitest";
import { type BotError, KeyMissingError, NotFoundError, UpstreamError, userMessage } from "../../../src/core/errors.ts";
import { Mars } from "../../../src/services/mars/mars.ts";
import { ROVERS } from "../../../src/services/mars/rovers.ts";
import { type Faults, type TestAsk, testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";

const open: TestAsk[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const each of open.splice(0)) await each.close();
});

const ARCHIVES = ["marsNasa", "nebulum", "marsVista"] as const;
const { curiosity, perseverance, opportunity } = ROVERS;

async function mars(options: Parameters<typeof testAsk>[0] = { keys: { marsVista: "mv_secret" } }) {
  const asked = await testAsk(options);
  open.push(asked);
  return { mars: new Mars(asked.ask), ...asked };
}

async function failure(promise: Promise<unknown>): Promise<BotError> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  return error as BotError;
}

test("NASA answers first", async () => {
  const { mars: service, upstream } = await mars();
  expect(await service.photos(curiosity, "2020-06-10")).toMatchObject({
    type: "photos",
    isFirstChoice: true,
    source: { name: "NASA" },
    day: { sols: [2789] },
  });
  expect(upstream.calls("nebulum")).toEqual([]);
});

const broken = (faults: Faults) => mars({ keys: { marsVista: "mv_secret" }, faults });

const faults: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "out of quota for the hour": { status: 429, headers: { "X-RateLimit-Remaining-Hour": "0", "retry-after": "60" } },
  "wrong field": { body: { items: [{ sol: [] }], photos: [{ sol: [] }], collection: { items: "none" } } },
};

test.each(Object.entries(faults))("NASA: %s, so nebulum answers", async (_, fault) => {
  const { mars: service } = await broken({ marsNasa: fault });
  expect(await service.photos(curiosity, "2020-06-10")).toMatchObject({
    type: "photos",
    isFirstChoice: false,
    source: { name: "rovers.nebulum.one" },
    day: { day: "2020-06-10", sols: [2789] },
  });
});

test.each(Object.entries(faults))("NASA and nebulum: %s, so Mars Vista answers", async (_, fault) => {
  const { mars: service } = await broken({ marsNasa: fault, nebulum: fault });
  expect(await service.photos(curiosity, undefined)).toMatchObject({
    type: "photos",
    source: { name: "Mars Vista" },
    day: { day: "2016-10-25" },
  });
});

test.each(Object.entries(faults))("everything: %s", async (_, fault) => {
  const { mars: service } = await broken({ marsNasa: fault, nebulum: fault, marsVista: fault, nasaImages: fault });
  const error = await failure(service.photos(curiosity, "2020-06-10"));
  expect(error).toBeInstanceOf(UpstreamError);
  expect(error).toMatchObject({ upstream: "NASA" });
});

test("a slow answer in time is an answer", async () => {
  const { mars: service, upstream } = await mars();
  upstream.plays("marsNasa", { slowMs: 50 });
  expect(await service.photos(curiosity, "2020-06-10")).toMatchObject({ isFirstChoice: true });
});

const found = {
  data: [{ title: "Curiosity at Glen Torridon", nasa_id: "PIA24173", media_type: "image" }],
  links: [{ rel: "preview", href: "https://images-assets.nasa.gov/image/PIA24173/PIA24173~thumb.jpg" }],
};

test("no archive answers, the image library finds something", async () => {
  const { mars: service, upstream } = await mars();
  for (const id of ARCHIVES) upstream.plays(id, { status: 500 });
  upstream.plays("nasaImages", { body: { collection: { items: [found] } } });
  expect(await service.photos(curiosity, "2020-06-10")).toMatchObject({
    type: "search",
    pictures: [{ title: "Curiosity at Glen Torridon" }],
    source: { name: "NASA's image library" },
  });
  expect(upstream.calls("nasaImages")).toEqual([
    expect.stringMatching(/^GET \/search\?(?=.*q=Curiosity\+rover)(?=.*year_start=2020)/),
  ]);
});

test("no archive answers, the image library finds nothing", async () => {
  const { mars: service, upstream } = await mars();
  for (const id of ARCHIVES) upstream.plays(id, { status: 500 });
  expect(userMessage(await failure(service.photos(curiosity, "2020-06-10")))).toMatch(/^NASA is not answering/);
});

test("Opportunity without a key for Mars Vista", async () => {
  const { mars: service } = await mars({});
  expect(await failure(service.photos(opportunity, "2010-05-05"))).toBeInstanceOf(KeyMissingError);
});

test("Opportunity without a key for Mars Vista, but in the image library", async () => {
  const { mars: service, upstream } = await mars({});
  upstream.plays("nasaImages", { body: { collection: { items: [found] } } });
  expect(await service.photos(opportunity, "2010-05-05")).toMatchObject({ type: "search" });
});

test("only Mars Vista is asked for Opportunity", async () => {
  const { mars: service, upstream } = await mars();
  const photo = {
    sol: 1,
    camera: { name: "PANCAM" },
    img_src: "https://mars.nasa.gov/a.jpg",
    earth_date: "2010-05-05",
  };
  upstream.plays("marsVista", { body: { photos: [photo] } });
  expect(await service.photos(opportunity, "2010-05-05")).toMatchObject({
    isFirstChoice: true,
    day: { cameras: [{ name: "Panoramic camera" }] },
  });
  expect(upstream.calls("marsNasa")).toEqual([]);
  expect(upstream.calls("nebulum")).toEqual([]);
});

test("a day without photos: the other archives are asked, too, before it is said", async () => {
  const { mars: service, upstream } = await mars();
  const error = await failure(service.photos(curiosity, "2020-06-12"));
  expect(error).toBeInstanceOf(NotFoundError);
  expect(userMessage(error)).toBe(
    "Curiosity sent no photos on 12 June 2020. The nearest day with photos is 10 June 2020.",
  );
  expect(error.suggestions).toMatchObject([{ option: "date", value: "2020-06-10", label: "10 June 2020" }]);
  expect(upstream.calls("nebulum")).toEqual(["GET /rovers/curiosity/photos?earth_date=2020-06-12"]);
  expect(upstream.calls("marsVista")).toHaveLength(1);
});

test("a day without photos in NASA's feed, with some in another archive", async () => {
  const { mars: service, upstream } = await mars();
  upstream.plays("marsNasa", { body: { items: [], total: 0 } });
  expect(await service.photos(curiosity, "2020-06-10")).toMatchObject({
    type: "photos",
    isFirstChoice: false,
    source: { name: "rovers.nebulum.one" },
    day: { day: "2020-06-10" },
  });
});

test.each<[string, Fault]>([
  ["500", { status: 500 }],
  ["429", { status: 429, headers: { "retry-after": "600" } }],
  ["no connection", "reset"],
])("a day without photos, and another archive could not be asked (%s): both are said", async (_, fault) => {
  const { mars: service, upstream } = await mars();
  upstream.plays("nebulum", fault);
  const text = userMessage(await failure(service.photos(curiosity, "2020-06-12")));
  expect(text).toMatch(
    /^Curiosity sent no photos on 12 June 2020\. The nearest day with photos is 10 June 2020\. I could not look everywhere\. rovers\.nebulum\.one /,
  );
});

test("a day without photos, and NASA fails when asked for the nearest", async () => {
  const empty = { status: 200, body: { photos: [] } };
  const { mars: service } = await mars({
    keys: { marsVista: "mv_secret" },
    upstreams: {
      nebulum: () => empty,
      marsVista: () => empty,
      marsNasa: ({ query }) =>
        query.get("condition_2") === "2790:sol:gte"
          ? { status: 200, body: { items: [], total: 0 } }
          : { status: 500, body: {} },
    },
  });
  expect(userMessage(await failure(service.photos(curiosity, "2020-06-12")))).toBe(
    "Curiosity sent no photos on 12 June 2020. Try another day, or /mars for the latest.",
  );
});

test("today's photos have not come yet", async () => {
  const { mars: service, upstream } = await mars();
  upstream.plays("marsNasa", { body: { images: [], total_results: 0 } });
  upstream.plays("nebulum", { body: { photos: [] } });
  upstream.plays("marsVista", { body: { photos: [] } });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-06-15T12:00:00Z") });
  const today = "2026-06-15";
  expect(userMessage(await failure(service.photos(perseverance, today)))).toMatch(
    /^Perseverance has sent no photos of .* yet\. Try another day, or \/mars rover:perseverance for the latest\.$/,
  );
});

test("a feed that is empty altogether", async () => {
  const { mars: service, upstream } = await mars();
  upstream.plays("marsNasa", { body: { items: [], total: 0 } });
  upstream.plays("nebulum", { body: { latest_photos: [] } });
  upstream.plays("marsVista", { body: { photos: [] } });
  expect(userMessage(await failure(service.photos(curiosity, undefined)))).toBe("I found no photos by Curiosity.");
});
