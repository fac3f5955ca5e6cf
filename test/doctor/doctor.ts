import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { commands } from "../../commands/index.ts";
import { examine } from "../../src/doctor/examine.ts";

let folder = "";
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "magpie-doctor-"));
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await rm(folder, { recursive: true });
});

/** A path in an empty folder of the test's own. */
export function inFolder(name: string): string {
  return join(folder, name);
}

/** Ends something with the test. */
export function closes(close: () => Promise<unknown>): void {
  closing.push(close);
}

/** What the doctor says of a set-up without any platform, but for `env`: by subject, `bad: what is wrong → what to do`. */
export async function doctor(
  env: Readonly<Record<string, string>> = {},
  checkMs = 2_000,
): Promise<Readonly<Record<string, string>>> {
  const quiet = { PORT: "0", UPSTREAMS: "recorded", DATABASE_URL: `sqlite:${inFolder("magpie.db")}` };
  const sections = await examine({ env: { ...quiet, ...env }, commands, checkMs });
  expect(sections.map(({ heading }) => heading)).toEqual([
    "Configuration",
    "This machine",
    "Slack",
    "Discord",
    "Accounts",
    "Agents",
    "Web APIs",
  ]);
  return Object.fromEntries(
    sections.flatMap(({ findings }) =>
      findings.map(({ subject, state, sentence, advice }) => [
        subject,
        `${state}: ${sentence}${advice === undefined ? "" : ` → ${advice}`}`,
      ]),
    ),
  );
}

/** A server on a free port of loopback, until the end of the test. */
export async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closes(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** The same for a web server. */
export function serving(listener: RequestListener): Promise<number> {
  return listening(createServer(listener));
}

/** An address on loopback where nothing listens. */
export async function nowhere(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
