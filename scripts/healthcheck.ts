// Leaves with 0 when the bot on this machine is alive, else with 1: for HEALTHCHECK, where there is no curl

const port = process.env["PORT"]?.trim() || "3000";

/** Below the five seconds that the Dockerfile gives. */
const TIMEOUT_MS = 4_000;

const isAlive = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exitCode = isAlive ? 0 : 1;
