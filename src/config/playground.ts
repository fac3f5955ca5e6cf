import { z } from "zod";
import { onOff } from "./fields.ts";
import type { Subject, ValuesOf } from "./subject.ts";

/** The web page where commands can be tried. */
export interface PlaygroundConfig {
  readonly isOn: boolean;
  /** Lets people in from elsewhere; without it only this very machine. */
  readonly password?: string | undefined;
}

export const playground = {
  variables: {
    PLAYGROUND: onOff.optional(),
    PLAYGROUND_PASSWORD: z.string().min(8, "is too short: give 8 characters or more").optional(),
  },
  rules: [
    {
      // A proxy in front may look like this very machine, so that nobody could be told from anybody
      where: ["PUBLIC_URL", "SLACK_SIGNING_SECRET", "DISCORD_PUBLIC_KEY"],
      needs: ["PLAYGROUND_PASSWORD"],
      only: ["PLAYGROUND", "on"],
      problem: (because) =>
        `PLAYGROUND_PASSWORD is missing: with ${because} the world reaches this server, and PLAYGROUND=on would be open to it`,
    },
  ],
  secrets: ["PLAYGROUND_PASSWORD"],
} as const satisfies Subject;

/** On by itself only where no platform is connected. */
export function playgroundConfig(
  { PLAYGROUND, PLAYGROUND_PASSWORD }: ValuesOf<typeof playground>,
  hasPlatform: boolean,
): PlaygroundConfig {
  return {
    isOn: PLAYGROUND === undefined ? !hasPlatform : PLAYGROUND === "on",
    // A password that is left over must not open a playground that is on by itself
    password: PLAYGROUND === "on" ? PLAYGROUND_PASSWORD : undefined,
  };
}
