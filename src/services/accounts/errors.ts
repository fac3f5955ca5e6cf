import { type Suggestion, UpstreamError, UsageError } from "../../core/errors.ts";
import { code, t } from "../../core/text.ts";
import type { Provider } from "./provider.ts";

/** A click connects. */
function connecting(connectCommand: string): Suggestion {
  return { label: "Connect", command: connectCommand.replace(/^\//, ""), options: {} };
}

/** The person has no account connected, or it is connected no more. */
export class NotConnectedError extends UsageError {
  constructor({ connectCommand }: Pick<Provider, "connectCommand">) {
    super(t`Connect first: ${code(connectCommand)}`, [connecting(connectCommand)]);
  }
}

/** The provider takes the token no longer: the person has withdrawn it there, or it was not used for too long. */
export class ConnectionEndedError extends UsageError {
  constructor({ name, connectCommand }: Pick<Provider, "name" | "connectCommand">) {
    super(
      t`${name} no longer lets me in for you, so I have deleted the connection. Connect again: ${code(connectCommand)}`,
      [connecting(connectCommand)],
    );
  }
}

/** An upstream answered 401 to a person's token. `Accounts.use` deletes the account and says so. */
export class TokenRefusedError extends UpstreamError {
  constructor(upstream: string) {
    super(`${upstream}: refused a person's token`, { upstream, status: 401, refused: "token" });
  }
}

/** A link or an answer that belongs to no connection under way: too old, used already, or another browser's. */
export class LinkGoneError extends UsageError {
  constructor({ connectCommand }: Pick<Provider, "connectCommand">) {
    super(
      t`This link has been used already, is too old, or was opened in another browser. Nothing was connected with it. Type ${code(connectCommand)} for a new one.`,
    );
  }
}

/** The person said no at the provider. */
export class DeniedError extends UsageError {
  constructor({ name, connectCommand }: Pick<Provider, "name" | "connectCommand">) {
    super(
      t`You did not agree at ${name}, so nothing was connected. Type ${code(connectCommand)} if you change your mind.`,
    );
  }
}

/** The provider gave no token. `reason` is its own word, such as `bad_verification_code`. */
export class OauthRefusal extends UpstreamError {
  readonly reason: string;

  constructor({ name, connectCommand }: Pick<Provider, "name" | "connectCommand">, reason: string) {
    const word = /^[a-z_]{1,60}$/.test(reason) ? reason : "an unknown word";
    super(`${name}: no token, ${word}`, {
      upstream: name,
      // An answer, not an illness of the upstream
      status: 400,
      userText: t`${name} did not let me in, so nothing was connected. Type ${code(connectCommand)} to try again.`,
    });
    this.reason = word;
  }
}
