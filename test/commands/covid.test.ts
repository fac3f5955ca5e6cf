import { describe, expect, test } from "vitest";
import { amongAMillion, chartedOf, covidChart, drawableOf } from "../../commands/covid/chart.ts";
import { nothingThen } from "../../commands/covid/refusals.ts";
import { ok, type RecordedUpstream } from "../../src/recorded/body.ts";
import { diseaseSh } from "../../src/recorded/disease-sh.ts";
import type { PlaceHistory } from "../../src/services/covid/covid.ts";
import { type Person, talk } from "../support/conversation.ts";
import { measured } from "../support/pictures.ts";

/** disease.sh with this history of every place. */
function historyOf(timeline: object): Readonly<Record<string, RecordedUpstream>> {
  return {
    diseaseSh: (question) =>
      question.path.startsWith("/historical")
        ? ok({ country: "Germany", province: null, timeline })
        : diseaseSh(question),
  };
}

test("Germany", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/covid germany");
  await pictureSeenBy(ann);
  expect(ann.sees()).toBe(
    [
      "COVID-19 in Germany",
      "137,698 confirmed cases, 4,052 deaths and 77,000 recovered, as of 17 April 2020.",
      "Active: 56,646",
      "Per million: 1,643 cases, 48 deaths",
      "Picture: Confirmed cases in Germany rose from 1 on 27 January to 137,698 on 16 April 2020",
      "disease.sh, from Worldometer and Johns Hopkins CSSE · recorded sample",
    ].join("\n"),
  );
  expect(ann.seesAlone()).toBe(false);
});

test("the world", async () => {
  const { ann } = await talk();
  await ann.types("/covid");
  expect(ann.card()).toMatchObject({
    title: "COVID-19 worldwide",
    lines: [["77,004,488 confirmed cases, 1,697,450 deaths and 53,989,894 recovered, as of 20 December 2020."]],
  });
});

test("a name of two words, and a status", async () => {
  const { ann } = await talk();
  await ann.types("/covid south korea deaths");
  expect(ann.card()).toMatchObject({
    title: "COVID-19 deaths in South Korea",
    lines: [["Deaths rose from 1 on 20 February to 229 on 16 April 2020."]],
    fields: [
      { name: "New in that time", value: ["228"] },
      { name: "A day, on average", value: ["4"] },
      { name: "Most in a day", value: ["11, 2 March 2020"] },
    ],
    footer: "disease.sh, from Johns Hopkins CSSE",
  });
});

test("a status alone is the world's", async () => {
  const { ann } = await talk();
  await ann.types("/covid deaths");
  expect(ann.card().title).toBe("COVID-19 deaths worldwide");
});

test("between two days", async () => {
  const { ann } = await talk();
  await ann.types("/covid germany from:2020-03-01 to:2020-03-31");
  expect(ann.card()).toMatchObject({
    title: "COVID-19 in Germany",
    lines: [
      [
        "From 1 March to 31 March 2020, confirmed cases rose from 130 to 71,808, deaths rose from 0 to 775 and recoveries rose from 16 to 16,100.",
      ],
    ],
    fields: [
      { name: "New cases", value: ["71,678"] },
      { name: "New deaths", value: ["775"] },
      { name: "New recoveries", value: ["16,084"] },
    ],
  });
});

test("one day", async () => {
  const { ann } = await talk();
  await ann.types("/covid germany status:deaths from:2020-04-01 to:2020-04-01");
  expect(ann.card()).toMatchObject({ lines: [["Deaths stood at 920 on 1 April 2020."]], fields: [] });
});

test("two days: no day is larger than the whole", async () => {
  const { ann } = await talk();
  await ann.types("/covid germany status:confirmed from:2020-03-27 to:2020-03-28");
  expect(ann.card()).toMatchObject({
    lines: [["Confirmed cases rose from 50,871 on 27 March to 57,695 on 28 March 2020."]],
    fields: [
      { name: "New in that time", value: ["6,824"] },
      { name: "Most in a day", value: ["6,824, the last"] },
    ],
  });
});

