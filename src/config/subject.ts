import type { z } from "zod";

/** The variables of one subject, and what is to be known of them. */
export interface Subject {
  readonly variables: z.core.$ZodShape;
  /** In the order in which problems are told. */
  readonly rules: readonly Rule[];
  /** Variables whose whole value must never be printed. */
  readonly secrets: readonly string[];
}

/** What belongs together: where one of `where` is set, one of `needs` must be, too. */
export interface Rule {
  readonly where: readonly string[];
  readonly needs: readonly string[];
  /** `because` is the first of `where` that is set. */
  readonly problem: (because: string) => string;
}

/** What the variables of a subject are when they are right. */
export type ValuesOf<S extends Subject> = z.infer<z.ZodObject<S["variables"]>>;

/** What is set in the environment, as it was typed. */
export type Given = Readonly<Record<string, string>>;

/** Neither is of use without the other. `from`: the page that shows both. */
export function together(first: string, second: string, from: string): readonly Rule[] {
  const problem = () => `${first} and ${second} go together: from ${from}`;
  return [
    { where: [first], needs: [second], problem },
    { where: [second], needs: [first], problem },
  ];
}

/** The problem of each rule that `given` breaks. */
export function brokenRules(rules: readonly Rule[], given: Given): readonly string[] {
  const isSet = (name: string) => given[name] !== undefined;
  return rules.flatMap(({ where, needs, problem }) => {
    const because = where.find(isSet);
    return because !== undefined && !needs.some(isSet) ? [problem(because)] : [];
  });
}
