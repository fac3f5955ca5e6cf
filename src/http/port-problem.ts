import { once } from "node:events";
import { createServer } from "node:net";
import { portHolder } from "./port-holder.ts";

/** Ports looked at for a free one. Our choice: beyond that, something else is the matter. */
const MAX_TRIES = 20;

interface Address {
  readonly port: number;
  readonly host: string;
}

/** Why the server can't listen and what to do about it: a sentence or two for the operator. */
export async function portProblem(error: unknown, { port, host }: Address): Promise<string> {
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "EADDRINUSE": {
      const [holder = "another program", free] = await Promise.all([portHolder(port), freePort({ port, host })]);
      const other = free === undefined ? "set PORT to a free port" : `choose another port: PORT=${free} npm start`;
      return `Port ${port} is in use by ${holder}. Stop that, or ${other}`;
    }
    case "EACCES":
      return `Port ${port} needs more rights than I have. Set PORT to one above 1023.`;
    case "EADDRNOTAVAIL":
    case "EAI_AGAIN":
    case "ENOTFOUND":
      return `This machine has no address ${host}. Set HOST to one that it has, or leave it out.`;
    default:
      return `I can't listen on port ${port}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The next port above that nobody listens on. */
async function freePort({ port, host }: Address): Promise<number | undefined> {
  const last = Math.min(port + MAX_TRIES, 65_535);
  for (let candidate = port + 1; candidate <= last; candidate += 1) {
    if (await canListen({ port: candidate, host })) return candidate;
  }
  return undefined;
}

async function canListen(address: Address): Promise<boolean> {
  const server = createServer().listen(address);
  try {
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