test("totals that were corrected", async () => {
  const { ann } = await talk({
    upstreams: historyOf({
      cases: { "3/1/20": 100, "3/2/20": 300, "3/3/20": 250, "3/4/20": 90 },
      deaths: { "3/1/20": 1, "3/2/20": 1, "3/3/20": 2, "3/4/20": 2 },
    }),
  });
  await ann.types("/covid germany confirmed from:2020-03-01 to:2020-03-03");
  expect(ann.card()).toMatchObject({
    lines: [
      [
        "Confirmed cases rose from 100 on 1 March to 250 on 3 March 2020. New cases day by day: 200 on 2 March, a correction of -50 on 3 March 2020.",
      ],
    ],
    fields: [
      { name: "New in that time", value: ["150 (200 less corrections of 50)"] },
      { name: "A day, on average", value: ["75"] },
      { name: "Most in a day", value: ["200, 2 March 2020"] },
    ],
  });
  await ann.types("/covid germany confirmed from:2020-03-01 to:2020-03-04");
  expect(ann.card()).toMatchObject({
    lines: [[expect.stringMatching(/^Confirmed cases were corrected from 100 on 1 March to 90 on 4 March 2020\. New/)]],
    fields: [{ name: "Correction in that time", value: ["-10"] }],
  });
  await ann.types("/covid germany from:2020-03-01 to:2020-03-04");
  expect(ann.card().fields).toEqual([
    { name: "Correction of cases", value: ["-10"] },
    { name: "New deaths", value: ["1"] },
  ]);
});

test("two countries", async () => {
  const { ann } = await talk();
  await ann.types("/covid germany versus:usa");
  expect(ann.card()).toMatchObject({
    title: "COVID-19 in Germany and the USA",
    fields: [
      { name: "Active in Germany", value: ["56,646"] },
      { name: "Per million in Germany", value: ["1,643 cases, 48 deaths"] },
      { name: "Active in the USA", value: ["585,445"] },
      { name: "Per million in the USA", value: ["2,047 cases, 105 deaths"] },
    ],
  });
  expect(ann.sees()).toContain("The USA: 677,570 confirmed cases, 34,617 deaths and 57,508 recovered");
});

test("two countries between two days, one status", async () => {
  const { ann } = await talk();
  await ann.types("/covid germany deaths versus:italy from:2020-04-01");
  expect(ann.sees()).toContain("Germany: Deaths rose from 920 on 1 April to 4,052 on 16 April 2020.");
  expect(ann.sees()).toContain("Italy: Deaths rose from 13,155 on 1 April to 22,170 on 16 April 2020.");
});

test.each(["germany vs italy", "germany vs. italy", "germany versus italy", "🇩🇪 vs 🇮🇹", '"germany v italy"'])(
  "two countries in one breath: /covid %s",
  async (typed) => {
    const { ann } = await talk();
    await ann.types(`/covid ${typed}`);
    expect(ann.card().title).toBe("COVID-19 in Germany and Italy");
  },
);

test("two countries in one breath, and a status", async () => {
  const { ann } = await talk();
  await ann.types("/covid germany vs united kingdom deaths from:2020-04-01");
  expect(ann.card().title).toBe("COVID-19 deaths in Germany and the UK");
});

test("a name in the person's own language", async () => {
  const { ann, suggests } = await talk({ locale: "de" });
  await ann.types("/covid südkorea versus:Vereinigte Staaten");
  expect(ann.card().title).toBe("COVID-19 in South Korea and the USA");
  expect(await suggests("covid", "country", "schwei")).toContain("Switzerland");
});

