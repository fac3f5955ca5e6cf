import { z } from "zod";
import type { Sourced } from "../../core/source.ts";
import { DAY_MS } from "../../core/time.ts";
import { listOf } from "../../upstream/list.ts";
import type { Ask } from "../../upstream/question.ts";
import { oneLine } from "../fields.ts";
import { pictureUrl } from "./photos.ts";

/** Pictures asked for: as many as a gallery shows. */
const PAGE_SIZE = 4;

/** A picture from the library. */
export interface LibraryPicture {
  readonly title: string;
  /** Its own page. */
  readonly page: string;
  /** The preview, https. */
  readonly url: string;
}

const item = z.object({
  data: listOf(z.object({ title: z.string().nullish(), nasa_id: z.string(), media_type: z.string().nullish() })),
  links: listOf(z.object({ rel: z.string().nullish(), href: z.string().nullish() }))
    .nullish()
    .catch(undefined),
});

const body = z.object({ collection: z.object({ items: listOf(item) }) });

/** NASA's Image and Video Library, searched by words: it knows no rover, sol or camera. */
export class NasaImages {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * At most four pictures for the words, none when nothing matches. `year` narrows it to pictures from that year on.
   * Throws UpstreamError when the library fails.
   * Source: https://images.nasa.gov/docs/images.nasa.gov_api_docs.pdf (read 2026-11-22)
   */
  search(words: string, year?: string): Promise<Sourced<readonly LibraryPicture[]>> {
    return this.#ask.get("nasaImages", {
      path: "/search",
      query: { q: words, media_type: "image", year_start: year, page: 1, page_size: PAGE_SIZE },
      schema: () => body.transform(({ collection }) => collection.items.flatMap(toPicture).slice(0, PAGE_SIZE)),
      freshMs: DAY_MS,
      staleMs: 7 * DAY_MS,
    });
  }
}

function toPicture({ data, links }: z.infer<typeof item>): readonly LibraryPicture[] {
  const [about] = data;
  const url = pictureUrl(links?.find((link) => link.rel === "preview")?.href);
  if (about === undefined || url === undefined || (about.media_type ?? "image") !== "image") return [];
  const title = oneLine(about.title) ?? "A picture from Mars";
  return [{ title, page: `https://images.nasa.gov/details/${encodeURIComponent(about.nasa_id)}`, url }];
}
