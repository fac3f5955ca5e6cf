import { derived } from "./derived.ts";
import { SEE_HELP } from "./plain-replies.ts";
import { aside, type Button, buttons, paragraph, type Reply, type ReplyPart } from "./reply.ts";
import { code, t } from "./text.ts";

/** The commands and groups that the operator has switched off. They are declared nowhere, but people may remember them. */
export class OffCommands {
  readonly #names: ReadonlySet<string>;

  /** `names`: without a slash; of a group its own name alone. */
  constructor(names: readonly string[] = []) {
    this.#names = new Set(names);
  }

  /** `command`: the full name, such as `shelf add`. */
  has(command: string): boolean {
    return this.#names.has(groupOf(command));
  }

  /** For who asks for one all the same. */
  reply(command: string): Reply {
    return aside(paragraph(t`${code(`/${groupOf(command)}`)} is switched off here. ${SEE_HELP}`));
  }

  /** The reply without the buttons that would lead to one. */
  without(reply: Reply): Reply {
    return this.#names.size === 0 ? reply : this.#shown(reply);
  }

  /** Replies that are kept are shown to many. */
  readonly #shown = derived((reply: Reply): Reply => {
    const { parts, later } = reply;
    const shown = { ...reply, parts: parts.flatMap((part) => this.#withoutIn(part)) };
    return later === undefined ? shown : { ...shown, later: later.then((each) => each && this.without(each)) };
  });

  #withoutIn(part: ReplyPart): readonly ReplyPart[] {
    if (part.type !== "buttons") return [part];
    const row = buttons(...part.buttons.filter((button) => !this.#leadsTo(button)));
    return row === undefined ? [] : [row];
  }

  #leadsTo({ press }: Button): boolean {
    return press.do === "run" && this.has(press.command);
  }
}

/** `shelf` of `shelf add`; of a command that stands alone its own name. */
function groupOf(command: string): string {
  return command.split(" ")[0] ?? "";
}