test("a part of the United Kingdom", async () => {
  const { ann } = await talk();
  await ann.types("/covid england");
  expect(ann.card()).toMatchObject({
    title: "COVID-19 in the UK",
    lines: [
      ["England is a part of the UK and has no figures of its own here: these are of the whole."],
      ["103,093 confirmed cases and 13,729 deaths, as of 17 April 2020."],
    ],
  });
  await ann.types("/covid scotland deaths from:2020-04-01");
  expect(ann.card()).toMatchObject({
    title: "COVID-19 deaths in the UK",
    lines: [
      ["Scotland is a part of the UK and has no figures of its own here: these are of the whole."],
      ["Deaths rose from 3,101 on 1 April to 15,986 on 16 April 2020."],
    ],
  });
  await ann.types("/covid wales versus:france");
  expect(ann.sees()).toContain("Wales is a part of the UK");
  await ann.types("/covid england versus:scotland");
  expect(ann.sees()).toBe(
    "I have no figures of England and of Scotland apart, only of the UK. Try /covid germany versus:italy.",
  );
});

test("two countries whose last days differ", async () => {
  const days = (history: object) => ({ country: "", province: null, timeline: history });
  const { ann } = await talk({
    upstreams: {
      diseaseSh: (question) => {
        if (question.path === "/historical/DE") return ok(days({ cases: { "4/1/20": 10, "4/16/20": 30 } }));
        if (question.path === "/historical/IT") return ok(days({ cases: { "4/1/20": 5, "4/13/20": 7 } }));
        return diseaseSh(question);
      },
    },
  });
  await ann.types("/covid germany versus:italy confirmed");
  await pictureSeenBy(ann);
  expect(ann.card().lines.at(-1)).toEqual([
    "The figures end on different days: 16 April 2020 in Germany and 13 April 2020 in Italy.",
  ]);
  await ann.types("/covid germany versus:italy");
  await pictureSeenBy(ann);
  expect(ann.card().footer).toBe(
    "disease.sh, from Worldometer and Johns Hopkins CSSE · chart: Johns Hopkins CSSE, up to 16 April 2020 in Germany; Johns Hopkins CSSE, up to 13 April 2020 in Italy",
  );
});

test("two countries whose totals are of different days", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("diseaseSh", {
    body: [
      { country: "Germany", countryInfo: { iso2: "DE" }, cases: 7, updated: Date.UTC(2020, 3, 17) },
      { country: "Italy", countryInfo: { iso2: "IT" }, cases: 8, updated: Date.UTC(2020, 5, 1) },
    ],
  });
  await ann.types("/covid germany versus:italy");
  expect(ann.card().lines.slice(-1)).toEqual([
    ["The figures end on different days: 17 April 2020 in Germany and 1 June 2020 in Italy."],
  ]);
});

test("the chart is by another count than the totals", async () => {
  const { ann } = await talk({
    upstreams: {
      diseaseSh: (question) =>
        question.path.startsWith("/historical") ? { status: 500, body: {} } : diseaseSh(question),
    },
  });
  await ann.types("/covid france");
  await pictureSeenBy(ann);
  expect(ann.card().footer).toBe(
    "disease.sh, from Worldometer and Johns Hopkins CSSE · chart: World Health Organization, up to 1 November 2026",
  );
});

test("the chart ends on another day than the totals", async () => {
  const { ann } = await talk();
  await ann.types("/covid");
  await pictureSeenBy(ann);
  expect(ann.card().footer).toBe(
    "disease.sh, from Worldometer and Johns Hopkins CSSE · chart: Johns Hopkins CSSE, up to 13 October 2020",
  );
});

test("a province", async () => {
  const { ann } = await talk();
  await ann.types("/covid china province:hainan");
  expect(ann.card()).toMatchObject({
    title: "COVID-19 in Hainan, China",
    lines: [
      [
        "From 14 September to 13 October 2020, confirmed cases stayed at 171, deaths stayed at 6 and recoveries stayed at 165.",
      ],
    ],
  });
});

