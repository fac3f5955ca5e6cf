import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { type RedisProcess, startRedis } from "./redis-process.ts";

/** Databases of the one server: more than a run asks for. */
const DATABASES = 10_000;

declare module "vitest" {
  interface ProvidedContext {
    /** Where to ask for the address of an empty database of Redis. */
    readonly freshRedis: string;
  }
}

/** One Redis for the whole run, started when the first test asks for a database of it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let redis: Promise<RedisProcess> | undefined;
  let used = 0;
  const door = createServer((_, response) => {
    redis ??= startRedis(["--databases", String(DATABASES)]);
    const number = used;
    used += 1;
    redis.then(
      ({ port }) => response.end(`redis://127.0.0.1:${port}/${number}`),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  project.provide("freshRedis", `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
  return async () => {
    door.closeAllConnections();
    door.close();
    await (await redis)?.end();
  };
}
