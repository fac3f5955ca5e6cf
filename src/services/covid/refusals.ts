import { fold, nearNames } from "../../core/closest.ts";
import { didYouMean, knowNo, unknownName } from "../../core/did-you-mean.ts";
import { type BotError, NotFoundError, type Suggestion, UnknownNameError, UsageError } from "../../core/errors.ts";
import { shown } from "../../core/options.ts";
import { bold, code, t } from "../../core/text.ts";
import { notEverywhere } from "../failover.ts";
import { stateNamed } from "./us-states.ts";

/** The option that a place was typed into: where a "did you mean" puts the better one. */
export type PlaceOption = "country" | "versus";

/** Names offered to somebody who misspelt one. */
export const MAX_SUGGESTIONS = 3;

/** Nobody counts in a place of that name. `unasked`: why a source that may know it could not be asked. */
export function unknownPlace(
  typed: string,
  option: PlaceOption,
  near: readonly string[],
  unasked?: BotError,
): NotFoundError {
  const none = t`I have no COVID-19 data for “${shown(typed)}”`;
  const hint =
    near.length > 0
      ? didYouMean(near)
      : t`Try ${code(`/covid ${exampleOtherThan(typed)}`)}, or ${code("/covid")} for the world.`;
  return new UnknownNameError(
    unasked === undefined
      ? t`${none}. ${hint}`
      : t`${notEverywhere(none, unasked)}${near.length > 0 ? t` ${hint}` : ""}`,
    near.length > 0 ? near.map((name) => ({ option, value: name, label: name })) : otherPlaces(typed, option),
    { isUnsure: unasked !== undefined },
  );
}

function otherPlaces(typed: string, option: PlaceOption): readonly Suggestion[] {
  if (option === "versus") return [{ option, value: undefined, label: "Without the other" }];
  const example = titleCase(exampleOtherThan(typed));
  return [
    { option, value: example, label: example },
    { option, value: undefined, label: "The world" },
  ];
}

/** Nobody counts in a province of that name, or in any. */
export function unknownProvince(typed: string, place: string, provinces: readonly string[]): NotFoundError {
  if (provinces.length === 0) {
    return new NotFoundError(t`I have no figures for parts of ${bold(place)}, only for the whole.`, [
      { option: "province", value: undefined, label: "The whole" },
    ]);
  }
  const some = provinces.slice(0, 5).map(titleCase);
  return new UnknownNameError(
    ...unknownName(knowNo(`province of ${place}`, shown(typed)), {
      option: "province",
      near: nearNames(typed, provinces, MAX_SUGGESTIONS).map(titleCase),
      otherwise: t`There is ${some.join(", ")}.`,
      instead: some.map((name) => ({ option: "province", value: name, label: name })),
    }),
  );
}

/** Nobody is told to try what they have just tried. */
function exampleOtherThan(typed: string): string {
  return fold(typed) === "germany" ? "france" : "germany";
}

/** Nobody has figures of the world. */
export function noWorld(unasked: BotError | undefined): NotFoundError {
  const none = t`I have no COVID-19 data for the world`;
  return new NotFoundError(
    unasked === undefined ? t`${none}. Try ${code("/covid germany")}.` : notEverywhere(none, unasked),
    [{ option: "country", value: "germany", label: "Germany" }],
    { isUnsure: unasked !== undefined },
  );
}

/** No state of the USA has that name. */
export function unknownState(typed: string, states: readonly string[]): NotFoundError {
  return new UnknownNameError(
    ...unknownName(knowNo("state of the USA", shown(typed)), {
      option: "province",
      near: nearNames(typed, states, MAX_SUGGESTIONS).map(titleCase),
      otherwise: t`Try ${code("/covid usa province:california")}.`,
      instead: [{ option: "province", value: "california", label: "California" }],
    }),
  );
}

/** No county of the state has that name. */
export function unknownCounty(typed: string, state: string, counties: readonly string[]): NotFoundError {
  return new UnknownNameError(
    ...unknownName(knowNo(`county of ${state}`, shown(typed)), {
      option: "county",
      near: nearNames(typed, counties, MAX_SUGGESTIONS).map(titleCase),
      instead: [{ option: "county", value: undefined, label: `All of ${state}` }],
    }),
  );
}

/** A state of the USA was typed where a country is meant. */
export function isState(state: string, option: PlaceOption): NotFoundError {
  const name = state.toLowerCase();
  const line = `/covid usa province:${name.includes(" ") ? `"${name}"` : name}`;
  return new UnknownNameError(
    t`${state} is a state of the USA. Try ${code(line)}.`,
    option === "country" ? [{ option, value: "usa", also: { province: name }, label: state }] : [],
  );
}

/** A county was asked for without its state. */
export function needsState(): UsageError {
  return new UsageError(
    t`I know counties of the USA alone, and a county needs its state. Try ${code("/covid usa province:california county:alameda")}.`,
    [
      {
        option: "county",
        value: "alameda",
        also: { country: "usa", province: "california" },
        label: "Alameda, California",
      },
      { option: "county", value: undefined, label: "Without the county" },
    ],
  );
}

/** A province was asked for without its country. */
export function needsCountry(typed: string): NotFoundError {
  const state = stateNamed(typed);
  const example = code(
    state === undefined ? "/covid china province:hainan" : `/covid usa province:${typed.toLowerCase()}`,
  );
  return new UnknownNameError(t`A province needs its country. Try ${example}.`, [
    state === undefined
      ? { option: "province", value: "hainan", also: { country: "china" }, label: "Hainan, China" }
      : { option: "country", value: "usa", label: `${state}, USA` },
  ]);
}

/** The place has totals alone. */
export function noHistory(place: string, unasked?: BotError): NotFoundError {
  if (unasked !== undefined) {
    const words = notEverywhere(t`I found no history of ${bold(place)}`, unasked);
    return new NotFoundError(words, [], { isUnsure: true });
  }
  return new NotFoundError(t`I have totals for ${place}, but no history: ask without dates, status or province.`, [
    {
      option: "status",
      value: undefined,
      also: { from: undefined, to: undefined, province: undefined, county: undefined },
      label: `Totals for ${place}`,
    },
  ]);
}

/** `new south wales` is a name. */
export function titleCase(name: string): string {
  return name.replace(/(?<![\p{L}'’])(?!(?:of|and|the)\b)\p{L}/gu, (letter) => letter.toUpperCase());
}
