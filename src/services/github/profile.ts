import { z } from "zod";
import { httpsUrl, oneLine } from "../fields.ts";

/** A person at GitHub, as they see themselves. */
export interface Profile {
  readonly login: string;
  readonly name: string | undefined;
  readonly bio: string | undefined;
  readonly url: string | undefined;
  readonly avatar: string | undefined;
  readonly publicRepos: number;
  /** Undefined when GitHub does not tell this application. */
  readonly privateRepos: number | undefined;
  readonly followers: number;
  readonly following: number;
}

/** `GET /user`. https://docs.github.com/en/rest/users/users (2026-11-22) */
export const profile = z
  .object({
    login: z.string().min(1),
    name: z.string().nullish(),
    bio: z.string().nullish(),
    html_url: z.string().nullish(),
    avatar_url: z.string().nullish(),
    public_repos: z.number(),
    total_private_repos: z.number().nullish(),
    followers: z.number(),
    following: z.number(),
  })
  .transform(
    (raw): Profile => ({
      login: raw.login,
      name: oneLine(raw.name),
      bio: oneLine(raw.bio),
      url: httpsUrl(raw.html_url),
      avatar: httpsUrl(raw.avatar_url),
      publicRepos: raw.public_repos,
      privateRepos: raw.total_private_repos ?? undefined,
      followers: raw.followers,
      following: raw.following,
    }),
  );
