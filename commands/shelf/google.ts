import { alone, type CommandContext, defineCommand, type Options, text, yesNo } from "../../src/core/command.ts";
import { BotError } from "../../src/core/errors.ts";
import { count } from "../../src/core/format.ts";
import { type Button, buttons, card, field, paragraph, privateReply, type Reply } from "../../src/core/reply.ts";
import { type RichText, t } from "../../src/core/text.ts";
import { endConnection, invitation } from "../../src/replies/account.ts";
import { isUnasked } from "../../src/services/failover.ts";
import { SHELVES, type ShelfBook } from "../../src/services/shelf/shelf.ts";
import type { SyncResult } from "../../src/services/shelf/shelf-sync.ts";
import { countChanges, type SyncPlan } from "../../src/services/shelf/sync-plan.ts";
import { ACCENT } from "./words.ts";

/** Titles named in one field; of more, how many others there are. */
const MAX_NAMED = 5;

export const connect = defineCommand({
  name: "connect",
  description: "Connect your shelves at Google Books; the link is for you alone",
  options: {},
  visibility: alone,

  async run(context) {
    await context.services.shelfSync.reset(context.user.key);
    return invitation(context, "google", {
      why: t`Connect your Google account so that I can read your shelves at Google Books. I change nothing there before you have seen what.`,
      connected: () => connectedReply(context),
    });
  },
});

/** What has come in from Google by itself, or why it has not. */
async function connectedReply({ services, user }: Pick<CommandContext<Options>, "services" | "user">): Promise<Reply> {
  const sentences = await services.shelfSyncLater.bringIn(user.key).then(
    ({ added, unread }) => [broughtIn(added), unread === 0 ? undefined : unreadShelves(unread)],
    (error: unknown) => {
      if (isUnasked(error)) return [t`Your shelves there I can't read right now: compare them in a few minutes.`];
      if (error instanceof BotError) return [error.userText];
      throw error;
    },
  );
  return privateReply(
    paragraph(t`Your Google account is connected.`),
    ...sentences.map((sentence) => sentence && paragraph(sentence)),
    buttons(compareButton("Compare the shelves")),
  );
}

function unreadShelves(unread: number): RichText {
  return t`${unread} of your ${SHELVES.length} shelves there I could not read: compare them in a few minutes.`;
}

function broughtIn(added: readonly ShelfBook[]): RichText {
  if (added.length === 0) return t`Nothing stands on your shelves there that is not on yours here.`;
  return t`${count(added.length, "book")} came from your shelves there: ${named(added) ?? ""}.`;
}

function compareButton(label: string): Button {
  return { label, style: "primary", press: { do: "run", command: "shelf sync", options: {}, into: "update" } };
}

export const sync = defineCommand({
  name: "sync",
  description: "Compare your shelf with Google Books, and make both the same",
  upstreams: ["googleBooks"],
  options: {
    agreed: text({ description: "The changes that were shown", hidden: true }),
    removals: yesNo({ description: "Also take books off", hidden: true }),
  },
  visibility: alone,

  async run({ options, services, user }) {
    if (options.agreed === undefined) return planReply(await services.shelfSync.plan(user.key));
    const result = await services.shelfSync.apply(user.key, options.agreed, options.removals);
    return result.type === "changed"
      ? planReply(result.plan, t`Something has changed meanwhile, so I have done nothing yet.`)
      : privateReply(...doneSentences(result).map(paragraph), goOn(result));
  },
});

/** What would change, and the buttons that do it. What takes books off has a button of its own. */
function planReply(plan: SyncPlan, before?: RichText): Reply {
  const all = countChanges(plan, "with removals");
  const kept = countChanges(plan, "without removals");
  const only = plan.onlyHere.length;
  if (all === 0) {
    return privateReply(
      paragraph(t`Your shelf and your shelves at Google are the same.`),
      only === 0 ? undefined : paragraph(onlyHere(only)),
    );
  }
  const apply = (label: string, removals: boolean, style?: Button["style"]): Button => ({
    label,
    style,
    press: { do: "run", command: "shelf sync", options: { agreed: plan.fingerprint, removals }, into: "update" },
  });
  return privateReply(
    before === undefined ? undefined : paragraph(before),
    card({
      accent: ACCENT,
      title: "What would change",
      lines: [t`Nothing has been changed yet.`, only === 0 ? undefined : onlyHere(only)],
      fields: [
        field("Added here", named(plan.addHere.map(({ book }) => book))),
        field("Moved here", named(plan.moveHere.map(({ book }) => book))),
        field("Removed here, as at Google", named(plan.removeHere)),
        field("Added at Google", named(plan.addThere)),
        field("Moved at Google", named(plan.moveThere.map(({ book }) => book))),
        field("Removed at Google, as here", named(plan.removeThere.map(({ book }) => book))),
      ],
      footer: "Google Books",
    }),
    buttons(
      kept === 0 ? undefined : apply(kept === all ? "Do it" : "Do it, remove nothing", false, "primary"),
      kept === all ? undefined : apply(`Do it, remove ${count(all - kept, "book")}`, true, "danger"),
      { label: "Leave it", press: { do: "dismiss", done: "I have changed nothing." } },
    ),
  );
}

function onlyHere(n: number): RichText {
  return t`${count(n, "book")} without an ISBN can't be told to Google and will be here only.`;
}

/** `Dune, Emma and 3 others`; undefined when there are none. */
function named(books: readonly { readonly title: string }[]): string | undefined {
  if (books.length === 0) return undefined;
  const others = books.length - MAX_NAMED;
  const titles = books.slice(0, MAX_NAMED).map(({ title }) => title);
  return others > 0 ? `${titles.join(", ")} and ${count(others, "other")}` : titles.join(", ");
}

type Done = Extract<SyncResult, { readonly type: "done" }>;

function doneSentences({ here, there, left, notFound, hasFailed }: Done): readonly RichText[] {
  const changes = (n: number) => count(n, "change");
  return [
    t`Done: ${changes(here)} here, ${changes(there)} at Google.`,
    ...(hasFailed ? [t`Then Google stopped answering.`] : []),
    ...(left > 0 ? [t`${changes(left)} at Google ${left === 1 ? "is" : "are"} still to be made.`] : []),
    ...(notFound.length > 0 ? [t`Google does not have: ${named(notFound) ?? ""}.`] : []),
  ];
}

function goOn({ left }: Done) {
  return left === 0 ? undefined : buttons(compareButton("Go on"));
}

export const disconnect = defineCommand({
  name: "disconnect",
  description: "End the connection to Google: I delete your token, and Google forgets it",
  options: {},
  visibility: alone,

  async run(context) {
    const ended = await endConnection(context, "google", "Your shelf stays.");
    await context.services.shelfSync.reset(context.user.key);
    return ended;
  },
});
