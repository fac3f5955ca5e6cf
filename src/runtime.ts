import { enableCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

// How Node runs the bot: loaded before `main.ts`

// `main.ts` has too many files to be stripped of their types and compiled anew at each start: Node keeps the outcome in the
// system's temporary folder. Where it can't write there, the start is as slow as the first one.
enableCompileCache();

// V8 would put objects into the old generation at once where earlier ones of the same place lived long. Of what one command
// needs hardly anything does, but then what such an object refers to lives as long as it: a tenth of the command's time.
setFlagsFromString("--no-allocation-site-pretenuring");
