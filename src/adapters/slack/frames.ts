/** Longest frame of Socket Mode that is read, in characters. Our choice, as for the bodies that come over HTTP. */
const MAX_CHARACTERS = 1_048_576;

/** One delivery over Socket Mode. https://docs.slack.dev/apis/events-api/using-socket-mode (2026-11-22) */
export interface Envelope {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Whether the ack may carry an answer. */
  readonly takesPayload: boolean;
}

export type SlackFrame =
  | { readonly type: "hello" }
  | { readonly type: "disconnect" }
  | { readonly type: "envelope"; readonly envelope: Envelope };

/** What Slack sent, or undefined for what makes no sense. */
export function readFrame(data: unknown): SlackFrame | undefined {
  if (typeof data !== "string" || data.length > MAX_CHARACTERS) return undefined;
  const frame = asRecord(parseJson(data));
  if (frame === undefined) return undefined;
  const { type, envelope_id: id } = frame;
  if (type === "hello" || type === "disconnect") return { type };
  const payload = asRecord(frame["payload"]);
  if (typeof type !== "string" || typeof id !== "string" || id === "" || payload === undefined) return undefined;
  return { type: "envelope", envelope: { id, payload, takesPayload: frame["accepts_response_payload"] === true } };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
