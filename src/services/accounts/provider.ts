import type { AccountsConfig, OauthApp } from "../../config.ts";
import type { UpstreamId } from "../../upstream/limits.ts";
import type { Ask } from "../../upstream/question.ts";

/** Who keeps accounts that can be connected. */
export const PROVIDER_IDS = ["github", "google"] as const;
export type ProviderId = (typeof PROVIDER_IDS)[number];

/** One provider: where its pages and its token endpoint are, and what is its own about them. */
export interface Provider {
  readonly id: ProviderId;
  readonly name: string;
  /** Upstream of the token endpoint, and the path there. */
  readonly upstream: UpstreamId;
  readonly tokenPath: string;
  /** Where people agree. `urls`: the roots of the upstreams. */
  authorizeUrl(urls: Readonly<Record<UpstreamId, string>>, accounts: AccountsConfig): string;
  /** Name of the provider in answers that carry one (RFC 9207). */
  issuer(urls: Readonly<Record<UpstreamId, string>>, accounts: AccountsConfig): string;
  /** Asked for always; the least that the commands need. */
  readonly scopes: readonly string[];
  /** What the address of the page needs besides OAuth's own parameters. */
  readonly extraParameters: Readonly<Record<string, string>>;
  /** What to type for a link. */
  readonly connectCommand: string;
  /** What to type first with a connected account. */
  readonly firstCommand: string;
  /** What they call the person; empty where it can't be asked with these scopes. Throws UpstreamError. */
  login(ask: Ask, token: string): Promise<string>;
  /** Ends what the token allows. `isShared`: the same login is connected elsewhere, and stays so. Throws UpstreamError. */
  revoke(
    ask: Ask,
    app: OauthApp,
    tokens: { readonly accessToken: string; readonly refreshToken?: string | undefined },
    isShared: boolean,
  ): Promise<void>;
}

/** Every provider by its id. */
export type Providers = Readonly<Record<ProviderId, Provider>>;
