import { describe, expect, onTestFinished, test, vi } from "vitest";
import { NotFoundError, UpstreamError, UsageError, userMessage } from "../../../src/core/errors.ts";
import { ok, type RecordedUpstream, recordedJson } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { Epic } from "../../../src/services/nasa/epic.ts";
import { daysWithPictures, picturesOf } from "../../../src/services/nasa/epic-pictures.ts";
import { type Faults, testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";
import { failureOf } from "../../upstream/numbers.ts";

const DAY = "2024-05-31";

async function epic(
  keys: { nasa?: string } = { nasa: "secret" },
  upstreams?: Record<string, RecordedUpstream>,
  faults: Faults = {},
) {
  const asked = await testAsk({ keys, faults, ...(upstreams && { upstreams }) });
  onTestFinished(() => asked.close());
  return { epic: new Epic(asked.ask), ...asked };
}

const ITEM = {
  image: "epic_1b_20240531002713",
  date: "2024-05-31 00:22:24",
  caption: "This image was taken by NASA's EPIC camera",
  centroid_coordinates: { lat: 20.690918, lon: 161.989746 },
  dscovr_j2000_position: { x: 3, y: 4, z: 12 },
};

const URL = "https://epic.gsfc.nasa.gov/archive/natural/2024/05/31/jpg/epic_1b_20240531002713.jpg";

describe("a picture", () => {
  test("all that is told of it", () => {
    expect(picturesOf("natural").parse([ITEM])).toEqual([
      {
        day: DAY,
        time: "00:22",
        caption: "This image was taken by NASA's EPIC camera",
        centre: { latitude: 20.690918, longitude: 161.989746 },
        distanceKm: 13,
        url: URL,
      },
    ]);
  });

  test.each([
    ["caption", "caption"],
    ["centroid_coordinates", "centre"],
    ["dscovr_j2000_position", "distanceKm"],
  ])("without %s", (field, ours) => {
    const [picture] = picturesOf("natural").parse([{ ...ITEM, [field]: undefined }]);
    expect(picture).toMatchObject({ day: DAY, time: "00:22", url: URL });
    expect(picture).toHaveProperty(ours, undefined);
  });

  test("coordinates that are told only further down", () => {
    const { centroid_coordinates, ...others } = ITEM;
    const [picture] = picturesOf("natural").parse([{ ...others, coords: { centroid_coordinates } }]);
    expect(picture?.centre?.latitude).toBe(20.690918);
  });

  test("coordinates that are none", () => {
    const [picture] = picturesOf("natural").parse([{ ...ITEM, centroid_coordinates: { lat: 200, lon: "east" } }]);
    expect(picture?.centre).toBeUndefined();
  });

  test("those of a day are in the order they were taken", () => {
    const items = ["2024-05-31 13:00:00", "2024-05-31 00:22:24", "2024-05-31 07:01:00"].map((date) => ({
      ...ITEM,
      date,
    }));
    expect(
      picturesOf("natural")
        .parse(items)
        .map(({ time }) => time),
    ).toEqual(["00:22", "07:01", "13:00"]);
  });

  test("enhanced ones stand elsewhere", () => {
    const [picture] = picturesOf("enhanced").parse([ITEM]);
    expect(picture?.url).toContain("/archive/enhanced/2024/05/31/jpg/");
  });

  test.each([
    ["image", "../../etc/passwd"],
    ["image", undefined],
    ["date", "yesterday"],
    ["date", 20240531],
  ])("%s %j is an error", (field, value) => {
    expect(picturesOf("natural").safeParse([{ ...ITEM, [field]: value }]).success).toBe(false);
  });
});

test("days with pictures, in both forms", () => {
  const all = daysWithPictures.parse(recordedJson("epic/natural-all.constructed.json"));
  const available = daysWithPictures.parse(recordedJson("epic/natural-available.constructed.json"));
  expect(all).toContain("2015-06-13");
  expect(available).toContain("2015-06-13");
});

test("a day, the latest, and its own host is asked", async () => {
  const { epic: service, upstream } = await epic();
  expect(await service.pictures("natural", DAY)).toMatchObject({ day: DAY, source: { name: "NASA EPIC" } });
  expect((await service.pictures("natural")).pictures).toHaveLength(21);
  expect(upstream.calls("epic")).toEqual(["GET /api/natural/date/2024-05-31", "GET /api/natural"]);
  expect(upstream.calls("nasa")).toEqual([]);
});

const faults: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "wrong field type": { body: [{ ...ITEM, date: 20240531 }] },
};
const { "not an object": _, ...failures } = faults;

