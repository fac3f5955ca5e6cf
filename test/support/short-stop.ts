import { STOP_LIMITS } from "../../src/stop.ts";

// Loaded by tests before the program: work under way gets a second

Object.assign(STOP_LIMITS, { drainMs: 1_000 });
