import { afterEach, expect, test } from "vitest";
import { BotError, NotFoundError, UpstreamError, userMessage } from "../../../src/core/errors.ts";
import { ok, type RecordedUpstream, recordedJson } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { Covid } from "../../../src/services/covid/covid.ts";
import { DiseaseSh } from "../../../src/services/covid/disease-sh.ts";
import { Who } from "../../../src/services/covid/who.ts";
import { type Faults, type TestAsk, testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";

const open: TestAsk[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function covid(upstreams: Readonly<Record<string, RecordedUpstream>> = {}, faults: Faults = {}) {
  const asked = await testAsk({ upstreams: { ...RECORDED, ...upstreams }, faults });
  open.push(asked);
  return { covid: new Covid(asked.ask), diseaseSh: new DiseaseSh(asked.ask), who: new Who(asked.ask), ...asked };
}

/** disease.sh with this one country, and this history of it. */
function oneCountry(country: object, timeline: unknown = {}): RecordedUpstream {
  return ({ path }) => ({
    status: 200,
    body: path === "/countries" ? [{ country: "Germany", ...country }] : { country: "Germany", timeline },
  });
}

const WHO_HEADER =
  "Date_reported,Country_code,Country,WHO_region,New_cases,Cumulative_cases,New_deaths,Cumulative_deaths\n";

const whoFile =
  (...rows: readonly string[]): RecordedUpstream =>
  () => ({ status: 200, body: `${WHO_HEADER}${rows.join("\n")}\n` });

const NO_RANGE = { onlyRecovered: false };

test("Germany as recorded", async () => {
  const { covid: service } = await covid();
  expect(await service.totals("germany", "country")).toMatchObject({
    place: "Germany",
    by: "diseaseSh",
    totals: {
      confirmed: 137_698,
      deaths: 4_052,
      recovered: 77_000,
      active: 56_646,
      confirmedPerMillion: 1_643,
      deathsPerMillion: 48,
      asOf: "2020-04-17",
      isFinal: false,
    },
    source: { name: "disease.sh" },
  });
});

test("the world as recorded", async () => {
  const { covid: service } = await covid();
  const world = await service.totals(undefined, "country");
  expect(world.place).toBeUndefined();
  expect(world).toMatchObject({
    totals: { confirmed: 77_004_488, asOf: "2020-12-20", isFinal: false },
  });
});

test("frozen totals are of the last day, however new the answer looks", async () => {
  const usa = recordedJson("covid-disease-sh/country-usa.frozen-2025.constructed.json") as object;
  const { covid: service } = await covid({ diseaseSh: () => ({ status: 200, body: [usa] }) });
  expect((await service.totals("usa", "country")).totals).toMatchObject({
    confirmed: 111_820_082,
    asOf: "2024-04-13",
    isFinal: true,
  });
});

test.each([
  ["cases", "confirmed"],
  ["deaths", "deaths"],
  ["recovered", "recovered"],
  ["active", "active"],
  ["casesPerOneMillion", "confirmedPerMillion"],
  ["deathsPerOneMillion", "deathsPerMillion"],
  ["updated", "asOf"],
] as const)("without %s there is no %s", async (missing, field) => {
  const full = {
    updated: 1_587_140_875_524,
    cases: 10,
    deaths: 2,
    recovered: 3,
    active: 5,
    casesPerOneMillion: 1,
    deathsPerOneMillion: 1,
  };
  const whole = await covid({ diseaseSh: oneCountry(full) });
  expect((await whole.covid.totals("germany", "country")).totals[field]).toBeDefined();
  for (const value of [null, undefined]) {
    const without = await covid({ diseaseSh: oneCountry({ ...full, [missing]: value }) });
    expect((await without.covid.totals("germany", "country")).totals[field]).toBeUndefined();
  }
});

test("a country without codes, a list with null", async () => {
  const { covid: service } = await covid({
    diseaseSh: () => ({ status: 200, body: [null, { country: "MS Zaandam", countryInfo: { iso2: null }, cases: 9 }] }),
  });
  expect(await service.totals("zaandam ms", "country").catch(userMessage)).toContain("MS Zaandam");
  expect((await service.totals("ms zaandam", "country")).totals.confirmed).toBe(9);
});

test("what has not the form of a code is nobody's", async () => {
  const noData = { iso2: "NO DATA", iso3: "NO DATA" };
  const { covid: service, upstream } = await covid({
    diseaseSh: ({ path }) => ({
      status: 200,
      body:
        path === "/countries"
          ? [
              { country: "Diamond Princess", countryInfo: noData, cases: 712 },
              { country: "S. Korea", countryInfo: { iso2: "KR" }, cases: 10 },
              { country: "DPRK", countryInfo: noData, cases: 74 },
            ]
          : { country: "DPRK", timeline: { cases: { "3/9/23": 1 } } },
    }),
  });
  expect(await service.totals("north korea", "country")).toMatchObject({
    place: "North Korea",
    totals: { confirmed: 74 },
  });
  expect((await service.totals("diamond princess", "country")).totals.confirmed).toBe(712);
  expect(await service.totals("NO DATA", "country").catch(userMessage)).toContain("no COVID-19 data for “NO DATA”");
  await service.history("DPRK", NO_RANGE, "country");
  expect(upstream.calls("diseaseSh").at(-1)).toBe("GET /historical/DPRK?lastdays=all");
});

test("a country that nobody has figures of is not answered with its neighbour", async () => {
  const { covid: service } = await covid();
  for (const country of ["north korea", "nauru"]) {
    const error = await service.totals(country, "country").catch((reason: unknown) => reason);
    expect((error as NotFoundError).suggestions.map(({ label }) => label)).toEqual(["Germany", "The world"]);
    expect(userMessage(error as NotFoundError)).toBe(
      `I have no COVID-19 data for “${country}”. Try /covid germany, or /covid for the world.`,
    );
  }
});

test("an impossible date is no date", async () => {
  const { covid: service } = await covid({ diseaseSh: oneCountry({ cases: 1, updated: 9e18 }) });
  expect((await service.totals("germany", "country")).totals.asOf).toBeUndefined();
});

test("no recovery among very many cases means that nobody counted", async () => {
  const { covid: service } = await covid();
  expect((await service.totals("uk", "country")).totals.recovered).toBeUndefined();
  expect((await service.totals("fiji", "country")).totals.recovered).toBe(0);
});

test("a misspelt country", async () => {
  const { covid: service } = await covid();
  const error = await service.totals("Germny", "versus").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NotFoundError);
  expect(userMessage(error as NotFoundError)).toBe("I have no COVID-19 data for “Germny”. Did you mean Germany?");
  expect((error as NotFoundError).suggestions).toEqual([{ option: "versus", value: "Germany", label: "Germany" }]);
});

test("a history, day by day", async () => {
  const { covid: service } = await covid();
  const { history, place } = await service.history("germany", NO_RANGE, "country");
  expect(place).toBe("Germany");
  expect(history.isFinal).toBe(false);
  expect(history.confirmed).toMatchObject({ from: "2020-01-22", stepDays: 1 });
  expect(history.confirmed?.totals.slice(5, 7)).toEqual([1, 4]);
  expect(history.confirmed?.totals.at(-1)).toBe(137_698);
});

test("recoveries end when their count was given up", async () => {
  const timeline = {
    cases: { "8/3/21": 10, "8/4/21": 11, "8/5/21": 12, "3/9/23": 99 },
    deaths: { "8/3/21": 1 },
    recovered: { "8/3/21": 5, "8/4/21": 6, "8/5/21": 0, "3/9/23": 0 },
  };
  const { covid: service } = await covid({ diseaseSh: oneCountry({}, timeline) });
  const { history } = await service.history("germany", NO_RANGE, "country");
  expect(history.recovered).toEqual({ from: "2021-08-03", stepDays: 1, totals: [5, 6] });
  expect(history.isFinal).toBe(true);
});

test("recoveries that were never counted", async () => {
  const timeline = { cases: { "8/3/21": 10 }, deaths: { "8/3/21": null }, recovered: { "8/3/21": 0 } };
  const { covid: service } = await covid({ diseaseSh: oneCountry({}, timeline) });
  const { history } = await service.history("germany", NO_RANGE, "country");
  expect(history.recovered).toBeUndefined();
  expect(history.deaths).toBeUndefined();
});

test.each([
  [null, []],
  ["mainland", []],
  [["mainland"], []],
  ["hainan", ["hainan"]],
  [
    ["hainan", "tibet", "mainland"],
    ["hainan", "tibet"],
  ],
])("provinces: %j", async (province, names) => {
  for (const field of ["province", "provinces"]) {
    const { diseaseSh } = await covid({ diseaseSh: () => ({ status: 200, body: { [field]: province } }) });
    const china = { id: "CN", name: "China", upstreamName: "China", isFinal: false };
    expect((await diseaseSh.provinces(china)).value).toEqual(names);
  }
});

test("a province", async () => {
  const { covid: service } = await covid();
  const { place, history } = await service.history("china", { ...NO_RANGE, province: "Hainan" }, "country");
  expect(place).toBe("Hainan, China");
  expect(history.confirmed?.totals.at(-1)).toBe(171);
  expect(await service.provinceNames("china", "h", 5)).toEqual(["hainan"]);
  expect(await service.provinceNames("nowhere", "", 5)).toEqual([]);
});

test.each([
  ["china", "hainann", "I know no province of China called “hainann”. Did you mean Hainan?"],
  ["china", "zzzz", "I know no province of China called “zzzz”. There is Hainan, Yunnan, Tianjin."],
  ["germany", "bavaria", "I have no figures for parts of Germany, only for the whole."],
  [undefined, "hainan", "A province needs its country. Try /covid china province:hainan."],
  ["hong kong", "kowloon", "I have totals for Hong Kong, but no history: ask without dates, status or province."],
])("no province: %s, %s", async (country, province, sentence) => {
  const { covid: service, upstream } = await covid();
  const error = await service.history(country, { ...NO_RANGE, province }, "country").catch((reason: unknown) => reason);
  expect(userMessage(error as NotFoundError)).toBe(sentence);
  // What was typed never becomes a path
  expect(upstream.calls("diseaseSh").join()).not.toContain(province);
});

test("the first to ask does not wait for WHO, the next one has its newer figures", async () => {
  const { covid: service, who, upstream } = await covid();
  upstream.plays("who", { slowMs: 100 });
  expect((await service.totals("france", "country")).newer).toBeUndefined();
  await who.index();
  expect((await service.totals("france", "country")).newer).toMatchObject({
    value: { confirmed: 39_125_247, deaths: 168_181, asOf: "2026-11-01" },
  });
  expect((await service.totals("germany", "country")).newer).toBeUndefined();
  // Three countries are not the world
  expect((await service.totals(undefined, "country")).newer).toBeUndefined();
  expect(upstream.calls("who")).toHaveLength(1);
});

test("WHO's figures that are older are no news", async () => {
  const { covid: service, who } = await covid({ who: whoFile("2020-03-01,DE,Germany,EUR,1,1,,0") });
  await who.index();
  expect((await service.totals("germany", "country")).newer).toBeUndefined();
});

test("a place that only WHO knows", async () => {
  const { covid: service, who } = await covid({ who: whoFile("2026-11-01,NR,Nauru,WPR,1,5,,1") });
  await who.index();
  expect(await service.totals("nauru", "country")).toMatchObject({
    place: "Nauru",
    by: "who",
    totals: { confirmed: 5 },
  });
});

test("days after the daily history: WHO's, week by week", async () => {
  const { covid: service, who } = await covid();
  await who.index();
  const recent = await service.history("france", { ...NO_RANGE, from: "2026-10-01" }, "country");
  expect(recent).toMatchObject({ by: "who", history: { confirmed: { stepDays: 7 } } });
  expect(recent.history.recovered).toBeUndefined();
  const old = await service.history("france", { ...NO_RANGE, to: "2020-04-01" }, "country");
  expect(old).toMatchObject({ by: "diseaseSh", history: { confirmed: { stepDays: 1 } } });
  const recovered = await service.history("france", { onlyRecovered: true, from: "2026-10-01" }, "country");
  expect(recovered.by).toBe("diseaseSh");
});

test("no daily history: WHO's", async () => {
  const { covid: service, who } = await covid({ who: whoFile("2026-11-01,HK,Hong Kong SAR,WPR,1,5,,1") });
  await who.index();
  expect((await service.history("hong kong", NO_RANGE, "country")).by).toBe("who");
});

test("suggestions while typing", async () => {
  const { covid: service } = await covid();
  expect(await service.countryNames("ger", 2)).toEqual(["Germany", "Algeria"]);
});

test("suggestions while disease.sh is down", async () => {
  const { covid: service, upstream } = await covid();
  upstream.plays("diseaseSh", { status: 500 });
  expect(await service.countryNames("fr", 2)).toEqual(["France"]);
});

const faults: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "no such country, of all": { status: 404, body: { message: "Country not found or doesn't have any cases" } },
  "wrong field": { body: [{ country: "France", cases: "many" }] },
  "not a list": { body: { countries: [] } },
};

