import type { Generated } from "kysely";

/** Where the tables can be kept. */
export type DatabaseKind = "sqlite" | "postgres";

/**
 * The tables, one interface each. Times are milliseconds since the epoch. Columns named `sealed_*` hold what `Sealer` made,
 * never a token or anything that a person would not want to be read.
 */
export interface Tables {
  readonly button_state: ButtonStateTable;
  readonly account: AccountTable;
  readonly oauth_state: OauthStateTable;
  readonly used_state: UsedStateTable;
  readonly vote: VoteTable;
  readonly shelf_book: ShelfBookTable;
  readonly slack_install: SlackInstallTable;
  readonly secret: SecretTable;
  readonly quota: QuotaTable;
  readonly last_known: LastKnownTable;
  readonly subscription: SubscriptionTable;
  readonly person_zone: PersonZoneTable;
}

/** States of buttons that do not fit into the button. */
interface ButtonStateTable {
  readonly key: string;
  readonly state: string;
  readonly expires_at: number;
}

/** A person's account at a provider (`github`, `google`). */
interface AccountTable {
  readonly person: string;
  readonly provider: string;
  /** What the provider calls them; shown. */
  readonly login: string;
  readonly scopes: string;
  readonly sealed_access_token: string;
  readonly sealed_refresh_token: string | null;
  readonly expires_at: number | null;
  readonly connected_at: number;
}

/** An OAuth flow under way: one a person and provider, used once, within ten minutes. */
interface OauthStateTable {
  /** SHA-256 of the state that travels, so that the table's reader can't use it. */
  readonly state_hash: string;
  readonly provider: string;
  readonly person: string;
  /** PKCE verifier, how the person is called, and the link's secret, so that it can be given again. */
  readonly sealed_flow: string;
  readonly scopes: string;
  readonly expires_at: number;
}

/** A state that carries its own proof and has come back: no second time, until it holds no more. */
interface UsedStateTable {
  readonly state_hash: string;
  readonly expires_at: number;
}

/** One person's vote on one picture. */
interface VoteTable {
  /** Upstream and its id: `dogApi/Syd4xxqEm`. */
  readonly picture: string;
  /** Keyed hash of the person, as `voterOf` makes it. */
  readonly voter: string;
  /** 1 or -1. */
  readonly value: number;
  readonly voted_at: number;
}

/** A book on a person's shelf. */
interface ShelfBookTable {
  readonly id: Generated<number>;
  readonly person: string;
  /** `to-read`, `reading` or `read`. */
  readonly shelf: string;
  /** `isbn:9780142437247`, `google:zyTCAlFPjgYC` or `title:dune/frank herbert`: a person has each book once. */
  readonly identity: string;
  readonly title: string;
  /** As shown: `Herman Melville, Rockwell Kent`; may be empty. */
  readonly authors: string;
  /** Title, authors and the digits of the ISBN in lower case without accents: what is searched. */
  readonly folded: string;
  readonly isbn: string | null;
  /** Google Books volume id. */
  readonly volume_id: string | null;
  readonly cover_url: string | null;
  readonly added_at: number;
  readonly changed_at: number;
  /** Set when removed: undo works until the sweep. */
  readonly removed_at: number | null;
  /** When it was last seen on the person's shelves at Google; what is gone there since was taken off there. */
  readonly synced_at: number | null;
}

/** The bot in one Slack workspace or organisation. */
interface SlackInstallTable {
  /** Team id, or enterprise id for an installation of a whole organisation. */
  readonly id: string;
  readonly sealed_installation: string;
  readonly installed_at: number;
}

/** Random bytes that this database's own hashes are keyed with. */
interface SecretTable {
  readonly name: string;
  /** base64url. */
  readonly value: string;
}

/** Numbers that the bot goes by while it can't ask. */
interface LastKnownTable {
  /** `replicas`: how many lived; `schedule/slack`: until when one of them posts what is subscribed to there. */
  readonly name: string;
  readonly value: number;
}

/** What one process has spent of one quota of a web API. */
interface QuotaTable {
  /** Made anew at each start. */
  readonly process: string;
  /** Id in the table of limits. */
  readonly upstream: string;
  /** Length of the quota's window. */
  readonly per_ms: number;
  /** JSON: `[[when, how many], …]` come back. */
  readonly returning: string;
  /** When the last of them does. */
  readonly ends_at: number;
}

/** A command that is posted in a channel by itself. */
export interface SubscriptionTable {
  readonly id: Generated<number>;
  readonly platform: string;
  /** Guild or workspace; null in direct messages. */
  readonly workspace: string | null;
  readonly channel: string;
  /** Who made it: the key that people have here, their id on the platform, what they are called, their language. */
  readonly person: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly locale: string;
  /** The full name of the command, and what was typed after it. */
  readonly command: string;
  readonly line: string;
  /** As `timesLine` writes it. */
  readonly times: string;
  readonly zone: string;
  /** Null while it is paused. */
  readonly next_at: number | null;
  /** A process works on it until then; 0 when none does. */
  readonly claimed_until: number;
  /** What tells the answer that was posted last. */
  readonly last_identity: string | null;
  /** In a row. */
  readonly refusals: number;
  readonly made_at: number;
  readonly paused_at: number | null;
}

/** The time zone that a person has told. */
interface PersonZoneTable {
  readonly person: string;
  readonly zone: string;
}
