import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface QueryCount {
  /** The same database, through the counter. */
  readonly url: string;
  /** Statements that were run so far. */
  queries(): number;
  close(): void;
}

/** Messages of https://www.postgresql.org/docs/18/protocol-message-formats.html that run a statement: Query and Execute. */
const RUNS = new Set(["Q", "E"]);

/** Stands between the bot and Postgres, and counts what it runs. */
export async function countQueries(postgresUrl: string): Promise<QueryCount> {
  const target = new URL(postgresUrl);
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    const postgres = connect(Number(target.port), target.hostname);
    const oneMore = () => {
      count += 1;
    };
    client.on("data", counter(oneMore));
    client.pipe(postgres).pipe(client);
    for (const socket of [client, postgres]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(postgresUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    queries: () => count,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Reads one connection's messages. The first has no letter. */
function counter(run: () => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  let letters = 0;
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= letters + 4) {
      const end = letters + pending.readUInt32BE(letters);
      if (pending.length < end) return;
      if (letters === 1 && RUNS.has(String.fromCharCode(pending[0] ?? 0))) run();
      pending = pending.subarray(end);
      letters = 1;
    }
  };
}
