import { z } from "zod";
import { isLoopbackHost } from "../core/loopback.ts";
import { onOff } from "./fields.ts";
import type { Given, Subject, ValuesOf } from "./subject.ts";

/** The web page where commands can be tried. */
export interface PlaygroundConfig {
  readonly isOn: boolean;
  /** Lets people in from elsewhere; without it only this very machine. */
  readonly password?: string | undefined;
  /** It would be on by itself, were it not for this variable: the server is not the operator's alone, and there is no password. */
  readonly offBecause?: string | undefined;
}

export const playground = {
  variables: {
    PLAYGROUND: onOff.optional(),
    PLAYGROUND_PASSWORD: z.string().min(8, "is too short: give 8 characters or more").optional(),
  },
  rules: [],
  secrets: ["PLAYGROUND_PASSWORD"],
} as const satisfies Subject;

/**
 * With these the server is not the operator's alone: the world reaches it, or people of a platform are served. A proxy in front may
 * look like this very machine, so that nobody could be told from anybody.
 */
const SHARING = [
  "PUBLIC_URL",
  "SLACK_SIGNING_SECRET",
  "SLACK_APP_TOKEN",
  "SLACK_BOT_TOKEN",
  "SLACK_CLIENT_ID",
  "DISCORD_TOKEN",
  "DISCORD_APPLICATION_ID",
  "DISCORD_PUBLIC_KEY",
];

/** What was asked for and would be open to others. */
export function playgroundProblems(given: Given): readonly string[] {
  const because = sharedBecause(given);
  return given["PLAYGROUND"] === "on" && given["PLAYGROUND_PASSWORD"] === undefined && because !== undefined
    ? [
        `PLAYGROUND_PASSWORD is missing: with ${because} this server is not yours alone, and PLAYGROUND=on would be open to others`,
      ]
    : [];
}

/** On by itself only where no platform is connected, and nobody else could open it. */
export function playgroundConfig(
  { PLAYGROUND: asked, PLAYGROUND_PASSWORD: password }: ValuesOf<typeof playground>,
  given: Given,
  hasPlatform: boolean,
): PlaygroundConfig {
  if (asked !== undefined || hasPlatform) return { isOn: asked === "on", password };
  const because = password === undefined ? sharedBecause(given) : undefined;
  return { isOn: because === undefined, password, offBecause: because };
}

/** The first variable by which others may reach what only the operator may. */
function sharedBecause(given: Given): string | undefined {
  const host = given["HOST"]?.replace(/^::1$/, "[::1]") ?? "localhost";
  return SHARING.find((name) => given[name] !== undefined) ?? (isLoopbackHost(host) ? undefined : "HOST");
}
