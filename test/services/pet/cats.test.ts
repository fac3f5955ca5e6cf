import { expect, onTestFinished, test } from "vitest";
import { UpstreamError } from "../../../src/core/errors.ts";
import type { RecordedUpstream } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { cats as catsOf } from "../../../src/services/pet/kinds.ts";
import { testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";

async function cats(
  upstreams: Readonly<Record<string, RecordedUpstream>> = {},
  options: Parameters<typeof testAsk>[0] = {},
) {
  const asked = await testAsk({ upstreams: { ...RECORDED, ...upstreams }, ...options });
  onTestFinished(asked.close);
  return { cats: catsOf(asked.ask), ...asked };
}

/** TheCatAPI with one breed. */
function oneBreed(breed: object): RecordedUpstream {
  return ({ path }) => ({
    status: 200,
    body: path === "/breeds" ? [{ id: "siam", name: "Siamese", ...breed }] : path === "/images/search" ? [] : {},
  });
}

test("a Sphynx as recorded", async () => {
  const { cats: service } = await cats();
  expect(await service.pet({ breed: "sphynx" })).toMatchObject({
    name: "Sphynx",
    facts: {
      id: "sphy",
      url: "https://en.wikipedia.org/wiki/Sphynx_(cat)",
      traits: ["hypoallergenic", "likes laps", "hairless", "rare"],
      origin: "Canada",
      lifeYears: { min: 12, max: 14 },
      weightKg: { min: 3, max: 5 },
      weightLb: { min: 6, max: 12 },
    },
    picture: { id: "catApi/BDb8ZXb1v", url: "https://cdn2.thecatapi.com/images/BDb8ZXb1v.jpg" },
    source: { name: "The Cat API" },
  });
});

test.each([
  ["origin", "origin"],
  ["weight", "weightKg"],
  ["life_span", "lifeYears"],
  ["wikipedia_url", "url"],
] as const)("without %s there is no %s", async (missing, fact) => {
  const full = {
    origin: "Thailand",
    weight: { metric: "4 - 7" },
    life_span: "12 - 15",
    wikipedia_url: "https://en.wikipedia.org/wiki/Siamese_(cat)",
  };
  const whole = await cats({ catApi: oneBreed(full) });
  expect((await whole.cats.pet({ breed: "siamese" })).facts?.[fact]).toBeDefined();
  for (const value of [undefined, null, "", 7]) {
    const without = await cats({ catApi: oneBreed({ ...full, [missing]: value }) });
    const { facts } = await without.cats.pet({ breed: "siamese" });
    expect(facts?.name).toBe("Siamese");
    expect(facts?.[fact]).toBeUndefined();
  }
});

test("flags of another kind are none", async () => {
  const { cats: service } = await cats({ catApi: oneBreed({ indoor: "yes", rex: 2, rare: true, hairless: 1 }) });
  expect((await service.pet({ breed: "siamese" })).facts?.traits).toEqual(["hairless"]);
});

test("a page that is no address is no page", async () => {
  const { cats: service } = await cats({ catApi: oneBreed({ wikipedia_url: "javascript:alert(1)" }) });
  expect((await service.pet({ breed: "siamese" })).facts?.url).toBeUndefined();
});

test("a breed that nobody has a picture of", async () => {
  const { cats: service, upstream } = await cats({ catApi: oneBreed({}) });
  const pet = await service.pet({ breed: "siamese" });
  expect(pet.picture).toBeUndefined();
  expect(upstream.calls("cataas")).toEqual([]);
});

test("any cat of CATAAS, by either name of its id", async () => {
  const { cats: service, upstream } = await cats();
  upstream.plays("catApi", { status: 500 });
  for (const name of ["id", "_id"]) {
    upstream.plays("cataas", { body: { [name]: "595f280b557291a9750ebf66", tags: [] } });
    expect((await service.pet({})).picture).toEqual({
      id: "cataas/595f280b557291a9750ebf66",
      url: "https://cataas.com/cat/595f280b557291a9750ebf66",
    });
  }
});

test("an id of CATAAS that leads elsewhere", async () => {
  const { cats: service, upstream } = await cats();
  upstream.plays("catApi", { status: 500 });
  upstream.plays("cataas", { body: { id: "../../evil?x=" } });
  await expect(service.pet({})).rejects.toBeInstanceOf(UpstreamError);
});

test.each(["catApi/../../x", "cataas/../evil", "elsewhere/1", "nonsense"])(
  "a picture that is none, %s, leads nowhere else",
  async (picture) => {
    const { cats: service } = await cats();
    const { picture: shown } = await service.pet({ picture });
    expect(shown?.url).toMatch(/^https:\/\/cdn2\.thecatapi\.com\/images\/[^/]*\.jpg$/);
  },
);

const faults: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "bad key": { status: 401, body: { message: "AUTHENTICATION_ERROR - no valid x-api-key in header", status: 401 } },
  "wrong field": { body: [{ id: "siam", name: 7 }] },
  "empty list": { body: [] },
};

test.each(Object.entries(faults))("The Cat API: %s, so CATAAS answers", async (_, fault) => {
  const { cats: service } = await cats({}, { faults: { catApi: fault } });
  expect(await service.pet({ breed: "siamese" })).toMatchObject({ isAnyInstead: true, source: { name: "CATAAS" } });
});

test.each(Object.entries(faults))("both: %s", async (_, fault) => {
  const { cats: service } = await cats({}, { faults: { catApi: fault, cataas: fault } });
  await expect(service.pet({})).rejects.toBeInstanceOf(UpstreamError);
});
