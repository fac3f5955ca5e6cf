import { bestMatches, closest, fold } from "../../core/closest.ts";
import type { Choice } from "../../core/command.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { UsageError } from "../../core/errors.ts";
import { shown } from "../../core/options.ts";
import { code, join, t } from "../../core/text.ts";
import { type Camera, ROVER_IDS, ROVERS, type Rover, type RoverId } from "./rovers.ts";

/** Longest name of a camera we don't know that is repeated to people. */
const MAX_UNKNOWN_NAME = 40;

/** The camera that an archive calls `instrument`. One we don't know keeps the archive's name. */
export function cameraOf(rover: Rover, instrument: string): Camera {
  const known = namesOf(rover).get(plain(instrument));
  if (known !== undefined) return known;
  const name = instrument.slice(0, MAX_UNKNOWN_NAME);
  return { code: name, name: `Camera ${name}`, instruments: [instrument] };
}

/**
 * The camera of a rover that people mean by `fhaz`, `front hazard` or `FHAZ_LEFT_A`. Throws UsageError with the nearest
 * one, or with all there are.
 */
export function chooseCamera(rover: Rover, typed: string): Camera {
  const camera = namesOf(rover).get(plain(typed));
  if (camera !== undefined) return camera;
  const nothing = t`${rover.name} has no camera called “${shown(typed)}”.`;
  const other = ROVER_IDS.map((id): Rover => ROVERS[id]).find((each) => namesOf(each).has(plain(typed)));
  const near = other === undefined ? likelyCamera(rover, typed) : undefined;
  if (near !== undefined) {
    throw new UsageError(t`${nothing} ${didYouMean([near.code])}`, [
      { option: "camera", value: near.code, label: near.code },
    ]);
  }
  const all = join(
    rover.cameras.map((each) => [code(each.code)]),
    ", ",
  );
  const ways =
    other === undefined
      ? rover.cameras.map(({ code: value, name }) => ({ option: "camera", value, label: name }))
      : [{ option: "rover", value: other.id, label: `${other.name}, which has it` }];
  throw new UsageError(t`${nothing} It has ${all}.`, ways);
}

/** A rover's cameras like what has been typed, best first. */
export function suggestCameras(rover: Rover, typed: string): readonly Choice[] {
  const choices = rover.cameras.map(({ code: value, name }) => ({ name: `${name} (${value})`, value }));
  const names = bestMatches(
    typed,
    choices.map(({ name }) => name),
    choices.length,
  );
  return names.flatMap((name) => choices.find((each) => each.name === name) ?? []);
}

/** A camera's name within a sentence: `front hazard camera`. */
export function inSentence(camera: Camera): string {
  return camera.name.charAt(0).toLowerCase() + camera.name.slice(1);
}

function likelyCamera(rover: Rover, typed: string): Camera | undefined {
  const word = plain(typed);
  const near = word === "" ? undefined : closest(word, [...namesOf(rover).keys()]);
  return near === undefined ? undefined : namesOf(rover).get(near);
}

const namesByRover = new Map<RoverId, ReadonlyMap<string, Camera>>();

/** Every name that a rover's cameras go by. */
function namesOf(rover: Rover): ReadonlyMap<string, Camera> {
  let names = namesByRover.get(rover.id);
  if (names === undefined) {
    names = new Map(
      rover.cameras.flatMap((camera) =>
        [camera.code, camera.name, camera.name.replace(/ camera$/, ""), ...camera.instruments, ...(camera.also ?? [])]
          .map(plain)
          .map((name) => [name, camera] as const),
      ),
    );
    namesByRover.set(rover.id, names);
  }
  return names;
}

/** Only letters and digits, so that `Front Hazard`, `front-hazard` and `FRONT_HAZARD` are the same. */
function plain(name: string): string {
  return fold(name).replace(/[^a-z0-9]/g, "");
}
