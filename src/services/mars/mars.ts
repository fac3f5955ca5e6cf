import type { IsoDate } from "../../core/command.ts";
import { NotFoundError, type Suggestion, UsageError } from "../../core/errors.ts";
import { formatDate, isoDate } from "../../core/format.ts";
import type { Source } from "../../core/source.ts";
import { code, type Span, t } from "../../core/text.ts";
import type { Ask } from "../../upstream/question.ts";
import { daysBetween } from "../days.ts";
import { firstFinding, isUnasked, orNothing, toldAsThat } from "../failover.ts";
import { inSentence } from "./cameras.ts";
import { type LibraryPicture, NasaImages } from "./nasa-images.ts";
import { Nebulum } from "./nebulum.ts";
import { ofCamera, type PhotoArchive, type PhotoDay } from "./photos.ts";
import { MarsNasa } from "./raw-images.ts";
import { type Camera, isActive, ROVER_IDS, ROVERS, type Rover } from "./rovers.ts";
import { MarsVista } from "./vista.ts";

/** Photos of a day; or, when no archive answers, pictures that NASA's image library finds by the rover's name. */
export type MarsAnswer =
  | { readonly type: "photos"; readonly day: PhotoDay; readonly source: Source; readonly isFirstChoice: boolean }
  | { readonly type: "search"; readonly pictures: readonly LibraryPicture[]; readonly source: Source };

/** Photos of this age may still be on their way: the rover sends when an orbiter passes. Our choice. */
const STILL_COMING_DAYS = 7;

/** Photos from Mars: NASA's raw feeds, then rovers.nebulum.one, then Mars Vista (alone for Spirit and Opportunity). Each is asked, too, where those before it have none. */
export class Mars {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * The photos of a day in UTC, or of the last day that has any; of one camera, where one is given. Throws UsageError for
   * a day on which the rover could not take photos, NotFoundError with the nearest day when it took none or with the
   * cameras that did, and what the first archive said when nothing answers.
   */
  async photos(rover: Rover, day: IsoDate | undefined, camera?: Camera): Promise<MarsAnswer> {
    if (day !== undefined) checkDay(rover, day);
    try {
      return await this.#fromArchives(rover, day, camera);
    } catch (error) {
      if (!isUnasked(error)) throw error;
      const found = await orNothing(new NasaImages(this.#ask).search(`${rover.name} rover`, day?.slice(0, 4)));
      if (found === undefined || found.value.length === 0) throw error;
      return { type: "search", pictures: found.value, source: found.source };
    }
  }

  async #fromArchives(rover: Rover, day: IsoDate | undefined, camera: Camera | undefined): Promise<MarsAnswer> {
    // The best archive that could be asked says why there is none
    let none: (() => Promise<NotFoundError> | NotFoundError) | undefined;
    const attempts = this.#archives(rover).map((archive, index) => async () => {
      const wanted = day ?? (await archive.latestDay(camera));
      if (wanted === undefined) {
        none ??= () => noneAtAll(rover, camera);
        return undefined;
      }
      const { value, source } = await archive.day(wanted);
      const shown = camera === undefined ? value : ofCamera(value, camera);
      if (shown.photos.length > 0) return { type: "photos", day: shown, source, isFirstChoice: index === 0 } as const;
      none ??= () =>
        value.photos.length === 0 || camera === undefined
          ? nothingOn(rover, wanted, archive)
          : nothingFrom(camera, rover, value);
      return undefined;
    });
    return firstFinding<MarsAnswer>(attempts, async (unasked) =>
      toldAsThat((await none?.()) ?? noneAtAll(rover, camera), unasked),
    );
  }

  #archives(rover: Rover): readonly PhotoArchive[] {
    const vista = new MarsVista(this.#ask, rover);
    return isActive(rover) ? [new MarsNasa(this.#ask, rover), new Nebulum(this.#ask, rover), vista] : [vista];
  }
}

function checkDay(rover: Rover, day: IsoDate): void {
  const date = formatDate(day);
  if (day > isoDate(Date.now())) {
    throw new UsageError(
      t`${date} has not begun yet, so there are no photos. Try an earlier date, or ${latestLine(rover)} for the latest.`,
      [LATEST],
    );
  }
  if (day < rover.landedOn) {
    throw new UsageError(
      t`${rover.name} landed on ${formatDate(rover.landedOn)}, so there are no photos of ${date}. Try a later date.`,
      [onDay(rover.landedOn), ...roversOn(day)],
    );
  }
  if (rover.lastPhotosOn !== undefined && day > rover.lastPhotosOn) {
    throw new UsageError(
      t`${rover.name} sent its last photos on ${formatDate(rover.lastPhotosOn)}, so there are none of ${date}. Try an earlier date.`,
      [onDay(rover.lastPhotosOn), ...roversOn(day)],
    );
  }
}

/** What to type for a rover's latest photos. */
function latestLine(rover: Rover): Span {
  return code(rover.id === "curiosity" ? "/mars" : `/mars rover:${rover.id}`);
}

function noneAtAll(rover: Rover, camera: Camera | undefined): NotFoundError {
  if (camera === undefined) return new NotFoundError(t`I found no photos by ${rover.name}.`, otherRovers(rover));
  return new NotFoundError(
    t`I found no photos by the ${inSentence(camera)} of ${rover.name}. Try another camera, or a date.`,
    [{ option: "camera", value: undefined, label: "Any camera" }],
  );
}

async function nothingOn(rover: Rover, day: IsoDate, archive: PhotoArchive): Promise<NotFoundError> {
  const near = await orNothing(archive.nearestDay(day));
  const isRecent = daysBetween(day, isoDate(Date.now())) < STILL_COMING_DAYS;
  const nothing = isRecent
    ? t`${rover.name} has sent no photos of ${formatDate(day)} yet.`
    : t`${rover.name} sent no photos on ${formatDate(day)}.`;
  if (near === undefined)
    return new NotFoundError(t`${nothing} Try another day, or ${latestLine(rover)} for the latest.`, [LATEST]);
  return new NotFoundError(t`${nothing} The nearest day with photos is ${formatDate(near)}.`, [onDay(near)]);
}

const LATEST: Suggestion = { option: "date", value: undefined, also: { sol: undefined }, label: "The latest" };

function onDay(day: IsoDate): Suggestion {
  return { option: "date", value: day, also: { sol: undefined }, label: formatDate(day) };
}

function nothingFrom(camera: Camera, rover: Rover, { day, cameras }: PhotoDay): NotFoundError {
  const others = cameras.map(inSentence).join(", ");
  return new NotFoundError(
    t`The ${inSentence(camera)} of ${rover.name} sent no photos on ${formatDate(day)}. These did: ${others}.`,
    cameras.map(({ code: value, name }) => ({ option: "camera", value, label: name })),
  );
}

/** Rovers that were on Mars on a day. */
function roversOn(day: IsoDate): readonly Suggestion[] {
  return suggestions(({ landedOn, lastPhotosOn }) => day >= landedOn && day <= (lastPhotosOn ?? day));
}

function otherRovers(rover: Rover): readonly Suggestion[] {
  return suggestions((other) => isActive(other) && other.id !== rover.id);
}

function suggestions(isMeant: (rover: Rover) => boolean): readonly Suggestion[] {
  return ROVER_IDS.map((id): Rover => ROVERS[id])
    .filter(isMeant)
    .map(({ id, name }) => ({ option: "rover", value: id, label: name }));
}
