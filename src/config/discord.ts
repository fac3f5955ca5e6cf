import { z } from "zod";
import { DISCORD_APPS } from "../setup/consoles.ts";
import { onOff, webAddress } from "./fields.ts";
import type { Subject, ValuesOf } from "./subject.ts";

/** Discord's part of the configuration. */
export interface DiscordConfig {
  readonly token: string;
  readonly applicationId: string;
  /** 32 bytes in hex; turns on HTTP interactions. */
  readonly publicKey?: string | undefined;
  /** Whether to connect to the Gateway. */
  readonly useGateway: boolean;
  /** This process's part of the shards; undefined: as many as Discord recommends, all here. */
  readonly shards?: ShardPart | undefined;
  /** REST root without version and without a slash at its end: `https://discord.com/api`. */
  readonly apiUrl: string;
}

/** Some of a bot's shards. */
export interface ShardPart {
  readonly ids: readonly number[];
  /** How many there are in all, over all processes. */
  readonly of: number;
}

const PARTS = ["DISCORD_TOKEN", "DISCORD_APPLICATION_ID", "DISCORD_PUBLIC_KEY"];

/** Half a platform connects nothing. */
export const discord = {
  variables: {
    DISCORD_TOKEN: z.string().optional(),
    DISCORD_APPLICATION_ID: z
      .string()
      .regex(
        /^\d{15,21}$/,
        `is not an application id: it is a long number, from ${DISCORD_APPS} → your app → General Information`,
      )
      .optional(),
    DISCORD_PUBLIC_KEY: z
      .string()
      .regex(
        /^[0-9a-f]{64}$/i,
        `is not a public key: it has 64 hex digits, from ${DISCORD_APPS} → your app → General Information`,
      )
      .optional(),
    DISCORD_GATEWAY: onOff.optional(),
    DISCORD_SHARDS: z
      .string()
      .transform((text, context) => {
        const part = text === "auto" ? undefined : shardPart(text);
        if (part === "wrong")
          context.addIssue("is no part of the shards: give auto, or first-last/all, such as 0-3/16");
        return part === "wrong" ? undefined : part;
      })
      .optional(),
    DISCORD_API_URL: webAddress.default("https://discord.com/api"),
  },
  rules: [
    {
      where: PARTS,
      needs: ["DISCORD_TOKEN"],
      problem: () => `DISCORD_TOKEN is missing: from ${DISCORD_APPS} → your app → Bot → Reset Token`,
    },
    {
      where: PARTS,
      needs: ["DISCORD_APPLICATION_ID"],
      problem: () => `DISCORD_APPLICATION_ID is missing: from ${DISCORD_APPS} → your app → General Information`,
    },
  ],
  secrets: ["DISCORD_TOKEN"],
} as const satisfies Subject;

/** Undefined where Discord is not connected. */
export function discordConfig(value: ValuesOf<typeof discord>): DiscordConfig | undefined {
  if (value.DISCORD_TOKEN === undefined || value.DISCORD_APPLICATION_ID === undefined) return undefined;
  return {
    token: value.DISCORD_TOKEN,
    applicationId: value.DISCORD_APPLICATION_ID,
    publicKey: value.DISCORD_PUBLIC_KEY,
    useGateway:
      value.DISCORD_PUBLIC_KEY === undefined ? value.DISCORD_GATEWAY !== "off" : value.DISCORD_GATEWAY === "on",
    shards: value.DISCORD_SHARDS,
    apiUrl: value.DISCORD_API_URL,
  };
}

/** `0-3/16` or `5/16`; they count from 0. */
function shardPart(text: string): ShardPart | "wrong" {
  const [, first, last = first, all] = /^(\d{1,5})(?:-(\d{1,5}))?\/(\d{1,5})$/.exec(text) ?? [];
  const [from, to, of] = [Number(first), Number(last), Number(all)];
  if (!(from <= to && to < of)) return "wrong";
  return { ids: Array.from({ length: to - from + 1 }, (_, n) => from + n), of };
}
