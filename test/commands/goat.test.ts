import { expect, test } from "vitest";
import type { Card } from "../../src/core/reply.ts";
import { recordedBytes } from "../../src/recorded/body.ts";
import { talk } from "../support/conversation.ts";
import { measured } from "../support/pictures.ts";

async function pictureOf({ images: [image] }: Card): Promise<string> {
  if (image === undefined || !("file" in image)) throw new Error("no picture");
  return `${image.file.name}, ${image.file.mediaType}, ${await measured(image.file.bytes)}`;
}

/** What a recorded goat says of itself, by its title. */
const CREDITS: Readonly<Record<string, string>> = {
  "Example goat in a meadow": "ExampleA, CC BY-SA 4.0, Wikimedia Commons · recorded sample",
  "Example pygmy goat kid": "ExampleB, CC0, Wikimedia Commons · recorded sample",
  "Example alpine ibex": "U.S. Fish and Wildlife Service, Public domain, Wikimedia Commons · recorded sample",
};

test("a goat, and whom to thank for it", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/goat 400 300");
  const { title, url, footer, images, lines } = ann.card();
  expect(url).toBe(`https://commons.wikimedia.org/wiki/File:${title.replaceAll(" ", "_")}.jpg`);
  expect(footer).toBe(CREDITS[title]);
  expect(images[0]?.alt).toBe(`A goat, titled “${title}”`);
  expect(lines).toEqual([]);
  expect(await pictureOf(ann.card())).toBe("goat-400x300.jpg, image/jpeg, 400×300 jpeg");
  expect(ann.seesAlone()).toBe(false);
});

test.each([
  ["", "800×600"],
  ["200", "200×150"],
  ["height:90", "120×90"],
  ["height:2000", "2000×2000"],
  ["1 1", "1×1"],
  ["2000 2000", "2000×2000"],
  ["width:30 height:500", "30×500"],
  ["40x30", "40×30"],
  ["40×30", "40×30"],
  ["40 x 30", "40×30"],
  ["width 40 height 30", "40×30"],
])("/goat %s", async (line, size) => {
  const { ann } = await talk();
  await ann.types(`/goat ${line}`);
  expect(await pictureOf(ann.card())).toContain(`${size} jpeg`);
});

test.each([
  ["0", "1"],
  ["-1", "1"],
  ["99999", "2000"],
  ["wide", "400"],
  ["3.5", "4"],
  ["1e3", "1000"],
  ["🐐", "400"],
])("/goat %s: %s is the nearest", async (typed, near) => {
  const { ann, upstream } = await talk();
  await ann.types(`/goat ${typed}`);
  expect(ann.sees()).toBe(`width is a whole number from 1 to 2000, not “${typed}”. Try /goat ${near}.`);
  expect(ann.seesAlone()).toBe(true);
  expect(upstream.calls("commons")).toEqual([]);
  await ann.presses(near);
  expect(ann.card().images[0]).toMatchObject({ file: { name: expect.stringMatching(`^goat-${near}x`) } });
});

test("a height that is none", async () => {
  const { ann } = await talk();
  await ann.types("/goat 400 0");
  expect(ann.sees()).toBe("height is a whole number from 1 to 2000, not “0”. Try /goat 400 height:1.");
});

test("another, and another: all of them, in the same place and size", async () => {
  const { ann } = await talk();
  await ann.types("/goat 40 30");
  const seen = new Set<string>();
  for (const _ of [1, 2, 3]) {
    seen.add(ann.card().title);
    await ann.presses("Another");
    expect(await pictureOf(ann.card())).toContain("40×30");
  }
  expect(seen.size).toBe(3);
  expect(ann.messageCount()).toBe(1);
});

test("Wikimedia Commons is down: Openverse's, and it says so", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("commons", { status: 500 });
  await ann.types("/goat 40 30");
  expect(["Example C, CC0, Openverse", "public domain, Openverse"]).toContain(ann.card().footer);
  expect(["Example goat by the lake", "A goat"]).toContain(ann.card().title);
});

test("both are down: the goat that comes with the bot", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("commons", "html503");
  upstream.plays("openverse", "reset");
  await ann.types("/goat 40 30");
  expect(ann.sees()).toBe(
    [
      "A goat",
      "Neither Wikimedia Commons nor Openverse has a photo for me right now, so here is the goat I keep for such days.",
      "Picture: Drawing of a goat",
      "Drawing by Nicu Buculei, public domain, comes with me",
    ].join("\n"),
  );
  expect(await pictureOf(ann.card())).toContain("40×30 jpeg");
});

test("something else under the name of a picture", async () => {
  const { ann, upstream, log } = await talk();
  for (const id of ["commonsThumbs", "commonsImages"] as const) upstream.plays(id, { body: { hello: "not a goat" } });
  await ann.types("/goat 40 30");
  expect(ann.sees()).toContain(
    "What Wikimedia Commons sent as a photo is not a picture, so here is the goat I keep for such days.",
  );
  expect(log()).not.toMatch(/"level":(50|60)/);
});

test("a title that is markup stays text", async () => {
  const { ann, upstream } = await talk();
  const title = "<!channel> @everyone **b**";
  const imageinfo = [{ thumburl: "https://upload.wikimedia.org/wikipedia/commons/a.jpg" }];
  upstream.plays("commons", { body: { query: { pages: [{ title: `File:${title}.jpg`, imageinfo }] } } });
  upstream.plays("commonsImages", { body: recordedBytes("images/goat.jpg") });
  await ann.types("/goat 40 30");
  expect(ann.card()).toMatchObject({ title, footer: "Wikimedia Commons" });
  expect(ann.card().images[0]?.alt).toBe(`A goat, titled “${title}”`);
});

test("too many goats in a short time", async () => {
  const { ann } = await talk({ fairShare: 1 });
  await ann.types("/goat 40 30");
  await ann.presses("Another");
  expect(ann.sees()).toMatch(/^That is a lot of questions in a short time\. Ask me again in \d+ seconds\.$/);
  expect(ann.seesAlone()).toBe(true);
});
