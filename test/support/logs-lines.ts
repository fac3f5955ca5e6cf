import { createInterface } from "node:readline";
import { createLog } from "../../src/log.ts";

// Forked by tests: logs as many lines as each line of its input says, ends as the bot ends, and with 7

const log = await createLog({
  logLevel: "info",
  logFormat: process.env["LOG_FORMAT"] === "pretty" ? "pretty" : "json",
  secrets: [],
});

for await (const count of createInterface({ input: process.stdin })) {
  for (let line = 1; line <= Number(count); line += 1) {
    log.info({ line }, "one of many lines, about as long as the line of an invocation, which has a dozen words or so");
    // As between commands: what can leave does
    if (line % 100 === 0) await new Promise<void>((resume) => setImmediate(resume));
  }
}
const isOut = new Promise<void>((done) => log.flush(() => done()));
await Promise.race([isOut, new Promise<void>((done) => setTimeout(done, 300))]);
process.exit(7);
