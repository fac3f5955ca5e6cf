import { describe, expect, onTestFinished, test } from "vitest";
import { ok, type RecordedUpstream, recordedJson } from "../../../src/recorded/body.ts";
import { makePeople } from "../../../src/services/person/made-people.ts";
import { countriesLike, findNationality, NATIONALITIES } from "../../../src/services/person/nationalities.ts";
import { isUsableSeed, People } from "../../../src/services/person/people.ts";
import { ageOn, personOf } from "../../../src/services/person/person.ts";
import { testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";

async function people(randomUser?: RecordedUpstream, fault?: Fault) {
  const asked = await testAsk({ ...(randomUser && { upstreams: { randomUser } }), faults: { randomUser: fault } });
  onTestFinished(() => asked.close());
  return { people: new People(asked.ask), ...asked };
}

const AMBER = {
  gender: "female",
  name: { title: "Ms", first: "Amber", last: "Nelson" },
  location: {
    street: { number: 2579, name: "The Green" },
    city: "Salisbury",
    state: "Buckinghamshire",
    country: "United Kingdom",
    postcode: "HC1 7JG",
  },
  email: "amber.nelson@example.com",
  login: { username: "crazytiger926", password: "wordup" },
  dob: { date: "1989-10-26T02:57:20.999Z", age: 37 },
  phone: "016977 41478",
  id: { name: "NINO", value: null },
  picture: { large: "https://randomuser.me/api/portraits/women/58.jpg" },
  nat: "GB",
};

describe("somebody", () => {
  test("all that is shown, and nothing of their login, papers or telephone", () => {
    expect(personOf([]).parse(AMBER)).toEqual({
      name: "Ms Amber Nelson",
      gender: "female",
      bornOn: "1989-10-26",
      street: "2579 The Green",
      city: "Salisbury",
      state: "Buckinghamshire",
      postcode: "HC1 7JG",
      country: "United Kingdom",
      email: "amber.nelson@example.com",
      portrait: "https://randomuser.me/api/portraits/women/58.jpg",
    });
  });

  test("a postcode that is a number", () => {
    expect(personOf([]).parse({ ...AMBER, location: { postcode: 41694 } }).postcode).toBe("41694");
  });

  test.each([
    ["gender", "gender"],
    ["dob", "bornOn"],
    ["location", "city"],
    ["email", "email"],
    ["picture", "portrait"],
  ])("without %s", (field, ours) => {
    expect(personOf([]).parse({ ...AMBER, [field]: undefined })).toHaveProperty(ours, undefined);
    expect(personOf([]).parse({ ...AMBER, [field]: null })).toHaveProperty(ours, undefined);
  });

  test("a birthday that is none, a portrait that is no web address", () => {
    const odd = {
      ...AMBER,
      dob: { date: "long ago" },
      picture: { large: "javascript:alert(1)", medium: "http://x.example/1.jpg" },
    };
    expect(personOf([]).parse(odd)).toMatchObject({ portrait: "https://x.example/1.jpg" });
    expect(personOf([]).parse(odd).bornOn).toBeUndefined();
  });

  test("only a last name, or none", () => {
    expect(personOf([]).parse({ ...AMBER, name: { last: "Nelson" } }).name).toBe("Nelson");
    expect(personOf([]).parse({ ...AMBER, name: {} }).name).toBe("Nobody");
  });

  test("ages change on the birthday", () => {
    expect(ageOn("2026-10-25", "1989-10-26")).toBe(36);
    expect(ageOn("2026-10-26", "1989-10-26")).toBe(37);
  });
});

describe("nationalities", () => {
  test.each([
    ["germany", "DE"],
    ["German", "DE"],
    ["de", "DE"],
    ["USA", "US"],
    ["american", "US"],
    ["the netherlands", "NL"],
    ["england", "GB"],
    ["new zealand", "NZ"],
    ["Türkiye", "TR"],
    ["turkey", "TR"],
    ["italy", undefined],
    ["xx", undefined],
    ["", undefined],
  ])("%s", (typed, expected) => {
    expect(findNationality(typed)).toBe(expected);
  });

  test("all of them have a name that finds them", () => {
    const names = countriesLike("", 100);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, "en")));
    expect(new Set(names.map(findNationality))).toEqual(new Set(NATIONALITIES));
  });

  test("near misses", () => {
    expect(countriesLike("germny", 3)).toEqual(["Germany"]);
  });
});

test("what is asked, and nobody's secrets", async () => {
  const { people: service, upstream } = await people();
  const { value, source } = await service.invent({ count: 3, nationalities: ["FR"], seed: "abc" });
  expect(value).toMatchObject({ seed: "abc", isHere: false });
  expect(value.people.map(({ country }) => country)).toEqual(["France", "France", "France"]);
  expect(source.name).toBe("randomuser.me");
  expect(upstream.calls("randomUser")).toEqual([
    "GET /?exc=login%2Cid%2Cregistered%2Cphone%2Ccell&nat=fr&results=3&seed=abc",
  ]);
});

