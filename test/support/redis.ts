import { Redis } from "ioredis";
import { describe, onTestFinished } from "vitest";
import { hasRedis, startRedis } from "./redis-process.ts";

/** Tests that need a real server: skipped where there is none. */
export const describeWithRedis = describe.skipIf(!hasRedis);

/** A real server of one test. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** A connection of the test's own, to look and to break things with. */
  readonly client: Redis;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again at the same place, with nothing in it. */
  restart(): Promise<void>;
  /** It takes connections and answers nothing, until `goOn`. */
  hang(): void;
  goOn(): void;
}

/** Starts one, which ends with the test. `options` as on its command line: `["--requirepass", "secret"]`. */
export async function redisServer(options: readonly string[] = [], password = ""): Promise<RedisServer> {
  const server = await startRedis(options);
  const { port } = server;
  const client = new Redis({ port, host: "127.0.0.1", password, retryStrategy: () => 100 });
  client.on("error", () => {});
  onTestFinished(async () => {
    client.disconnect();
    await server.end();
  });
  return {
    url: `redis://${password === "" ? "" : `:${password}@`}127.0.0.1:${port}`,
    port,
    client,
    kill: server.kill,
    restart: server.restart,
    hang: () => server.signal("SIGSTOP"),
    goOn: () => server.signal("SIGCONT"),
  };
}
