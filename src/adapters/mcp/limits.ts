import { SECOND_MS } from "../../core/time.ts";

/** Values of one completion: https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/completion (2026-11-28) */
export const MAX_COMPLETIONS = 100;

/** Longest wait for suggestions while somebody types, in milliseconds. Our choice. */
export const COMPLETION_WAIT_MS = 2 * SECOND_MS;

/** Longest wait for what takes the place of a reply, in milliseconds. Our choice: a chart's figures may take that long. */
export const LATER_WAIT_MS = 20 * SECOND_MS;

/** Longest text file that goes along as text, in bytes; a longer one goes as bytes. Our choice. */
export const MAX_TEXT_BYTES = 100_000;
