import { z } from "zod";
import type { IsoDate } from "../../core/command.ts";
import { isoDate } from "../../core/format.ts";
import { httpsUrl } from "../fields.ts";

/** Somebody who does not exist. */
export interface Person {
  /** As their country writes it. */
  readonly name: string;
  readonly gender?: Gender | undefined;
  readonly bornOn?: IsoDate | undefined;
  /** Street and house. */
  readonly street?: string | undefined;
  readonly city?: string | undefined;
  readonly state?: string | undefined;
  readonly postcode?: string | undefined;
  readonly country?: string | undefined;
  readonly email?: string | undefined;
  /** A small picture, https. It does not follow the nationality. */
  readonly portrait?: string | undefined;
}

export const GENDERS = ["female", "male"] as const;
export type Gender = (typeof GENDERS)[number];

const words = z.string().nullish();

const body = z.object({
  nat: words,
  name: z.object({ title: words, first: words, last: words }),
  gender: z.string().nullish(),
  dob: z.object({ date: words }).nullish(),
  location: z
    .object({
      street: z.object({ number: z.union([z.number(), z.string()]).nullish(), name: words }).nullish(),
      city: words,
      state: words,
      country: words,
      postcode: z.union([z.number(), z.string()]).nullish(),
    })
    .nullish(),
  email: words,
  picture: z.object({ large: words, medium: words }).nullish(),
});

/**
 * One of randomuser.me's people, in our words, of one of these nationalities where any is asked for. `login`, papers and
 * telephone numbers, which may be somebody's, are not read.
 */
export function personOf(nationalities: readonly string[]) {
  return body
    .refine(({ nat }) => !nat || nationalities.length === 0 || nationalities.includes(nat.toUpperCase()), {
      path: ["nat"],
      error: "is another nationality",
    })
    .transform(toPerson);
}

function toPerson({ name, gender, dob, location, email, picture }: z.infer<typeof body>): Person {
  const { street, postcode } = location ?? {};
  return {
    name: join(name.title, name.first, name.last) ?? "Nobody",
    gender: GENDERS.find((each) => each === gender),
    bornOn: dayOf(dob?.date),
    street: join(street?.number?.toString(), street?.name),
    city: join(location?.city),
    state: join(location?.state),
    postcode: join(postcode?.toString()),
    country: join(location?.country),
    email: join(email),
    portrait: httpsUrl(picture?.large) ?? httpsUrl(picture?.medium),
  };
}

/** Age in whole years on a day. */
export function ageOn(day: IsoDate, bornOn: IsoDate): number {
  const years = Number(day.slice(0, 4)) - Number(bornOn.slice(0, 4));
  return day.slice(5) < bornOn.slice(5) ? years - 1 : years;
}

function dayOf(moment: string | null | undefined): IsoDate | undefined {
  const at = Date.parse(moment ?? "");
  return Number.isNaN(at) ? undefined : isoDate(at);
}

/** What there is of the words, with blanks between. */
function join(...parts: readonly (string | null | undefined)[]): string | undefined {
  return (
    parts
      .map((part) => part?.trim() ?? "")
      .filter(Boolean)
      .join(" ") || undefined
  );
}
