import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";

export interface FakeGateway {
  readonly url: string;
  /** Resolves when a client has identified itself. */
  readonly ready: Promise<void>;
  /** Sends one INTERACTION_CREATE to the last client that connected. */
  send(interaction: string): void;
  close(): void;
}

const frame = z.object({ op: z.number() });

const HELLO = '{"op":10,"d":{"heartbeat_interval":41250},"s":null,"t":null}';
const HEARTBEAT_ACK = '{"op":11,"d":null,"s":null,"t":null}';

/** As much of the Gateway as a client needs that never loses its connection. */
export async function fakeGateway(applicationId: string): Promise<FakeGateway> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `ws://127.0.0.1:${address.port}`;
  let client: WebSocket | undefined;
  let sequence = 1;
  const ready = new Promise<void>((resolve) => {
    server.on("connection", (socket) => {
      client = socket;
      socket.send(HELLO);
      socket.on("message", (data) => {
        const { op } = frame.parse(JSON.parse(String(data)));
        if (op === 1) socket.send(HEARTBEAT_ACK);
        if (op !== 2) return;
        socket.send(readyFrame(url, applicationId));
        resolve();
      });
    });
  });
  return {
    url,
    ready,
    send(interaction) {
      sequence += 1;
      client?.send(`{"op":0,"t":"INTERACTION_CREATE","s":${sequence},"d":${interaction}}`);
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function readyFrame(url: string, applicationId: string): string {
  return JSON.stringify({
    op: 0,
    t: "READY",
    s: 1,
    d: {
      v: 10,
      user: { id: applicationId, username: "magpie", discriminator: "0000", avatar: null, bot: true, flags: 0 },
      guilds: [],
      session_id: "b6f1c2d3e4f5",
      session_type: "normal",
      resume_gateway_url: url,
      shard: [0, 1],
      application: { id: applicationId, flags: 0 },
    },
  });
}
