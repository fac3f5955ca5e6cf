import { expect, test } from "vitest";
import { recordedJson } from "../../src/recorded/body.ts";
import { talk } from "../support/conversation.ts";

test("a day", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/epic 2024-05-31");
  expect(ann.sees()).toBe(
    [
      "Earth, 31 May 2024",
      "This image was taken by NASA's EPIC camera onboard the NOAA DSCOVR spacecraft.",
      "Taken: 00:22 to 03:38 UTC",
      "Centre: 20.7° N, 162° E to 20.7° N, 112.9° E",
      "Distance: 1,532,000 km",
      "Picture: The Earth at 00:22 UTC, centred on 20.7° N, 162° E",
      "Picture: The Earth at 01:27 UTC, centred on 20.6° N, 145.7° E",
      "Picture: The Earth at 02:33 UTC, centred on 20.7° N, 129.3° E",
      "Picture: The Earth at 03:38 UTC, centred on 20.7° N, 112.9° E",
      "NASA EPIC, 1–4 of 21 · recorded sample",
    ].join("\n"),
  );
  expect(ann.card().url).toBe("https://epic.gsfc.nasa.gov/?date=2024-05-31");
  expect(ann.buttons()).toEqual(["Next ▶"]);
});

test("once round the day, in the same place", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/epic");
  const seen = new Set<string>();
  for (;;) {
    for (const image of ann.card().images) if ("url" in image) seen.add(image.url);
    if (!ann.buttons().includes("Next ▶")) break;
    await ann.presses("Next ▶");
  }
  expect(seen.size).toBe(21);
  expect(ann.card()).toMatchObject({ title: "Earth, 31 May 2024", footer: "NASA EPIC, 21 of 21" });
  expect(ann.card().images).toHaveLength(1);
  expect(ann.buttons()).toEqual(["◀ Previous"]);
  await ann.presses("◀ Previous");
  expect(ann.card().footer).toBe("NASA EPIC, 17–20 of 21");
  expect(ann.messageCount()).toBe(1);
  expect(upstream.calls("epic")).toEqual(["GET /api/natural", "GET /api/natural/date/2024-05-31"]);
});

test("enhanced, on every page", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("epic", { body: recordedJson("epic/natural-2024-05-31.json") });
  await ann.types("/epic 2024-05-31 enhanced:yes");
  expect(ann.sees()).toContain("Colours: enhanced\n");
  await ann.presses("Next ▶");
  const enhanced = expect.objectContaining({ url: expect.stringContaining("/archive/enhanced/2024/05/31/jpg/") });
  expect(ann.card().images).toEqual([enhanced, enhanced, enhanced, enhanced]);
  expect(upstream.calls("epic")).toEqual(["GET /api/enhanced/date/2024-05-31"]);
});

test("south and west, and a picture that says little", async () => {
  const { ann, upstream } = await talk();
  const item = { image: "epic_1b_1", date: "2024-05-31 09:00:00" };
  upstream.plays("epic", { body: [{ ...item, centroid_coordinates: { lat: -12.34, lon: -45.67 } }] });
  await ann.types("/epic 2024-05-31");
  expect(ann.sees()).toContain("Centre: 12.3° S, 45.7° W\n");
  upstream.plays("epic", { body: [{ ...item, date: "2024-05-30 09:00:00" }] });
  await ann.types("/epic 2024-05-30");
  expect(ann.sees()).toBe(
    ["Earth, 30 May 2024", "Taken: 09:00 UTC", "Picture: The Earth at 09:00 UTC", "NASA EPIC"].join("\n"),
  );
});

test("a day without pictures, and the nearest that has some", async () => {
  const { ann, bob } = await talk();
  await ann.types("/epic 2024-06-03");
  expect(ann.sees()).toBe("EPIC has no pictures of 3 June 2024. The nearest day with pictures is 31 May 2024.");
  expect(ann.seesAlone()).toBe(true);
  await ann.presses("31 May 2024");
  expect(bob.card().title).toBe("Earth, 31 May 2024");
});

test("its own host is down: the gateway tells, and the footer says so", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("epic", "html503");
  await ann.types("/epic 2024-05-31");
  expect(ann.card().footer).toBe("NASA EPIC, told by NASA's gateway, 1–4 of 21");
  expect(ann.card().images[0]).toMatchObject({
    url: expect.stringMatching(/^https:\/\/epic\.gsfc\.nasa\.gov\/archive\/natural\//),
  });
});

test("both are down", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("epic", "reset");
  upstream.plays("nasa", "html503");
  await ann.types("/epic");
  expect(ann.sees()).toMatch(/^NASA EPIC is not answering right now\./);
  expect(ann.seesAlone()).toBe(true);
});

test.each([
  [
    "/epic 2099-12-31",
    "31 December 2099 has not begun yet, so there are no pictures. Try an earlier date, or /epic for the latest.",
  ],
  ["/epic flurbday", "I can't read “flurbday” as a date. Try 2020-06-10, yesterday or 10 June 2020."],
  ["/epic enhanced:very", "enhanced is yes or no, not “very”."],
])("%s", async (line, sentence) => {
  const { ann } = await talk();
  await ann.types(line);
  expect(ann.sees()).toBe(sentence);
  expect(ann.seesAlone()).toBe(true);
});
