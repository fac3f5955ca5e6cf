import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { onTestFinished } from "vitest";
import { freePort } from "./free-port.ts";

/** A real server of one test: Redis, or what `REDIS_SERVER` names, such as `valkey-server`. */
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
  const folder = await mkdtemp(join(tmpdir(), "magpie-redis-"));
  const port = await freePort();
  let server = await start(port, folder, options);
  const client = new Redis({ port, host: "127.0.0.1", password, retryStrategy: () => 100 });
  client.on("error", () => {});
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  };
  onTestFinished(async () => {
    client.disconnect();
    await kill();
    await rm(folder, { recursive: true });
  });
  return {
    url: `redis://${password === "" ? "" : `:${password}@`}127.0.0.1:${port}`,
    port,
    client,
    kill,
    restart: async () => {
      await kill();
      server = await start(port, folder, options);
    },
    hang: () => void server.kill("SIGSTOP"),
    goOn: () => void server.kill("SIGCONT"),
  };
}

async function start(port: number, folder: string, options: readonly string[]): Promise<ChildProcess> {
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", ...options];
  const server = spawn(process.env["REDIS_SERVER"] ?? "redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const text of server.stdout.setEncoding("utf8")) {
    said += text;
    if (said.includes("Ready to accept connections")) return server;
  }
  throw new Error(`it did not start:\n${said}`);
}