test("a state of the USA: the sum of its counties", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/covid usa province:california");
  await pictureSeenBy(ann);
  expect(ann.card()).toMatchObject({
    title: "COVID-19 in California, USA",
    lines: [
      [
        "From 14 September to 13 October 2020, confirmed cases rose from 765,134 to 861,310 and deaths rose from 14,439 to 16,644. Recoveries are not counted here.",
      ],
    ],
    footer: "disease.sh, from Johns Hopkins CSSE",
  });
  await ann.types("/covid usa province:CA status:deaths");
  expect(ann.card().title).toBe("COVID-19 deaths in California, USA");
  expect(upstream.calls("diseaseSh").filter((call) => call.includes("usacounties/"))).toEqual([
    "GET /historical/usacounties/california?lastdays=all",
  ]);
});

test("a county", async () => {
  const { ann } = await talk();
  await ann.types('/covid usa province:california county:"Alameda County"');
  expect(ann.card()).toMatchObject({
    title: "COVID-19 in Alameda, California, USA",
    lines: [[expect.stringContaining("confirmed cases rose from 20,022 to")]],
  });
});

test("a misspelt state, a misspelt county, and what was meant", async () => {
  const { ann } = await talk();
  await ann.types("/covid usa province:califronia county:alamida");
  expect(ann.sees()).toBe("I know no state of the USA called “califronia”. Did you mean California?");
  await ann.presses("California");
  expect(ann.sees()).toBe("I know no county of California called “alamida”. Did you mean Alameda?");
  await ann.presses("Alameda");
  expect(ann.card().title).toBe("COVID-19 in Alameda, California, USA");
});

test.each([
  [
    "usa county:alameda",
    "I know counties of the USA alone, and a county needs its state. Try /covid usa province:california county:alameda.",
  ],
  [
    "china province:hainan county:alameda",
    "I know counties of the USA alone, and a county needs its state. Try /covid usa province:california county:alameda.",
  ],
  ["usa province:illinois", "I have no figures of Illinois, USA."],
  ["california", "California is a state of the USA. Try /covid usa province:california."],
  ["usa province:california status:recovered", "Recoveries are not counted in California, USA."],
])("no state, no county: /covid %s", async (typed, sentence) => {
  const { ann } = await talk();
  await ann.types(`/covid ${typed}`);
  expect(ann.sees()).toBe(sentence);
  expect(ann.seesAlone()).toBe(true);
});

test("states and counties while typing", async () => {
  const { suggests } = await talk();
  expect(await suggests("covid", "province", "calif", { country: "usa" })).toEqual(["california"]);
  expect((await suggests("covid", "county", "alam", { country: "usa", province: "California" }))[0]).toBe("alameda");
  expect(await suggests("covid", "county", "alam", { province: "nowhere" })).toEqual([]);
});

test("a misspelt country, and what was meant", async () => {
  const { ann, bob } = await talk();
  await ann.types("/covid germny deaths");
  expect(ann.sees()).toBe("I have no COVID-19 data for “germny”. Did you mean Germany?");
  expect(ann.seesAlone()).toBe(true);
  await ann.presses("Germany");
  expect(bob.card().title).toBe("COVID-19 deaths in Germany");
});

test("a misspelt country to compare with", async () => {
  const { ann } = await talk();
  await ann.types("/covid germany versus:itly");
  await ann.presses("Italy");
  expect(ann.card().title).toBe("COVID-19 in Germany and Italy");
});

