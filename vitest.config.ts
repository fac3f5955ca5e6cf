import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/shared-postgres.ts", "test/support/shared-redis.ts", "test/support/built-page.ts"],
    // Processes that tests start find the files compiled that an earlier one has loaded, as the bot itself does
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") },
    // Much of a run waits for sockets and processes: with a worker a core, four tenths of the cores' time were left
    maxWorkers: availableParallelism() + 1,
    reporters: ["default", "./test/support/summary-reporter.ts"],
    // What hangs must not hang the run; on a busy machine a browser alone may take half of it to start
    // What real processes do within real time may fail once on a machine that others use: the judge tries again, and says so
    retry: process.env["CI"] === undefined ? 0 : 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    teardownTimeout: 5_000,
  },
});
