import { expect, test } from "vitest";
import { talk } from "../support/conversation.ts";

test("a day", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/mars 2020-06-10");
  expect(ann.sees()).toBe(
    [
      "Mars, 10 June 2020",
      "25 photos by Curiosity on sol 2,789.",
      "Rover: Curiosity",
      "Sol: 2,789",
      "Cameras: Front hazard camera, Rear hazard camera, Navigation camera, Mast camera, Chemistry camera",
      "Picture: Front hazard camera of Curiosity, sol 2,789",
      "Picture: Rear hazard camera of Curiosity, sol 2,789",
      "Picture: Navigation camera of Curiosity, sol 2,789",
      "Picture: Mast camera of Curiosity, sol 2,789",
      "NASA/JPL-Caltech, 1–4 of 25 · recorded sample",
    ].join("\n"),
  );
  expect(ann.card().url).toBe("https://mars.nasa.gov/msl/multimedia/raw-images/?begin_sol=2789&end_sol=2789");
  expect(ann.seesAlone()).toBe(false);
  expect(ann.buttons()).toEqual(["Next ▶"]);
});

test("through all photos and back", async () => {
  const { ann } = await talk();
  await ann.types("/mars 2020-06-10");
  const seen = new Set(ann.card().images.map((image) => "url" in image && image.url));
  await ann.presses("Next ▶");
  expect(ann.buttons()).toEqual(["◀ Previous", "Next ▶"]);
  expect(ann.card().footer).toBe("NASA/JPL-Caltech, 5–8 of 25");
  while (ann.buttons().includes("Next ▶")) {
    for (const image of ann.card().images) seen.add("url" in image && image.url);
    await ann.presses("Next ▶");
  }
  expect(ann.card().footer).toBe("NASA/JPL-Caltech, 25 of 25");
  for (const image of ann.card().images) seen.add("url" in image && image.url);
  expect(seen.size).toBe(25);
  await ann.presses("◀ Previous");
  expect(ann.card().footer).toBe("NASA/JPL-Caltech, 21–24 of 25");
  expect(ann.messageCount()).toBe(1);
});

test("no date: the latest, and its next page stays on that day", async () => {
  const { ann } = await talk();
  await ann.types("/mars rover:perseverance");
  expect(ann.card()).toMatchObject({
    title: "Mars, 1 June 2021",
    lines: [["7 photos", " by ", "Perseverance", " on ", "sol", " ", "100", "."]],
  });
  await ann.presses("Next ▶");
  expect(ann.card()).toMatchObject({ title: "Mars, 1 June 2021", footer: "NASA/JPL-Caltech, 5–7 of 7" });
  expect(ann.buttons()).toEqual(["◀ Previous"]);
});

test("a day in words, with the camera in order", async () => {
  const { ann } = await talk();
  await ann.types("/mars 10 June 2020 curiosity navcam");
  expect(ann.sees()).toContain("5 photos by the navigation camera of Curiosity on sol 2,789.");
  expect(ann.sees()).toContain("Camera: Navigation camera\n");
  await ann.presses("Next ▶");
  expect(ann.card().images).toHaveLength(1);
});

test.each(["fhaz", "FHAZ_LEFT_A", '"front hazard"', "front-hazard-camera"])("a camera by the name %s", async (name) => {
  const { ann } = await talk();
  await ann.types(`/mars 2020-06-10 camera:${name}`);
  expect(ann.sees()).toContain("2 photos by the front hazard camera of Curiosity");
  expect(ann.buttons()).toEqual([]);
});

test("nothing on that day, and the nearest one", async () => {
  const { ann, bob } = await talk({ isRecorded: true });
  await ann.types("/mars 2020-06-12");
  expect(ann.sees()).toBe("Curiosity sent no photos on 12 June 2020. The nearest day with photos is 10 June 2020.");
  expect(ann.seesAlone()).toBe(true);
  await ann.presses("10 June 2020");
  expect(bob.card().title).toBe("Mars, 10 June 2020");
});

