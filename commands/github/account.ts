import { alone, type CommandContext, defineCommand, type Options } from "../../src/core/command.ts";
import { formatNumber } from "../../src/core/format.ts";
import { card, field, paragraph, privateReply, type Reply } from "../../src/core/reply.ts";
import { sourceLine } from "../../src/core/source.ts";
import { bold, code, type RichText, t } from "../../src/core/text.ts";
import { endConnection, invitation } from "../../src/replies/account.ts";
import { orNothing } from "../../src/services/failover.ts";
import { ACCENT } from "./words.ts";

export const connect = defineCommand({
  name: "connect",
  description: "Connect your GitHub account; the link is for you alone",
  options: {},
  visibility: alone,
  run: (context) => invite(context, t`Connect your GitHub account so that I can show you what is yours.`),
});

/** Asks for the person's account, or for more of it: `scopes` come to those that are always asked for. */
export function invite(
  context: Pick<CommandContext<Options>, "services" | "user">,
  why: RichText,
  scopes: readonly string[] = [],
): Promise<Reply> {
  return invitation(context, "github", {
    why,
    scopes,
    connected: (login) =>
      privateReply(paragraph(t`Connected as ${bold(login)}. Try ${code("/github me")} or ${code("/github repos")}.`)),
  });
}

export const me = defineCommand({
  name: "me",
  description: "Your profile: repositories, also how many private ones, followers",
  upstreams: ["github"],
  options: {},
  visibility: alone,
  async run({ services, user }) {
    const [{ value: profile, source }, starred] = await Promise.all([
      services.github.me(user.key),
      orNothing(services.github.starredCount(user.key)),
    ]);
    const { login, name, bio, avatar } = profile;
    const number = (value: number | undefined) => (value === undefined ? undefined : formatNumber(value));
    return privateReply(
      card({
        accent: ACCENT,
        title: name === undefined ? login : `${name} (${login})`,
        url: profile.url,
        lines: [
          bio === undefined ? undefined : [bio],
          starred === undefined
            ? t`How many repositories you have starred, GitHub does not tell me right now.`
            : undefined,
        ],
        fields: [
          field("Public repositories", number(profile.publicRepos)),
          field("Private repositories", number(profile.privateRepos)),
          field("Starred", number(starred)),
          field("Followers", number(profile.followers)),
          field("Following", number(profile.following)),
        ],
        thumbnail: avatar === undefined ? undefined : { url: avatar, alt: `Avatar of ${login}` },
        footer: sourceLine(source),
      }),
    );
  },
});

export const disconnect = defineCommand({
  name: "disconnect",
  description: "End the connection: I delete your token, and GitHub forgets it",
  options: {},
  visibility: alone,
  run: (context) => endConnection(context, "github"),
});
