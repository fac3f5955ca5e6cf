import { date, defineCommand } from "../src/core/command.ts";
import { formatDate } from "../src/core/format.ts";
import { type Button, buttons, card, field, type Image, reply } from "../src/core/reply.ts";
import { ageless, sourceLine } from "../src/core/source.ts";
import { cut, link, type RichText, t } from "../src/core/text.ts";
import { pager } from "../src/replies/pager.ts";
import type { PictureOfDay } from "../src/services/nasa/apod-picture.ts";

const ACCENT = 0x0b3d91;

/** Enough to know what one sees; the rest stands on NASA's page. In UTF-16 units. */
const MAX_EXPLANATION = 600;

/** A page is a day here. */
const LABELS = { previous: "◀ Previous day", next: "Next day ▶" };

/** Some name every telescope and everybody at it. In UTF-16 units. */
const MAX_CREDIT = 200;

/** `/apod`: what NASA shows of the sky today, or showed on a day. */
export const apod = defineCommand({
  name: "apod",
  description: "NASA's Astronomy Picture of the Day",
  upstreams: ["apod"],
  options: {
    date: date({
      description: "The day, since 16 June 1995; the latest picture without it",
      ask: "Which day?",
      example: "2019-11-16",
    }),
  },
  async run({ options, services }) {
    const { picture, source, insteadOf, previous, next } = await services.apod.picture(options.date);
    const stillToCome =
      insteadOf === undefined
        ? undefined
        : t`The picture of ${formatDate(insteadOf)} is not out yet. This is the latest, of ${formatDate(picture.day)}.`;
    return {
      ...reply(
        card({
          accent: ACCENT,
          title: picture.title,
          url: picture.page,
          lines: [
            stillToCome,
            picture.explanation === undefined ? undefined : [cut(picture.explanation, MAX_EXPLANATION)],
            elsewhere(picture),
          ],
          fields: [
            field("Day", formatDate(picture.day)),
            field("Credit", picture.credit && cut(picture.credit, MAX_CREDIT)),
          ],
          images: [imageOf(picture)],
          footer: sourceLine(ageless(source), "NASA, Astronomy Picture of the Day"),
        }),
        buttons(
          watch(picture),
          ...pager("apod", (day) => ({ date: day }), { previous, next }, LABELS),
          fullSize(picture),
        ),
      ),
      again: { date: picture.day },
    };
  },
});

/** Where to see what no card can show. */
function elsewhere({ media, page }: PictureOfDay): RichText | undefined {
  if (media.type !== "other" || page === undefined) return undefined;
  return t`It is neither a picture nor a video that I can show here: ${link("see it on NASA's page", page)}.`;
}

function imageOf({ media, title, alt }: PictureOfDay): Image | undefined {
  if (media.type === "image") return { url: media.url, alt: alt ?? title };
  return media.stillUrl === undefined ? undefined : { url: media.stillUrl, alt: alt ?? `Still of “${title}”` };
}

function watch({ media }: PictureOfDay): Button | undefined {
  return media.type === "video" ? { label: "Watch", press: { do: "open", url: media.page } } : undefined;
}

function fullSize({ media }: PictureOfDay): Button | undefined {
  if (media.type !== "image") return undefined;
  return { label: "Full size", press: { do: "open", url: media.largeUrl } };
}