test("before the landing", async () => {
  const { ann } = await talk();
  await ann.types("/mars 1999-01-01");
  expect(ann.sees()).toBe(
    "Curiosity landed on 6 August 2012, so there are no photos of 1 January 1999. Try a later date.",
  );
  expect(ann.buttons()).toEqual(["6 August 2012"]);
});

test("before the landing, while others drove", async () => {
  const { ann } = await talk();
  await ann.types("/mars 2008-05-05");
  expect(ann.sees()).toContain("Curiosity landed on 6 August 2012");
  expect(ann.buttons()).toEqual(["6 August 2012", "Opportunity", "Spirit"]);
});

test("after the end", async () => {
  const { ann } = await talk();
  await ann.types("/mars 2015-01-01 spirit");
  expect(ann.sees()).toBe(
    "Spirit sent its last photos on 21 March 2010, so there are none of 1 January 2015. Try an earlier date.",
  );
  expect(ann.buttons()).toEqual(["21 March 2010", "Curiosity", "Opportunity"]);
});

test("Opportunity was last heard on 10 June 2018", async () => {
  const { ann } = await talk();
  await ann.types("/mars 2018-06-11 opportunity");
  expect(ann.sees()).toContain("10 June 2018");
});

test("a day to come", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/mars 2099-12-31");
  expect(ann.sees()).toBe(
    "31 December 2099 has not begun yet, so there are no photos. Try an earlier date, or /mars for the latest.",
  );
  expect(upstream.calls("marsNasa")).toEqual([]);
});

const SOME_CAMERAS = [
  "Front hazard camera",
  "Rear hazard camera",
  "Navigation camera",
  "Mast camera",
  "Chemistry camera",
];

test.each([
  ["navcm", "Curiosity has no camera called “navcm”. Did you mean NAVCAM?", ["NAVCAM"]],
  [
    "skycam",
    "Curiosity has no camera called “skycam”. It has FHAZ, RHAZ, NAVCAM, MAST, CHEMCAM, MAHLI, MARDI.",
    ["Perseverance, which has it"],
  ],
  ["🔭", "Curiosity has no camera called “🔭”. It has FHAZ, RHAZ, NAVCAM, MAST, CHEMCAM, MAHLI, MARDI.", SOME_CAMERAS],
  [
    "<!channel>",
    "Curiosity has no camera called “<!channel>”. It has FHAZ, RHAZ, NAVCAM, MAST, CHEMCAM, MAHLI, MARDI.",
    SOME_CAMERAS,
  ],
  [
    "כלב",
    "Curiosity has no camera called “כלב”. It has FHAZ, RHAZ, NAVCAM, MAST, CHEMCAM, MAHLI, MARDI.",
    SOME_CAMERAS,
  ],
])("a camera called %s", async (typed, sentence, labels) => {
  const { ann, log, upstream } = await talk();
  await ann.types(`/mars camera:${typed}`);
  expect(ann.sees()).toBe(sentence);
  expect(ann.seesAlone()).toBe(true);
  expect(ann.buttons()).toEqual(labels);
  expect(upstream.calls("marsNasa")).toEqual([]);
  expect(log()).not.toContain(typed);
});

test("the other rover has that camera", async () => {
  const { ann } = await talk();
  await ann.types("/mars camera:skycam");
  await ann.presses("Perseverance, which has it");
  expect(ann.sees()).toContain("1 photo by the sky camera of Perseverance on sol 100.");
});

test("a camera without photos on that day", async () => {
  const { ann } = await talk();
  await ann.types("/mars 2020-06-10 camera:mahli");
  expect(ann.sees()).toBe(
    "The hand lens imager of Curiosity sent no photos on 10 June 2020. These did: front hazard camera, rear hazard camera, navigation camera, mast camera, chemistry camera.",
  );
  await ann.presses("Mast camera");
  expect(ann.sees()).toContain("12 photos by the mast camera of Curiosity");
});

test("a camera without photos at all", async () => {
  const { ann } = await talk();
  await ann.types("/mars camera:mahli");
  expect(ann.sees()).toBe("I found no photos by the hand lens imager of Curiosity. Try another camera, or a date.");
});