test.each(Object.entries(faults))("disease.sh: %s, so WHO answers", async (_, fault) => {
  const { covid: service } = await covid({}, { diseaseSh: fault });
  expect(await service.totals("france", "country")).toMatchObject({
    place: "France",
    by: "who",
    totals: { confirmed: 39_125_247, deaths: 168_181, asOf: "2026-11-01" },
    source: { name: "the World Health Organization" },
  });
});

test.each(Object.entries(faults))("both: %s", async (_, fault) => {
  const { covid: service } = await covid({}, { diseaseSh: fault, who: fault });
  for (const country of ["france", undefined]) {
    await expect(service.totals(country, "country")).rejects.toBeInstanceOf(UpstreamError);
    await expect(service.history(country, NO_RANGE, "country")).rejects.toBeInstanceOf(BotError);
  }
});

test.each(Object.entries(faults))("WHO: %s, and nobody notices", async (_, fault) => {
  const { covid: service, who } = await covid({}, { who: fault });
  expect((await service.totals("france", "country")).newer).toBeUndefined();
  await who.index().catch(() => undefined);
  expect((await service.totals("france", "country")).by).toBe("diseaseSh");
});

test("a history of the wrong shape", async () => {
  for (const timeline of [
    undefined,
    { cases: [1, 2] },
    { cases: { "2020-01-22": 1 } },
    { cases: { "1/22/20": "1" } },
  ]) {
    const { covid: service } = await covid({
      diseaseSh: oneCountry({}, timeline),
      who: () => ({ status: 500, body: "" }),
    });
    await expect(service.history("germany", NO_RANGE, "country")).rejects.toBeInstanceOf(UpstreamError);
  }
});