test.each(Object.entries(failures))("its own host: %s, so the gateway answers", async (_, fault) => {
  const { epic: service, upstream } = await epic(undefined, undefined, { epic: fault });
  expect(await service.pictures("natural", DAY)).toMatchObject({
    pictures: expect.arrayContaining([expect.objectContaining({ url: URL })]),
    source: { name: "NASA" },
  });
  expect(upstream.calls("nasa")).toEqual(["GET /EPIC/api/natural/date/2024-05-31?api_key=secret"]);
});

test.each(Object.entries(failures))("both: %s", async (_, fault) => {
  const { epic: service } = await epic(undefined, undefined, { epic: fault, nasa: fault });
  const error = await failureOf(service.pictures("natural", DAY));
  expect(error).toBeInstanceOf(UpstreamError);
  expect(error).toMatchObject({ upstream: "NASA EPIC" });
});

test("its own host is down, and there is no key for the gateway", async () => {
  const { epic: service, upstream } = await epic({});
  upstream.plays("epic", "html503");
  expect(userMessage((await failureOf(service.pictures("natural", DAY))) as UpstreamError)).toMatch(
    /^NASA EPIC is not answering right now/,
  );
});

test("hostile text stays text", async () => {
  const { epic: service, upstream } = await epic();
  upstream.plays("epic", { body: [{ ...ITEM, caption: "<!channel>\n@everyone" }] });
  expect((await service.pictures("natural", DAY)).pictures[0].caption).toBe("<!channel> @everyone");
});

test("a day without pictures, and the nearest that has some", async () => {
  const { epic: service, upstream } = await epic();
  const error = await failureOf(service.pictures("natural", "2024-06-03"));
  expect(error).toBeInstanceOf(NotFoundError);
  expect(error).toMatchObject({ suggestions: [{ option: "date", value: DAY, label: "31 May 2024" }] });
  await failureOf(service.pictures("natural", "2024-06-04"));
  expect(upstream.calls("epic").filter((line) => line.endsWith("/available"))).toHaveLength(1);
});

test("a day without pictures, and nobody knows the nearest", async () => {
  const { epic: service } = await epic(
    {},
    {
      epic: ({ path }) => ({ status: path.endsWith("/available") ? 500 : 200, body: [] }),
    },
  );
  expect(userMessage((await failureOf(service.pictures("natural", "2024-06-03"))) as NotFoundError)).toBe(
    "EPIC has no pictures of 3 June 2024. Try another day, or /epic for the latest.",
  );
});

test("a list that names the very day without pictures", async () => {
  const { epic: service } = await epic(
    {},
    {
      epic: ({ path }) => ({ status: 200, body: path.endsWith("/available") ? [DAY] : [] }),
    },
  );
  expect(userMessage((await failureOf(service.pictures("natural", DAY))) as NotFoundError)).toBe(
    "EPIC has no pictures of 31 May 2024. Try another day, or /epic for the latest.",
  );
});

test("pictures of the last days are still on their way", async () => {
  vi.useFakeTimers({ now: new Date("2024-06-03T12:00:00Z"), toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const { epic: service } = await epic();
  expect(userMessage((await failureOf(service.pictures("natural", "2024-06-02"))) as NotFoundError)).toBe(
    "EPIC has no pictures of 2 June 2024 yet. The nearest day with pictures is 31 May 2024.",
  );
});

test("a day to come", async () => {
  const { epic: service, upstream } = await epic();
  expect(await failureOf(service.pictures("natural", "2099-12-31"))).toBeInstanceOf(UsageError);
  expect(upstream.calls("epic")).toEqual([]);
});

test("odd pictures, and those of another day, cost only themselves", async () => {
  const item = { image: "epic_1b_1", date: "2024-05-31 00:22:24" };
  const { epic: service, logged } = await epic(
    { nasa: "secret" },
    {
      ...RECORDED,
      epic: () => ok([{ ...item, date: "2024-05-30 00:22:24" }, item, { image: 7 }, { ...item, image: "../evil" }]),
    },
  );
  expect((await service.pictures("natural", "2024-05-31")).pictures).toMatchObject([{ day: "2024-05-31" }]);
  expect(logged).toMatchObject([{ upstream: "epic", count: 3 }]);
});

test("another day's pictures only: EPIC is ill, and the gateway is asked", async () => {
  const { epic: service, client } = await epic(
    { nasa: "secret" },
    {
      ...RECORDED,
      epic: () => ok([{ image: "epic_1b_1", date: "2024-05-30 00:22:24" }]),
    },
  );
  expect((await service.pictures("natural", "2024-05-31")).source.name).toBe("NASA");
  expect(client.status().find(({ id }) => id === "epic")?.state).toBe("ill");
});
