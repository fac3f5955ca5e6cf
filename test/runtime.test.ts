import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const REPORT = "process.stdout.write(String(require('node:net').getDefaultAutoSelectFamilyAttemptTimeout()))";

test("a host with several addresses gets a second for each, in every connection of the process", async () => {
  const args = ["--import", "./src/runtime.js", "--eval", REPORT];
  const { stdout } = await promisify(execFile)("node_modules/.bin/node", args);
  expect(stdout).toBe("1000");
});

/** A port whose first address takes no connection: its queue is full, so it is as silent as a host behind a firewall. */
const SILENT_FIRST = `
const net = require("node:net");
const { spawn } = require("node:child_process");
const live = net.createServer((socket) => socket.end("hello")).listen(0, "127.0.0.1", () => {
  const { port } = live.address();
  const silent = "const server = require('node:net').createServer().listen({ port: " + port + ", host: '127.0.0.2', backlog: 1 }, () => { process.stdout.write('up'); setImmediate(() => process.kill(process.pid, 'SIGSTOP')); })";
  const stopped = spawn(process.execPath, ["--eval", silent]);
  const end = setTimeout(() => finish({ problem: "nothing came" }), 30000);
  const finish = (said) => {
    clearTimeout(end);
    stopped.kill("SIGKILL");
    process.stdout.write(JSON.stringify(said), () => process.exit());
  };
  stopped.stdout.once("data", () => fill(port, 8, () => measure(port, finish)));
});
/** Connections that nobody takes: once one of them is not answered, the queue is full. */
function fill(port, left, then) {
  const socket = net.connect({ port, host: "127.0.0.2" }).on("error", () => {});
  const full = setTimeout(then, 2000);
  socket.once("connect", () => { clearTimeout(full); left > 0 ? fill(port, left - 1, then) : then(); });
}
function measure(port, finish) {
  const attempts = [];
  const lookup = (name, options, tell) => setImmediate(tell, null, [{ address: "127.0.0.2", family: 4 }, { address: "127.0.0.1", family: 4 }]);
  const startedAt = performance.now();
  const socket = net.connect({ port, host: "far.example", lookup });
  socket.on("connectionAttempt", (address) => attempts.push(address));
  socket.on("error", (error) => finish({ problem: String(error) }));
  socket.on("connect", () => finish({ attempts, remote: socket.remoteAddress, ms: performance.now() - startedAt }));
}
`;

test("an address that stays silent has its second, and then the next one is connected to", async () => {
  const args = ["--import", "./src/runtime.js", "--eval", SILENT_FIRST];
  const { stdout } = await promisify(execFile)("node_modules/.bin/node", args);
  const said = JSON.parse(stdout);
  expect(said).toMatchObject({ attempts: ["127.0.0.2", "127.0.0.1"], remote: "127.0.0.1" });
  // Node's own 250 ms would do for the rest, but not for another continent
  expect(said.ms).toBeGreaterThanOrEqual(900);
});

test.each(["doctor", "register"])("npm run %s connects as the bot does", (name) => {
  expect(readFileSync(`scripts/${name}.ts`, "utf8")).toMatch(/^import "\.\.\/src\/runtime\.js";\n/);
});
