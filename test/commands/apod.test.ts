import { expect, test } from "vitest";
import { ok, recordedJson } from "../../src/recorded/body.ts";
import { talk } from "../support/conversation.ts";

const ASSETS = "https://assets.science.nasa.gov";

test("a day", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/apod 2026-09-16");
  expect(ann.card()).toMatchObject({
    title: "Webb’s View of M64",
    url: "https://science.nasa.gov/image-article/apod-2026-september-16-webbs-view-of-m64/",
    fields: [
      { name: "Day", value: ["16 September 2026"] },
      { name: "Credit", value: [expect.stringMatching(/^NASA, CSA, ESA, .*; Processing: G\. Kober/)] },
    ],
    images: [
      {
        url: `${ASSETS}/dynamicimage/assets/science/cds/apod/apod/2026/september/M64_Webb.jpg?w=1024&fit=clip`,
        alt: "An example of an alt text: a spiral galaxy with a bright core",
      },
    ],
    footer: "NASA, Astronomy Picture of the Day · recorded sample",
  });
  expect(ann.sees()).toContain("(dust & stars) and “quotes”. It goes on for a second sentence.\n");
  expect(ann.sees()).not.toMatch(/Explanation:|Notice|copyright|<|&amp;/i);
  expect(ann.buttons()).toEqual(["◀ Previous day", "Next day ▶", "Full size"]);
  expect(ann.seesAlone()).toBe(false);
});

test("no date: the latest, which has no day after it", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/apod");
  expect(ann.card().title).toBe("An example of a picture of the day");
  expect(ann.buttons()).toEqual(["◀ Previous day", "Full size"]);
});

test.each([
  [
    "29 September 2026",
    "https://www.youtube.com/watch?v=abc123DEF45",
    "An example of an alt text: a frame of the video",
  ],
  [
    "5 October 2026",
    `${ASSETS}/content/dam/science/cds/apod/apod/2026/october/clip.mp4`,
    "Still of “An example video file”",
  ],
])("a day with a video: %s", async (day, url, alt) => {
  const { ann } = await talk();
  await ann.types(`/apod ${day}`);
  expect(ann.card().images).toMatchObject([{ url: expect.stringContaining("?w=1024&fit=clip"), alt }]);
  expect(ann.buttons()).toEqual(["Watch", "◀ Previous day", "Next day ▶"]);
  const [watch] = ann.reply().parts.flatMap((part) => (part.type === "buttons" ? part.buttons : []));
  expect(watch?.press).toEqual({ do: "open", url });
});

test("an old day whose picture stands in its page alone", async () => {
  const { ann } = await talk();
  await ann.types("/apod 1995-06-16");
  expect(ann.card().images).toMatchObject([
    { url: `${ASSETS}/content/dam/science/cds/apod/apod/1995/june/e_lens.gif`, alt: "An example of the first day" },
  ]);
});

test.each(["2026-10-11", "1995-06-20"])("a day with neither, %s: its words and its page", async (day) => {
  const { ann } = await talk();
  await ann.types(`/apod ${day}`);
  expect(ann.card().images).toEqual([]);
  expect(ann.sees()).toContain("An example of an explanation");
  expect(ann.sees()).toContain("It is neither a picture nor a video that I can show here: see it on NASA's page.");
});

test("to the next day and back, in the same place", async () => {
  const { ann } = await talk();
  await ann.types("/apod 2026-09-16");
  await ann.presses("Next day ▶");
  expect(ann.card()).toMatchObject({ fields: [{ value: ["17 September 2026"] }, {}] });
  expect(ann.messageCount()).toBe(1);
  await ann.presses("◀ Previous day");
  expect(ann.card().title).toBe("Webb’s View of M64");
});

test("a day without a picture leaves the card where it is", async () => {
  const { ann, bob, upstream } = await talk();
  await ann.types("/apod 2026-09-16");
  upstream.plays("apod", { status: 404, body: recordedJson("apod-basic/error-404-not-found.json") });
  await ann.presses("◀ Previous day");
  expect(ann.sees()).toBe("NASA has no picture of 15 September 2026. Try another day, or /apod for the latest.");
  expect(ann.seesAlone()).toBe(true);
  expect(bob.card().title).toBe("Webb’s View of M64");
});

test.each(["/apod", "/apod today"])("before it is out: %s", async (line) => {
  const image = recordedJson("apod-basic/image-260916.constructed.json") as object;
  const { ann } = await talk({
    upstreams: {
      apod: ({ path }) =>
        path === "/apod-basic"
          ? ok([image])
          : { status: 404, body: recordedJson("apod-basic/error-404-not-found.json") },
    },
  });
  await ann.types(line);
  expect(ann.sees()).toMatch(/The picture of .* is not out yet\. This is the latest, of 16 September 2026\./);
});

test.each([
  ["/apod 1990-01-01", "The first picture is of 16 June 1995, so there is none of 1 January 1990. Try a later date."],
  [
    "/apod 2099-12-31",
    "31 December 2099 has not begun yet, so there is no picture. Try an earlier date, or /apod for the latest.",
  ],
  [
    "/apod 1995-06-18",
    "NASA has no picture of 18 June 1995: the first is of 16 June 1995, the second of 20 June 1995.",
  ],
  ["/apod flurbday", "I can't read “flurbday” as a date. Try 2020-06-10, yesterday or 10 June 2020."],
])("%s", async (line, sentence) => {
  const { ann } = await talk();
  await ann.types(line);
  expect(ann.sees()).toBe(sentence);
  expect(ann.seesAlone()).toBe(true);
});

test("NASA is down", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("apod", "html503");
  await ann.types("/apod");
  expect(ann.sees()).toMatch(/^NASA is not answering right now\./);
  expect(ann.seesAlone()).toBe(true);
});

test("it shows what is no picture of the day: nobody sees that, and /quota tells", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("apod", { body: recordedJson("apod-basic/legacy-placeholder.constructed.json") });
  await ann.types("/apod 2024-01-01");
  expect(ann.sees()).toMatch(/^NASA is not answering right now\./);
  await ann.types("/quota");
  expect(ann.sees()).toMatch(/NASA's Astronomy Picture of the Day: ill since \d\d:\d\d/);
});

test("it needs no key, and spends none of NASA's quota", async () => {
  const { ann, upstream } = await talk({ keys: {} });
  await ann.types("/apod");
  expect(ann.card().title).toBe("An example of a picture of the day");
  expect(upstream.calls("nasa")).toEqual([]);
});
