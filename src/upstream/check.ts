import { bodyError, type Call, statusError } from "./failure.ts";
import { countingLeftOut, type LeftOut } from "./list.ts";
import type { Question } from "./question.ts";
import type { TextAnswer } from "./transport.ts";

/** Longest path of a field in a message, in characters: a body may name its fields as it likes. */
const MAX_PATH = 200;

/**
 * The answer as the question wants it, with what its lists left out. Only to an order may it be empty, which is `undefined` to
 * the schema. Throws what `judge` gave, the UpstreamError of another status than 2xx, or a BodyError that names the first wrong
 * field, and why where the schema says so itself.
 */
export function checkAnswer<T>(
  { judge, schema }: Pick<Question<T>, "judge" | "schema">,
  { status, text, headers }: TextAnswer,
  call: Call,
  { mayBeEmpty = false } = {},
): { readonly value: T; readonly leftOut: LeftOut | undefined } {
  const body = parseJson(text);
  const judged = judge?.({ status, body, headers });
  if (judged !== undefined) throw judged;
  if (status < 200 || status > 299) throw statusError(call, status);
  if (body === undefined && !(mayBeEmpty && text === "")) throw bodyError(call, "body is not JSON");
  const { value: checked, leftOut } = countingLeftOut(() => schema.safeParse(body));
  if (checked.success) return { value: checked.data, leftOut };
  const [issue] = checked.error.issues;
  const path = (issue?.path ?? []).join(".").slice(0, MAX_PATH);
  const why = issue?.code === "custom" ? `: ${issue.message}` : "";
  throw bodyError(call, `wrong body at “${path}”${why}`, path);
}

/** Undefined when it is not JSON, which no JSON is. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
