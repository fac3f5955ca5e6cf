import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** What the rules look at in a message. Parsed JSON that the schema has accepted. */
export interface MessageBody {
  readonly content?: string | null;
  readonly embeds?: readonly EmbedBody[] | null;
  readonly components?: readonly ComponentBody[] | null;
  readonly attachments?:
    | readonly { readonly id: number | string; readonly filename?: string; readonly description?: string }[]
    | null;
  readonly allowed_mentions?: { readonly parse?: readonly string[] } | null;
  readonly flags?: number | null;
}

export interface EmbedBody {
  readonly title?: string;
  readonly url?: string;
  readonly description?: string;
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
  readonly footer?: { readonly text: string };
  readonly image?: { readonly url: string; readonly description?: string };
  readonly thumbnail?: { readonly url: string; readonly description?: string };
}

/** Any component: which of these it has is a matter of its type. */
export interface ComponentBody {
  readonly type: number;
  readonly components?: readonly ComponentBody[];
  readonly accessory?: ComponentBody;
  readonly content?: string;
  readonly media?: { readonly url: string };
  readonly description?: string;
  readonly items?: readonly Pick<ComponentBody, "media" | "description">[];
  readonly file?: { readonly url: string };
  readonly style?: number;
  readonly label?: string;
  readonly custom_id?: string;
  readonly url?: string;
}

export interface ButtonBody extends ComponentBody {
  readonly style: number;
  readonly label: string;
}

/** `IS_COMPONENTS_V2`: the message consists of components alone. */
export const COMPONENTS_ONLY = 1 << 15;

/** All components, those inside others included, in the order in which they are read. */
export function allComponents(components: readonly ComponentBody[]): readonly ComponentBody[] {
  return components.flatMap((component) => [
    component,
    ...allComponents([...(component.components ?? []), ...(component.accessory ? [component.accessory] : [])]),
  ]);
}

export function isButton(component: ComponentBody): component is ButtonBody {
  return component.type === 2;
}

const FILE = fileURLToPath(new URL("../platforms/discord/openapi.json", import.meta.url));

/** Discord's own description of its API, compiled piece by piece as it is needed. */
class ApiSchema {
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    this.#ajv = new Ajv2020({ strict: false, allErrors: false });
    addFormats.default(this.#ajv);
    for (const format of ["snowflake", "nonce", "int32", "int64", "double"]) this.#ajv.addFormat(format, true);
    this.#ajv.addSchema(JSON.parse(readFileSync(FILE, "utf8")), "openapi.json");
  }

  /** What is wrong with a body, or undefined. `pointer` is the schema's place in the file. */
  problem(pointer: string, body: unknown): string | undefined {
    let validate = this.#compiled.get(pointer);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `openapi.json#${pointer}` });
      this.#compiled.set(pointer, validate);
    }
    return validate(body) === true ? undefined : this.#ajv.errorsText(validate.errors);
  }
}

let schema: ApiSchema | undefined;

/** Reads the description before it is needed: that takes longer than a bot waits for an answer. */
export function loadSchema(): void {
  schemaProblems("CreateMessageInteractionCallbackRequest", {});
}

/** Checks a body against a schema of Discord's OpenAPI description. */
export function schemaProblems(name: string, body: unknown): readonly string[] {
  schema ??= new ApiSchema();
  const problem = schema.problem(`/components/schemas/${name}`, body);
  return problem === undefined ? [] : [`${name}: ${problem}`];
}

/**
 * The rules for a message that the schema does not hold. `fileCount` uploads came with it. A message that consists of components
 * alone `stays` so, whatever an edit says.
 */
export function messageProblems(message: MessageBody, fileCount: number, stays = false): readonly string[] {
  const isComponentsOnly = stays || ((message.flags ?? 0) & COMPONENTS_ONLY) !== 0;
  const all = allComponents(message.components ?? []);
  const buttons = all.filter(isButton);
  const ids = buttons.flatMap((button) => button.custom_id ?? []);
  const attached = (message.attachments ?? []).map(({ id }) => Number(id));
  const rows = all.filter(({ type }) => type === 1).map(({ components = [] }) => components);
  return [
    ...(isComponentsOnly ? componentProblems(message, all) : embedMessageProblems(message, fileCount)),
    ...(new Set(ids).size === ids.length ? [] : ["two components have the same custom_id"]),
    ...(rows.some(({ length }) => length > 5 || length === 0) ? ["a row has none or more than 5 buttons"] : []),
    ...buttons.flatMap(buttonProblems),
    ...(isSilent(message) ? [] : ["allowed_mentions is not {parse: []}"]),
    ...(attached.every((id) => id < fileCount) && attached.length === fileCount
      ? []
      : [`${fileCount} files, but attachments ${JSON.stringify(attached)}`]),
    ...uploadProblems(message, all, isComponentsOnly),
  ];
}

