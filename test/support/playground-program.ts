import type { Browser } from "playwright-core";
import { openChromium } from "./chromium.ts";
import { type Program, startProgram } from "./program.ts";

/** The bot with its playground as a process of its own, and a browser to open it in. */
export interface PlaygroundProgram {
  readonly program: Program;
  /** The page's address. */
  readonly url: string;
  /** The same with the key of the run, as the log tells it. */
  readonly keyedUrl: string;
  readonly browser: Browser;
  /** Ends both. */
  close(): Promise<void>;
}

/** Starts both, with recorded answers and these variables. */
export async function playgroundProgram(env: Readonly<Record<string, string>> = {}): Promise<PlaygroundProgram> {
  const program = startProgram(["--recorded"], { FAIR_SHARE: "off", GIF_RATING: "pg-13", ...env });
  const [line, browser] = await Promise.all([program.says(/the playground is open/), openChromium()]);
  const [keyedUrl = "", url = ""] = /(http:[^\s"]+\/)#key=[\w-]+/.exec(line) ?? [];
  const close = async () => {
    await browser.close();
    program.kill("SIGTERM");
    await program.ended;
  };
  return { program, url, keyedUrl, browser, close };
}

/** Longest time that starting both may take, in milliseconds. */
export const START_MS = 60_000;
