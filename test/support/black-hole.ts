import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A server that takes every connection and never says a word: `host:port`, and a promise of its first connection. */
export async function blackHole(): Promise<{ readonly at: string; readonly entered: Promise<void> }> {
  const sockets = new Set<Socket>();
  const { promise: entered, resolve } = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).resume();
    resolve();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { at: `127.0.0.1:${(server.address() as AddressInfo).port}`, entered };
}