test("odd countries and odd days cost only themselves", async () => {
  const days = { "3/1/20": 1, "3/2/20": "two", "13/45/20": 3, "3/4/20": 4, "3/5/99": 5 };
  const { covid: service, logged } = await covid({
    diseaseSh: ({ path }) =>
      ok(
        path === "/countries"
          ? [null, { country: "Germany", cases: 9 }, { country: 7 }, { cases: 5 }]
          : { country: "Germany", timeline: { cases: days } },
      ),
  });
  expect((await service.totals("germany", "country")).totals.confirmed).toBe(9);
  const { history } = await service.history("germany", NO_RANGE, "country");
  expect(history.confirmed).toEqual({ from: "2020-03-01", stepDays: 1, totals: [1, 1, 1, 4] });
  expect(logged).toMatchObject([
    { upstream: "diseaseSh", count: 3 },
    { upstream: "diseaseSh", count: 3 },
  ]);
});

test.each([
  ["the world has no cases", undefined, { cases: 0, deaths: 0 }],
  ["more have died than were ill", undefined, { cases: 5, deaths: 7 }],
  ["no country has any", "france", [{ country: "France", cases: 0 }]],
])("%s: disease.sh means nothing, and WHO is asked", async (_, place, body) => {
  const many = Array.from({ length: 200 }, (_, index) => `2020-01-05,,Place ${index},EUR,1,1,,0`);
  const { covid: service, client } = await covid({
    diseaseSh: () => ok(body),
    who: whoFile(...many, "2026-11-01,FR,France,EUR,1,5,,1"),
  });
  expect((await service.totals(place, "country")).by).toBe("who");
  expect(client.status().find(({ id }) => id === "diseaseSh")?.state).toBe("ill");
});
