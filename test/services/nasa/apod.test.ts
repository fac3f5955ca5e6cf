import { describe, expect, onTestFinished, test, vi } from "vitest";
import { BodyError, NotFoundError, UpstreamError, UsageError, userMessage } from "../../../src/core/errors.ts";
import { ok, type RecordedUpstream, recordedJson } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { Apod } from "../../../src/services/nasa/apod.ts";
import { pictureOfDay } from "../../../src/services/nasa/apod-picture.ts";
import { testAsk } from "../../support/ask.ts";
import type { Fault } from "../../support/fake-upstream.ts";
import { COMMON_FAULTS } from "../../support/faults.ts";
import { failureOf } from "../../upstream/numbers.ts";

async function apod(upstream: RecordedUpstream | undefined = RECORDED.apod, fault?: Fault) {
  const asked = await testAsk({ upstreams: upstream === undefined ? {} : { apod: upstream }, faults: { apod: fault } });
  onTestFinished(() => asked.close());
  return { apod: new Apod(asked.ask), ...asked };
}

const recorded = (name: string) => recordedJson(`apod-basic/${name}.constructed.json`) as Record<string, unknown>;

const PICTURE = recorded("image-260916");
const NONE = { status: 404, body: recordedJson("apod-basic/error-404-not-found.json") };

const parse = (entry: object) => pictureOfDay(() => true).parse(entry);

/** `2026-09-16` as paths have it. */
const inPath = (day: string) => day.slice(2).replaceAll("-", "");

/** The service as it behaves at a moment: pictures of these days, newest first, and no others. */
function published(...days: readonly string[]): RecordedUpstream {
  return ({ path, query }) => {
    if (path === "/apod-basic") {
      const newest = days.slice(0, Number(query.get("per_page") ?? 10));
      return ok(newest.map((date) => ({ ...PICTURE, date })));
    }
    const date = days.find((each) => path === `/apod-basic/${inPath(each)}`);
    return date === undefined ? NONE : ok({ ...PICTURE, date });
  };
}

