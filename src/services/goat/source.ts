import type { UpstreamId } from "../../upstream/limits.ts";

/** A picture that somebody else keeps: where its bytes are, and whom to thank. */
export interface CreditedPicture {
  /** May be empty. */
  readonly title: string;
  /** Its own page, https. */
  readonly pageUrl?: string | undefined;
  readonly artist?: string | undefined;
  /** `CC BY-SA 4.0`. */
  readonly license?: string | undefined;
  /** Who gives the bytes, and the path below that upstream's root. */
  readonly upstream: UpstreamId;
  readonly path: string;
}
