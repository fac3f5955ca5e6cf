import { once } from "node:events";
import { createServer } from "node:net";
import type { Config } from "../config.ts";
import { probe } from "../net/probe.ts";
import { bad, type Finding, good, skipped } from "../setup/finding.ts";
import { isBot } from "./bot-at.ts";

/** Whether the bot's port is free, or the bot's own. */
export async function checkPort({ port, host }: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const subject = "PORT";
  if (port === 0) return [skipped(subject, "Any that is free.")];
  const name = /^(0\.0\.0\.0|::)$/.test(host) ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  const answer = await probe(`http://${name}:${port}/healthz`, { signal });
  if (!("noAnswer" in answer) && isBot(answer)) return [good(subject, `A bot is running on ${port}.`)];
  const code = await whyNotListen(port, host);
  switch (code) {
    case undefined:
      return [good(subject, `${port} is free; no bot is running here.`)];
    case "EADDRINUSE":
      return [bad(subject, `${port} is in use by another program.`, "Stop that one, or set PORT to a free port.")];
    case "EACCES":
      return [bad(subject, `${port} needs more rights than I have.`, "Set PORT to one above 1023.")];
    default:
      return [bad(subject, `I can't listen on ${port} (${code}).`, "Set HOST to an address of this machine.")];
  }
}

/** The system's error code; undefined when one can listen. */
async function whyNotListen(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "no reason";
  } finally {
    server.close();
  }
}
