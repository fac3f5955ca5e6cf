import type { Command, User } from "./command.ts";
import { type Button, buttons, type OptionValues, paragraph, type Reply } from "./reply.ts";
import { bold, t } from "./text.ts";

interface Asked {
  readonly command: Command;
  /** As typed or pressed. */
  readonly raw: OptionValues;
  /** The same, checked. */
  readonly values: OptionValues;
  readonly user: User;
}

/**
 * The reply for those who shall see it: `private:yes` keeps any to the person, with a button that shares it; `private:no`
 * shares one that is private by itself, where its command allows that.
 */
export function shownTo(reply: Reply, asked: Asked): Reply {
  const shown = shownNow(reply, asked);
  if (reply.later === undefined) return shown;
  return { ...shown, later: reply.later.then((later) => later && shownTo(later, asked)) };
}

function shownNow(reply: Reply, { command, raw, values, user }: Asked): Reply {
  const wantsPrivate = values["private"] === true;
  const shown = wantsPrivate ? keptPrivate(reply) : reply;
  if (reply.visibility === "channel") return wantsPrivate ? withShare(shown, command, again(reply, values)) : shown;
  if (reply.isShareable !== true) return shown;
  const wantsShared = raw["private"] !== undefined && !wantsPrivate;
  return wantsShared ? sharedBy(user, reply) : withShare(shown, command, { ...again(reply, values), private: false });
}

/** Makes the reply private, and its pages with it; its button can still send it to the channel. */
function keptPrivate(reply: Reply): Reply {
  const keep = (button: Button): Button => {
    const { press } = button;
    if (press.do !== "run" || press.into !== "update") return button;
    return { ...button, press: { ...press, options: { ...press.options, private: true } } };
  };
  const parts = reply.parts.map((part) =>
    part.type === "buttons" ? { ...part, buttons: part.buttons.map(keep) } : part,
  );
  return { ...reply, parts, visibility: "ephemeral" };
}

function withShare(reply: Reply, { name }: Command, options: OptionValues): Reply {
  const share = buttons({ label: "Share to channel", press: { do: "run", command: name, options, into: "post" } });
  return share === undefined ? reply : { ...reply, parts: [...reply.parts, share] };
}

/** The options that bring this very reply again, without those that say nothing. */
function again(reply: Reply, values: OptionValues): OptionValues {
  const options = reply.again ?? values;
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => name !== "private" && value !== false));
}

/** Says whose it is. Its buttons go: they are for the owner. */
function sharedBy(user: User, reply: Reply): Reply {
  const words = paragraph(t`Shared by ${bold(user.name)}`);
  const parts = reply.parts.filter(({ type }) => type !== "buttons");
  return { ...reply, text: `Shared by ${user.name}\n${reply.text}`, parts: [words, ...parts], visibility: "channel" };
}
