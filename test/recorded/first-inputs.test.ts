import { afterAll, beforeAll, expect, test } from "vitest";
import type { Card } from "../../src/core/reply.ts";
import { type Conversation, conversation } from "../support/conversation.ts";

/** What people type first into the demo: each shows a picture, a chart or at least something to read. */
const SHOWN: readonly (readonly [line: string, title: string | RegExp, shows: "picture" | "cover" | "words"])[] = [
  ["/dog", /./, "picture"],
  ["/dog husky", "Siberian Husky", "picture"],
  ["/dog labrador", "Labrador Retriever", "picture"],
  ["/dog golden retriever", "Golden Retriever", "picture"],
  ["/dog pug", "Pug", "picture"],
  ["/dog chihuahua", "Chihuahua", "picture"],
  ["/dog german shepherd", "German Shepherd Dog", "picture"],
  ["/cat", /./, "picture"],
  ["/cat siamese", "Siamese", "picture"],
  ["/cat persian", "Persian", "picture"],
  ["/cat maine coon", "Maine Coon", "picture"],
  ["/gif", /./, "picture"],
  ["/gif cat", /cat/i, "picture"],
  ["/gif hello", /hello/i, "picture"],
  ["/gif dance", /dance/i, "picture"],
  ["/gif happy birthday", /happy birthday/i, "picture"],
  ["/gif thank you", /thank you/i, "picture"],
  ["/gif shrug", /./, "picture"],
  ["/book harry potter", /./, "cover"],
  ["/book the hobbit", /^The Hobbit/, "cover"],
  ["/book 1984", /1984/, "cover"],
  ["/book pride and prejudice", /^Pride and Prejudice/, "cover"],
  ["/book dune", "Dune", "cover"],
  ["/book moby dick", /^Moby Dick/, "cover"],
  ["/covid", "COVID-19 worldwide", "picture"],
  ["/covid usa", "COVID-19 in the USA", "picture"],
  ["/covid germany", "COVID-19 in Germany", "picture"],
  ["/covid uk", "COVID-19 in the UK", "picture"],
  ["/covid france", "COVID-19 in France", "picture"],
  ["/covid india", "COVID-19 in India", "picture"],
  ["/mars", "Mars, 10 June 2020", "picture"],
  ["/mars yesterday", /^Mars, /, "picture"],
  ["/mars 2020-07-01", "Mars, 1 July 2020", "picture"],
  ["/mars rover:spirit", "Mars, 21 March 2010", "picture"],
  ["/apod", /./, "picture"],
  ["/apod yesterday", /./, "picture"],
  ["/epic", "Earth, 31 May 2024", "picture"],
  ["/person nationality:germany", /./, "words"],
  ["/github events torvalds", "What happened at torvalds", "words"],
  ["/goat", /./, "picture"],
];

/** The others can be meant in several ways, or are not known: each says what to try, with a button for it. */
const ASKED_BACK: readonly (readonly [line: string, buttons: readonly string[]])[] = [
  ["/dog corgi", ["Cardigan Welsh Corgi", "Pembroke Welsh Corgi"]],
  ["/dog poodle", ["Poodle (Miniature)", "Poodle (Toy)"]],
  ["/dog labradoodle", ["Labrador Retriever"]],
];

let demo: Conversation;

beforeAll(async () => {
  demo = await conversation({ isDemo: true });
});
afterAll(() => demo.close());

test.each(SHOWN)("%s is answered with something to see", async (line, title, shows) => {
  await demo.ann.types(line);
  const cards = demo.ann.cards();
  const first = cards[0]?.title ?? "";
  expect(typeof title === "string" ? first === title : title.test(first), first).toBe(true);
  expect(cards.some((card) => isShown(card, shows))).toBe(true);
  expect(demo.ann.sees()).toContain("recorded sample");
});

test.each(ASKED_BACK)("%s says what to try", async (line, buttons) => {
  await demo.ann.types(line);
  expect(demo.ann.buttons()).toEqual(buttons);
  await demo.ann.presses(buttons[0] ?? "");
  expect(demo.ann.card().images).toHaveLength(1);
});

test("the day of the tour has twelve photos of sol 2,809", async () => {
  await demo.ann.types("/mars 2020-07-01");
  expect(demo.ann.sees()).toContain("12 photos by Curiosity on sol 2,809.");
  await demo.ann.presses("Next ▶");
  expect(demo.ann.buttons()).toEqual(["◀ Previous", "Next ▶"]);
});

test.each([
  "/mars 2020-06-09",
  "/mars 2020-06-11",
  "/mars rover:perseverance 2021-06-02",
  "/mars rover:spirit 2005-02-01",
])("%s, a neighbour of a recorded day, has photos and pages", async (line) => {
  await demo.ann.types(line);
  expect(demo.ann.card().images).toHaveLength(4);
  expect(demo.ann.buttons()).toContain("Next ▶");
});

test("a day of Mars has photos of the camera that is asked for", async () => {
  await demo.ann.types("/mars yesterday camera:fhaz");
  expect(demo.ann.sees()).toContain("2 photos by the front hazard camera of Curiosity");
});

test.each(["2024-05-30", "2024-06-01", "2016-02-29"])(
  "EPIC's %s has pictures, and says that it is an example",
  async (day) => {
    await demo.ann.types(`/epic ${day}`);
    expect(demo.ann.card().images).toHaveLength(4);
    expect(demo.ann.buttons()).toContain("Next ▶");
    expect(demo.ann.sees()).toContain("An example: no picture of this day was recorded.");
  },
);

test("one can turn from one picture of the day to those of other days, each another sight", async () => {
  await demo.ann.types("/apod 2026-09-20");
  const titles = [demo.ann.card().title];
  for (let day = 0; day < 3; day++) {
    await demo.ann.presses("◀ Previous day");
    titles.push(demo.ann.card().title);
  }
  expect(new Set(titles).size).toBe(4);
  await demo.ann.presses("Next day ▶");
  expect(demo.ann.card().title).toBe(titles[2]);
});

/** What Johns Hopkins counted last is not more than the newer total, and not much less. */
test.each(["world", "usa", "germany", "uk", "france", "india", "canada", "china"])(
  "the total of %s fits its history",
  async (place) => {
    await demo.ann.types(`/covid ${place}`);
    const total = numberIn(/([\d,]+) confirmed/, demo.ann.sees());
    const last = numberIn(/ to ([\d,]+) on 16 April 2020/, demo.ann.sees());
    expect(total).toBeGreaterThanOrEqual(last);
    expect(total).toBeLessThanOrEqual(last * 1.15);
  },
);

test("the invented figures of a newer count say so once", async () => {
  await demo.ann.types("/covid france");
  expect(demo.ann.sees().match(/invented/gi)).toHaveLength(1);
  expect(demo.ann.card().footer).toContain("invented");
});

function isShown(card: Card, shows: "picture" | "cover" | "words"): boolean {
  if (shows === "picture") return card.images.length > 0;
  return shows === "cover" ? card.thumbnail !== undefined : card.lines.length > 0;
}

function numberIn(pattern: RegExp, text: string): number {
  return Number(pattern.exec(text)?.[1]?.replaceAll(",", ""));
}
