import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

/** Loaded before Magpie: writes down which libraries its own files import, for a program that does nothing else. */
const libraries = new Set<string>();

registerHooks({
  resolve(specifier, context, nextResolve) {
    const isOwnFile = context.parentURL?.startsWith("file:") && !context.parentURL.includes("/node_modules/");
    if (isOwnFile && !/^(\.|\/|file:|node:)/.test(specifier)) libraries.add(specifier);
    return nextResolve(specifier, context);
  },
});

process.on("exit", () => {
  writeFileSync(process.env["BENCH_IMPORTS_FILE"] ?? "", JSON.stringify([...libraries]));
});
