/** What one check of a set-up found, for the operator: never a secret. */
export interface Finding {
  /** What was looked at, in a word or two: "Bot token". */
  readonly subject: string;
  /** `unsure`: it can't be found out now. `skipped`: it is not in use, or a look would cost too much. */
  readonly state: "good" | "bad" | "unsure" | "skipped";
  readonly sentence: string;
  /** What to do next. */
  readonly advice?: string | undefined;
}

export function good(subject: string, sentence: string): Finding {
  return { subject, state: "good", sentence };
}

export function bad(subject: string, sentence: string, advice: string): Finding {
  return { subject, state: "bad", sentence, advice };
}

export function unsure(subject: string, sentence: string, advice?: string): Finding {
  return { subject, state: "unsure", sentence, advice };
}

export function skipped(subject: string, sentence: string, advice?: string): Finding {
  return { subject, state: "skipped", sentence, advice };
}
