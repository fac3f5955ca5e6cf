import { request } from "undici";
import { UsageError } from "../core/errors.ts";
import { isLoopbackHost } from "../core/loopback.ts";
import { fileTooLarge } from "../core/options.ts";
import { fileNotGiven } from "../core/plain-replies.ts";

/** Longest time that a file may take to come, in milliseconds. Our choice, well within an invocation's 20 s. */
const DOWNLOAD_MS = 10_000;

/** Where a platform keeps what people attach. */
export interface FileHost {
  /** As the person reads it: `Discord`. */
  readonly platform: string;
  /** Hosts that files may come from, over https. */
  readonly hosts: ReadonlySet<string>;
  /** Root of the platform's API: where that is this very machine, files may come from there, too. */
  readonly apiUrl: string;
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
  if (!isAllowed(url, from)) throw fileNotGiven(from.platform);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const { statusCode, body } = await request(url, { headers, signal: AbortSignal.timeout(DOWNLOAD_MS) });
    if (statusCode !== 200) {
      await body.dump();
      throw fileNotGiven(from.platform);
    }
    for await (const chunk of body) {
      size += chunk.byteLength;
      // Leaving the loop closes the connection
      if (size > maxBytes) throw fileTooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof UsageError ? error : fileNotGiven(from.platform);
  }
  return Buffer.concat(chunks);
}

function isAllowed(url: string, { hosts, apiUrl }: FileHost): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, origin, username, password } = new URL(url);
  if (username !== "" || password !== "") return false;
  const api = new URL(apiUrl);
  return (protocol === "https:" && hosts.has(host)) || (isLoopbackHost(api.hostname) && origin === api.origin);
}
