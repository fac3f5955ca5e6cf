import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A way to a port of this machine on which everything can stand still for a while, and then arrives. */
export interface PausingNetwork {
  readonly port: number;
  pause(): void;
  goOn(): void;
}

/** Opens one; closed when the test ends. */
export async function pausingNetwork(target: number): Promise<PausingNetwork> {
  const sockets = new Set<Socket>();
  let isPaused = false;
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on("error", () => to.destroy()).on("close", () => sockets.delete(from) && to.destroy());
    from.on("data", (bytes) => to.write(bytes));
    if (isPaused) from.pause();
  };
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    join(near, far);
    join(far, near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    pause: () => {
      isPaused = true;
      for (const socket of sockets) socket.pause();
    },
    goOn: () => {
      isPaused = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
