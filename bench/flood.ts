import { connect } from "node:net";
import { getPriority, setPriority } from "node:os";

// A flood in a process of its own, which the measuring one does not wait for: node flood.ts PORT CONNECTIONS

interface Flood {
  /** What each connection sends, again as soon as there is an answer; whoever is cut off comes back. */
  readonly request: string;
  /** Between the bytes of the request, in milliseconds, where it comes in a drip. */
  readonly dripMs?: number;
}

/** A connection that hears nothing for so long comes back. */
const PATIENCE_MS = 3_000;

const [port, connections] = process.argv.slice(2).map(Number);
let flood: Flood | undefined;

// The bench's own work on the same core goes first
setPriority(Math.min(19, getPriority() + 10));
process.on("message", (next: Flood) => {
  flood = next;
  for (let count = 0; count < (connections ?? 0); count += 1) void goOn(next);
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

async function goOn(mine: Flood): Promise<void> {
  while (flood === mine) await oneConnection(mine);
}

/** One connection until either side ends it. */
function oneConnection({ request, dripMs }: Flood): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0;
    const send = () => {
      if (dripMs === undefined) socket.write(request);
      else socket.write(request.charAt(sent % request.length));
      sent += 1;
    };
    const socket = connect({ port: port ?? 0, host: "127.0.0.1" }, send);
    const drip = dripMs === undefined ? undefined : setInterval(send, dripMs);
    if (dripMs === undefined) socket.on("data", send);
    else socket.resume();
    // Who is held up, or cut off, is so on purpose
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(drip);
      resolve();
    });
  });
}
