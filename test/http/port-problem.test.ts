import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { portProblem } from "../../src/http/port-problem.ts";

const isLinux = process.platform === "linux";

/** Listens, until the test ends: on which port. Rejects as `listen` does. */
async function listens(port = 0, host = "127.0.0.1"): Promise<number> {
  const server: Server = createServer();
  await once(server.listen(port, host), "listening");
  onTestFinished(async () => void (await once(server.close(), "close")));
  return (server.address() as AddressInfo).port;
}

/** What the operator reads when it can't be listened there. */
async function sentence(port: number, host = "127.0.0.1"): Promise<string> {
  const error: unknown = await listens(port, host).catch((thrown: unknown) => thrown);
  if (typeof error === "number") throw new TypeError("could listen");
  return portProblem(error, { port, host });
}

test("a port in use: by what, and which one is free", async () => {
  const port = await listens();
  const said = await sentence(port);
  const [, free] = /PORT=(\d+) npm start$/.exec(said) ?? [];
  const holder = isLinux ? `node (process ${process.pid})` : "another program";
  expect(said).toBe(`Port ${port} is in use by ${holder}. Stop that, or choose another port: PORT=${free} npm start`);
  expect(await listens(Number(free))).toBe(Number(free));
});

test("the next port is taken as well: one further", async () => {
  const port = await listens();
  await listens(port + 1).catch(() => {});
  expect(await sentence(port)).not.toContain(`PORT=${port + 1} `);
});

test("held by a program on the other family of addresses", async () => {
  // A machine may have but one family
  const port = await listens(0, "::").catch(() => listens());
  expect(await sentence(port)).toContain(isLinux ? `node (process ${process.pid})` : "another program");
});

test("an address that is not this machine's", async () => {
  // Kept for documentation: nobody has it. RFC 5737 (2026-11-22)
  expect(await sentence(0, "192.0.2.1")).toBe(
    "This machine has no address 192.0.2.1. Set HOST to one that it has, or leave it out.",
  );
});