function at(moment: string): void {
  vi.useFakeTimers({ now: new Date(moment), toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
}

const ASSETS = "https://assets.science.nasa.gov";
const FOLDER = "science/cds/apod/apod";

describe("an entry", () => {
  test("a picture: its words as text, without the notices, and itself in the width of a chat", () => {
    expect(parse(PICTURE)).toEqual({
      day: "2026-09-16",
      title: "Webb’s View of M64",
      explanation:
        "An example of an explanation with a link, an entity (dust & stars) and “quotes”. It goes on for a second sentence.",
      credit:
        "NASA, CSA, ESA, F. Belfiore (ESO), J. Lee (STScI), A. Leroy (OSU), and D. Thilker (JHU); Processing: G. Kober (NASA/Catholic University)",
      alt: "An example of an alt text: a spiral galaxy with a bright core",
      page: "https://science.nasa.gov/image-article/apod-2026-september-16-webbs-view-of-m64/",
      media: {
        type: "image",
        url: `${ASSETS}/dynamicimage/assets/${FOLDER}/2026/september/M64_Webb.jpg?w=1024&fit=clip`,
        largeUrl: `${ASSETS}/content/dam/${FOLDER}/2026/september/M64_Webb.jpg`,
      },
    });
  });

  test.each([
    ["a video in a frame", "video-260929", "https://www.youtube.com/watch?v=abc123DEF45", "september/frame.jpg"],
    [
      "a video file",
      "video-file-261005",
      `${ASSETS}/content/dam/${FOLDER}/2026/october/clip.mp4`,
      "october/poster.jpg",
    ],
  ])("%s: a still, and the video itself", (_, name, page, still) => {
    const stillUrl = `${ASSETS}/dynamicimage/assets/${FOLDER}/2026/${still}?w=1024&fit=clip`;
    expect(parse(recorded(name)).media).toEqual({ type: "video", page, stillUrl });
  });

  test("an old day whose picture stands in its page alone", () => {
    const gif = `${ASSETS}/content/dam/${FOLDER}/1995/june/e_lens.gif`;
    expect(parse(recorded("old-in-page-950616")).media).toEqual({ type: "image", url: gif, largeUrl: gif });
  });

  test.each(["old-placeholder-950620", "iframe-261011"])("%s: its words and its page", (name) => {
    const { media, explanation, page, alt } = parse(recorded(name));
    expect(media.type).toBe("other");
    expect(explanation).toMatch(/^An example of an explanation/);
    expect(page).toMatch(/^https:\/\/science\.nasa\.gov\/image-article\/apod-/);
    expect(alt).toBeUndefined();
  });

  test.each([
    ["title", { title: "Astronomy Picture of the Day" }],
    ["explanation", { explanation: undefined }],
    ["credit", { credit: expect.stringContaining("F. Belfiore") }],
    ["alt", { alt: undefined }],
    ["permalink", { page: undefined }],
    ["hdurl", { media: { type: "image", largeUrl: expect.stringContaining("M64_Webb.jpg") } }],
    ["basic_html", { media: { type: "image" } }],
    ["media_type", { media: { type: "other" } }],
  ])("without %s", (field, expected) => {
    for (const value of [undefined, null, ""]) expect(parse({ ...PICTURE, [field]: value })).toMatchObject(expected);
  });

  test("notices after a double line break, and no paragraphs", () => {
    const explanation = "<b> Explanation: </b> One.<br>Two &amp; three.<br /> <br>Notice: a survey.";
    expect(parse({ ...PICTURE, explanation }).explanation).toBe("One. Two & three.");
  });

  test("the word alone in the first paragraph", () => {
    expect(
      parse({ ...PICTURE, explanation: "<p><b>Explanation:</b></p>\n<p>One.</p><p>A notice.</p>" }).explanation,
    ).toBe("One.");
  });

  test.each([
    ["another host", "https://evil.example/dynamicimage/assets/x.jpg"],
    ["the article, which is no picture", "https://science.nasa.gov/image-article/apod/"],
    ["no address", "javascript:alert(1)"],
    ["the logo of the site", "https://science.nasa.gov/wp-content/themes/nasa/assets/images/nasa-logo.png"],
    ["a placeholder", `${ASSETS}/dynamicimage/assets/science/misc/news-thumbnail.png?w=594`],
  ])("its picture is %s: none is shown", (_, hdurl) => {
    expect(parse({ ...PICTURE, hdurl, basic_html: `<img src='${hdurl}'>` }).media).toEqual({ type: "other" });
  });

  test.each([
    ['<iframe src="https://www.youtube-nocookie.com/embed/abc_-1">', "https://www.youtube.com/watch?v=abc_-1"],
    ["<IFRAME width=1 SRC='https://player.vimeo.com/video/1234?color=fff'>", "https://vimeo.com/1234"],
    ['<video src="http://assets.science.nasa.gov/moon.mp4">', `${ASSETS}/moon.mp4`],
    ["<p>nothing</p>", PICTURE["permalink"]],
    ['<iframe src="javascript:alert(1)">', PICTURE["permalink"]],
  ])("a video in %s", (basic_html, page) => {
    expect(parse({ ...PICTURE, media_type: "video", basic_html }).media).toMatchObject({ type: "video", page });
  });

  test("a video in what is called a frame is a video", () => {
    const basic_html = '<iframe src="//www.youtube.com/embed/abc"></iframe>';
    expect(parse({ ...PICTURE, media_type: "iframe", basic_html }).media.type).toBe("video");
  });

  test.each(["date", "title", "hdurl"])("a wrong type of %s is an error", (field) => {
    expect(pictureOfDay(() => true).safeParse({ ...PICTURE, [field]: 7 }).success).toBe(false);
  });
});

describe("which day", () => {
  test("the days before and after", async () => {
    const { apod: service, upstream } = await apod(published("2026-09-16"));
    expect(await service.picture("2026-09-16")).toMatchObject({
      picture: { day: "2026-09-16" },
      previous: "2026-09-15",
      next: "2026-09-17",
    });
    expect(upstream.calls("apod")).toEqual([expect.stringMatching(/^GET \/apod-basic\/260916\?_fields=date/)]);
  });

  test("the very first picture, and the second four days later", async () => {
    const { apod: service } = await apod();
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
    expect(upstream.calls("apod")).toEqual([]);
  });

  test("between the first two pictures", async () => {
    const { apod: service, upstream } = await apod();
    expect(await failureOf(service.picture("1995-06-18"))).toMatchObject({
      suggestions: [{ value: "1995-06-16" }, { value: "1995-06-20" }],
    });
    expect(upstream.calls("apod")).toEqual([]);
  });

  test("a day to come", async () => {
    at("2026-11-22T23:00:00Z");
    const { apod: service, upstream } = await apod();
    expect(await failureOf(service.picture("2026-11-23"))).toBeInstanceOf(UsageError);
    expect(upstream.calls("apod")).toEqual([]);
  });

  test("today's has no day after it", async () => {
    at("2026-11-22T15:00:00Z");
    const { apod: service } = await apod(published("2026-11-22", "2026-11-21"));
    for (const day of [undefined, "2026-11-22"]) {
      const answer = await service.picture(day);
      expect(answer).toMatchObject({ picture: { day: "2026-11-22" }, previous: "2026-11-21" });
      expect([answer.next, answer.insteadOf]).toEqual([undefined, undefined]);
    }
  });

  test("today is New York's day", async () => {
    at("2026-11-22T03:00:00Z");
    const { apod: service, upstream } = await apod(published("2026-11-21"));
    expect(await service.picture()).toMatchObject({ picture: { day: "2026-11-21" }, insteadOf: undefined });
    expect(await service.picture("2026-11-22")).toMatchObject({
      picture: { day: "2026-11-21" },
      insteadOf: "2026-11-22",
    });
    expect(upstream.calls("apod")).toHaveLength(1);
  });

  test.each([undefined, "2026-11-22"])("before today's is out: the latest, and it says so (%s)", async (day) => {
    at("2026-11-22T12:00:00Z");
    const { apod: service, upstream } = await apod(published("2026-11-21", "2026-11-20"));
    const answer = await service.picture(day);
    expect(answer).toMatchObject({
      insteadOf: "2026-11-22",
      picture: { day: "2026-11-21" },
      previous: "2026-11-20",
    });
    expect(answer.next).toBeUndefined();
    expect(upstream.calls("apod").at(-1)).toMatch(/^GET \/apod-basic\?_fields=[^&]+&page=1&per_page=1$/);
  });

  test("a past day without a picture", async () => {
    const { apod: service } = await apod(published());
    expect(userMessage((await failureOf(service.picture("2019-11-15"))) as NotFoundError)).toBe(
      "NASA has no picture of 15 November 2019. Try another day, or /apod for the latest.",
    );
  });

  test("none at all", async () => {
    const { apod: service } = await apod(published());
    expect(await failureOf(service.picture())).toBeInstanceOf(NotFoundError);
  });
});

describe("an answer that means nothing", () => {
  const insane: Readonly<Record<string, Fault>> = {
    "another day's picture": { body: { ...PICTURE, date: "2026-09-15" } },
    "what the former address answers for every day": {
      body: { ...recorded("legacy-placeholder"), date: "2026-09-16" },
    },
    "a picture of the site itself": { body: { ...PICTURE, title: " NASA  Science" } },
    "a list": { body: [PICTURE] },
    "no such service": { status: 404, body: recorded("error-404-no-route") },
  };

  test.each(Object.entries(insane))("%s: refused, and the source is ill", async (_, fault) => {
    const { apod: service, upstream, client, logged } = await apod();
    upstream.plays("apod", fault);
    expect(await failureOf(service.picture("2026-09-16"))).toBeInstanceOf(BodyError);
    expect(client.status().find(({ id }) => id === "apod")?.state).toBe("ill");
    expect(logged).toContainEqual(
      expect.objectContaining({ upstream: "apod", message: "the upstream answers with what means nothing" }),
    );
  });

  test("the list speaks of a day to come: it is not the latest", async () => {
    at("2026-11-22T12:00:00Z");
    const { apod: service } = await apod(({ path }) =>
      path === "/apod-basic" ? ok([{ ...PICTURE, date: "2027-01-01" }]) : NONE,
    );
    expect(await failureOf(service.picture())).toBeInstanceOf(NotFoundError);
  });
});

test("without any key, and without a call to the former address", async () => {
  const { apod: service, upstream } = await apod();
  await service.picture();
  await service.picture("2026-09-16");
  expect(upstream.calls("nasa")).toEqual([]);
});

const { "not found": _, ...refusals } = COMMON_FAULTS;

test.each(Object.entries({ ...refusals, "wrong field type": { body: { ...PICTURE, date: 20260916 } } }))(
  "%s",
  async (_, fault) => {
    const { apod: service } = await apod(undefined, fault);
    expect(await failureOf(service.picture("2026-09-16"))).toBeInstanceOf(UpstreamError);
  },
);

test("hostile text stays text", async () => {
  const { apod: service, upstream } = await apod();
  const title = "<!channel> [x](https://evil.example) &lt;b&gt;";
  upstream.plays("apod", { body: { ...PICTURE, title, permalink: "https://evil.example/" } });
  expect((await service.picture("2026-09-16")).picture).toMatchObject({
    title: "<!channel> [x](https://evil.example) <b>",
    page: undefined,
  });
});

test("a past day's picture, held for longer than it is fresh, while NASA is down", async () => {
  at("2026-11-22T12:00:00Z");
  const { apod: service, upstream } = await apod();
  await service.picture("2026-09-16");
  upstream.plays("apod", "html503");
  vi.setSystemTime(Date.parse("2027-01-22T12:00:00Z"));
  expect(await service.picture("2026-09-16")).toMatchObject({
    picture: { day: "2026-09-16" },
    source: { staleBecause: "NASA is not answering right now" },
  });
});

describe("the recorded one", () => {
  test("every day can be turned to the one before and after it", async () => {
    const { apod: service } = await apod();
    const days = ["1995-06-16", "1995-06-20", "2026-09-16", "2026-09-29", "2026-10-05", "2026-10-11"];
    for (const day of days) {
      const { previous, next } = await service.picture(day);
      for (const near of [previous, next]) {
        if (near !== undefined) expect((await service.picture(near)).picture.day).toBe(near);
      }
    }
  });

  test("the latest is today's, or yesterday's", async () => {
    const { apod: service } = await apod();
    const { picture } = await service.picture();
    expect(Date.now() - Date.parse(picture.day)).toBeLessThan(54 * 3_600_000);
  });

  test("a day to come is none", async () => {
    const { upstream } = await apod();
    const answer = await fetch(`${upstream.urlOf("apod")}/apod-basic/940101`);
    expect([answer.status, await answer.json()]).toEqual([404, NONE.body]);
  });
});
