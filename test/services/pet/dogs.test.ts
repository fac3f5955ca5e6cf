import { afterEach, expect, test } from "vitest";
import { NotFoundError, UpstreamError, userMessage } from "../../../src/core/errors.ts";
import { ok, type RecordedUpstream } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { dogs as dogsOf } from "../../../src/services/pet/kinds.ts";
import { type TestAsk, testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";

const open: TestAsk[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function dogs(
  upstreams: Readonly<Record<string, RecordedUpstream>> = {},
  options: Parameters<typeof testAsk>[0] = {},
) {
  const asked = await testAsk({ upstreams: { ...RECORDED, ...upstreams }, ...options });
  open.push(asked);
  return { dogs: dogsOf(asked.ask), ...asked };
}

/** TheDogAPI with one breed and these pictures. */
function oneBreed(breed: object, images: unknown = []): RecordedUpstream {
  return ({ path }) => ({
    status: 200,
    body: path === "/breeds" ? [{ id: 31, name: "Beagle", ...breed }] : path === "/images/search" ? images : {},
  });
}

test("a beagle as recorded", async () => {
  const { dogs: service } = await dogs();
  const dog = await service.pet({ breed: "beagle" });
  expect(dog).toMatchObject({
    name: "Beagle",
    facts: {
      id: "31",
      group: "Hound",
      temperament: ["amiable", "even tempered", "excitable", "determined", "gentle", "intelligent"],
      bredFor: "rabbit and hare hunting",
      weightKg: { min: 9, max: 16 },
      weightLb: { min: 20, max: 35 },
      heightCm: { min: 33, max: 38 },
      heightIn: { min: 13, max: 15 },
      lifeYears: { min: 13, max: 16 },
    },
    picture: { url: "https://cdn2.thedogapi.com/images/Syd4xxqEm.jpg" },
    source: { name: "The Dog API" },
    pictureSource: { name: "The Dog API" },
  });
});

test.each([
  ["breed_group", "group"],
  ["bred_for", "bredFor"],
  ["origin", "origin"],
  ["weight", "weightKg"],
  ["weight", "weightLb"],
  ["height", "heightCm"],
  ["height", "heightIn"],
  ["life_span", "lifeYears"],
] as const)("without %s there is no %s", async (missing, fact) => {
  const full = {
    breed_group: "Hound",
    bred_for: "Hunting",
    origin: "England",
    weight: { metric: "9", imperial: "20" },
    height: { metric: "33", imperial: "13" },
    life_span: "13 years",
  };
  const whole = await dogs({ dogApi: oneBreed(full) });
  expect((await whole.dogs.pet({ breed: "beagle" })).facts?.[fact]).toBeDefined();
  for (const value of [undefined, null, "", 7]) {
    const without = await dogs({ dogApi: oneBreed({ ...full, [missing]: value }) });
    const { facts } = await without.dogs.pet({ breed: "beagle" });
    expect(facts?.name).toBe("Beagle");
    expect(facts?.[fact]).toBeUndefined();
  }
});

test("without a temperament", async () => {
  const { dogs: service } = await dogs({ dogApi: oneBreed({}) });
  expect((await service.pet({ breed: "beagle" })).facts?.temperament).toEqual([]);
});

test("one picture after another, from one call", async () => {
  const images = ["a", "b", "c"].map((id) => ({ id, url: `https://cdn2.thedogapi.com/images/${id}.jpg` }));
  const { dogs: service, upstream } = await dogs({ dogApi: oneBreed({}, images) });
  const urls = [];
  for (const pick of [0, 1, 2, 3]) urls.push((await service.pet({ breed: "beagle", pick: pick })).picture?.url.at(-5));
  expect(urls).toEqual(["a", "b", "c", "a"]);
  expect((await service.pet({ breed: "beagle" })).pictureCount).toBe(3);
  expect(upstream.calls("dogApi")).toEqual(["GET /breeds", "GET /images/search?breed_ids=31&limit=10&size=med"]);
});

test("pictures whose address is unusable are left out", async () => {
  const images = ["javascript:alert(1)", "http://cdn2.thedogapi.com/a.jpg", "", "https://cdn2.thedogapi.com/b.jpg"];
  const { dogs: service } = await dogs({
    dogApi: oneBreed(
      {},
      images.map((url) => ({ id: "x", url })),
    ),
  });
  expect(await service.pet({ breed: "beagle" })).toMatchObject({ pictureCount: 1, picture: { url: images[3] } });
});

test("the list carries the picture itself", async () => {
  const { dogs: service, upstream } = await dogs({
    dogApi: oneBreed({ image: { url: "https://cdn2.thedogapi.com/images/own.jpg" } }),
  });
  expect((await service.pet({ breed: "beagle" })).picture?.url).toBe("https://cdn2.thedogapi.com/images/own.jpg");
  expect(upstream.calls("dogApi")).toHaveLength(2);
});

test("The Dog API has no picture, dog.ceo has", async () => {
  const { dogs: service } = await dogs({ dogApi: oneBreed({ name: "Vizsla" }) });
  expect(await service.pet({ breed: "vizsla" })).toMatchObject({
    facts: { name: "Vizsla" },
    picture: { url: "https://images.dog.ceo/breeds/vizsla/n02100583_1214.jpg" },
    source: { name: "The Dog API" },
    pictureSource: { name: "dog.ceo" },
  });
});

test("nobody has a picture", async () => {
  const { dogs: service } = await dogs({ dogApi: oneBreed({ name: "Pumi" }) });
  const dog = await service.pet({ breed: "pumi" });
  expect(dog).toMatchObject({ name: "Pumi", pictureCount: 0 });
  expect(dog.picture).toBeUndefined();
});

test("a breed that only dog.ceo knows", async () => {
  const { dogs: service } = await dogs({ dogApi: oneBreed({}) });
  const dog = await service.pet({ breed: "afghan hound" });
  expect(dog).toMatchObject({ name: "Afghan Hound", pictureCount: 4, source: { name: "dog.ceo" } });
  expect(dog.facts).toBeUndefined();
});

test("a misspelt breed", async () => {
  const { dogs: service } = await dogs();
  const error = await service.pet({ breed: "beegle" }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NotFoundError);
  expect(userMessage(error as NotFoundError)).toBe("I know no dog breed called “beegle”. Did you mean Beagle?");
  expect((error as NotFoundError).suggestions).toEqual([{ option: "breed", value: "Beagle", label: "Beagle" }]);
});

test("a misspelt breed while dog.ceo is down, too", async () => {
  const { dogs: service, upstream } = await dogs();
  upstream.plays("dogCeo", { status: 500 });
  await expect(service.pet({ breed: "beegle" })).rejects.toBeInstanceOf(NotFoundError);
});

test("no breed: any dog", async () => {
  const { dogs: service } = await dogs();
  const dog = await service.pet({});
  expect(dog.name).toBe(dog.facts?.name);
  expect(dog.picture?.url).toMatch(/^https:/);
});

test("no breed and The Dog API is down: any dog of dog.ceo", async () => {
  const { dogs: service, upstream } = await dogs();
  upstream.plays("dogApi", { status: 500 });
  const dog = await service.pet({});
  expect(["Chesapeake Bay Retriever", "Vizsla", "Spanish Waterdog", "Afghan Hound", "Silky Terrier"]).toContain(
    dog.name,
  );
  expect(dog.source.name).toBe("dog.ceo");
});

test("suggestions while typing", async () => {
  const { dogs: service } = await dogs();
  expect(await service.breedNames("bea", 3)).toEqual(["Beagle", "Bearded Collie", "Beauceron"]);
});

test("suggestions while The Dog API is down", async () => {
  const { dogs: service, upstream } = await dogs();
  upstream.plays("dogApi", { status: 500 });
  expect(await service.breedNames("labr", 1)).toEqual(["Labrador Retriever"]);
});

test("the key goes into a header, never into the address", async () => {
  const { dogs: service, upstream } = await dogs({}, { keys: { dogApi: "live_secret" } });
  await service.pet({ breed: "dalmatian" });
  for (const { line, headers } of upstream.requests("dogApi")) {
    expect(headers["x-api-key"]).toBe("live_secret");
    expect(line).not.toContain("live_secret");
  }
});

const faults: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "bad key": { status: 401, body: { message: "AUTHENTICATION_ERROR - no valid x-api-key in header", status: 401 } },
  "wrong field": { body: [{ id: 31, name: { en: "Beagle" } }] },
  "not a list": { body: { breeds: [] } },
  "empty list": { body: [] },
};

test.each(Object.entries(faults))("The Dog API: %s, so dog.ceo answers", async (_, fault) => {
  const { dogs: service } = await dogs({}, { faults: { dogApi: fault } });
  expect(await service.pet({ breed: "afghan hound", pick: 0 })).toMatchObject({
    name: "Afghan Hound",
    picture: { url: "https://images.dog.ceo/breeds/hound-afghan/n02088094_1003.jpg" },
    source: { name: "dog.ceo" },
  });
});

test.each(Object.entries(faults))("both: %s", async (_, fault) => {
  const { dogs: service } = await dogs({}, { faults: { dogApi: fault, dogCeo: fault } });
  await expect(service.pet({ breed: "beagle" })).rejects.toBeInstanceOf(UpstreamError);
});

test("odd breeds and odd pictures cost only themselves", async () => {
  const { dogs: service, logged } = await dogs({
    dogApi: ({ path }) =>
      ok(
        path === "/breeds"
          ? [null, { id: 31, name: "Beagle" }, { id: {}, name: "Nobody" }, { id: 7, name: 7 }]
          : [{ url: "https://evil.example/a.jpg" }, { url: 7 }, { url: "https://cdn2.thedogapi.com/images/b.jpg" }],
      ),
  });
  expect(await service.pet({ breed: "beagle" })).toMatchObject({ name: "Beagle", pictureCount: 1 });
  expect(logged).toMatchObject([
    { route: "/breeds", count: 3 },
    { route: "/images/search", count: 2 },
  ]);
});

test("pictures of another breed are none of this one", async () => {
  const of = (id: number, name: string) => ({ url: `https://cdn2.thedogapi.com/${name}.jpg`, breeds: [{ id }] });
  const { dogs: service } = await dogs({ dogApi: oneBreed({}, [of(7, "pug"), of(31, "beagle")]) });
  expect(await service.pet({ breed: "beagle" })).toMatchObject({
    pictureCount: 1,
    picture: { url: "https://cdn2.thedogapi.com/beagle.jpg" },
  });
});

test.each([
  ["no breeds", { "/breeds": [] }],
  [
    "pictures of other breeds only",
    {
      "/breeds": [{ id: 31, name: "Afghan Hound" }],
      "/images/search": [{ url: "https://cdn2.thedogapi.com/a.jpg", breeds: [{ id: 7 }] }],
    },
  ],
  [
    "pictures at an unknown host",
    { "/breeds": [{ id: 31, name: "Afghan Hound" }], "/images/search": [{ url: "https://evil.example/a.jpg" }] },
  ],
])("%s: The Dog API is ill, and dog.ceo shows a dog", async (_, bodies: Readonly<Record<string, unknown>>) => {
  const { dogs: service, client } = await dogs({ dogApi: ({ path }) => ok(bodies[path] ?? {}) });
  expect((await service.pet({ breed: "afghan hound" })).picture?.url).toMatch(/^https:\/\/images\.dog\.ceo\//);
  expect(client.status().find(({ id }) => id === "dogApi")?.state).toBe("ill");
});

test("dog.ceo: odd breeds and odd pictures cost only themselves", async () => {
  const { dogs: service, upstream } = await dogs({
    dogCeo: ({ path }) =>
      ok({
        status: "success",
        message: path.startsWith("/breeds/list")
          ? { hound: ["afghan", 7], terrier: "none" }
          : ["https://evil.example/a.jpg", "https://images.dog.ceo/breeds/hound-afghan/a.jpg", null],
      }),
  });
  upstream.plays("dogApi", { status: 500 });
  expect(await service.pet({ breed: "afghan hound" })).toMatchObject({ name: "Afghan Hound", pictureCount: 1 });
});

test("The Dog API can't be asked, and dog.ceo knows no such breed: told as that", async () => {
  const { dogs: service, upstream } = await dogs();
  upstream.plays("dogApi", { status: 503 });
  const error = (await service.pet({ breed: "beegle" }).catch((reason: unknown) => reason)) as NotFoundError;
  expect(error).toBeInstanceOf(NotFoundError);
  expect(userMessage(error)).toMatch(/I could not look everywhere\. The Dog API is not answering right now\./);
  expect(error.suggestions).not.toEqual([]);
});

test.each<[string, Fault]>([
  ["500", { status: 500 }],
  ["429", { status: 429, headers: { "retry-after": "600" } }],
])("a breed that The Dog API does not know, while dog.ceo could not be asked (%s): both are said", async (_, fault) => {
  const { dogs: service } = await dogs({ dogApi: oneBreed({}) }, { faults: { dogCeo: fault } });
  const error = await service.pet({ breed: "afghan hound" }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NotFoundError);
  expect(userMessage(error as NotFoundError)).toMatch(
    /^I know no dog breed called “afghan hound”\. .*I could not look everywhere\. dog\.ceo /,
  );
});
