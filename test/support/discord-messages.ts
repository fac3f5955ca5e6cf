import {
  allComponents,
  type ButtonBody,
  COMPONENTS_ONLY,
  type ComponentBody,
  type EmbedBody,
  isButton,
  type MessageBody,
} from "./discord-rules.ts";

/** One message as the simulated Discord keeps it. */
export interface Message {
  readonly id: string;
  /** Only this person sees it; undefined: everybody. */
  readonly onlyFor: string | undefined;
  /** Id of the person whose interaction made it; empty for what the bot posted by itself. */
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
  const components = (body.components ?? []).flatMap(componentLines);
  return [body.content, ...(body.embeds ?? []).flatMap(embedLines), ...components].filter(Boolean).join("\n");
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

/** Headings and small print without their signs. */
function componentLines(component: ComponentBody): readonly string[] {
  if (isButton(component)) return [`[${component.label}]`];
  const { type, components = [], accessory, content = "", items = [], description } = component;
  const inside = [...components, ...(accessory ? [accessory] : [])].flatMap(componentLines);
  const pictures = type === 11 ? [{ description }] : items;
  return [
    content.replace(/^(#{1,3}|-#) /gm, ""),
    ...pictures.map((picture) => `[picture: ${picture.description}]`),
    ...(type === 1 ? [inside.join(" ")] : inside),
  ].filter(Boolean);
}

/** The button with this label, or undefined. */
export function buttonOf({ body }: Message, label: string): ButtonBody | undefined {
  return allComponents(body.components ?? [])
    .filter(isButton)
    .find((button) => button.label === label);
}

/** Whether the message consists of components alone. */
export function isComponentsOnly({ body }: Message): boolean {
  return ((body.flags ?? 0) & COMPONENTS_ONLY) !== 0;
}
