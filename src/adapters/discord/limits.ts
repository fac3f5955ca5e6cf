import { MINUTE_MS } from "../../core/time.ts";

/**
 * What Discord allows. Text is counted in characters after escaping; we count UTF-16 units, which is never fewer.
 * Sources, unless a line names another: https://docs.discord.com/developers/resources/message and Discord's OpenAPI
 * description (2026-11-22).
 */
export const MESSAGE_LIMITS = {
  content: 2_000,
  embeds: 10,
  embedTitle: 256,
  embedUrl: 2_048,
  embedDescription: 4_096,
  embedFields: 25,
  embedFieldName: 256,
  embedFieldValue: 1_024,
  embedFooter: 2_048,
  /** Titles, descriptions, field names and values and footers of all embeds of a message together. */
  embedsTotal: 6_000,
  imageUrl: 2_048,
  /** Alt text of a picture shown by its address. */
  imageDescription: 4_096,
  /** Pictures that embeds of one URL show side by side. Undocumented; as clients draw it. */
  galleryImages: 4,
  attachments: 10,
  /** Alt text of an uploaded file. */
  attachmentDescription: 1_024,
  rows: 5,
  rowButtons: 5,
  buttonLabel: 80,
  buttonUrl: 512,
  customId: 100,
  /** Bytes a file may have where the interaction does not say: 10 MiB. https://docs.discord.com/developers/reference#uploading-files */
  fileBytes: 10_485_760,
} as const;

/**
 * What a message of components may have. Sources, unless a line names another: https://docs.discord.com/developers/components/reference
 * and Discord's OpenAPI description (2026-11-28).
 */
export const COMPONENT_LIMITS = {
  /** All of them, those inside others included. */
  components: 40,
  /** All texts together. https://github.com/discord/discord-api-docs/pull/8562 (2026-11-28) */
  text: 4_000,
  /**
   * All texts together in bytes of UTF-8. Discord fails beyond some 10,170, which is undocumented:
   * https://github.com/discord/discord-api-docs/issues/8554 (2026-11-28). A little less is ours.
   */
  textBytes: 10_000,
  /** Our choice, as long as an embed's. */
  title: 256,
  galleryItems: 10,
  mediaUrl: 2_048,
  /** Alt text of a picture. */
  mediaDescription: 1_024,
} as const;

/**
 * https://docs.discord.com/developers/interactions/application-commands (2026-11-22). What a declared command may have:
 * `src/core/limits.ts`.
 */
export const COMMAND_LIMITS = {
  /** Suggestions while somebody types. */
  choices: 25,
  choiceName: 100,
  choiceValue: 100,
  /** Longest `max_length` of a text option. */
  textLength: 6_000,
} as const;

/** https://docs.discord.com/developers/interactions/receiving-and-responding (2026-11-22). */
export const INTERACTION_LIMITS = {
  /** The first answer must arrive this soon after the interaction was made, in milliseconds. */
  firstAnswerMs: 3_000,
  /** Kept back of that for the way to Discord. Our choice. */
  firstAnswerMarginMs: 300,
  /** Edits, deletions and further messages are possible this long, in milliseconds. */
  tokenLifeMs: 15 * MINUTE_MS,
  /** How far the timestamp of a signed delivery may be off, either way, in milliseconds. Our choice, as for Slack. */
  timestampOffMs: 5 * MINUTE_MS,
} as const;

/** Messages of the bot's own. */
export const POST_LIMITS = {
  /** Of the 50 requests a second that a bot has for all it does, most. https://docs.discord.com/developers/topics/rate-limits#global-rate-limit (2026-11-28) */
  perSecond: 40,
  /** Characters of the number by which Discord knows a message again. https://docs.discord.com/developers/resources/message#create-message (2026-11-28) */
  nonce: 25,
} as const;

/** What a frame of the Gateway may be like. Our choice, as far as no line says otherwise. */
export const FRAME_LIMITS = {
  /** The longest one names the servers that the bot is in, of which a shard has 2,500 at most: some 200,000 characters. */
  characters: 4_194_304,
  /** Between heartbeats, in milliseconds. In reality it is 41,250. */
  shortestBeatMs: 10,
  longestBeatMs: 10 * MINUTE_MS,
} as const;

/** https://docs.discord.com/developers/events/gateway#rate-limiting and #sharding-max-concurrency (2026-11-28) */
export const GATEWAY_LIMITS = {
  /** Between two identifies of one bucket, in milliseconds. */
  identifyMs: 5_000,
  /** Added to it, because Discord counts from when it hears them. Our choice. */
  identifyMarginMs: 500,
} as const;
