/** Discord's part of the configuration. */
export interface DiscordConfig {
  readonly token: string;
  readonly applicationId: string;
  /** 32 bytes in hex; turns on HTTP interactions. */
  readonly publicKey?: string | undefined;
  /** Whether to connect to the Gateway. */
  readonly useGateway: boolean;
  /** REST root without version and without a slash at its end: `https://discord.com/api`. */
  readonly apiUrl: string;
}

/** Slack's part of the configuration. */
export interface SlackConfig {
  readonly botToken: string;
  /** Turns on HTTP. */
  readonly signingSecret?: string | undefined;
  /** Turns on Socket Mode. */
  readonly appToken?: string | undefined;
  /** Web API root with a slash at its end: `https://slack.com/api/`. */
  readonly apiUrl: string;
  /** Put before every command's name. Empty by default. */
  readonly commandPrefix: string;
}
