import { checkCommands } from "../../core/check-commands.ts";
import { type ListedCommand, usage } from "../../core/command.ts";
import { cut } from "../../core/text.ts";
import { LIMITS } from "./limits.ts";
import { BOT_NAME } from "./prefix.ts";

export interface ManifestOptions {
  /** How the world reaches the web server, without a slash at its end; needed for HTTP. */
  readonly publicUrl?: string | undefined;
  /** Put before every command's name. */
  readonly prefix: string;
  readonly useSocketMode: boolean;
  /** Whether workspaces install the bot themselves. Needs `publicUrl`. */
  readonly useInstalls?: boolean;
}

/** The Slack app manifest: everything to click together among one's Slack apps, as one document. */
export interface SlackManifest {
  readonly _metadata: { readonly major_version: 2 };
  readonly display_information: {
    readonly name: string;
    readonly description: string;
    readonly background_color: string;
  };
  readonly features: {
    readonly bot_user: { readonly display_name: string; readonly always_online: boolean };
    readonly slash_commands: readonly SlackCommand[];
  };
  readonly oauth_config: {
    readonly redirect_urls?: readonly string[];
    readonly scopes: { readonly bot: readonly string[]; readonly bot_optional: readonly string[] };
  };
  readonly settings: {
    readonly interactivity: {
      readonly is_enabled: boolean;
      readonly request_url?: string;
      readonly message_menu_options_url?: string;
    };
    readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] };
    readonly org_deploy_enabled: boolean;
    readonly socket_mode_enabled: boolean;
    readonly token_rotation_enabled: boolean;
  };
}

interface SlackCommand {
  readonly command: string;
  readonly description: string;
  readonly usage_hint?: string;
  readonly should_escape: boolean;
  readonly url?: string;
}

/**
 * To post beyond the `response_url`, to upload pictures and files, to read those that people put into a form, and to hear of
 * messages that name the bot.
 */
export const SCOPES = ["commands", "chat:write", "files:write", "files:read", "app_mentions:read"] as const;

/** What the bot does without, and what it can't do then. https://docs.slack.dev/reference/app-manifest (2026-11-28) */
export const OPTIONAL_SCOPES = [
  { scope: "chat:write.public", without: "what is subscribed to is posted only in channels that I am a member of" },
  {
    scope: "users:read",
    without: "whoever subscribes is asked for a time zone once, and only who made a subscription can stop it",
  },
] as const;

/** Where Slack sends people back to who install the bot in their workspace. */
export const REDIRECT_ROUTE = "/slack/oauth_redirect";

/** What brings commands from where there are no slash commands: threads. */
const MENTION_EVENT = "app_mention";

/** What tells that a workspace has the bot no more. */
const INSTALL_EVENTS = ["app_uninstalled", "tokens_revoked"] as const;

/**
 * The manifest for these commands. Throws DeclarationError for commands that Slack would not take, and RangeError where only the prefix
 * makes a name too long.
 */
export function slackManifest(commands: readonly ListedCommand[], options: ManifestOptions): SlackManifest {
  const { publicUrl, prefix, useSocketMode, useInstalls = false } = options;
  checkCommands(commands);
  const url = useSocketMode || publicUrl === undefined ? undefined : `${publicUrl}/slack/events`;
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: BOT_NAME,
      description: "Brings shiny things from the web: GIFs, books, dogs, Mars.",
      background_color: "#2b3a55",
    },
    features: {
      bot_user: { display_name: BOT_NAME, always_online: true },
      slash_commands: commands.map((command) => manifestCommand(command, prefix, url)),
    },
    oauth_config: {
      ...(useInstalls && publicUrl !== undefined ? { redirect_urls: [publicUrl + REDIRECT_ROUTE] } : {}),
      scopes: { bot: SCOPES, bot_optional: OPTIONAL_SCOPES.map(({ scope }) => scope) },
    },
    settings: {
      interactivity: {
        is_enabled: true,
        // Forms ask the same address for suggestions
        ...(url === undefined ? {} : { request_url: url, message_menu_options_url: url }),
      },
      event_subscriptions: {
        ...(url === undefined ? {} : { request_url: url }),
        bot_events: [MENTION_EVENT, ...(useInstalls ? INSTALL_EVENTS : [])],
      },
      org_deploy_enabled: useInstalls,
      socket_mode_enabled: useSocketMode,
      // Only installs can renew tokens that expire
      token_rotation_enabled: useInstalls,
    },
  };
}

function manifestCommand(command: ListedCommand, prefix: string, url: string | undefined): SlackCommand {
  const name = `/${prefix}${command.name}`;
  if (name.length > LIMITS.commandName) {
    throw new RangeError(
      `${name} is longer than the ${LIMITS.commandName} characters that Slack takes: make SLACK_COMMAND_PREFIX shorter`,
    );
  }
  const hint = usage(command).split(" ").slice(1).join(" ");
  return {
    command: name,
    description: cut(command.description, LIMITS.commandDescription),
    ...(hint === "" ? {} : { usage_hint: cut(hint, LIMITS.usageHint) }),
    // People type “@ann”; wrapped as `<@U123|ann>` it would be of no use to any option
    should_escape: false,
    ...(url === undefined ? {} : { url }),
  };
}
