import type { UpstreamId } from "../upstream/limits.ts";
import type { RecordedUpstream } from "./body.ts";
import { dogApi } from "./dog-api.ts";
import { dogCeo } from "./dog-ceo.ts";
import { giphy } from "./giphy.ts";
import { klipy } from "./klipy.ts";

/** Every recorded upstream, by its id. One file each beside this one. */
export const RECORDED: Readonly<Partial<Record<UpstreamId, RecordedUpstream>>> = { dogApi, dogCeo, giphy, klipy };
