import { html, type TemplateResult } from "lit";
import { DISCORD_APPS } from "../../../../setup/consoles.ts";
import type { PlatformId } from "../../protocol.ts";

/** One value that is copied from the platform's pages. */
interface Input {
  /** Name of the variable that it becomes. */
  readonly variable: string;
  readonly label: string;
  /** How it looks, as a hint inside the field. */
  readonly looks: string;
  /** Where to copy it from. */
  readonly where: string;
  readonly isSecret: boolean;
  readonly isOptional?: boolean;
}

/** What a person does to connect a platform, from nothing to the first command. */
export interface Guide {
  readonly name: string;
  /** Makes the app; `slackAppUrl` opens Slack's page with everything filled in. */
  readonly make: (slackAppUrl: string) => TemplateResult;
  readonly inputs: readonly Input[];
  /** What to do when it is connected. */
  readonly next: string;
}

export const GUIDES: Readonly<Record<PlatformId, Guide>> = {
  slack: {
    name: "Slack",
    make: (slackAppUrl) => html`
      <p>
        <a class="go" href=${slackAppUrl} target="_blank" rel="noopener noreferrer">Make the app at Slack</a>
      </p>
      <p>Slack opens with everything filled in: choose your workspace, then <b>Next</b> and <b>Create</b>.</p>
      <p>On the page that follows choose <b>Install App</b>, then <b>Install to Workspace</b>, and allow it.</p>
    `,
    inputs: [
      {
        variable: "SLACK_BOT_TOKEN",
        label: "Bot token",
        looks: "xoxb-…",
        where: "Install App → Bot User OAuth Token",
        isSecret: true,
      },
      {
        variable: "SLACK_APP_TOKEN",
        label: "App-level token",
        looks: "xapp-…",
        where: "Basic Information → App-Level Tokens → Generate Token and Scopes, with the scope connections:write",
        isSecret: true,
      },
    ],
    next: "Type /dog beagle in any channel or direct message in Slack.",
  },
  discord: {
    name: "Discord",
    make: () => html`
      <p>
        <a class="go" href="${DISCORD_APPS}" target="_blank" rel="noopener noreferrer"
          >Open Discord’s Developer Portal</a
        >
      </p>
      <p>Choose <b>New Application</b>, call it Magpie, and agree to the terms.</p>
    `,
    inputs: [
      {
        variable: "DISCORD_APPLICATION_ID",
        label: "Application ID",
        looks: "a long number",
        where: "General Information → Application ID",
        isSecret: false,
      },
      {
        variable: "DISCORD_PUBLIC_KEY",
        label: "Public key, if you like to have it checked",
        looks: "64 hex digits",
        where: "General Information → Public Key; only needed for HTTP interactions later",
        isSecret: false,
        isOptional: true,
      },
      {
        variable: "DISCORD_TOKEN",
        label: "Token",
        looks: "three words with dots between them",
        where: "Bot → Reset Token, then Copy",
        isSecret: true,
      },
    ],
    next: "Invite the bot to a server, or add it to your own account, and type /dog beagle in Discord.",
  },
};
