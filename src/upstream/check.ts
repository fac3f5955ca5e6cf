import type { BotError } from "../core/errors.ts";
import { bytesOf } from "./cache.ts";
import { bodyError, type Call, statusError } from "./failure.ts";
import { countingLeftOut, type LeftOut } from "./list.ts";
import type { AnyAsked, Order, Question, StreamQuestion } from "./question.ts";
import type { Arrival } from "./transport.ts";

/** Longest path of a field in a message, in characters: a body may name its fields as it likes. */
const MAX_PATH = 200;

/** What came out of a body, and the memory it takes, in bytes. */
interface Checked {
  readonly value: unknown;
  readonly bytes: number;
  /** The body itself, where it is JSON. */
  readonly body?: string;
}

/** A body that has come, and what came with it. */
interface Text extends Pick<Arrival, "status" | "headers"> {
  readonly text: string;
}

/**
 * Reads the body as the question says, and tells `tellLeftOut` which elements its lists left out. Throws what `judge` gave, an
 * UpstreamError for any status but 2xx, a BodyError that names the first wrong field (and the reason, where the schema gives
 * one), or what `read` threw.
 */
export async function readAnswer(
  asked: AnyAsked,
  arrival: Arrival,
  call: Call,
  tellLeftOut: (leftOut: LeftOut) => void,
): Promise<Checked> {
  if ("read" in asked) return readStream(asked, arrival, call, tellLeftOut);
  const { status, headers } = arrival;
  return readJson(asked, { status, headers, text: await arrival.text() }, call, tellLeftOut);
}

async function readStream(
  { judge, read }: StreamQuestion<unknown>,
  arrival: Arrival,
  call: Call,
  tellLeftOut: (leftOut: LeftOut) => void,
): Promise<Checked> {
  const { status, headers } = arrival;
  const refused = judge?.({ status, body: undefined, headers }) ?? badStatus(status, call);
  if (refused !== undefined) throw refused;
  const value = await read(arrival.chunks(), tellLeftOut);
  return { value, bytes: bytesOf(value) };
}

/** Reads a JSON body that has come. Throws as `readAnswer` does. */
export function readJson(
  asked: Question<unknown> | Order<unknown>,
  { status, headers, text }: Text,
  call: Call,
  tellLeftOut: (leftOut: LeftOut) => void,
): Checked {
  const body = parseJson(text);
  const refused = asked.judge?.({ status, body, headers }) ?? badStatus(status, call);
  if (refused !== undefined) throw refused;
  // Only an order may be answered with nothing
  if (body === undefined && !(text === "" && "method" in asked)) throw bodyError(call, "body is not JSON");
  const { value: checked, leftOut } = countingLeftOut(() => asked.schema().safeParse(body));
  if (leftOut !== undefined) tellLeftOut(leftOut);
  if (checked.success) return { value: checked.data, bytes: text.length, body: text };
  const [issue] = checked.error.issues;
  const path = (issue?.path ?? []).join(".").slice(0, MAX_PATH);
  const why = issue?.code === "custom" ? `: ${issue.message}` : "";
  throw bodyError(call, `wrong body at “${path}”${why}`, path);
}

function badStatus(status: number, call: Call): BotError | undefined {
  return status < 200 || status > 299 ? statusError(call, status) : undefined;
}

/** Undefined when it is not JSON, which no JSON is. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
