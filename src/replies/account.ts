import type { CommandContext, Options } from "../core/command.ts";
import { UsageError } from "../core/errors.ts";
import { buttons, paragraph, privateReply, type Reply } from "../core/reply.ts";
import { bold, code, link, type RichText, t } from "../core/text.ts";
import type { ProviderId } from "../services/accounts/provider.ts";
import type { ConnectOutcome } from "../services/accounts/waits.ts";
import { PROVIDERS } from "../services/providers.ts";

/** Where each provider lists who may see what, and how people call that page. */
const ACCESS_PAGES: Readonly<Record<ProviderId, RichText>> = {
  github: [link("your authorized applications", "https://github.com/settings/applications")],
  /** https://support.google.com/accounts/answer/13533235 (2026-11-22) */
  google: [link("your connections", "https://myaccount.google.com/connections")],
};

type Context = Pick<CommandContext<Options>, "services" | "user">;

interface Invitation {
  /** What the account is wanted for, in a sentence or more. */
  readonly why: RichText;
  /** More than what is always asked for. */
  readonly scopes?: readonly string[];
  /** What the person reads once the account is connected. `login` is empty where the provider does not tell. */
  readonly connected: (login: string) => Reply | Promise<Reply>;
}

/** A link for this person alone, which becomes what came of it. Throws UsageError where the operator has set no application. */
export async function invitation(
  { services, user }: Context,
  provider: ProviderId,
  { why, scopes = [], connected }: Invitation,
): Promise<Reply> {
  const url = await services.accounts.link(user, provider, scopes);
  const later = services.accounts
    .outcome(user.key, provider)
    .then((outcome) => outcome && outcomeReply(outcome, provider, connected));
  return {
    ...privateReply(
      paragraph(t`${why} The link is for you alone and holds for ten minutes.`),
      buttons({ label: `Open ${PROVIDERS[provider].name}`, style: "primary", press: { do: "open", url } }),
    ),
    later,
    isUpToPerson: true,
  };
}

function outcomeReply(
  outcome: ConnectOutcome,
  provider: ProviderId,
  connected: Invitation["connected"],
): Reply | Promise<Reply> {
  switch (outcome.type) {
    case "connected":
      return connected(outcome.login);
    case "refused":
      return privateReply(paragraph(outcome.userText));
    case "expired": {
      const { connectCommand } = PROVIDERS[provider];
      return privateReply(paragraph(t`The link is too old now. Type ${code(connectCommand)} for a new one.`));
    }
  }
}

/** Ends a connection and says so; `stays` tells what is not lost by it. Throws UsageError when nothing is connected. */
export async function endConnection({ services, user }: Context, provider: ProviderId, stays?: string): Promise<Reply> {
  const { name } = PROVIDERS[provider];
  const ended = await services.accounts.disconnect(user.key, provider);
  if (ended === undefined) {
    throw new UsageError(t`No ${name} account of yours is connected, so there is nothing to end.`);
  }
  if (!ended.isRevoked) {
    return privateReply(paragraph(t`I have deleted the token of your ${name} account, but ${endItThere(provider)}`));
  }
  const whose = ended.login === "" ? t`Your ${name} account` : t`Your ${name} account ${bold(ended.login)}`;
  return privateReply(
    paragraph(
      t`${whose} is disconnected: I have deleted its token, and ${name} takes it no longer.${stays === undefined ? "" : ` ${stays}`}`,
    ),
  );
}

/** `Google did not answer when I told it. To be sure, end it there, too: your connections.` */
export function endItThere(provider: ProviderId): RichText {
  const { name } = PROVIDERS[provider];
  return t`${name} did not answer when I told it. To be sure, end it there, too: ${ACCESS_PAGES[provider]}.`;
}
