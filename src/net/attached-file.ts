import { fileTooLarge } from "../core/options.ts";
import { fileNotGiven } from "../core/plain-replies.ts";
import { call } from "./call.ts";
import type { OwnHosts } from "./own-hosts.ts";

/** Longest time that a file may take to come, in milliseconds. Our choice, well within an invocation's 20 s. */
const DOWNLOAD_MS = 10_000;

/** Where a platform keeps what people attach. */
export interface FileHost {
  /** As the person reads it: `Discord`. */
  readonly platform: string;
  readonly hosts: OwnHosts;
}

/**
 * Fetches a file that a person has attached. Follows no redirect, and goes nowhere but to the platform's own hosts. Throws
 * UsageError when it is too large or does not come.
 */
export async function fetchAttachedFile(
  url: string,
  from: FileHost,
  maxBytes: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  if (!from.hosts.has(url)) throw fileNotGiven(from.platform);
  const { status, bytes, isCut } = await call(url, { headers, timeoutMs: DOWNLOAD_MS, maxBytes }).catch(() => {
    throw fileNotGiven(from.platform);
  });
  if (status !== 200) throw fileNotGiven(from.platform);
  if (isCut) throw fileTooLarge(maxBytes);
  return bytes;
}
