/**
 * What happens on the way from a question to its answer, told as it happens: for metrics and for the playground. Times in
 * milliseconds. Names of upstreams and states only: nothing that anybody typed.
 */
export type WatchEvent = AnswerEvent | CallEvent | DrawEvent;

/** A service asked an upstream, and this is where the answer came from. */
export interface AnswerEvent {
  readonly type: "answer";
  /** Id of the upstream in the table of limits. */
  readonly upstream: string;
  /**
   * `cache`: an answer that is fresh, or fresh enough while a new one is fetched; `shared`: somebody was asking the same;
   * `call`: a call of its own; `stand-in`: an older answer, because the call failed; `none`: it failed, and there was no older one.
   */
  readonly from: "cache" | "shared" | "call" | "stand-in" | "none";
  /** From the question to the answer. */
  readonly ms: number;
}

/** One try of a call left the queue, and ended. */
export interface CallEvent {
  readonly type: "call";
  readonly upstream: string;
  /** `ok`, also for "there is no such thing"; a status that is an error; `unusable`: an answer that means nothing; `failed`: none. */
  readonly outcome: "ok" | number | "unusable" | "failed";
  /** How long it waited for its limits. */
  readonly queueMs: number;
  /** From leaving to the end of the answer. */
  readonly ms: number;
}

/** A picture was drawn. */
export interface DrawEvent {
  readonly type: "draw";
  readonly ms: number;
  /** Whether it was drawn before. */
  readonly isCached: boolean;
}

/** Must not throw, and must be quick: it is called on the way. */
export type Watch = (event: WatchEvent) => void;
