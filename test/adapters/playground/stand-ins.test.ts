import { expect, test } from "vitest";

// The page is checked as a browser's, with pictures as modules
const page = "../../../src/adapters/playground/page/stand-ins.ts";
const { standIn } = (await import(page)) as { readonly standIn: (alt: string, url: string) => string };

const NASA = "https://mars.nasa.gov/msl-raw-images/02809";
const GALLERIES: Readonly<Record<string, readonly (readonly [alt: string, url: string])[]>> = {
  breeds: ["A pug", "A Siberian Husky", "A chihuahua", "A German Shepherd Dog", "A whippet"].map((alt, index) => [
    alt,
    `https://cdn2.thedogapi.com/images/${index}x.jpg`,
  ]),
  "pictures of one breed": ["", "?example=2", "?example=3", "?example=4"].map((query) => [
    "A pug",
    `https://cdn2.thedogapi.com/images/Syd4xxqEm.jpg${query}`,
  ]),
  cats: ["A Siamese cat", "A Persian cat", "A Maine Coon cat"].map((alt, index) => [
    alt,
    `https://cdn2.thecatapi.com/images/${index}x.jpg`,
  ]),
  cameras: ["Front hazard camera", "Rear hazard camera", "Navigation camera", "Mast camera", "Chemistry camera"].map(
    (camera) => [`${camera} of Curiosity, sol 2,809`, `${NASA}/${camera}.JPG`],
  ),
  "days of Mars": ["2020-07-01", "2020-07-02", "2020-07-03", "2020-07-04"].map((day) => [
    "Mast camera of Curiosity, sol 2,809",
    `${NASA}/${day}.JPG`,
  ]),
  "hours of the Earth": ["00:22", "01:27", "02:33", "03:38"].map((time) => [
    `The Earth at ${time} UTC`,
    "https://epic.gsfc.nasa.gov/archive/natural/2024/05/31/jpg/epic_1b.jpg",
  ]),
  "sights of the sky": ["galaxy", "saturn", "comet", "moon", "cluster", "aurora", "sun", "nebula"].map((file) => [
    "",
    `https://assets.science.nasa.gov/apod/example-${file}.jpg`,
  ]),
};

test.each(Object.entries(GALLERIES))("of %s, no two look the same, even without their words", (_, pictures) => {
  const looks = pictures.map(([alt, url]) =>
    decodeURIComponent(standIn(alt, url)).replace(/<text[^>]*>[^<]*<\/text>|<rect x="10"[^>]*>/g, ""),
  );
  expect(new Set(looks).size).toBe(pictures.length);
});

test("the same picture always looks the same", () => {
  const [alt, url] = ["A pug", "https://cdn2.thedogapi.com/images/1.jpg"];
  expect(standIn(alt, url)).toBe(standIn(alt, url));
});
