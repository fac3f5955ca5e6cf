import { expect, test } from "vitest";
import { talk } from "../support/conversation.ts";

test("a day", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/apod 2019-11-16");
  expect(ann.card()).toMatchObject({
    title: "The Star Streams of NGC 5907",
    url: "https://apod.nasa.gov/apod/ap191116.html",
    fields: [
      { name: "Day", value: ["16 November 2019"] },
      { name: "Copyright", value: ["R Jay Gabany"] },
    ],
    images: [
      {
        url: "https://apod.nasa.gov/apod/image/1911/ngc5907_gabany_rcl1024.jpg",
        alt: "The Star Streams of NGC 5907",
      },
    ],
    footer: "NASA, Astronomy Picture of the Day · recorded sample",
  });
  expect(ann.sees()).toMatch(/a small robotic observatory in New Mexico, supports the cosmological scenario…\n/);
  expect(ann.buttons()).toEqual(["◀ Previous day", "Next day ▶", "Full size"]);
  expect(ann.seesAlone()).toBe(false);
});

test("no date: the latest, which has no day after it", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/apod");
  expect(ann.card().title).toBe("The Star Streams of NGC 5907");
  expect(ann.buttons()).toEqual(["◀ Previous day", "Full size"]);
});

test("a day with a video", async () => {
  const { ann } = await talk();
  await ann.types("/apod 27 November 2017");
  expect(ann.card()).toMatchObject({
    title: "Hurricane Season Animated",
    images: [
      {
        url: "https://img.youtube.com/vi/h1eRp0EGOmE/0.jpg",
        alt: "Still of the video “Hurricane Season Animated”",
      },
    ],
  });
  expect(ann.buttons()).toEqual(["Watch", "◀ Previous day", "Next day ▶"]);
  const [watch] = ann.reply().parts.flatMap((part) => (part.type === "buttons" ? part.buttons : []));
  expect(watch?.press).toEqual({ do: "open", url: "https://www.youtube.com/watch?v=h1eRp0EGOmE" });
});

test("a day with neither", async () => {
  const { ann } = await talk();
  await ann.types("/apod 2026-10-11");
  expect(ann.card().images).toEqual([]);
  expect(ann.sees()).toContain("It is neither a picture nor a video that I can show here: see it on NASA's page.");
});

test("to the next day and back, in the same place", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/apod 2019-11-16");
  upstream.plays("nasa", { body: { date: "2019-11-17", title: "The day after", media_type: "other" } });
  await ann.presses("Next day ▶");
  expect(ann.card().title).toBe("The day after");
  expect(ann.messageCount()).toBe(1);
  await ann.presses("◀ Previous day");
  expect(ann.card().title).toBe("The Star Streams of NGC 5907");
});

test("a day without a picture leaves the card where it is", async () => {
  const { ann, bob } = await talk();
  await ann.types("/apod 2019-11-16");
  await ann.presses("◀ Previous day");
  expect(ann.sees()).toBe("NASA has no picture of 15 November 2019. Try another day, or /apod for the latest.");
  expect(ann.seesAlone()).toBe(true);
  expect(bob.card().title).toBe("The Star Streams of NGC 5907");
});

test("before it is out", async () => {
  const { ann } = await talk();
  await ann.types("/apod today");
  expect(ann.sees()).toMatch(/The picture of .* is not out yet\. This is the one of 16 November 2019\./);
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
  upstream.plays("nasa", "html503");
  await ann.types("/apod");
  expect(ann.sees()).toMatch(/^NASA is not answering right now\./);
  expect(ann.seesAlone()).toBe(true);
});

test("the public key's calls are used up", async () => {
  const { ann, upstream } = await talk({ keys: { nasa: "DEMO_KEY" } });
  upstream.plays("nasa", {
    status: 429,
    headers: { "retry-after": "2714" },
    body: { error: { code: "OVER_RATE_LIMIT" } },
  });
  await ann.types("/apod");
  expect(ann.sees()).toMatch(
    /^NASA gives me 30 calls an hour with DEMO_KEY and they are used up\. There is room again at/,
  );
  await ann.types("/quota");
  expect(ann.sees()).toMatch(/NASA: resting until \d\d:\d\d, \d+ of 30 calls an hour with DEMO_KEY left/);
});
