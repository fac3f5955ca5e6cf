import { z } from "zod";

/** Elements that the lists of one body have left out. */
export interface LeftOut {
  readonly count: number;
  /** What is wrong with the first of them: a place within its list, and why. Nothing of the body itself. */
  readonly first: string;
}

/** Of the body that is being parsed. Parsing never waits, so there is one at a time. */
let leftOut: LeftOut | undefined;

/**
 * A list in an answer. An element that does not parse costs only itself: it is left out, and counted by `countingLeftOut`.
 * Elements of which none parses are an error: the upstream speaks of something else.
 */
export function listOf<T>(element: z.ZodType<T>) {
  return z.array(z.unknown()).transform((elements, context): readonly T[] => {
    const parsed = elements.map((each) => element.safeParse(each));
    const failed = parsed.findIndex(({ success }) => !success);
    if (failed === -1 || parsed.some(({ success }) => success)) {
      if (failed !== -1) note(parsed.filter(({ success }) => !success).length, failed, parsed[failed]?.error);
      return parsed.flatMap(({ success, data }) => (success ? [data] : []));
    }
    for (const { path, message } of parsed[failed]?.error?.issues ?? []) {
      context.addIssue({ code: "custom", path: [failed, ...path], message });
    }
    return z.NEVER;
  });
}

/** The pairs of an object whose keys are names or numbers: a list in another dress. */
export function entriesOf<T, Key>(value: z.ZodType<T>, key: z.ZodType<Key>) {
  return z
    .record(z.string(), z.unknown())
    .transform((pairs): unknown[] => Object.entries(pairs))
    .pipe(listOf(z.tuple([key, value])));
}

/** For a `transform`: what came can't be used, and why. */
export function odd(context: z.core.$RefinementCtx, path: readonly (string | number)[], why: string): never {
  context.addIssue({ code: "custom", path: [...path], message: why });
  return z.NEVER;
}

/** What `parse` gives, and what its lists left out on the way. */
export function countingLeftOut<T>(parse: () => T): { readonly value: T; readonly leftOut: LeftOut | undefined } {
  leftOut = undefined;
  const value = parse();
  return { value, leftOut };
}

function note(count: number, index: number, error: z.ZodError | undefined): void {
  const [issue] = error?.issues ?? [];
  const first = `${[index, ...(issue?.path ?? [])].join(".")}: ${issue?.message ?? "wrong"}`;
  leftOut = { count: (leftOut?.count ?? 0) + count, first: leftOut?.first ?? first };
}
