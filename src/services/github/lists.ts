import { z } from "zod";
import { listOf } from "../../upstream/list.ts";
import { httpsUrl, oneLine } from "../fields.ts";

/** A repository in a list. */
export interface Repo {
  /** `owner/name`. */
  readonly fullName: string;
  readonly url: string | undefined;
  readonly description: string | undefined;
  readonly language: string | undefined;
  readonly stars: number | undefined;
  readonly isPrivate: boolean;
  readonly isFork: boolean;
  readonly isArchived: boolean;
}

/** A person in a list. */
export interface Follower {
  readonly login: string;
  readonly url: string | undefined;
}

/** `GET /user/repos` and `GET /user/starred`. https://docs.github.com/en/rest/repos/repos (2026-11-22) */
export const repos = listOf(
  z
    .object({
      full_name: z.string(),
      html_url: z.string().nullish(),
      description: z.string().nullish(),
      language: z.string().nullish(),
      stargazers_count: z.number().nullish(),
      private: z.boolean().nullish(),
      fork: z.boolean().nullish(),
      archived: z.boolean().nullish(),
    })
    .transform(
      (raw): Repo => ({
        fullName: raw.full_name,
        url: httpsUrl(raw.html_url),
        description: oneLine(raw.description),
        language: raw.language ?? undefined,
        stars: raw.stargazers_count ?? undefined,
        // What GitHub does not call public is kept private
        isPrivate: raw.private ?? true,
        isFork: raw.fork ?? false,
        isArchived: raw.archived ?? false,
      }),
    ),
);

/** `GET /user/followers`. https://docs.github.com/en/rest/users/followers (2026-11-22) */
export const followers = listOf(
  z
    .object({ login: z.string(), html_url: z.string().nullish() })
    .transform((raw): Follower => ({ login: raw.login, url: httpsUrl(raw.html_url) })),
);
