import { onTestFinished } from "vitest";
import { z } from "zod";
import type { UpstreamClientParts } from "../../src/upstream/client.ts";
import type { UpstreamId } from "../../src/upstream/limits.ts";
import type { Question } from "../../src/upstream/question.ts";
import { type Faults, type TestAsk, testAsk } from "../support/ask.ts";

/** Asks for a number; by default nothing is kept. */
export function numberAt(path: string, changes: Partial<Question<{ n: number }>> = {}): Question<{ n: number }> {
  return { path, schema: () => z.object({ n: z.number() }), freshMs: 0, staleMs: 0, ...changes };
}

/** An upstream that counts its answers: the first is `{ n: 1 }`. Closed when the test ends. */
export async function numbers(
  id: UpstreamId,
  options: Partial<
    Pick<UpstreamClientParts, "keys" | "quotas" | "quotaStore" | "isRecorded" | "rows" | "tuning" | "watch">
  > & { readonly faults?: Faults } = {},
): Promise<TestAsk> {
  let n = 0;
  const answer = () => {
    n += 1;
    return { status: 200, body: { n } };
  };
  const test = await testAsk({ upstreams: { [id]: answer }, ...options });
  onTestFinished(test.close);
  return test;
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    (value) => new TypeError(`was answered: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new TypeError("rejected with something else than an error");
  return outcome;
}
