import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** Redis, or what `REDIS_SERVER` names, such as `valkey-server`. */
const SERVER = process.env["REDIS_SERVER"] ?? "redis-server";

/** Whether there is a server on this machine at all: none comes from the package registry. */
export const hasRedis = spawnSync(SERVER, ["--version"]).status === 0;

/** A real server on a free port of loopback, in a folder of its own. */
export interface RedisProcess {
  readonly port: number;
  signal(name: NodeJS.Signals): void;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again at the same place, with nothing in it. */
  restart(): Promise<void>;
  /** Ends it for good. */
  end(): Promise<void>;
}

/** Starts one. `options` as on its command line: `["--requirepass", "secret"]`. */
export async function startRedis(options: readonly string[] = []): Promise<RedisProcess> {
  const folder = await mkdtemp(join(tmpdir(), "magpie-redis-"));
  const port = await freePort();
  const start = () => started(["--port", String(port), "--dir", folder, ...options]);
  let server = await start();
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  };
  return {
    port,
    signal: (name) => void server.kill(name),
    kill,
    restart: async () => {
      await kill();
      server = await start();
    },
    end: async () => {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function started(options: readonly string[]): Promise<ChildProcess> {
  const args = ["--bind", "127.0.0.1", "--save", "", ...options];
  const server = spawn(SERVER, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const text of server.stdout.setEncoding("utf8")) {
    said += text;
    if (said.includes("Ready to accept connections")) return server;
  }
  throw new Error(`it did not start:\n${said}`);
}
