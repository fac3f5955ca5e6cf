import { enableCompileCache } from "node:module";

/**
 * Loaded before `main.ts`, which has too many files to be stripped of their types and compiled anew at each start: Node keeps
 * the outcome in the system's temporary folder. Where it can't write there, the start is as slow as the first one.
 */
enableCompileCache();
