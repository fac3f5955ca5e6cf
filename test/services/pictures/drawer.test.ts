import sharp from "sharp";
import { afterEach, expect, test } from "vitest";
import { recordedBytes } from "../../../src/recorded/body.ts";
import { PictureDrawer } from "../../../src/services/pictures/drawer.ts";
import { measured } from "../../support/pictures.ts";

const SIZE = { width: 40, height: 30 };
const goat = recordedBytes("images/goat.jpg");
const drawer = new PictureDrawer();

afterEach(() => drawer.close());

test("one picture after another", async () => {
  for (const width of [40, 50, 60]) {
    expect(await measured(await drawer.fit(goat, { width, height: 30 }))).toBe(`${width}×30 jpeg`);
  }
});

test("a photo that lies on its side is put upright, and no longer says where it was taken", async () => {
  const lying = await sharp(goat)
    .withExif({ IFD3: { GPSLatitudeRef: "N" } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const upright = await sharp(await drawer.fit(lying, { width: 60, height: 80 })).metadata();
  expect(upright).toMatchObject({ width: 60, height: 80 });
  expect([upright.exif, upright.orientation]).toEqual([undefined, undefined]);
});

test("bytes that are none, and then a goat", async () => {
  await expect(drawer.fit(Buffer.from("not a picture"), SIZE)).rejects.toMatchObject({ flaw: "broken" });
  expect(await measured(await drawer.fit(goat, SIZE))).toBe("40×30 jpeg");
});

test("a decoder that dies in the middle: a broken picture, and a new decoder", async () => {
  const drawing = drawer.fit(goat, { width: 2_000, height: 2_000 });
  drawer.close();
  await expect(drawing).rejects.toMatchObject({ flaw: "broken" });
  expect(await measured(await drawer.fit(goat, SIZE))).toBe("40×30 jpeg");
});
