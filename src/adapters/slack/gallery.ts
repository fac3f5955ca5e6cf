import type { types } from "@slack/bolt";
import { LRUCache } from "lru-cache";
import type { Card, Reply } from "../../core/reply.ts";
import { cut } from "../../core/text.ts";
import { altText, imageSource, type Media } from "./files.ts";
import { LIMITS, OLDER_BLOCKS_MS } from "./limits.ts";
import { plainToMrkdwn } from "./mrkdwn.ts";

/** Workspaces whose refusal is remembered; our choice. */
const MAX_WORKSPACES = 5_000;

/** Workspaces that refused the newest blocks: they come to some later than to others. */
export class OlderBlocks {
  readonly #refused = new LRUCache<string, true>({ max: MAX_WORKSPACES, ttl: OLDER_BLOCKS_MS });

  remember(workspaceId: string | undefined): void {
    this.#refused.set(workspaceId ?? "", true);
  }

  /** Whether the workspace gets the older blocks, for a while. */
  has(workspaceId: string | undefined): boolean {
    return this.#refused.has(workspaceId ?? "");
  }
}

/** Whether a reply reads better with blocks that not every workspace has yet: with pictures side by side. */
export function gainsByNewest({ parts }: Reply): boolean {
  const media = { pictures: "shown", places: new Map() } as const;
  return parts.some((part) => part.type === "card" && carousel(part, media) !== undefined);
}

/**
 * The pictures of a card side by side, in a row that one moves along; undefined where they are fewer than two, too many, or one is not
 * shown from an address: a carousel shows no uploaded file. https://github.com/slackapi/python-slack-sdk/issues/1917 (2026-11-28)
 */
export function carousel({ images }: Card, media: Media, textShare = 1): types.CarouselBlock | undefined {
  if (images.length < 2 || images.length > LIMITS.carouselCards) return undefined;
  const elements = images.flatMap((image): types.CardBlock[] => {
    const source = imageSource(image, media);
    if (source?.image_url === undefined) return [];
    const alt = cut(altText(image), LIMITS.altText * textShare);
    // Those who see it are told what they see, too: which camera it is of
    const title = { type: "mrkdwn", text: plainToMrkdwn(alt, LIMITS.cardTitle), verbatim: true } as const;
    return [{ type: "card", hero_image: { type: "image", ...source, alt_text: alt }, title }];
  });
  return elements.length === images.length ? { type: "carousel", elements } : undefined;
}
