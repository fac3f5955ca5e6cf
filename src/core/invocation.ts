import type { ReadFile, User } from "./command.ts";
import type { OptionValues, Reply, Visibility } from "./reply.ts";
import type { Watch } from "./watch.ts";
import type { Where } from "./where.ts";

export type { Platform } from "./where.ts";

/** One use of a command by one person, as an adapter hands it to the dispatcher. */
export interface Invocation extends Where {
  /** The platform's own id of this delivery: the same when it is sent twice. */
  readonly deliveryId: string;
  /** Name of the command, without slash or prefix. */
  readonly command: string;
  /** Typed values where the platform types them; else the text after the command's name. */
  readonly input: { readonly values: OptionValues } | { readonly line: string };
  /** `schedule`: nobody asks just now. */
  readonly source: "command" | "button" | "form" | "schedule";
  /** Whose private button was pressed; absent when anybody may. */
  readonly owner?: { readonly id: string; readonly name: string } | undefined;
  readonly user: User;
  /** Absent where the delivery can bring no file. */
  readonly readFile?: ReadFile | undefined;
  /** Told of what happens on the way to the reply. */
  readonly watch?: Watch | undefined;
}

/**
 * How an adapter carries the reply to one invocation. The dispatcher calls `answer` or `openForm`, once, or `defer` and
 * then `complete`, once each, with `progress` between them; or only `ignore`. Nothing is awaited before the first of them. Each resolves when the
 * platform took it; a rejection is logged under the invocation's id.
 */
export interface Exchange {
  /** The direct answer, in the same exchange. */
  answer(reply: Reply): Promise<void>;
  /** Tells the platform that the answer comes later, within its 3 s. */
  defer(visibility: Visibility): Promise<void>;
  /**
   * Says how far the work is, in the place where the answer will be, for those whom the deferral was for. Nothing where that
   * place is taken. Absent where the platform cannot.
   */
  progress?(words: Reply): Promise<void>;
  /** The answer after a deferral. Its visibility may differ from the deferral's: an error is private where that is still possible. */
  complete(reply: Reply): Promise<void>;
  /** Puts a later reply in the place of the one that was given. Absent where the platform cannot. */
  replace?(reply: Reply): Promise<void>;
  /** Asks for missing options with a form, and says whether it could. Absent where the platform has none. */
  openForm?(command: string, values: OptionValues): Promise<boolean>;
  /** The delivery is a repetition: acknowledge it and say nothing. */
  ignore(): Promise<void>;
}
