import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../support/free-port.ts";
import { eventually } from "../support/shared.ts";

const FILE = resolve(import.meta.dirname, "../../packaging/Caddyfile");

/** None comes from the package registry. */
const hasCaddy = spawnSync("caddy", ["version"]).status === 0;

/** What stands in the place of a replica: says its name and who asked, and is ready as long as it is told so. */
interface Replica {
  readonly port: number;
  isReady: boolean;
  readonly server: Server;
}

async function replica(name: string): Promise<Replica> {
  const server = createServer((request, response) => {
    if (request.url === "/readyz") response.writeHead(one.isReady ? 200 : 503).end();
    else response.end(`${name} ${request.headers["x-forwarded-for"]} ${request.headers["x-forwarded-proto"]}`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const one: Replica = { port: (server.address() as AddressInfo).port, isReady: true, server };
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return one;
}

/** Caddy with our file, and these in the place of the replicas. */
async function caddy(replicas: readonly Replica[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "magpie-caddy-"));
  const port = await freePort();
  const names = ["magpie", "replica-2", "replica-3"];
  const file = names.reduce(
    (text, name, index) => text.replace(`${name}:{$PORT:3000}`, `127.0.0.1:${replicas[index]?.port}`),
    readFileSync(FILE, "utf8").replace(":8080 {", `http://127.0.0.1:${port} {`),
  );
  writeFileSync(join(folder, "Caddyfile"), file);
  const proxy: ChildProcess = spawn("caddy", ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"], {
    stdio: "ignore",
    env: { PATH: process.env["PATH"] ?? "", HOME: folder },
  });
  onTestFinished(async () => {
    proxy.kill("SIGKILL");
    await once(proxy, "exit");
    rmSync(folder, { recursive: true });
  });
  const root = `http://127.0.0.1:${port}`;
  await eventually(() =>
    fetch(root).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return root;
}

async function answers(root: string, count: number): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    const response = await fetch(root, { headers: { "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https" } });
    texts.push(await response.text());
  }
  return texts;
}

const namesOf = (texts: readonly string[]) => new Set(texts.map((text) => text.split(" ")[0]));

describe.skipIf(!hasCaddy)("the proxy of three replicas", () => {
  test("Caddy has nothing against the file", () => {
    const { status, stderr } = spawnSync("caddy", ["validate", "--config", FILE, "--adapter", "caddyfile"]);
    expect(status, String(stderr)).toBe(0);
    expect(String(stderr)).not.toMatch(/"level":"error"/);
  });

  test("each has its turn, who asks is handed on, and nobody hears of one that is gone or stops", async () => {
    const replicas = await Promise.all(["a", "b", "c"].map(replica));
    const root = await caddy(replicas);
    const first = await answers(root, 6);
    expect(namesOf(first)).toEqual(new Set(["a", "b", "c"]));
    // Whom the web server before it tells of, and itself at the end
    for (const text of first) expect(text).toMatch(/^[abc] 203\.0\.113\.7, 127\.0\.0\.1 https$/);
    const [gone, stopping] = replicas;
    gone?.server.closeAllConnections();
    gone?.server.close();
    expect(namesOf(await answers(root, 12))).toEqual(new Set(["b", "c"]));
    if (stopping !== undefined) stopping.isReady = false;
    await eventually(async () => namesOf(await answers(root, 4)).size === 1);
    expect(namesOf(await answers(root, 6))).toEqual(new Set(["c"]));
  });
});
