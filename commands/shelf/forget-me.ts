import { defineCommand, yesNo } from "../../src/core/command.ts";
import { count } from "../../src/core/format.ts";
import { buttons, paragraph, privateReply } from "../../src/core/reply.ts";
import { code, join, link, type RichText, t } from "../../src/core/text.ts";
import type { Kept } from "../../src/services/forgetting.ts";
import { GOOGLE_ACCESS_PAGE } from "./google.ts";
import { alone } from "./words.ts";

/** Where each provider lists who may see what. */
const ACCESS_PAGES = {
  google: { name: "Google", url: GOOGLE_ACCESS_PAGE },
  github: { name: "GitHub", url: "https://github.com/settings/applications" },
} as const;

export const forgetMe = defineCommand({
  name: "forget-me",
  description: "What I keep about you in all my commands, and its end",
  options: { agreed: yesNo({ description: "Really delete it", hidden: true }) },
  visibility: alone,

  async run({ options, services, user }) {
    if (!options.agreed) {
      const things = inWords(await services.forgetting.kept(user), user.locale);
      if (things.length === 0) return privateReply(paragraph(t`I keep nothing about you.`));
      return privateReply(
        paragraph(t`I keep about you: ${listed(things)}.`),
        paragraph(t`There is no way back. ${code("/shelf export")} gives you your books first.`),
        buttons(
          { label: "Keep it", press: { do: "dismiss" } },
          {
            label: "Forget it all",
            style: "danger",
            press: { do: "run", command: "shelf forget-me", options: { agreed: true }, into: "update" },
          },
        ),
      );
    }
    const { kept, notTold } = await services.forgetting.forget(user);
    const things = inWords(kept, user.locale);
    return privateReply(
      paragraph(things.length === 0 ? t`I keep nothing about you.` : t`Forgotten: ${listed(things)}.`),
      ...notTold.map((provider) => {
        const { name, url } = ACCESS_PAGES[provider];
        return paragraph(
          t`${name} did not answer when I told it. To be sure, end it there, too: ${link("your connections", url)}.`,
        );
      }),
    );
  },
});

function inWords(kept: Kept, locale: string): readonly string[] {
  const some = (n: number, noun: string, after = "") => (n === 0 ? [] : [`${count(n, noun, locale)}${after}`]);
  return [
    ...some(kept.books, "book", " on your shelf"),
    ...some(kept.removedBooks, "book", " that you took off within the last month"),
    ...kept.accounts.map(({ provider, login }) => {
      const name = provider === "github" ? "GitHub" : "Google";
      return `your ${name} account${login === "" ? "" : ` ${login}`}, with a sealed token`;
    }),
    ...some(kept.openLinks, "begun connection"),
    ...some(kept.votes, "vote", " on pictures"),
    ...some(kept.buttons, "private button"),
  ];
}

/** `a; b; and c`: the things have commas of their own. */
function listed(things: readonly string[]): RichText {
  const last = things.at(-1) ?? "";
  return things.length < 2 ? [last] : t`${join(things.slice(0, -1), "; ")}; and ${last}`;
}