function embedMessageProblems(message: MessageBody, fileCount: number): readonly string[] {
  const embeds = message.embeds ?? [];
  const total = embeds.map(embedCharacters).reduce((sum, length) => sum + length, 0);
  const rows = message.components ?? [];
  return [
    ...(total > 6_000 ? [`embeds have ${total} characters in all, over 6000`] : []),
    ...(rows.length > 5 ? ["more than 5 rows"] : []),
    ...(rows.every(({ type }) => type === 1) ? [] : ["50035 these components need the flag IS_COMPONENTS_V2"]),
    ...embeds.flatMap(embedProblems),
    ...(message.content?.trim() || embeds.length > 0 || fileCount > 0 ? [] : ["50006 the message is empty"]),
  ];
}

/** https://docs.discord.com/developers/components/reference (2026-11-28) */
function componentProblems(message: MessageBody, all: readonly ComponentBody[]): readonly string[] {
  const texts = all.flatMap(({ type, content }) => (type === 10 ? [content ?? ""] : []));
  const characters = texts.join("").length;
  const bytes = Buffer.byteLength(texts.join(""));
  // An edit clears what a message may have no longer, by null
  const isLegacy = (message.content ?? null) !== null || (message.embeds ?? null) !== null;
  return [
    ...(isLegacy ? ["50035 content and embeds can't be used with IS_COMPONENTS_V2"] : []),
    ...(all.length === 0 ? ["50006 the message is empty"] : []),
    ...(all.length > 40 ? [`${all.length} components in all, over 40`] : []),
    ...(characters > 4_000 ? [`texts have ${characters} characters in all, over 4000`] : []),
    ...(bytes > 10_170 ? [`texts have ${bytes} bytes in all, over 10170`] : []),
    ...(texts.some((text) => text.trim() === "") ? ["a text is empty"] : []),
  ];
}

/** What shows an upload must name one, and in a message of components every one must be shown. */
function uploadProblems(
  message: MessageBody,
  all: readonly ComponentBody[],
  isComponentsOnly: boolean,
): readonly string[] {
  const names = (message.attachments ?? []).map(({ filename }) => `attachment://${filename}`);
  const shown = [
    ...(message.embeds ?? []).flatMap(({ image, thumbnail }) => [image?.url, thumbnail?.url]),
    ...all.flatMap(({ media, items = [], file }) => [media?.url, ...items.map((item) => item.media?.url), file?.url]),
  ].filter((url) => url?.startsWith("attachment://"));
  return [
    ...shown.flatMap((url) => (names.includes(url ?? "") ? [] : [`${url} is not there`])),
    ...(isComponentsOnly ? names.flatMap((name) => (shown.includes(name) ? [] : [`${name} shows nowhere`])) : []),
  ];
}

function embedCharacters({ title, description, fields, footer }: EmbedBody): number {
  const texts = [title, description, footer?.text, ...(fields ?? []).flatMap(({ name, value }) => [name, value])];
  return texts.map((text) => (text ?? "").trim().length).reduce((sum, length) => sum + length, 0);
}

function embedProblems(embed: EmbedBody): readonly string[] {
  const isEmptyField = (embed.fields ?? []).some(({ name, value }) => name.trim() === "" || value.trim() === "");
  const { title, description, fields, footer, image, thumbnail } = embed;
  const hasSomething = [title, description, fields?.length, footer, image, thumbnail].some(Boolean);
  return [...(isEmptyField ? ["an embed field is empty"] : []), ...(hasSomething ? [] : ["an embed is empty"])];
}

function buttonProblems({ style, label, custom_id, url }: ButtonBody): readonly string[] {
  const hasRightPart = style === 5 ? url !== undefined && custom_id === undefined : custom_id !== undefined && !url;
  return [
    ...(hasRightPart ? [] : [`button ${label}: custom_id or url`]),
    ...(label.trim() === "" ? ["a label is empty"] : []),
  ];
}

function isSilent({ allowed_mentions }: MessageBody): boolean {
  return JSON.stringify(allowed_mentions) === '{"parse":[]}';
}