test.each([
  [
    "germany from:2020-04-01 to:2020-03-01",
    "1 April 2020 comes after 1 March 2020. Try from:2020-03-01 to:2020-04-01.",
  ],
  ["germany from:2020-05-01", "The figures of Germany end on 16 April 2020. Ask for that day or an earlier one."],
  ["usa to:2019-05-01", "The figures of the USA begin on 22 January 2020. Ask for that day or a later one."],
  ["to:2019-05-01", "The figures of the world begin on 14 September 2020. Ask for that day or a later one."],
  ["germany versus:DE", "That is the same place twice. Try /covid germany versus:italy."],
  ["germany status:ill", "I know no status called “ill”."],
  ["germany from:flurbday", "I can't read “flurbday” as a date."],
  ["hong kong deaths", "I have totals for Hong Kong, but no history: ask without dates, status or province."],
  ["🦠", "I have no COVID-19 data for “🦠”. Try /covid germany, or /covid for the world."],
  ["<!channel> @everyone", "I have no COVID-19 data for “<!channel> @everyone”."],
  ["ألمانيا", "I have no COVID-19 data for “ألمانيا”."],
  ["x".repeat(10_000), "That is too long for me: at most 100 characters, please. Try /covid germany."],
])("bad input: /covid %.40s", async (typed, sentence) => {
  const { ann, log } = await talk();
  await ann.types(`/covid ${typed}`);
  expect(ann.sees()).toContain(sentence);
  expect(ann.seesAlone()).toBe(true);
  expect(log()).not.toContain(typed);
});

const USA = {
  updated: 1_759_791_280_154,
  country: "USA",
  countryInfo: { iso2: "US", iso3: "USA" },
  cases: 111_820_082,
  deaths: 1_219_487,
  recovered: null,
  active: null,
  casesPerOneMillion: 0,
};

test("frozen data say so, and what is not known is not shown", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("diseaseSh", { body: [USA] });
  await ann.types("/covid usa");
  expect(ann.card()).toMatchObject({
    lines: [["111,820,082 confirmed cases and 1,219,487 deaths, as of 13 April 2024, the last day of the data."]],
    fields: [],
  });
});

test("recoveries that are no longer counted", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/covid france");
  upstream.plays("diseaseSh", {
    body: {
      country: "Germany",
      province: null,
      timeline: {
        cases: { "8/4/21": 100, "3/9/23": 900 },
        deaths: { "8/4/21": 10, "3/9/23": 90 },
        recovered: { "8/3/21": 5, "8/4/21": 50, "8/5/21": 0, "3/9/23": 0 },
      },
    },
  });
  await ann.types("/covid germany recovered");
  expect(ann.card().lines).toEqual([
    ["Recoveries rose from 5 on 3 August to 50 on 4 August 2021, when their count was given up."],
  ]);
  await ann.types("/covid germany recovered from:2022-01-01");
  expect(ann.sees()).toBe(
    "Recoveries have not been counted since August 2021. Ask for 4 August 2021 or an earlier day.",
  );
  await ann.types("/covid germany from:2022-01-01");
  expect(ann.card().lines).toEqual([
    [
      "From 1 January 2022 to 9 March 2023, the last day of the data, confirmed cases rose from 100 to 900 and deaths rose from 10 to 90. Recoveries have not been counted since August 2021.",
    ],
  ]);
});

test("WHO's newer figures come with the second question", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/covid france");
  await expect.poll(() => upstream.transcript()).toContain("END GET ");
  await ann.types("/covid france");
  expect(ann.card().lines).toEqual([
    ["165,027 confirmed cases, 17,920 deaths and 32,812 recovered, as of 17 April 2020."],
    ["The World Health Organization counts 39,125,247 cases and 168,181 deaths, as of 1 November 2026."],
  ]);
  expect(ann.card().footer).toBe(
    "disease.sh, from Worldometer and Johns Hopkins CSSE; newer from the World Health Organization",
  );
});

test("recorded figures of WHO are invented, and say so", async () => {
  const { ann, upstream } = await talk({ isRecorded: true });
  upstream.plays("diseaseSh", { status: 500 });
  await ann.types("/covid france");
  expect(ann.card()).toMatchObject({
    lines: [["39,125,247 confirmed cases and 168,181 deaths, as of 1 November 2026."]],
    footer: "World Health Organization, invented figures · recorded sample",
  });
});

