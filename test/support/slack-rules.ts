import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../platforms/slack/block-kit/${name}`, import.meta.url), "utf8"));

const ajv = new Ajv2020({ strict: false, allErrors: false, schemas: [read("message-blocks.schema.json")] });
const SCHEMA = "https://example.invalid/block-kit-messages.json#/$defs";

/** https://docs.slack.dev/reference/block-kit: what a JSON schema can't say. */
const MAX_BLOCKS = 50;
const MAX_ALL_BLOCKS = 13_000;
const MAX_ALT_FETCH = 3_000;

export interface SlackText {
  readonly type: string;
  readonly text: string;
}

/** The parts of a block that the simulated Slack looks at. */
export interface SlackBlock {
  readonly type: string;
  readonly block_id?: string;
  readonly text?: SlackText;
  readonly fields?: readonly SlackText[];
  readonly elements?: readonly SlackElement[];
  readonly element?: SlackElement;
  readonly accessory?: SlackElement;
  readonly image_url?: string;
  readonly slack_file?: { readonly id?: string };
  readonly alt_text?: string;
  readonly label?: SlackText;
  readonly hint?: SlackText;
  readonly optional?: boolean;
}

/** A card, of which a carousel consists. https://docs.slack.dev/reference/block-kit/blocks/card-block */
export interface SlackCard {
  readonly type: string;
  readonly hero_image?: SlackElement;
  readonly title?: SlackText;
  readonly subtitle?: SlackText;
  readonly body?: SlackText;
  readonly actions?: readonly SlackElement[];
}

export interface SlackElement {
  readonly type: string;
  readonly text?: SlackText | string;
  readonly action_id?: string;
  readonly value?: string;
  readonly url?: string;
  readonly style?: string;
  readonly image_url?: string;
  readonly slack_file?: { readonly id?: string };
  readonly alt_text?: string;
  readonly options?: readonly SlackOption[];
  readonly initial_option?: SlackOption;
  readonly initial_options?: readonly SlackOption[];
  readonly initial_value?: string;
  readonly initial_date?: string;
  readonly max_length?: number;
  readonly max_files?: number;
  readonly min_value?: string;
  readonly max_value?: string;
}

export interface SlackOption {
  readonly text: SlackText;
  readonly value: string;
}

interface SlackBar {
  readonly color?: string;
  readonly fallback?: string;
  readonly blocks?: readonly SlackBlock[];
}

export interface SlackPayload {
  readonly text?: string;
  readonly blocks?: readonly SlackBlock[];
  readonly attachments?: readonly SlackBar[];
  readonly thread_ts?: string;
  readonly response_type?: string;
  readonly replace_original?: boolean;
  readonly delete_original?: boolean;
}

export interface SlackView {
  readonly type: string;
  readonly callback_id?: string;
  readonly private_metadata?: string;
  readonly title: SlackText;
  readonly submit?: SlackText;
  readonly close?: SlackText;
  readonly blocks: readonly SlackBlock[];
}

/** All blocks of a message, top to bottom. */
export function blocksOf(message: SlackPayload): readonly SlackBlock[] {
  return [...(message.blocks ?? []), ...(message.attachments ?? []).flatMap(({ blocks }) => blocks ?? [])];
}

/** What Slack would refuse about a message; empty when it takes it. */
export function messageProblems(message: SlackPayload): readonly string[] {
  const problems = schemaProblems("response_url_message", message);
  if (message.delete_original === true) return problems;
  const blocks = blocksOf(message);
  const [bar] = message.attachments ?? [];
  const hasBlocks = (message.blocks ?? []).length > 0;
  // Of bars alone, notifications tell the first one's fallback
  if (!message.text && (hasBlocks || !bar?.fallback)) problems.push("no_text beside the blocks");
  problems.push(...blocks.flatMap(carouselProblems));
  if (blocks.length > MAX_BLOCKS) problems.push(`${blocks.length} blocks in all`);
  if (JSON.stringify(blocks).length > MAX_ALL_BLOCKS) problems.push("msg_blocks_too_long");
  problems.push(
    ...repeated(
      "block_id",
      blocks.map(({ block_id }) => block_id),
    ),
  );
  const elements = blocks.flatMap((block) => [
    ...(block.elements ?? []),
    ...(block.accessory ? [block.accessory] : []),
  ]);
  problems.push(
    ...repeated(
      "action_id",
      elements.map(({ action_id }) => action_id),
    ),
  );
  for (const url of picturesOf(message)) {
    if (!url.startsWith("https://") || url.length > MAX_ALT_FETCH) problems.push("image_url is not fetchable");
  }
  return problems;
}

/** The cards of a carousel; none for other blocks. */
export function cardsOf({ type, elements = [] }: SlackBlock): readonly SlackCard[] {
  return type === "carousel" ? (elements as readonly unknown[] as readonly SlackCard[]) : [];
}

/** The derived schema leaves these open; the numbers stand in `limits.json` beside it. */
const { card: CARD, carousel: CAROUSEL } = read("limits.json");

function carouselProblems(block: SlackBlock): readonly string[] {
  if (block.type !== "carousel") return [];
  const cards = cardsOf(block);
  const { min_items, max_items } = CAROUSEL.elements;
  const isCount = cards.length >= min_items && cards.length <= max_items;
  return [...(isCount ? [] : [`a carousel of ${cards.length} cards`]), ...cards.flatMap(cardProblems)];
}

function cardProblems(card: SlackCard): readonly string[] {
  const { type, hero_image: hero, title, subtitle, body, actions = [], ...others } = card;
  const texts = { title, subtitle, body };
  return [
    ...(type === "card" ? [] : ["no card in a carousel"]),
    ...((hero ?? title ?? body ?? actions[0]) ? [] : ["a card of nothing"]),
    ...Object.entries(texts).flatMap(([name, text]) =>
      text === undefined || (text.type === "mrkdwn" && text.text !== "" && text.text.length <= CARD[name].max_length)
        ? []
        : [`card ${name}`],
    ),
    ...(hero === undefined ? [] : schemaProblems("image_element", hero)),
    // https://github.com/slackapi/python-slack-sdk/issues/1917
    ...(hero?.slack_file === undefined ? [] : ["a carousel shows no uploaded file"]),
    ...(actions.length <= CARD.actions.max_items ? [] : ["actions of a card"]),
    ...Object.keys(others)
      .filter((key) => key !== "block_id")
      .map((key) => `a card has no ${key}`),
  ];
}

/** Addresses of the pictures that Slack fetches when the message is posted. */
export function picturesOf(message: SlackPayload): readonly string[] {
  return blocksOf(message)
    .flatMap((block) => [
      block.image_url,
      block.accessory?.image_url,
      ...(block.elements ?? []).map((e) => e.image_url),
      ...cardsOf(block).map(({ hero_image }) => hero_image?.image_url),
    ])
    .filter((url) => url !== undefined);
}

/** What Slack would refuse about a modal. https://docs.slack.dev/reference/views/modal-views */
export function viewProblems(view: SlackView): readonly string[] {
  const problems: string[] = [];
  if (view.type !== "modal") problems.push("not a modal");
  for (const words of [view.title, view.submit, view.close]) {
    if (words !== undefined && (words.type !== "plain_text" || words.text.length > 24 || words.text === "")) {
      problems.push("title, submit or close");
    }
  }
  if ((view.private_metadata ?? "").length > 3_000) problems.push("private_metadata");
  if (view.blocks.length === 0 || view.blocks.length > 100) problems.push("number of blocks");
  problems.push(
    ...repeated(
      "block_id",
      view.blocks.map(({ block_id }) => block_id),
    ),
  );
  for (const block of view.blocks) {
    problems.push(...schemaProblems("block", block));
    if (block.element !== undefined) problems.push(...elementProblems(block.element));
  }
  return problems;
}

function elementProblems(element: SlackElement): readonly string[] {
  switch (element.type) {
    case "plain_text_input":
      return (element.max_length ?? 1) > 3_000 || (element.initial_value ?? "").length > (element.max_length ?? 3_000)
        ? ["plain_text_input lengths"]
        : [];
    case "file_input":
      // The schema does not know it; `limits.json` beside it does
      return (element.max_files ?? 10) < 1 || (element.max_files ?? 10) > 10 ? ["file_input files"] : [];
    case "number_input": {
      const value = Number(element.initial_value ?? element.min_value);
      const isInRange = value >= Number(element.min_value) && value <= Number(element.max_value);
      return isInRange ? [] : ["number_input range"];
    }
    default: {
      const chosen = [...(element.initial_options ?? []), ...(element.initial_option ? [element.initial_option] : [])];
      const offered = (element.options ?? []).map((option) => JSON.stringify(option));
      const isForeign =
        element.type !== "external_select" && chosen.some((one) => !offered.includes(JSON.stringify(one)));
      return [...schemaProblems(element.type, element), ...(isForeign ? ["initial option was not offered"] : [])];
    }
  }
}

/** What is wrong with suggestions. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element */
export function optionsProblems(options: readonly SlackOption[]): readonly string[] {
  const problems = options.flatMap((option) => schemaProblems("option", option));
  return options.length > 100 ? [...problems, "more than 100 options"] : problems;
}

function schemaProblems(definition: string, value: unknown): string[] {
  const validate = ajv.getSchema(`${SCHEMA}/${definition}`);
  if (validate === undefined) throw new Error(`the schema has no ${definition}`);
  return validate(value) === true ? [] : [`${definition}: ${ajv.errorsText(validate.errors)}`];
}

function repeated(what: string, ids: readonly (string | undefined)[]): readonly string[] {
  const given = ids.filter((id) => id !== undefined);
  return new Set(given).size === given.length ? [] : [`${what} is not unique`];
}
