import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import type { Socket } from "node:net";

/**
 * An HTTP server that takes one request at a time from each connection. Nobody sends the next one before the answer but who
 * wants to keep the process busy: of requests of a few bytes each, thousands come in one read. Such a connection ends.
 */
export function createOneAtATimeServer(handler: RequestListener, options: ServerOptions): Server {
  const busy = new WeakSet<Socket>();
  return createServer(options, (request, response) => {
    const { socket } = request;
    if (busy.has(socket)) {
      socket.destroy();
      return;
    }
    busy.add(socket);
    response.once("close", () => busy.delete(socket));
    handler(request, response);
  });
}