test("both are down", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("diseaseSh", "html503");
  upstream.plays("who", { status: 500 });
  await ann.types("/covid germany");
  expect(ann.sees()).toBe(
    "disease.sh is not answering right now. I'll have another look when you ask again; it usually is back within minutes.",
  );
  expect(ann.seesAlone()).toBe(true);
});

test("six questions while WHO's file can't be had spend one of its few downloads", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("diseaseSh", "html503");
  upstream.plays("who", "html503");
  for (const country of ["germany", "france", "italy", "spain", "japan", "usa"]) await ann.types(`/covid ${country}`);
  expect(upstream.calls("who")).toHaveLength(1);
  expect(ann.sees()).toContain("not answering right now");
});

test("a name that is markup stays text", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("diseaseSh", { body: [{ country: "<!channel> @everyone", cases: 1 }] });
  await ann.types('/covid "<!channel> @everyone"');
  expect(ann.card()).toMatchObject({ title: "COVID-19 in <!channel> @everyone", lines: [["1 confirmed case."]] });
});

test("suggestions while typing", async () => {
  const { suggests } = await talk();
  expect((await suggests("covid", "country", "ger"))[0]).toBe("Germany");
  expect((await suggests("covid", "versus", "south k"))[0]).toBe("South Korea");
  expect(await suggests("covid", "status", "dea")).toEqual(["deaths"]);
});

/** What the picture of the last card says to who can't see it, and its size. */
async function pictureSeenBy(person: Person): Promise<readonly [alt: string, size: string]> {
  const [image] = person.card().images;
  if (image === undefined || !("file" in image)) throw new Error("the card has no picture of its own");
  return [image.alt, await measured(image.file.bytes)];
}

/** What a chart of these totals would show, day by day since 1 March 2020. */
function placed(place: string, totals: readonly number[], population?: number): PlaceHistory {
  return {
    place,
    history: { confirmed: { from: "2020-03-01", stepDays: 1, totals }, isFinal: false },
    population,
    by: "diseaseSh",
    source: { name: "disease.sh", fetchedAt: 0, isRecorded: false },
  };
}

test("a chart is described once for the same figures, days and people", () => {
  const germany = placed("Germany", [10, 20, 30, 40, 50, 60, 70, 80, 90], 80_000_000);
  const described = (of = germany, range = {}, isPerMillion = false) =>
    drawableOf([of], range, { isPerMillion })?.chart;
  expect(described()).toBe(described({ ...germany }));
  const others = [
    described({ ...germany, history: { ...germany.history } }),
    described({ ...germany, source: { ...germany.source } }),
    described({ ...germany, place: "the USA" }),
    described({ ...germany, population: 1 }),
    described(germany, { to: "2020-03-08" }),
    described(germany, {}, true),
  ];
  for (const other of others) expect(other).not.toBe(described());
});

test("a count that a place has not is no button that asks for it again", () => {
  const germany = placed("Germany", [10, 20]);
  const labels = (place: PlaceHistory, status: "confirmed" | "deaths") =>
    nothingThen(place, { status, from: undefined, to: undefined }).suggestions.map(({ label }) => label);
  expect(labels(germany, "deaths")).toEqual(["Confirmed cases"]);
  expect(labels({ ...germany, history: { deaths: germany.history.confirmed, isFinal: false } }, "confirmed")).toEqual(
    [],
  );
});

