import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/shared-postgres.ts", "test/support/built-page.ts"],
    reporters: ["default", "./test/support/summary-reporter.ts"],
    // Sockets and timers everywhere: a test that leaves something open must not hang the run
    testTimeout: 20_000,
    teardownTimeout: 5_000,
  },
});
