// @ts-check
import { existsSync } from "node:fs";

// What stops everything, in words, before Node says it in its own. Not in TypeScript: an old Node could not even read it.

const OLDEST_NODE = 24;

const [major] = process.versions.node.split(".");
if (!existsSync(new URL("../node_modules", import.meta.url)))
  stop("The libraries are not here yet: run `npm ci` first.");
if (Number(major) < OLDEST_NODE) {
  stop(
    `This is Node ${process.versions.node}, and Magpie needs ${OLDEST_NODE} or later. \`npm ci\` brings one along: start with \`npm start\`, ` +
      "and other scripts with `npm run`, which take that one.",
  );
}

/** @param {string} sentence */
function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
