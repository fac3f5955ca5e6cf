import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "./support/free-port.ts";
import { fullDisk, fullPipe } from "./support/log-places.ts";
import { startProgram } from "./support/program.ts";

const LOGS_LINES = join(import.meta.dirname, "support/logs-lines.ts");

/** Asks until somebody answers. */
async function answered(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response !== undefined) return response;
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

const PLACES = [
  ["a disk that is full", "json", fullDisk],
  ["a pipe that nobody reads", "json", fullPipe],
  ["a pipe that nobody reads", "pretty", fullPipe],
] as const;

describe.each(PLACES)("the log goes to %s as %s", (_, logFormat, place) => {
  test("commands go on, and SIGTERM ends it with 0", { timeout: 60_000 }, async () => {
    const port = await freePort();
    const env = { PORT: String(port), LOG_LEVEL: "debug", LOG_FORMAT: logFormat };
    const program = startProgram(["--recorded"], env, "none", { stdout: place() });
    onTestFinished(() => program.kill("SIGKILL"));
    expect((await answered(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    for (const line of ["/dog beagle", "/dog poodle"]) {
      const reply = await fetch(`http://127.0.0.1:${port}/playground/type`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ person: "ann", answers: "recorded", fault: "none", line }),
      });
      expect(await reply.text()).toContain("The Dog API");
    }
    program.kill("SIGTERM");
    expect(await program.ended).toBe(0);
  });

  test("more lines than can wait: that is said once on standard error", async () => {
    const child = spawn(process.execPath, [LOGS_LINES], {
      env: { LOG_FORMAT: logFormat },
      stdio: ["pipe", place(), "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const errors = heardFrom(child.stderr);
    child.stdin?.end("20000\n");
    expect(await once(child, "close")).toEqual([7, null]);
    expect(errors().match(/Lines of the log are lost/g)).toHaveLength(1);
  });
});

test("a disk that has no room for a while: whole lines again as soon as there is some", async () => {
  const folder = mkdtempSync(join(tmpdir(), "magpie-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "log");
  const child = spawn("prlimit", ["--fsize=500:unlimited", process.execPath, LOGS_LINES], {
    stdio: ["pipe", openSync(file, "a"), "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const errors = heardFrom(child.stderr);
  child.stdin?.write("10\n");
  while (!errors().includes("File too large") && !errors().includes("EFBIG")) await once(child.stderr ?? child, "data");
  execFileSync("prlimit", [`--pid=${child.pid}`, "--fsize=unlimited"]);
  child.stdin?.end("3\n");
  expect(await once(child, "close")).toEqual([7, null]);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  // One broke off where the room ended
  const broken = lines.findIndex((line) => !line.endsWith('"}'));
  expect(lines.slice(broken + 1).map((line) => (JSON.parse(line) as { line: number }).line)).toEqual([1, 2, 3]);
  expect(errors().match(/Lines of the log are lost/g)).toHaveLength(1);
});

/** What was said on a stream so far. */
function heardFrom(stream: NodeJS.ReadableStream | null): () => string {
  let heard = "";
  stream?.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  return () => heard;
}
