import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** What the rules look at in a message. Parsed JSON that the schema has accepted. */
export interface MessageBody {
  readonly content?: string | null;
  readonly embeds?: readonly EmbedBody[] | null;
  readonly components?: readonly { readonly components: readonly ButtonBody[] }[] | null;
  readonly attachments?: readonly { readonly id: number | string; readonly description?: string }[] | null;
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

export interface ButtonBody {
  readonly style: number;
  readonly label: string;
  readonly custom_id?: string;
  readonly url?: string;
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

/** The rules for a message that the schema does not hold. `fileCount` uploads came with it. */
export function messageProblems(message: MessageBody, fileCount: number): readonly string[] {
  const embeds = message.embeds ?? [];
  const total = embeds.map(embedCharacters).reduce((sum, length) => sum + length, 0);
  const buttons = (message.components ?? []).flatMap((row) => row.components);
  const ids = buttons.flatMap((button) => button.custom_id ?? []);
  const attached = (message.attachments ?? []).map(({ id }) => Number(id));
  const pictures = embeds.flatMap(({ image, thumbnail }) => [image?.url, thumbnail?.url]);
  const uploads = pictures.filter((url) => url?.startsWith("attachment://"));
  return [
    ...(total > 6_000 ? [`embeds have ${total} characters in all, over 6000`] : []),
    ...(new Set(ids).size === ids.length ? [] : ["two components have the same custom_id"]),
    ...((message.components ?? []).length > 5 ? ["more than 5 rows"] : []),
    ...((message.components ?? []).some((row) => row.components.length > 5 || row.components.length === 0)
      ? ["a row has none or more than 5 buttons"]
      : []),
    ...buttons.flatMap(buttonProblems),
    ...embeds.flatMap(embedProblems),
    ...(message.content?.trim() || embeds.length > 0 || fileCount > 0 ? [] : ["50006 the message is empty"]),
    ...(isSilent(message) ? [] : ["allowed_mentions is not {parse: []}"]),
    ...(attached.every((id) => id < fileCount) && attached.length === fileCount
      ? []
      : [`${fileCount} files, but attachments ${JSON.stringify(attached)}`]),
    ...(uploads.length <= fileCount ? [] : ["an embed shows an upload that is not there"]),
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
