import { readFileSync } from "node:fs";

/** What reaches a recorded upstream: everything below its root. */
export interface RecordedRequest {
  /** Path below the upstream's root, with its leading slash, decoded. */
  readonly path: string;
  readonly method: string;
  /** As it came: JSON, a form, or empty. */
  readonly body: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What it answers. A string or bytes are sent as they are, anything else as JSON. */
export interface RecordedAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers as one web API would, from its recorded bodies, by the request's own parameters. */
export type RecordedUpstream = (request: RecordedRequest) => RecordedAnswer;

const ROOT = new URL("../../recorded/", import.meta.url);
const parsed = new Map<string, unknown>();

/** A recorded JSON body, such as `giphy/trending.json`; read once. Shared: never change it in place. */
export function recordedJson(file: string): unknown {
  if (!parsed.has(file)) parsed.set(file, JSON.parse(recordedText(file)));
  return parsed.get(file);
}

/** A recorded body that is not JSON. */
export function recordedText(file: string): string {
  return readFileSync(new URL(file, ROOT), "utf8");
}

/** A recorded picture. */
export function recordedBytes(file: string): Uint8Array {
  return readFileSync(new URL(file, ROOT));
}

/** A 200 with this JSON. */
export function ok(body: unknown): RecordedAnswer {
  return { status: 200, body };
}
