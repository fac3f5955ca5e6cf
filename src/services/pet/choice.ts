import { nearNames } from "../../core/closest.ts";
import { knowNo, unknownName } from "../../core/did-you-mean.ts";
import { type NotFoundError, UnknownNameError } from "../../core/errors.ts";
import { shown } from "../../core/options.ts";
import type { Sourced } from "../../core/source.ts";
import { code, t } from "../../core/text.ts";
import type { Pet, Picture } from "./pet.ts";

/** Pets that are shown. */
export type PetKind = "dog" | "cat";

/** A breed that every list has. */
const EXAMPLES: Readonly<Record<PetKind, string>> = { dog: "Beagle", cat: "Siamese" };

/** Breeds offered to somebody who misspelt one. */
const MAX_SUGGESTIONS = 3;

/** Nobody knows this breed; with what may have been meant. */
export function unknownBreed(kind: PetKind, typed: string, names: readonly string[]): NotFoundError {
  return new UnknownNameError(
    ...unknownName(knowNo(`${kind} breed`, shown(typed)), {
      option: "breed",
      near: nearNames(typed, names, MAX_SUGGESTIONS),
      otherwise: t`Try ${code(`/${kind} ${EXAMPLES[kind].toLowerCase()}`)}, or ${code(`/${kind}`)} for any ${kind}.`,
      instead: [
        { option: "breed", value: EXAMPLES[kind], label: EXAMPLES[kind] },
        { option: "breed", value: undefined, label: `Any ${kind}` },
      ],
    }),
  );
}

/** One of the pictures: the one of that number, counted round, or any. */
export function picked(
  pictures: Sourced<readonly Picture[]> | undefined,
  pick: number | undefined,
): Pick<Pet, "picture" | "pick" | "pictureCount" | "pictureSource"> {
  const all = pictures?.value ?? [];
  const index = all.length === 0 ? 0 : (pick ?? Math.floor(Math.random() * all.length)) % all.length;
  return { picture: all[index], pick: index, pictureCount: all.length, pictureSource: all[index] && pictures?.source };
}

/** Any of a list; undefined only of an empty one. */
export function anyOf<T>(list: readonly T[]): T | undefined {
  return list[Math.floor(Math.random() * list.length)];
}
