/** Where operators make and look after their Slack apps. */
export const SLACK_APPS = "https://api.slack.com/apps";

/** Where operators make and look after their Discord applications. */
export const DISCORD_APPS = "https://discord.com/developers/applications";
