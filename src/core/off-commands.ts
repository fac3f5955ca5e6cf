import { aside, type Button, buttons, paragraph, type Reply, type ReplyPart } from "./reply.ts";
import { code, t } from "./text.ts";

/** The commands and groups that the operator has switched off. They are declared nowhere, but people may remember them. */
export class OffCommands {
  readonly #names: ReadonlySet<string>;
  /** Replies that are kept are shown to many. */
  readonly #shown = new WeakMap<Reply, Reply>();

  /** `names`: without a slash; of a group its own name alone. */
  constructor(names: readonly string[] = []) {
    this.#names = new Set(names);
  }

  /** `command`: the full name, such as `shelf add`. */
  has(command: string): boolean {
    const [name = ""] = command.split(" ");
    return this.#names.has(name);
  }

  /** For who asks for one all the same. */
  reply(command: string): Reply {
    const [name = ""] = command.split(" ");
    return aside(paragraph(t`${code(`/${name}`)} is switched off here. Type ${code("/help")} to see what I know.`));
  }

  /** The reply without the buttons that would lead to one. */
  without(reply: Reply): Reply {
    if (this.#names.size === 0) return reply;
    let shown = this.#shown.get(reply);
    if (shown === undefined) {
      shown = { ...reply, parts: reply.parts.flatMap((part) => this.#withoutIn(part)) };
      if (reply.later !== undefined) {
        shown = { ...shown, later: reply.later.then((later) => later && this.without(later)) };
      }
      this.#shown.set(reply, shown);
    }
    return shown;
  }

  #withoutIn(part: ReplyPart): readonly ReplyPart[] {
    if (part.type !== "buttons") return [part];
    const row = buttons(...part.buttons.filter((button) => !this.#leadsTo(button)));
    return row === undefined ? [] : [row];
  }

  #leadsTo({ press }: Button): boolean {
    return press.do === "run" && this.has(press.command);
  }
}
