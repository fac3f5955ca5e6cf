import { alone, defineCommand, yesNo } from "../../src/core/command.ts";
import { count } from "../../src/core/format.ts";
import { buttons, paragraph, privateReply } from "../../src/core/reply.ts";
import { code, join, type RichText, t } from "../../src/core/text.ts";
import { endItThere } from "../../src/replies/account.ts";
import type { Kept } from "../../src/services/forgetting.ts";
import { PROVIDERS } from "../../src/services/providers.ts";

export const forgetMe = defineCommand({
  name: "forget-me",
  description: "What I keep about you in all my commands, and its end",
  options: { agreed: yesNo({ description: "Really delete it", hidden: true }) },
  visibility: alone,

  async run({ options, services, user }) {
    if (!options.agreed) {
      const things = inWords(await services.forgetting.kept(user));
      if (things.length === 0) return privateReply(paragraph(t`I keep nothing about you.`));
      return privateReply(
        paragraph(t`I keep about you: ${listed(things)}.`),
        paragraph(t`There is no way back. ${code("/shelf export")} gives you your books first.`),
        buttons(
          { label: "Keep it", press: { do: "dismiss", done: "Kept: nothing is forgotten." } },
          {
            label: "Forget it all",
            style: "danger",
            press: { do: "run", command: "shelf forget-me", options: { agreed: true }, into: "update" },
          },
        ),
      );
    }
    const { kept, notTold } = await services.forgetting.forget(user);
    const things = inWords(kept);
    return privateReply(
      paragraph(things.length === 0 ? t`I keep nothing about you.` : t`Forgotten: ${listed(things)}.`),
      ...notTold.map((provider) => paragraph(endItThere(provider))),
    );
  },
});

function inWords(kept: Kept): readonly string[] {
  const some = (n: number, noun: string, after = "") => (n === 0 ? [] : [`${count(n, noun)}${after}`]);
  return [
    ...some(kept.books, "book", " on your shelf"),
    ...some(kept.removedBooks, "book", " that you took off within the last month"),
    ...kept.accounts.map(
      ({ provider, login }) =>
        `your ${nameOf(provider)} account${login === "" ? "" : ` ${login}`}, with a sealed token`,
    ),
    ...some(kept.openLinks, "begun connection"),
    ...some(kept.votes, "vote", " on pictures"),
    ...some(kept.subscriptions, "subscription"),
    ...(kept.zone === undefined ? [] : [`your time zone, ${kept.zone}`]),
    ...some(kept.buttons, "private button"),
  ];
}

function nameOf(provider: string): string {
  return Object.values(PROVIDERS).find(({ id }) => id === provider)?.name ?? provider;
}

/** `a; b; and c`: the things have commas of their own. */
function listed(things: readonly string[]): RichText {
  const last = things.at(-1) ?? "";
  return things.length < 2 ? [last] : t`${join(things.slice(0, -1), "; ")}; and ${last}`;
}
