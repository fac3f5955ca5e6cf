// @ts-check
import { registerHooks } from "node:module";
import "../../src/runtime.js";

// Loaded by tests before the program: it says which files it has loaded when it is asked with a signal. Not in TypeScript, so that
// nothing but the program needs what strips types.

/** @type {Set<string>} */
const loaded = new Set();

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    loaded.add(resolved.url);
    return resolved;
  },
});

process.on("SIGUSR2", () => {
  // @ts-expect-error: Node's own parts, which it lists without saying so in its types
  process.stdout.write(`${JSON.stringify({ loaded: [...loaded, ...process.moduleLoadList] })}\n`);
});