test.each([
  ["/mars flurbday", "I can't read “flurbday” as a date. Try 2020-06-10, yesterday or 10 June 2020."],
  ["/mars rovr:curiosity", "/mars has no option rovr. Did you mean rover? Usage: /mars [date] [rover:…] [camera:…]"],
  ["/mars rover:curiositi", "I know no rover called “curiositi”. Did you mean curiosity?"],
])("%s", async (line, sentence) => {
  const { ann } = await talk();
  await ann.types(line);
  expect(ann.sees()).toContain(sentence);
  expect(ann.seesAlone()).toBe(true);
});

test("ten thousand characters", async () => {
  const { ann } = await talk();
  await ann.types(`/mars camera:${"x".repeat(10_000)}`);
  expect(ann.sees()).toBe("That is too long for me: at most 100 characters, please. Try /mars camera:fhaz.");
});

test("NASA is down: another archive answers, and it says so", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("marsNasa", "html503");
  await ann.types("/mars 2020-06-10");
  expect(ann.card()).toMatchObject({
    title: "Mars, 10 June 2020",
    footer: "NASA/JPL-Caltech, from rovers.nebulum.one, 1–4 of 16",
  });
});

test("only the image library is left", async () => {
  const { ann, upstream } = await talk();
  for (const id of ["marsNasa", "nebulum", "marsVista"] as const) upstream.plays(id, "reset");
  upstream.plays("nasaImages", {
    body: {
      collection: {
        items: [
          {
            data: [{ title: "**Bold** <!channel>", nasa_id: "PIA1" }],
            links: [{ rel: "preview", href: "https://images-assets.nasa.gov/a.jpg" }],
          },
        ],
      },
    },
  });
  await ann.types("/mars 2020-06-10");
  expect(ann.card()).toMatchObject({
    title: "Curiosity in NASA’s image library",
    images: [{ url: "https://images-assets.nasa.gov/a.jpg", alt: "**Bold** <!channel>" }],
    footer: "NASA's image library",
  });
  expect(ann.card().lines[1]).toEqual([
    { type: "link", text: "**Bold** <!channel>", url: "https://images.nasa.gov/details/PIA1" },
  ]);
  expect(ann.sees()).toContain(
    "Curiosity’s photos of 10 June 2020 are out of reach right now. A search for “Curiosity rover” found these instead, from other days.",
  );
});

test("nothing answers", async () => {
  const { ann, upstream } = await talk();
  for (const id of ["marsNasa", "nebulum", "marsVista", "nasaImages"] as const) upstream.plays(id, { status: 500 });
  await ann.types("/mars 2020-06-10");
  expect(ann.sees()).toBe(
    "NASA is not answering right now. I'll have another look when you ask again; it usually is back within minutes.",
  );
  expect(ann.seesAlone()).toBe(true);
});

test("Spirit without a key", async () => {
  const { ann } = await talk({ keys: {} });
  await ann.types("/mars 2005-05-05 spirit");
  expect(ann.sees()).toBe("/mars needs a Mars Vista key that my operator has not set.");
});

test("more photos than are fetched", async () => {
  const { ann, upstream } = await talk();
  const item = {
    sol: 2789,
    instrument: "MAHLI",
    date_taken: "2020-06-10T12:00:00.000Z",
    https_url: "https://mars.nasa.gov/a.JPG",
  };
  upstream.plays("marsNasa", { body: { items: [item], total: 5_000 } });
  await ann.types("/mars 2020-06-10");
  expect(ann.sees()).toContain("At least 1 photo by Curiosity on sol 2,789.");
});

test("suggestions while typing", async () => {
  const { suggests } = await talk();
  expect(await suggests("mars", "camera", "hazard")).toEqual(["FHAZ", "RHAZ"]);
  expect(await suggests("mars", "camera", "")).toContain("MARDI");
  expect(await suggests("mars", "rover", "pers")).toEqual(["perseverance"]);
});
