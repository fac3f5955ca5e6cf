// @ts-check
import "./preflight.js";
import module from "node:module";
import { setDefaultAutoSelectFamilyAttemptTimeout } from "node:net";
import { setFlagsFromString } from "node:v8";

// How Node runs the bot: loaded before `main.ts`, and by scripts that connect as it does. Not in TypeScript: what strips types is a
// compiler in WebAssembly, whose start takes a tenth of the bot's and which stays in memory; with the outcome kept, nothing needs it.

/**
 * How long one address of a host may take before the next one is tried, in milliseconds. Node's 250 are less than a connection
 * to another continent takes, so that a host with IPv4 and IPv6 would be given up at both. Our choice: two of them fit
 * into the shortest time that a call may take here. https://nodejs.org/docs/latest-v24.x/api/net.html (2026-11-28)
 */
const ADDRESS_MS = 1_000;

// Stripping types from every file and compiling them takes most of a start. Node keeps the outcome in the system's temporary
// folder; where it cannot write there, each start is as slow as the first.
module.enableCompileCache();

// V8 allocates objects in the old generation where earlier ones from the same place lived long. Hardly anything that a command
// allocates does, and collecting what was put there by mistake took a tenth of a command's time.
setFlagsFromString("--no-allocation-site-pretenuring");

// For every connection alike: to web APIs, platforms and databases, by whichever library
setDefaultAutoSelectFamilyAttemptTimeout(ADDRESS_MS);
