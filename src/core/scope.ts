import type { Caller, SharedQuota } from "./caller.ts";
import { BotError } from "./errors.ts";
import type { FairShare, Holders } from "./fair-share.ts";
import type { Invocation } from "./invocation.ts";
import type { RequestIds } from "./request-ids.ts";
import { t } from "./text.ts";
import { inTime, steadyNow } from "./time.ts";
import { bothWatch, type Watch } from "./watch.ts";

/** Who asks, and from where. */
export type Asker = Pick<Invocation, "platform" | "user" | "channelId" | "workspaceId" | "facts" | "watch"> &
  Partial<Pick<Invocation, "source">>;

/**
 * The bounds of one invocation: its deadline, its abort signal (made only when somebody needs it) and its fair share. The
 * caller of all that it asks.
 */
export class Scope implements Caller {
  readonly priority: Caller["priority"];
  readonly deadline: number;
  readonly watch: Watch | undefined;
  readonly requestIds: RequestIds;
  readonly #fairShare: FairShare;
  readonly #who: Asker;
  readonly #deadlineMs: number;
  #controller: AbortController | undefined;
  #isCounted = false;

  /** `watch`: that of all invocations, besides the asker's own. */
  constructor(
    { fairShare, watch }: { readonly fairShare: FairShare; readonly watch?: Watch | undefined },
    who: Asker,
    deadlineMs: number,
    requestIds: RequestIds,
  ) {
    // Whoever waits goes before what comes by itself
    this.priority = who.source === "schedule" ? "background" : "interactive";
    this.requestIds = requestIds;
    this.#fairShare = fairShare;
    this.#who = who;
    this.watch = bothWatch(watch, who.watch);
    this.deadline = steadyNow() + deadlineMs;
    this.#deadlineMs = deadlineMs;
  }

  /** The outcome of the invocation's work. At the deadline everything is aborted, and an error tells the person. */
  inTime<T>(work: Promise<T>): Promise<T> {
    return inTime(work, this.#deadlineMs, () => {
      const error = new TooLateError();
      this.#abortable().abort(error);
      throw error;
    });
  }

  get signal(): AbortSignal {
    return this.#abortable().signal;
  }

  #abortable(): AbortController {
    this.#controller ??= new AbortController();
    return this.#controller;
  }

  admit(upstream: string, name: string, quota?: SharedQuota): void {
    // Named when a call leaves, and not for the many answers that are held
    const holders = holdersOf(this.#who);
    if (!this.#isCounted) {
      this.#fairShare.takeCommand(holders);
      this.#isCounted = true;
    }
    if (quota !== undefined) this.#fairShare.takeCall(upstream, name, quota, holders);
  }
}

/** The invocation's own deadline passed before an upstream said anything. */
export class TooLateError extends BotError {
  constructor() {
    super("deadline of the invocation passed", t`This is taking too long. Ask again in a minute.`);
  }
}

function holdersOf(invocation: Asker): Holders {
  const key = (id: string | undefined) => (id === undefined ? undefined : `${invocation.platform}:${id}`);
  return {
    person: invocation.user.key,
    channel: key(invocation.channelId),
    workspace: key(invocation.workspaceId),
  };
}