describe("two places of different sizes", () => {
  const totals = [10, 20, 30, 40, 50, 60, 70, 80, 90];
  const chartOf = (...places: readonly PlaceHistory[]) => covidChart(amongAMillion(chartedOf(places, {}) ?? []), {});

  test("are drawn among a million people of each, and the words say so", () => {
    const { chart, alt } = chartOf(placed("Germany", totals, 80_000_000), placed("San Marino", totals, 40_000));
    expect(chart).toMatchObject({
      title: "COVID-19 cases per million",
      series: [{ name: "Germany" }, { name: "San Marino" }],
    });
    const lasts = "series" in chart ? chart.series.map((each) => each.totals.at(-1)) : [];
    expect(lasts).toEqual([1.125, 2_250]);
    expect(alt).toBe(
      "Confirmed cases per million in Germany rose from 0.1 on 1 March to 1.1 on 9 March 2020; Confirmed cases per million in San Marino rose from 250 on 1 March to 2,250 on 9 March 2020",
    );
  });

  test("stay as they were counted where nobody says how many live in one of them", () => {
    const { chart, alt } = chartOf(placed("Germany", totals, 80_000_000), placed("Hainan, China", totals));
    expect(chart).toMatchObject({ title: "COVID-19 cases", series: [{ totals }, { totals }] });
    expect(alt).not.toContain("million");
  });
});

describe("the chart", () => {
  test.each([
    ["germany", "Confirmed cases in Germany rose from 1 on 27 January to 137,698 on 16 April 2020"],
    [
      "germany versus:italy",
      "Confirmed cases per million in Germany rose from 0 on 27 January to 1,643 on 16 April 2020; Confirmed cases per million in Italy rose from 0 on 31 January to 2,794 on 16 April 2020",
    ],
    [
      "germany versus:italy raw:yes",
      "Confirmed cases in Germany rose from 1 on 27 January to 137,698 on 16 April 2020; Confirmed cases in Italy rose from 2 on 31 January to 168,941 on 16 April 2020",
    ],
    [
      "world versus:china deaths",
      "Deaths per million worldwide rose from 119 on 14 September to 139 on 13 October 2020; Deaths per million in China rose from 0 on 22 January to 2.3 on 16 April 2020",
    ],
    ["china status:deaths", "Deaths in China rose from 17 on 22 January to 3,346 on 16 April 2020"],
    ["italy recovered from:2020-04-01", "Recoveries in Italy rose from 16,847 on 1 April to 40,164 on 16 April 2020"],
    ["china province:hainan", "Confirmed cases in Hainan, China stayed at 171 from 14 September to 13 October 2020"],
    ["", "Confirmed cases worldwide rose from 29,281,907 on 14 September to 38,129,806 on 13 October 2020"],
  ])("/covid %s", async (typed, alt) => {
    const { ann } = await talk();
    await ann.types(`/covid ${typed}`);
    expect(await pictureSeenBy(ann)).toEqual([alt, "1080×900 png"]);
  });

  test("of less than a week there is none: the days are told", async () => {
    const { ann } = await talk();
    await ann.types("/covid germany confirmed from:2020-03-27 to:2020-04-02");
    expect(ann.card()).toMatchObject({
      images: [],
      lines: [
        [
          "Confirmed cases rose from 50,871 on 27 March to 84,794 on 2 April 2020. New cases day by day: 6,824 on 28 March, 4,400 on 29 March, 4,790 on 30 March, 4,923 on 31 March, 6,064 on 1 April, 6,922 on 2 April 2020.",
        ],
      ],
    });
    await ann.types("/covid germany confirmed from:2020-03-27 to:2020-04-03");
    expect(ann.card().images).toHaveLength(1);
    expect(ann.sees()).not.toContain("day by day");
  });

  test("a territory without a history: totals without a chart", async () => {
    const { ann } = await talk();
    await ann.types("/covid hong kong");
    expect(ann.card()).toMatchObject({ title: "COVID-19 in Hong Kong", images: [] });
  });

  test("the history is not to be had: totals without a chart", async () => {
    const { ann } = await talk({
      upstreams: {
        diseaseSh: (question) =>
          question.path.startsWith("/historical") ? { status: 500, body: {} } : diseaseSh(question),
        who: () => ({ status: 500, body: {} }),
      },
    });
    await ann.types("/covid germany");
    expect(ann.card()).toMatchObject({ title: "COVID-19 in Germany", images: [] });
    expect(ann.sees()).toContain("137,698 confirmed cases");
  });

  test("the history takes its time: totals at once, and with the chart when it is there", async () => {
    const { ann, upstream } = await talk();
    // The totals of all countries are there
    await ann.types("/covid italy");
    upstream.plays("diseaseSh", { slowMs: 1_500 });
    await ann.types("/covid germany");
    expect(ann.firstReply().parts[0]).toMatchObject({ title: "COVID-19 in Germany", images: [] });
    expect(ann.card().images).toHaveLength(1);
    expect(ann.sees()).toContain("137,698 confirmed cases");
  });
});