test("without a seed somebody else comes each time, and comes again by the seed", async () => {
  const { people: service } = await people();
  const first = await service.invent({ count: 1, nationalities: [] });
  const second = await service.invent({ count: 1, nationalities: [] });
  expect(second.value.seed).not.toBe(first.value.seed);
  expect(isUsableSeed(first.value.seed)).toBe(true);
  const again = await service.invent({ count: 1, nationalities: [], seed: first.value.seed });
  expect(again.value.people).toEqual(first.value.people);
});

test("a gender beside a seed is chosen here", async () => {
  const { people: service, upstream } = await people();
  const { value } = await service.invent({ count: 4, gender: "male", nationalities: [], seed: "abc" });
  expect(value.people.map(({ gender }) => gender)).toEqual(["male", "male", "male", "male"]);
  expect(upstream.calls("randomUser")[0]).toContain("results=50");
  expect(upstream.calls("randomUser")[0]).not.toContain("gender");
});

test.each(["fr".repeat(8), "", "abc", "x".repeat(64)])("a seed: %s", (seed) => {
  expect(isUsableSeed(seed)).toBe(true);
});

test("a seed that hides a nationality", () => {
  expect(isUsableSeed("0d10033844593e8311")).toBe(false);
});

const faults: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "in trouble, by its own word": { body: recordedJson("randomuser/error-service.json") },
  "eased up": { status: 429, body: recordedJson("randomuser/error-429.constructed.json") },
  "unknown version": { status: 404, body: "Not found" },
  "nobody at all": { body: { results: [], info: {} } },
  "wrong field type": { body: { results: [{ ...AMBER, name: "Amber" }] } },
};

test.each(Object.entries(faults))("%s: people are made here", async (_, fault) => {
  const { people: service } = await people(undefined, fault);
  const { value, source } = await service.invent({ count: 2, nationalities: ["DE"], seed: "abc" });
  expect(value).toMatchObject({ isHere: true, seed: "abc", people: [{ country: "Germany" }, { country: "Germany" }] });
  expect(source).toMatchObject({ name: "Faker", isRecorded: false });
});

test("a slow answer in time is an answer", async () => {
  const { people: service, upstream } = await people();
  upstream.plays("randomUser", { slowMs: 30 });
  expect((await service.invent({ count: 1, nationalities: [] })).value.isHere).toBe(false);
});

test("hostile text stays text", async () => {
  const { people: service } = await people(() =>
    ok({ results: [{ ...AMBER, name: { first: "<!channel>", last: "@everyone" } }] }),
  );
  const { value } = await service.invent({ count: 1, nationalities: [] });
  expect(value.people[0]?.name).toBe("<!channel> @everyone");
});

describe("made here", () => {
  test.each(NATIONALITIES)("somebody from %s", async (nationality) => {
    const question = { count: 2, nationalities: [nationality], seed: "abc" };
    const [one, other] = await makePeople(question);
    expect(one?.name).toMatch(/\p{L}+ \p{L}+/u);
    expect(one?.email).toMatch(/@example\.(com|org|net)$/);
    expect(findNationality(one?.country ?? "")).toBe(nationality);
    expect(other).not.toEqual(one);
    expect(await makePeople(question)).toEqual([one, other]);
  });

  test("of the gender that was asked for, from several countries, without being asked for one", async () => {
    const made = await makePeople({ count: 10, gender: "female", nationalities: [], seed: "foobar" });
    expect(new Set(made.map(({ gender }) => gender))).toEqual(new Set(["female"]));
    expect(new Set(made.map(({ country }) => country)).size).toBeGreaterThan(3);
  });

  test("grown-ups, whatever the day", async () => {
    const made = await makePeople({ count: 10, nationalities: ["US"], seed: "ages" });
    for (const { bornOn = "" } of made) {
      expect(ageOn("2026-01-01", bornOn)).toBeGreaterThanOrEqual(18);
      expect(ageOn("2026-01-01", bornOn)).toBeLessThanOrEqual(80);
    }
  });

  test("again on purpose, while randomuser.me is well", async () => {
    const { people: service, upstream } = await people();
    const { value } = await service.invent({ count: 1, nationalities: ["FR"], seed: "abc", isHere: true });
    expect(value.isHere).toBe(true);
    expect(upstream.calls("randomUser")).toEqual([]);
  });
});

test("odd people, and those of another nationality, cost only themselves", async () => {
  const results = [{ name: "none" }, { name: { first: "Ann" }, nat: "GB" }, { name: { first: "Bob" }, nat: "US" }];
  const { people: service, logged } = await people(() => ok({ results }));
  const { value, source } = await service.invent({ count: 3, nationalities: ["GB"], seed: "x" });
  expect(value.people.map(({ name }) => name)).toEqual(["Ann"]);
  expect(source.name).toBe("randomuser.me");
  expect(logged).toMatchObject([{ upstream: "randomUser", count: 2 }]);
});

test("all are of another nationality: randomuser.me is ill, and they are made here", async () => {
  const { people: service, client } = await people(() => ok({ results: [{ name: { first: "Bob" }, nat: "US" }] }));
  const { value } = await service.invent({ count: 1, nationalities: ["GB"], seed: "x" });
  expect(value.isHere).toBe(true);
  expect(client.status().find(({ id }) => id === "randomUser")?.state).toBe("ill");
});
