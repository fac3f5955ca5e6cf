import { defineCommand, integer } from "../src/core/command.ts";
import { buttons, card, type OptionValues, reply } from "../src/core/reply.ts";
import { ageless, sourceLine } from "../src/core/source.ts";
import { type RichText, t } from "../src/core/text.ts";
import type { Goat, GoatFailure } from "../src/services/goat/goats.ts";

const ACCENT = 0x7d8c4e;

/** In pixels; most photos have this shape, too. */
const DEFAULT_SIZE = { width: 800, height: 600 };

const MAX_SIDE = 2_000;

/** The search finds a few dozen at most; the count begins again after the last. */
const MAX_PICK = 999;

const BUNDLED_CREDIT = "Drawing by Nicu Buculei, public domain, comes with me";

/** `/goat`: a real picture, cut to the size that was asked for. */
export const goat = defineCommand({
  name: "goat",
  description: "A goat, cut to the size you want",
  meant: bothSides,
  upstreams: ["commons", "openverse"],
  options: {
    width: integer({
      description: "Width in pixels, 800 unless you say otherwise",
      ask: "How wide, in pixels?",
      min: 1,
      max: MAX_SIDE,
      example: "400",
    }),
    height: integer({
      description: "Height in pixels, three quarters of the width unless you say otherwise",
      ask: "How high, in pixels?",
      min: 1,
      max: MAX_SIDE,
      example: "300",
    }),
    pick: integer({ description: "Which of the goats", min: 0, max: MAX_PICK, hidden: true }),
  },
  async run({ options, services, signal }) {
    const size = sizeOf(options.width, options.height);
    const found = await services.goats.goat(size, signal, options.pick);
    const { about, insteadOf } = found;
    const title = about?.title || "A goat";
    const next = found.count > 1 ? (found.pick + 1) % found.count : undefined;
    const shown = reply(
      card({
        accent: ACCENT,
        title,
        url: about?.pageUrl,
        lines: [insteadOf === undefined ? undefined : excuse(insteadOf)],
        images: [
          {
            file: { name: `goat-${size.width}x${size.height}.jpg`, mediaType: "image/jpeg", bytes: found.jpeg },
            alt: altOf(about),
          },
        ],
        footer: footer(found),
      }),
      buttons({
        label: "Another",
        style: "primary",
        press: { do: "run", command: "goat", options: { ...size, pick: next }, into: "update" },
      }),
    );
    return about === undefined ? shown : { ...shown, again: { ...size, pick: found.pick } };
  },
});

/** `400x300` and `400 x 300` are both sides. */
function bothSides(raw: OptionValues): OptionValues {
  const sides = `${raw["width"] ?? ""} ${raw["height"] ?? ""}`;
  const [, width, height] = /^\s*(\d{1,9})\s*[x×*]\s*(\d{1,9})\s*$/i.exec(sides) ?? [];
  return width === undefined ? raw : { ...raw, width, height };
}

function altOf(about: Goat["about"]): string {
  if (about === undefined) return "Drawing of a goat";
  return about.title === "" ? "A goat" : `A goat, titled “${about.title}”`;
}

/** Where one side is given, the other follows. */
function sizeOf(width: number | undefined, height: number | undefined) {
  const ratio = DEFAULT_SIZE.width / DEFAULT_SIZE.height;
  const side = (pixels: number) => Math.min(Math.max(Math.round(pixels), 1), MAX_SIDE);
  if (width === undefined && height === undefined) return DEFAULT_SIZE;
  return { width: width ?? side((height ?? 0) * ratio), height: height ?? side((width ?? 0) / ratio) };
}

function excuse(failure: GoatFailure): RichText {
  const instead = "so here is the goat I keep for such days.";
  return failure === "out of reach"
    ? t`Neither Wikimedia Commons nor Openverse has a photo for me right now, ${instead}`
    : t`What ${failure.from} sent as a photo is ${failure.flaw}, ${instead}`;
}

/** `ExampleA, CC BY-SA 4.0, Wikimedia Commons`. What is on a photo does not age, so its age is left out. */
function footer({ about, source }: Goat): string {
  if (about === undefined || source === undefined) return BUNDLED_CREDIT;
  const credit = [about.artist, about.license, source.name].filter(Boolean).join(", ");
  return sourceLine(ageless(source), credit);
}
