/**
 * What happens on the way from an invocation to its reply, told as it happens: for metrics and for the playground. Times in
 * milliseconds. Names out of our own tables and states only: nothing that anybody typed.
 */
export type WatchEvent =
  | InvocationEvent
  | AnswerEvent
  | CallEvent
  | DrawEvent
  | SharedEvent
  | SubscriptionEvent
  | MalformedEvent;

/** How an invocation ended: the word in its log line and in the metrics. */
export type Outcome = "ok" | "usage" | "refused" | "upstream" | "bug" | "form" | "repeated";

/** One use of a command has ended. */
export interface InvocationEvent {
  readonly type: "invocation";
  /** `unknown` for what is no command of ours. */
  readonly command: string;
  readonly platform: string;
  /** Whether it was typed, pressed or filled in. */
  readonly source: string;
  readonly outcome: Outcome;
  /** Until the platform had a first answer: the reply itself or the word that it comes later. */
  readonly ackMs: number;
  /** Until it had the reply. */
  readonly ms: number;
}

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

/** Something was asked of what replicas have in common. */
export interface SharedEvent {
  readonly type: "shared";
  /** What: `claim`, `lock`, `count`, `limit`, … */
  readonly what: string;
  /** `late`: not waited for any longer; `away`: not even asked. */
  readonly outcome: "ok" | "late" | "failed" | "away";
  readonly ms: number;
}

/** It was time for a subscription, or it was paused. */
export interface SubscriptionEvent {
  readonly type: "subscription";
  readonly platform: string;
  /**
   * `due`: its time has come; then `posted`, `skipped`: there was nothing new, or `refused`: the command or the platform said no.
   * `missed`: its time was over for too long when somebody looked; `paused`: the last of several refusals.
   */
  readonly what: "due" | "posted" | "skipped" | "refused" | "missed" | "paused";
  /** Where it was posted, how long after its time. */
  readonly lateMs?: number;
}

/** A platform sent a frame over its open connection that makes no sense. It was dropped. */
export interface MalformedEvent {
  readonly type: "malformed";
  readonly platform: string;
}

/** Is told of every event. Must not throw, and must be quick: it is called on the way. */
export type Watch = (event: WatchEvent) => void;

/** One watch out of two, either of which may be absent. */
export function bothWatch(one: Watch | undefined, other: Watch | undefined): Watch | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return (event) => {
    one(event);
    other(event);
  };
}
