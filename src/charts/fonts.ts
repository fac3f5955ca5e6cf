import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GlobalFonts } from "@napi-rs/canvas";

const FOLDER = new URL("../../assets/fonts/", import.meta.url);

/** Tried from first to last for each letter. The canvas looks for no fonts of the system's: it is told not to. */
const FILES = [
  "NotoSans-Regular.ttf",
  "NotoSans-Bold.ttf",
  "NotoSansArabic-Regular.ttf",
  "NotoSansArabic-Bold.ttf",
  "NotoSansCJK-Regular.otf",
  "NotoSansCJK-Bold.otf",
];

/** For the `font` of a canvas. */
export const FAMILY = '"Noto Sans", "Noto Sans Arabic", "Noto Sans CJK JP"';

for (const file of FILES) GlobalFonts.registerFromPath(fileURLToPath(new URL(file, FOLDER)));

const characters = new Set(readFileSync(new URL("characters.txt", FOLDER), "utf8"));

/** The text without what the fonts lack: an upstream's emoji, or a script that no country name is written in. */
export function covered(text: string): string {
  const kept = [...text.normalize("NFC")].filter((character) => characters.has(character));
  return kept.join("").replace(/\s+/g, " ").trim();
}
