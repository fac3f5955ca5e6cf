import { DAY_MS, MINUTE_MS } from "../../core/time.ts";

/**
 * What Slack accepts. Lengths are UTF-16 units of the text as sent, escapes included: whether Slack counts those is not
 * documented, so we do. Source unless another is given: https://docs.slack.dev/reference/block-kit (2026-11-22)
 */
export const LIMITS = {
  /** Blocks in one message, those inside attachments included. */
  blocks: 50,
  /** Blocks in one modal. */
  modalBlocks: 100,
  /**
   * JSON characters of all blocks of one message. Slack answers `msg_blocks_too_long` beyond about 13,000, which is
   * undocumented: https://github.com/slackapi/bolt-js/issues/2509 (2026-11-22). A little less is ours.
   */
  allBlocks: 12_500,
  /** Recommended; Slack cuts at 40,000. https://docs.slack.dev/reference/methods/chat.postMessage (2026-11-22) */
  messageText: 4_000,
  sectionText: 3_000,
  /** Our choice: longest text file shown in words, in bytes; room for its escapes in a section. */
  fileText: 2_000,
  sectionFields: 10,
  fieldText: 2_000,
  headerText: 150,
  /** Our choice: room for the escapes and the address of a linked title. */
  titleText: 300,
  contextText: 2_000,
  altText: 2_000,
  /** Our choice, as the next: longer ones are not read to their end. */
  fileAltText: 1_000,
  fileTitle: 150,
  /** Cards of a carousel, and the title of one. https://docs.slack.dev/reference/block-kit/blocks/carousel-block, card-block (2026-11-28) */
  carouselCards: 10,
  cardTitle: 150,
  /** What a screen reader says of a button in place of its label. */
  buttonAlt: 75,
  /** Of an image, a button or a link. */
  url: 3_000,
  actions: 25,
  buttonText: 75,
  buttonValue: 2_000,
  /** Our choice: longer states go to the store, so that no row of buttons uses up `allBlocks`. */
  buttonState: 1_000,
  selectOptions: 100,
  optionText: 75,
  optionValue: 150,
  placeholderText: 150,
  inputLabel: 2_000,
  inputHint: 2_000,
  plainTextInput: 3_000,
  modalTitle: 24,
  privateMetadata: 3_000,
  /** https://docs.slack.dev/reference/app-manifest (2026-11-22) */
  commandName: 32,
  commandDescription: 2_000,
  usageHint: 1_000,
} as const;

/** When Slack gives up, and when we do. All in milliseconds. */
export const TIMES = {
  /**
   * Suggestions travel in the ack, which has 3 s; half a second less is ours, for the way.
   * https://docs.slack.dev/interactivity/handling-user-interaction (2026-11-22)
   */
  suggestionsMs: 2_500,
  /** A `trigger_id` lives 3 s. https://docs.slack.dev/interactivity/handling-user-interaction (2026-11-22) */
  openFormMs: 2_500,
  /** A signature is good for 5 min, in both directions. https://docs.slack.dev/authentication/verifying-requests-from-slack (2026-11-22) */
  signatureMs: 5 * MINUTE_MS,
  /** One call of the Web API; our choice. */
  webApiMs: 5_000,
  /** One message that nobody waits for; our choice. It is sent once. */
  postMs: 20_000,
  /** One try at a `response_url`; our choice. */
  responseTryMs: 5_000,
  /** One try to send a file's bytes; our choice. */
  uploadTryMs: 8_000,
  /** All uploads of one reply, after which it goes without; our choice. */
  uploadsMs: 12_000,
  /** Longest wait until Slack has looked at a file; our choice. */
  fileProcessingMs: 3_000,
  /** From `/slack/install` back to us; our choice, as long as the code that Slack sends along lives. */
  installMs: 10 * MINUTE_MS,
  /** Longest wait that a 429 may ask for before the reply takes another way; our choice. */
  longestRetryAfterMs: 5_000,
} as const;

/** Between two messages in one channel, in milliseconds: about one a second. https://docs.slack.dev/apis/web-api/rate-limits (2026-11-28) */
export const POST_EVERY_MS = 1_100;

/** For how long a workspace that refused the newest blocks gets the older ones, in milliseconds; our choice. */
export const OLDER_BLOCKS_MS = DAY_MS;

/** Uses of one `response_url`. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses (2026-11-22) */
export const RESPONSE_URL_USES = 5;

/**
 * Uses of one `response_url` for words of progress, and the least time between them, in milliseconds; our choice, so that the tries
 * of the reply itself are left.
 */
export const PROGRESS_USES = RESPONSE_URL_USES - 3;
export const PROGRESS_PACE_MS = 6_000;

/** Waits before a message is tried again whose files Slack has not looked at yet, in milliseconds; our choice. */
export const FILE_RETRY_WAITS_MS = [1_000, 2_000] as const;

/** Tries of one message at a `response_url`; our choice, so that one without pictures can still follow. */
export const RESPONSE_TRIES = 3;
