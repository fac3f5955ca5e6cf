import type { UpstreamId } from "../upstream/limits.ts";
import type { RecordedUpstream } from "./body.ts";

/** Every recorded upstream, by its id. One file each beside this one. */
export const RECORDED: Readonly<Partial<Record<UpstreamId, RecordedUpstream>>> = {};
