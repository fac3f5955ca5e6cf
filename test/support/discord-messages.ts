import type { ButtonBody, EmbedBody, MessageBody } from "./discord-rules.ts";

/** One message as the simulated Discord keeps it. */
export interface Message {
  readonly id: string;
  /** Only this person sees it; undefined: everybody. */
  readonly onlyFor: string | undefined;
  /** Id of the person whose interaction made it. */
  readonly askedBy: string;
  body: MessageBody;
  files: readonly ReceivedFile[];
  /** "thinking…": deferred, not filled yet. */
  isThinking: boolean;
  isDeleted: boolean;
  edits: number;
}

export interface ReceivedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What a person reads in a message, top to bottom, one line each; `[Label]` is a button, `[picture: alt]` a picture. */
export function readable({ body, isThinking }: Message): string {
  if (isThinking) return "thinking…";
  const rows = (body.components ?? []).map((row) => row.components.map(({ label }) => `[${label}]`).join(" "));
  return [body.content, ...(body.embeds ?? []).flatMap(embedLines), ...rows].filter(Boolean).join("\n");
}

function embedLines({ title, description, fields, image, thumbnail, footer }: EmbedBody) {
  return [
    title,
    description,
    ...(fields ?? []).map(({ name, value }) => `${name}: ${value}`),
    ...[thumbnail, image].map((picture) => picture && `[picture: ${picture.description}]`),
    footer?.text,
  ];
}

/** The button with this label, or undefined. */
export function buttonOf({ body }: Message, label: string): ButtonBody | undefined {
  return (body.components ?? []).flatMap((row) => row.components).find((button) => button.label === label);
}
