import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  KeyMissingError,
  NotFoundError,
  RateLimitError,
  UpstreamError,
  UsageError,
  userMessage,
} from "../../../src/core/errors.ts";
import { ok, type RecordedUpstream, recordedJson } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { Apod } from "../../../src/services/nasa/apod.ts";
import { pictureOfDay } from "../../../src/services/nasa/apod-picture.ts";
import { testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";
import { failureOf } from "../../upstream/numbers.ts";

async function apod(nasa: RecordedUpstream | undefined = RECORDED.nasa, keys: { nasa?: string } = { nasa: "secret" }) {
  const asked = await testAsk({ upstreams: nasa === undefined ? {} : { nasa }, keys });
  onTestFinished(() => asked.close());
  return { apod: new Apod(asked.ask), ...asked };
}

const PICTURE = {
  date: "2019-11-16",
  title: "The Star Streams of NGC 5907",
  explanation: "Grand tidal streams.",
  copyright: "R Jay Gabany",
  media_type: "image",
  url: "https://apod.nasa.gov/apod/image/1911/small.jpg",
  hdurl: "https://apod.nasa.gov/apod/image/1911/large.jpg",
};

/** The service as it behaves at a moment: pictures of these days, and no others. */
function published(...days: readonly string[]): RecordedUpstream {
  return ({ query }) => {
    const start = query.get("start_date");
    if (start !== null) {
      const end = query.get("end_date") ?? "";
      return ok(days.filter((day) => day >= start && day <= end).map((date) => ({ ...PICTURE, date })));
    }
    const day = query.get("date") ?? new Date().toISOString().slice(0, 10);
    if (days.includes(day)) return ok({ ...PICTURE, date: day });
    return { status: 404, body: { code: 404, msg: `No data available for date: ${day}`, service_version: "v1" } };
  };
}

function at(moment: string): void {
  vi.useFakeTimers({ now: new Date(moment), toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
}

describe("an entry", () => {
  test("a picture", () => {
    expect(pictureOfDay.parse(PICTURE)).toEqual({
      day: "2019-11-16",
      title: "The Star Streams of NGC 5907",
      explanation: "Grand tidal streams.",
      copyright: "R Jay Gabany",
      page: "https://apod.nasa.gov/apod/ap191116.html",
      media: { type: "image", url: PICTURE.url, largeUrl: PICTURE.hdurl },
    });
  });

  test.each([
    ["title", { title: "Astronomy Picture of the Day" }],
    ["explanation", { explanation: undefined }],
    ["copyright", { copyright: undefined }],
    ["hdurl", { media: { type: "image", url: PICTURE.url } }],
    ["url", { media: { type: "image", url: PICTURE.hdurl, largeUrl: PICTURE.hdurl } }],
    ["media_type", { media: { type: "other" } }],
  ])("without %s", (field, expected) => {
    expect(pictureOfDay.parse({ ...PICTURE, [field]: undefined })).toMatchObject(expected);
    expect(pictureOfDay.parse({ ...PICTURE, [field]: null })).toMatchObject(expected);
  });

  test("without a picture at all", () => {
    const { media } = pictureOfDay.parse({ ...PICTURE, url: undefined, hdurl: "javascript:alert(1)" });
    expect(media).toEqual({ type: "other" });
  });

  test("a copyright line with breaks and blanks in it", () => {
    expect(pictureOfDay.parse({ ...PICTURE, copyright: "\nMisti\nMountain Observatory\n" }).copyright).toBe(
      "Misti Mountain Observatory",
    );
  });

  test("sentences run together, and a line of other sites below", () => {
    const explanation = "A Galaxy.Recorded at 9.5 km.  By U.S.A. (here).Next.   Follow APOD on: Facebook, or Twitter";
    expect(pictureOfDay.parse({ ...PICTURE, explanation }).explanation).toBe(
      "A Galaxy. Recorded at 9.5 km. By U.S.A. (here). Next.",
    );
  });

  test.each([
    ["https://www.youtube.com/embed/h1eRp0EGOmE?rel=0&showinfo=0", "https://www.youtube.com/watch?v=h1eRp0EGOmE"],
    ["//www.youtube-nocookie.com/embed/abc_-1", "https://www.youtube.com/watch?v=abc_-1"],
    ["https://player.vimeo.com/video/1234?color=fff", "https://vimeo.com/1234"],
    ["https://apod.nasa.gov/apod/image/2401/moon.mp4", "https://apod.nasa.gov/apod/image/2401/moon.mp4"],
  ])("a video at %s", (url, page) => {
    const entry = { ...PICTURE, media_type: "video", url, thumbnail_url: "https://img.example/0.jpg" };
    expect(pictureOfDay.parse(entry).media).toEqual({ type: "video", page, stillUrl: "https://img.example/0.jpg" });
  });

  test.each([undefined, null, ""])("a video with %j for a still", (thumbnail_url) => {
    const entry = { ...PICTURE, media_type: "video", url: "https://vimeo.com/1", thumbnail_url };
    expect(pictureOfDay.parse(entry).media).toEqual({ type: "video", page: "https://vimeo.com/1" });
  });

  test("a video without an address", () => {
    expect(pictureOfDay.parse({ ...PICTURE, media_type: "video", url: undefined }).media).toEqual({ type: "other" });
  });

  test.each(["date", "title", "url"])("a wrong type of %s is an error", (field) => {
    expect(pictureOfDay.safeParse({ ...PICTURE, [field]: 7 }).success).toBe(false);
  });
});

describe("which day", () => {
  test("the days before and after", async () => {
    const { apod: service } = await apod(published("2019-11-16"));
    expect(await service.picture("2019-11-16")).toMatchObject({
      picture: { day: "2019-11-16" },
      previous: "2019-11-15",
      next: "2019-11-17",
    });
  });

  test("the very first picture, and the second four days later", async () => {
    const { apod: service } = await apod(published("1995-06-16", "1995-06-20"));
    const first = await service.picture("1995-06-16");
    expect(first).toMatchObject({ next: "1995-06-20" });
    expect(first.previous).toBeUndefined();
    expect(await service.picture("1995-06-20")).toMatchObject({ previous: "1995-06-16", next: "1995-06-21" });
  });

  test("before the first picture", async () => {
    const { apod: service, upstream } = await apod();
    const error = await failureOf(service.picture("1995-06-15"));
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ suggestions: [{ option: "date", value: "1995-06-16", label: "16 June 1995" }] });
    expect(upstream.calls("nasa")).toEqual([]);
  });

  test("between the first two pictures", async () => {
    const { apod: service, upstream } = await apod();
    expect(await failureOf(service.picture("1995-06-18"))).toMatchObject({
      suggestions: [{ value: "1995-06-16" }, { value: "1995-06-20" }],
    });
    expect(upstream.calls("nasa")).toEqual([]);
  });

  test("a day to come", async () => {
    at("2026-11-22T23:00:00Z");
    const { apod: service, upstream } = await apod();
    expect(await failureOf(service.picture("2026-11-23"))).toBeInstanceOf(UsageError);
    expect(upstream.calls("nasa")).toEqual([]);
  });

  test("the latest has no day after it", async () => {
    at("2026-11-22T15:00:00Z");
    const { apod: service } = await apod(published("2026-11-22"));
    const latest = await service.picture();
    expect(latest).toMatchObject({ picture: { day: "2026-11-22" }, previous: "2026-11-21" });
    expect(latest.next).toBeUndefined();
    expect((await service.picture("2026-11-22")).next).toBeUndefined();
  });

  test("today has begun in London and not in New York", async () => {
    at("2026-11-22T03:00:00Z");
    const { apod: service, upstream } = await apod(published("2026-11-20", "2026-11-21"));
    expect(await service.picture()).toMatchObject({ picture: { day: "2026-11-21" }, previous: "2026-11-20" });
    expect(upstream.calls("nasa").at(-1)).toMatch(/end_date=2026-11-21&start_date=2026-11-14/);
  });

  test("today's is asked for before it is out: the latest, and it says so", async () => {
    at("2026-11-22T12:00:00Z");
    const { apod: service } = await apod(published("2026-11-21", "2026-11-20"));
    expect(await service.picture("2026-11-22")).toMatchObject({
      insteadOf: "2026-11-22",
      picture: { day: "2026-11-21" },
      previous: "2026-11-20",
    });
  });

  test("the service calls a day that it lacks out of its range", async () => {
    at("2026-11-22T12:00:00Z");
    const body = recordedJson("apod/error-400-date-out-of-range.json");
    const others = published("2026-11-21");
    const { apod: service } = await apod((request) =>
      request.query.get("date") === null ? others(request) : { status: 400, body },
    );
    expect(await service.picture("2026-11-22")).toMatchObject({ picture: { day: "2026-11-21" } });
    expect(await failureOf(service.picture("2026-11-01"))).toBeInstanceOf(NotFoundError);
  });

  test("a past day without a picture", async () => {
    const { apod: service } = await apod();
    expect(userMessage((await failureOf(service.picture("2019-11-15"))) as NotFoundError)).toBe(
      "NASA has no picture of 15 November 2019. Try another day, or /apod for the latest.",
    );
  });

  test("nothing new for weeks", async () => {
    at("2026-11-22T12:00:00Z");
    const { apod: service } = await apod(published("2026-10-01"));
    expect(await failureOf(service.picture())).toBeInstanceOf(NotFoundError);
  });
});

test("the key travels, and what was asked", async () => {
  const { apod: service, upstream } = await apod();
  await service.picture("2019-11-16");
  expect(upstream.calls("nasa")).toEqual(["GET /planetary/apod?date=2019-11-16&thumbs=true&api_key=secret"]);
});

test("without any key", async () => {
  const { apod: service, upstream } = await apod(RECORDED.nasa, {});
  expect(await failureOf(service.picture())).toBeInstanceOf(KeyMissingError);
  expect(upstream.calls("nasa")).toEqual([]);
});

const faults: Readonly<Record<string, Fault>> = {
  ...COMMON_FAULTS,
  "the service's own error": { status: 500, body: recordedJson("apod/error-500.json") },
  "the service's own error with status 200": { body: recordedJson("apod/error-500.json") },
  "a field it does not know": { status: 400, body: recordedJson("apod/error-400-bad-field.json") },
  "wrong field type": { body: { ...PICTURE, date: 20191116 } },
};
const { "not found": _, ...refusals } = faults;

test.each(Object.entries(refusals))("%s", async (_, fault) => {
  const { apod: service, upstream, logged } = await apod();
  upstream.plays("nasa", fault);
  const error = await failureOf(service.picture("2019-11-16"));
  expect(error).toBeInstanceOf(UpstreamError);
  expect(error.message + JSON.stringify(logged)).not.toContain("secret");
});

test("hostile text stays text", async () => {
  const { apod: service, upstream } = await apod();
  upstream.plays("nasa", { body: { ...PICTURE, title: "<!channel> [x](https://evil.example)", url: "//evil\u0000" } });
  expect((await service.picture("2019-11-16")).picture).toMatchObject({
    title: "<!channel> [x](https://evil.example)",
    media: { type: "image", url: PICTURE.hdurl },
  });
});

test.each(["invalid", "disabled", "missing"])("the gateway calls the key %s", async (what) => {
  const { apod: service, upstream, logged } = await apod();
  upstream.plays("nasa", { status: 403, body: recordedJson(`nasa-gateway/error-403-key-${what}.constructed.json`) });
  const error = await failureOf(service.picture("2019-11-16"));
  expect(userMessage(error as UpstreamError)).toBe(
    "NASA does not accept the key that my operator has set. I have told them so in the log.",
  );
  expect(logged).toContainEqual(expect.objectContaining({ message: "the key may be wrong", variable: "NASA_API_KEY" }));
});

test("over the gateway's limit", async () => {
  const { apod: service, upstream } = await apod();
  const { status, headers, body } = recordedJson("nasa-gateway/error-429-over-rate-limit.http.json") as {
    status: number;
    headers: Record<string, string>;
    body: unknown;
  };
  upstream.plays("nasa", { status, headers, body });
  const error = await failureOf(service.picture("2019-11-16"));
  expect(error).toBeInstanceOf(RateLimitError);
  expect(userMessage(error as RateLimitError)).toMatch(/^NASA gives me 1,000 calls an hour and they are used up\./);
});

test("the last good picture while NASA is down", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const { apod: service, upstream } = await apod(() => ok(PICTURE));
  await service.picture();
  upstream.plays("nasa", "html503");
  vi.setSystemTime(Date.now() + 3 * 3_600_000);
  expect(await service.picture()).toMatchObject({
    picture: { title: PICTURE.title },
    source: { staleBecause: "NASA is not answering right now" },
  });
});
