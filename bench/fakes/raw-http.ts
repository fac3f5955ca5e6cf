import { createServer, type Socket } from "node:net";

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface RawServer {
  readonly port: number;
  close(): void;
}

/**
 * An HTTP server of little more than a socket, so that the fakes cost their core far less than the bot costs its own.
 * Understands what the clients under test send: keep-alive, one request at a time, bodies with a content length.
 */
export function serveRaw(answer: (request: RawRequest, send: (response: Buffer) => void) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let pending: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      for (;;) {
        const headEnd = pending.indexOf("\r\n\r\n");
        if (headEnd < 0) return;
        const head = pending.toString("latin1", 0, headEnd);
        if (/\r\ntransfer-encoding:/i.test(head)) throw new Error("the fakes take no chunked bodies");
        const bodyEnd = headEnd + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        if (pending.length < bodyEnd) return;
        const [method = "", path = ""] = head.split(" ", 2);
        const body = pending.toString("utf8", headEnd + 4, bodyEnd);
        pending = pending.subarray(bodyEnd);
        answer({ method, path, body }, (response) => socket.write(response));
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      resolve({
        port: address.port,
        close: () => {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      });
    });
  });
}

/** A whole response, made once and sent often. */
export function rawResponse(status: number, body = "", contentType = "application/json"): Buffer {
  const type = body === "" ? "" : `content-type: ${contentType}\r\n`;
  return Buffer.from(`HTTP/1.1 ${status} .\r\n${type}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
