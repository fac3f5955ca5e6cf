import { UpstreamError } from "../../core/errors.ts";

/** For `catch`: an upstream's answer with one of these statuses is no failure here. Throws everything else again. */
export function unlessStatus(...statuses: readonly number[]): (error: unknown) => void {
  return (error) => {
    if (error instanceof UpstreamError && error.status !== undefined && statuses.includes(error.status)) return;
    throw error;
  };
}
