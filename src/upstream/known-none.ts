import manifest from "../../package.json" with { type: "json" };
import { NotFoundError } from "../core/errors.ts";

/** What there is not, as another replica was told. */
export class KnownNone extends NotFoundError {
  /** For how long it holds, in milliseconds. */
  readonly forMs: number;

  constructor({ userText, suggestions, isUnsure }: NoneParts, forMs: number) {
    super(userText, suggestions, { isUnsure });
    this.forMs = forMs;
  }
}

type NoneParts = Pick<NotFoundError, "userText" | "suggestions" | "isUnsure">;

/** Before the rest; no answer begins like this. Another version of the bot may have other words. */
const HEAD = Buffer.from(`none ${manifest.version}\n`);

/** As replicas pass it on. */
export function packNone({ userText, suggestions, isUnsure }: NotFoundError, forMs: number): Buffer {
  return Buffer.concat([
    HEAD,
    Buffer.from(JSON.stringify({ userText, suggestions, isUnsure, until: Date.now() + forMs })),
  ]);
}

/** What `packNone` made in this version of the bot, while it holds; undefined for anything else. */
export function unpackNone(bytes: Buffer, longestMs: number): KnownNone | undefined {
  if (!bytes.subarray(0, HEAD.length).equals(HEAD)) return undefined;
  try {
    // Made by this very version
    const { until, ...none } = JSON.parse(bytes.toString("utf8", HEAD.length)) as NoneParts & { until: number };
    const forMs = Math.min(until - Date.now(), longestMs);
    return forMs > 0 ? new KnownNone(none, forMs) : undefined;
  } catch {
    return undefined;
  }
}
