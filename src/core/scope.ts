import type { Caller } from "./caller.ts";
import { BotError } from "./errors.ts";
import type { FairShare, Holders } from "./fair-share.ts";
import type { Invocation } from "./invocation.ts";
import { t } from "./text.ts";

/** Who asks, and from where. */
export type Asker = Pick<Invocation, "platform" | "user" | "channelId" | "workspaceId">;

/** The bounds of one invocation: its deadline, its abort signal (made only when somebody needs it) and its fair share. */
export class Scope {
  readonly caller: Caller;
  /** Rejects at the deadline; handled, so that nobody need wait for it. */
  readonly expired: Promise<never>;
  readonly #timer: NodeJS.Timeout;

  constructor(fairShare: FairShare, who: Asker, deadlineMs: number) {
    const holders = holdersOf(who);
    let controller: AbortController | undefined;
    let isCounted = false;
    let expire: (error: Error) => void = () => {};
    this.expired = new Promise<never>((_, reject) => {
      expire = reject;
    });
    this.expired.catch(() => {});
    this.#timer = setTimeout(() => {
      const error = new TooLateError();
      controller?.abort(error);
      expire(error);
    }, deadlineMs);
    this.caller = {
      get signal() {
        controller ??= new AbortController();
        return controller.signal;
      },
      priority: "interactive",
      deadline: Date.now() + deadlineMs,
      admit: (upstream, quota) => {
        if (!isCounted) {
          fairShare.takeCommand(holders);
          isCounted = true;
        }
        if (quota !== undefined) fairShare.takeCall(upstream, quota, holders);
      },
    };
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

/** The invocation's own deadline passed before an upstream said anything. */
class TooLateError extends BotError {
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
