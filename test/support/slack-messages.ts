import { EventEmitter, once } from "node:events";
import { blocksOf, cardsOf, type SlackBlock, type SlackElement, type SlackPayload } from "./slack-rules.ts";

export interface SlackMessage {
  readonly id: string;
  readonly channel: string;
  /** The one person who sees it; undefined: everybody in the channel. */
  readonly onlyFor: string | undefined;
  payload: SlackPayload;
  /** The thread that it stands in, by the `ts` of the thread's first message; undefined: in the channel. */
  readonly thread?: string | undefined;
  /** How it came: in an ack, through a `response_url`, or by a method of the Web API. */
  readonly by: string;
}

/** Longest that a test waits for words to appear, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Everything that is on the screens of one simulated workspace. */
export class SlackMessages {
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #all: SlackMessage[] = [];
  #count = 0;

  get all(): readonly SlackMessage[] {
    return this.#all;
  }

  post(message: Omit<SlackMessage, "id">): SlackMessage {
    this.#count += 1;
    const posted = { ...message, id: `1700000000.${String(this.#count).padStart(6, "0")}` };
    this.#all.push(posted);
    this.#changes.emit("change");
    return posted;
  }

  replace(message: SlackMessage, payload: SlackPayload): void {
    message.payload = payload;
    this.#changes.emit("change");
  }

  remove(message: SlackMessage): void {
    this.#all = this.#all.filter((other) => other !== message);
    this.#changes.emit("change");
  }

  /** Something else that people see has changed: a form. */
  changed(): void {
    this.#changes.emit("change");
  }

  /** Resolves when the condition holds; rejects with what `describe` says when it does not in time. */
  async until(condition: () => boolean, describe: () => string): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!condition()) {
      try {
        await once(this.#changes, "change", { signal });
      } catch {
        throw new Error(describe());
      }
    }
  }
}

/** A message as words, line by line: mrkdwn as sent, pictures as `[picture: alt]`, buttons as `[label]`. */
export function onScreen(payload: SlackPayload): string {
  const blocks = blocksOf(payload);
  // Beside blocks the text is for notifications only; beside attachments alone it is shown
  const lines = (payload.blocks ?? []).length > 0 ? [] : [payload.text ?? ""];
  return [...lines, ...blocks.flatMap(blockLines)].filter((line) => line !== "").join("\n");
}

export function buttonsOf(payload: SlackPayload): readonly SlackElement[] {
  return blocksOf(payload)
    .flatMap((block) => (block.type === "actions" ? (block.elements ?? []) : []))
    .filter((element) => element.type === "button");
}

export function labelOf(button: SlackElement): string {
  return typeof button.text === "object" ? button.text.text : "";
}

function blockLines(block: SlackBlock): readonly string[] {
  const pictures = [block, block.accessory].flatMap((one) =>
    one?.image_url === undefined && one?.slack_file === undefined ? [] : [`[picture: ${one.alt_text}]`],
  );
  const cards = cardsOf(block).map(({ hero_image }) => `[picture: ${hero_image?.alt_text}]`);
  const elements = (cards.length > 0 ? [] : (block.elements ?? [])).map((element) => {
    if (element.type === "button") return `[${labelOf(element)}]`;
    return typeof element.text === "string" ? element.text : "";
  });
  const fields = (block.fields ?? []).map(({ text }) => text.replace("\n", " "));
  return [block.text?.text ?? "", ...fields, ...pictures, ...cards, elements.filter(Boolean).join(" ")];
}
