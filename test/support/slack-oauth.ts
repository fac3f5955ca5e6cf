import { randomUUID } from "node:crypto";
import type { Answer } from "./slack-api.ts";

export const CLIENT_ID = "111.222";
export const CLIENT_SECRET = "simulated-client-secret";

/** A code is good for this long, and once. */
const CODE_MS = 10 * 60_000;

export interface Workspace {
  readonly team: string;
  /** Set for organisations that install the app for all their workspaces. */
  readonly enterprise?: string;
}

interface Code {
  readonly workspace: Workspace;
  readonly redirectUri: string | null;
  readonly scope: string;
  readonly expiresAt: number;
}

interface Token {
  readonly workspace: Workspace;
  readonly scope: string;
  expiresAt: number | undefined;
  isRevoked: boolean;
}

/** The sign-in pages and tokens of a simulated Slack with many workspaces. */
export class SlackOauth {
  /** Whether tokens expire. */
  rotates = false;
  /** How long they live; 12 hours: https://docs.slack.dev/authentication/using-token-rotation */
  lifeSeconds = 12 * 3_600;
  /** Every token, refresh tokens included, that was ever given out. */
  readonly given: string[] = [];
  readonly #codes = new Map<string, Code>();
  readonly #tokens = new Map<string, Token>();
  readonly #refreshTokens = new Map<string, Token>();

  /** A person agrees on the page at `authorizeUrl`: where their browser is sent then. */
  agree(authorizeUrl: string, workspace: Workspace): URL {
    const asked = new URL(authorizeUrl);
    const redirectUri = asked.searchParams.get("redirect_uri");
    if (asked.pathname !== "/oauth/v2/authorize" || asked.searchParams.get("client_id") !== CLIENT_ID)
      throw new Error(`no page of Slack's: ${authorizeUrl}`);
    const code = `code-${randomUUID()}`;
    const scope = asked.searchParams.get("scope") ?? "";
    this.#codes.set(code, { workspace, redirectUri, scope, expiresAt: Date.now() + CODE_MS });
    const back = new URL(redirectUri ?? "https://no.redirect.example");
    back.searchParams.set("code", code);
    back.searchParams.set("state", asked.searchParams.get("state") ?? "");
    return back;
  }

  /** `oauth.v2.access`. */
  access(args: Readonly<Record<string, string>>): Answer {
    if (args["client_id"] !== CLIENT_ID || args["client_secret"] !== CLIENT_SECRET) return failed("bad_client_secret");
    if (args["grant_type"] === "refresh_token") {
      const old = this.#refreshTokens.get(args["refresh_token"] ?? "");
      this.#refreshTokens.delete(args["refresh_token"] ?? "");
      return old === undefined || old.isRevoked
        ? failed("invalid_refresh_token")
        : this.#give(old.workspace, old.scope);
    }
    const code = this.#codes.get(args["code"] ?? "");
    this.#codes.delete(args["code"] ?? "");
    if (code === undefined) return failed("invalid_code");
    if (Date.now() > code.expiresAt) return failed("code_expired");
    if (code.redirectUri !== (args["redirect_uri"] ?? null)) return failed("bad_redirect_uri");
    return this.#give(code.workspace, code.scope);
  }

  /** What Slack says to a call with this token; undefined when it takes it. */
  refusal(token: string | undefined): string | undefined {
    const known = this.#tokens.get(token ?? "");
    if (known === undefined) return "invalid_auth";
    if (known.isRevoked) return "token_revoked";
    return known.expiresAt !== undefined && Date.now() > known.expiresAt ? "token_expired" : undefined;
  }

  scopesOf(token: string | undefined): readonly string[] | undefined {
    return this.#tokens.get(token ?? "")?.scope.split(",");
  }

  teamOf(token: string | undefined): string | undefined {
    const { workspace } = this.#tokens.get(token ?? "") ?? {};
    return workspace?.enterprise ?? workspace?.team;
  }

  /** The tokens of a workspace work no more. */
  revoke(team: string): void {
    for (const token of this.#tokens.values()) if (token.workspace.team === team) token.isRevoked = true;
  }

  #give(workspace: Workspace, scope: string): Answer {
    const [access, refresh] = [`xoxb-${randomUUID()}`, `xoxe-1-${randomUUID()}`];
    const expiresAt = this.rotates ? Date.now() + this.lifeSeconds * 1_000 : undefined;
    const token = { workspace, scope, expiresAt, isRevoked: false };
    this.#tokens.set(access, token);
    this.given.push(access);
    if (this.rotates) {
      this.#refreshTokens.set(refresh, token);
      this.given.push(refresh);
    }
    const { team, enterprise } = workspace;
    return {
      body: {
        ok: true,
        app_id: "A111",
        authed_user: { id: "U111" },
        scope,
        token_type: "bot",
        access_token: access,
        bot_user_id: "UBOT",
        team: enterprise === undefined ? { id: team, name: `Workspace ${team}` } : null,
        enterprise: enterprise === undefined ? null : { id: enterprise, name: `Organisation ${enterprise}` },
        is_enterprise_install: enterprise !== undefined,
        ...(this.rotates ? { refresh_token: refresh, expires_in: this.lifeSeconds } : {}),
      },
    };
  }
}

function failed(error: string): Answer {
  return { body: { ok: false, error } };
}
