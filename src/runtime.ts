import { enableCompileCache } from "node:module";
import { setDefaultAutoSelectFamilyAttemptTimeout } from "node:net";
import { setFlagsFromString } from "node:v8";

// How Node runs the bot: loaded before `main.ts`, and by scripts that connect as it does

/**
 * How long one address of a host may take before the next one is tried, in milliseconds. Node's 250 are less than a connection
 * to another continent takes, so that a host with IPv4 and IPv6 would be given up at both. Our choice: two of them fit
 * into the shortest time that a call may take here. https://nodejs.org/docs/latest-v24.x/api/net.html (2026-11-28)
 */
const ADDRESS_MS = 1_000;

// `main.ts` has too many files to be stripped of their types and compiled anew at each start: Node keeps the outcome in the
// system's temporary folder. Where it can't write there, the start is as slow as the first one.
enableCompileCache();

// V8 would put objects into the old generation at once where earlier ones of the same place lived long. Of what one command
// needs hardly anything does, but then what such an object refers to lives as long as it: a tenth of the command's time.
setFlagsFromString("--no-allocation-site-pretenuring");

// For every connection alike: to web APIs, platforms and databases, by whichever library
setDefaultAutoSelectFamilyAttemptTimeout(ADDRESS_MS);
