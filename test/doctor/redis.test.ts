import { connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { describeWithRedis, redisServer } from "../support/redis.ts";
import { doctor, listening, nowhere, serving } from "./doctor.ts";

/** Long enough for a busy machine, in milliseconds. */
const CHECK_MS = 10_000;

function look(url: string) {
  return doctor({ REDIS_URL: url }, CHECK_MS);
}

/** The server, but for what it says of itself. */
async function saying(port: number, what: string, instead: string): Promise<string> {
  const server = createServer((socket) => {
    const real = connect(port, "127.0.0.1");
    socket.pipe(real);
    real.on("data", (bytes) => void socket.write(bytes.toString("latin1").replace(what, instead), "latin1"));
    real.on("close", () => socket.destroy());
    socket.on("close", () => real.destroy());
  });
  return `redis://127.0.0.1:${await listening(server)}`;
}

test("without REDIS_URL there is nothing to look at", async () => {
  expect((await doctor())["Redis"]).toBe("skipped: Off: REDIS_URL is for several replicas.");
});

test("nothing listens there, or something else does", async () => {
  const away = await look((await nowhere()).replace("http:", "redis:"));
  expect(away["Redis"]).toBe("bad: Nothing listens there. → Start it, or put host and port in REDIS_URL right.");
  const web = await serving((_, response) => response.end());
  expect((await look(`redis://127.0.0.1:${web}`))["Redis"]).toMatch(/^bad: /);
});

describeWithRedis("Redis", () => {
  test("is fine, and stays as it is", async () => {
    const { url, client } = await redisServer();
    const says = await look(url);
    expect(says["Redis"]).toMatch(/^good: (Redis|Valkey) \d[\d.]* answers\.$/);
    expect(says["Redis memory"]).toMatch(/^good: It has no bound of its own/);
    // How fast it is depends on what else this machine does
    expect(says["Redis latency"]).toMatch(/: It answers in [\d.]+ ms/);
    expect(says["Redis clock"]).toBe("good: It goes with this machine's.");
    expect(await client.dbsize()).toBe(0);
  });

  test("has too little sense of what to forget", async () => {
    const { url, client } = await redisServer(["--maxmemory", "64mb", "--maxmemory-policy", "noeviction"]);
    const memory = async (policy: string) => {
      await client.config("SET", "maxmemory-policy", policy);
      return (await look(url))["Redis memory"];
    };
    expect(await memory("noeviction")).toBe(
      "bad: When its 64 MB are full, it refuses, and each replica goes on by itself (noeviction). → Set maxmemory-policy to allkeys-lru.",
    );
    expect(await memory("volatile-ttl")).toMatch(/^bad: .* it may forget quotas before cached answers/);
    expect(await memory("allkeys-random")).toMatch(/^bad: .* it may forget quotas before cached answers/);
    expect(await memory("allkeys-lru")).toMatch(/^good: It has 64 MB/);
    expect(await memory("volatile-lru")).toMatch(/^good: It has 64 MB/);
  });

  test("hangs", async () => {
    const server = await redisServer();
    server.hang();
    expect((await look(server.url))["Redis"]).toBe(
      "bad: It does not answer. → Look whether it hangs, or a firewall stands in between.",
    );
    server.goOn();
  });

  test("wants another password, or one at all: no word of it is told", async () => {
    const { url } = await redisServer(["--requirepass", "hush"], "hush");
    const wrong = await look(url.replace("hush", "mellow"));
    expect(wrong["Redis"]).toMatch(/^bad: It refuses the password\. → Put user and password in REDIS_URL right/);
    expect((await look(url.replace(":hush@", "")))["Redis"]).toMatch(/^bad: It wants a password\./);
    expect((await look(url))["Redis"]).toMatch(/^good: /);
    expect(JSON.stringify(wrong)).not.toContain("mellow");
  });

  test("has no such database, or speaks no TLS", async () => {
    const { url } = await redisServer();
    expect((await look(`${url}/99`))["Redis"]).toMatch(/^bad: It has no database of that number\./);
    expect((await look(url.replace("redis:", "rediss:")))["Redis"]).toMatch(/^bad: .*TLS/);
  });

  test("is too old, a copy, or of another time", async () => {
    const { port } = await redisServer();
    const old = await look(await saying(port, "redis_version:7", "redis_version:5"));
    expect(old["Redis"]).toMatch(/^bad: Redis 5\.[\d.]+ is too old\. → Take version 6 or newer, or Valkey\.$/);
    const copy = await redisServer(["--replicaof", "127.0.0.1", String(port)]);
    expect((await look(copy.url))["Redis"]).toMatch(/^bad: It is a copy of another one/);
    const seconds = String(Math.floor(Date.now() / 1_000)).slice(0, 6);
    const early = await look(await saying(port, `$10\r\n${seconds}`, `$10\r\n${Number(seconds) - 1}`));
    expect(early["Redis clock"]).toMatch(/^bad: It is \d+ seconds behind this machine's\./);
  });
});
