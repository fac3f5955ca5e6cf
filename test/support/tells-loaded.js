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

for (const name of Object.getOwnPropertyNames(Intl)) {
  const made = Intl[/** @type {"DateTimeFormat"} */ (name)];
  if (typeof made !== "function" || made.prototype === undefined) continue;
  Object.assign(Intl, {
    [name]: new Proxy(made, {
      construct(target, args, newTarget) {
        loaded.add(`Intl.${name}`);
        return Reflect.construct(target, args, newTarget);
      },
    }),
  });
}

process.on("SIGUSR2", () => {
  // @ts-expect-error: Node's own parts, which it lists without saying so in its types
  process.stdout.write(`${JSON.stringify({ loaded: [...loaded, ...process.moduleLoadList] })}\n`);
});