describe("one source can't be asked and the other has none", () => {
  const WHO_HEADER =
    "Date_reported,Country_code,Country,WHO_region,New_cases,Cumulative_cases,New_deaths,Cumulative_deaths";
  const who = (...rows: readonly string[]): RecordedUpstream => {
    return () => ({ status: 200, body: `${[WHO_HEADER, ...rows].join("\n")}\n` });
  };
  const france = who("2026-11-01,FR,France,EUR,1,5,,1");

  test("a country: why, and not to type the same again", async () => {
    const { ann, upstream } = await talk({ upstreams: { who: france } });
    upstream.plays("diseaseSh", { status: 429, headers: { "retry-after": "3600" }, body: {} });
    await ann.types("/covid germany");
    expect(ann.sees()).toMatch(
      /^I have no COVID-19 data for “germany”, but could not look everywhere\. disease\.sh gives me .* used up\. There is room again (?:tomorrow )?at \d\d:\d\d UTC\.$/,
    );
  });

  test("a misspelt country: what was meant all the same", async () => {
    const { ann, upstream } = await talk({ upstreams: { who: france } });
    upstream.plays("diseaseSh", { status: 503 });
    await ann.types("/covid frnce");
    expect(ann.sees()).toContain("disease.sh is not answering right now.");
    expect(ann.buttons()).toEqual(["France"]);
  });

  test("the world", async () => {
    const { ann, upstream } = await talk({ upstreams: { who: france } });
    upstream.plays("diseaseSh", { status: 503 });
    await ann.types("/covid");
    expect(ann.sees()).toMatch(
      /^I have no COVID-19 data for the world, but could not look everywhere\. disease\.sh is/,
    );
  });

  test("a history", async () => {
    const { ann } = await talk({
      upstreams: {
        who: france,
        diseaseSh: (question) => (question.path === "/countries" ? diseaseSh(question) : { status: 503, body: {} }),
      },
    });
    await ann.types("/covid italy from:2020-04-01");
    expect(ann.sees()).toMatch(/^I found no history of Italy, but could not look everywhere\. disease\.sh is/);
  });

  test("a province: whether there are any is not known just now", async () => {
    const { ann, upstream } = await talk({ upstreams: { who: france } });
    upstream.plays("diseaseSh", { status: 503 });
    await ann.types("/covid france province:reunion");
    expect(ann.sees()).toMatch(/^disease\.sh is not answering right now\./);
  });
});

test("a country that only the World Health Organization knows is found the first time, too", async () => {
  const { ann } = await talk({
    upstreams: {
      diseaseSh: (request) =>
        request.path === "/countries" ? ok([{ country: "Italy", cases: 1, deaths: 1 }]) : { status: 404, body: {} },
    },
  });
  await ann.types("/covid france");
  expect(ann.sees()).toContain("COVID-19 in France");
});

test("nobody who typed germany is told to try germany", async () => {
  const { ann } = await talk({
    upstreams: {
      diseaseSh: () => ok([{ country: "Italy", cases: 1, deaths: 1 }]),
      who: () => ({ status: 500, body: "" }),
    },
  });
  await ann.types("/covid germany");
  expect(ann.sees()).not.toContain("/covid germany");
  expect(ann.sees()).toContain("The World Health Organization is not answering");
});
