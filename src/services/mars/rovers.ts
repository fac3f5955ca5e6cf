import type { IsoDate } from "../../core/command.ts";

export type RoverId = "curiosity" | "perseverance" | "opportunity" | "spirit";

/** One camera, or a pair of them that people take for one. */
export interface Camera {
  /** What people type: `FHAZ`. */
  readonly code: string;
  /** What people read, sentence case: `Front hazard camera`. */
  readonly name: string;
  /** Its names in NASA's raw feeds, one for each eye and computer side. */
  readonly instruments: readonly string[];
  /** Other names it goes by: in older archives, and among people. */
  readonly also?: readonly string[];
}

export interface Rover {
  readonly id: RoverId;
  readonly name: string;
  /** Landing date in UTC. */
  readonly landedOn: IsoDate;
  /** Day of the last photos, for a rover that no longer sends any. */
  readonly lastPhotosOn?: IsoDate;
  /** NASA's page of all its raw images, where there is one; takes `begin_sol` and `end_sol`. */
  readonly rawImagesPage?: string;
  /** Cameras, the most telling pictures first. */
  readonly cameras: readonly Camera[];
}

/** A rover that NASA's raw feeds still cover. */
export interface ActiveRover extends Rover {
  /** When its sol 0 began (local midnight before the landing), in milliseconds since the epoch. */
  readonly solZeroAt: number;
}

/**
 * Every rover that has sent photos which can still be asked for. Landing dates and camera names as in the old Mars Rover
 * Photos API, instruments as in the raw feeds (github.com/MarsRaw/mars-raw-utils, 2026-11-22).
 */
export const ROVERS = {
  curiosity: {
    id: "curiosity",
    name: "Curiosity",
    landedOn: "2012-08-06",
    rawImagesPage: "https://mars.nasa.gov/msl/multimedia/raw-images/",
    // The mission's own location record of sol 0; agrees with the landing at 15:03 local mean time, 05:18 UTC
    solZeroAt: Date.parse("2012-08-05T13:49:59Z"),
    cameras: [
      {
        code: "FHAZ",
        name: "Front hazard camera",
        instruments: ["FHAZ_LEFT_A", "FHAZ_RIGHT_A", "FHAZ_LEFT_B", "FHAZ_RIGHT_B"],
      },
      {
        code: "RHAZ",
        name: "Rear hazard camera",
        instruments: ["RHAZ_LEFT_A", "RHAZ_RIGHT_A", "RHAZ_LEFT_B", "RHAZ_RIGHT_B"],
      },
      {
        code: "NAVCAM",
        name: "Navigation camera",
        instruments: ["NAV_LEFT_A", "NAV_RIGHT_A", "NAV_LEFT_B", "NAV_RIGHT_B"],
      },
      { code: "MAST", name: "Mast camera", instruments: ["MAST_LEFT", "MAST_RIGHT"], also: ["mastcam"] },
      { code: "CHEMCAM", name: "Chemistry camera", instruments: ["CHEMCAM_RMI"] },
      { code: "MAHLI", name: "Hand lens imager", instruments: ["MAHLI"] },
      { code: "MARDI", name: "Descent imager", instruments: ["MARDI"] },
    ],
  },
  perseverance: {
    id: "perseverance",
    name: "Perseverance",
    landedOn: "2021-02-18",
    rawImagesPage: "https://mars.nasa.gov/mars2020/multimedia/raw-images/",
    // Worked out from a photo that carries both clocks: sol 100, 15:26:09.623 is 2021-06-01T14:14:37.984Z
    solZeroAt: Date.parse("2021-02-18T04:24:16Z"),
    cameras: [
      {
        code: "FHAZ",
        name: "Front hazard camera",
        instruments: ["FRONT_HAZCAM_LEFT_A", "FRONT_HAZCAM_RIGHT_A", "FRONT_HAZCAM_LEFT_B", "FRONT_HAZCAM_RIGHT_B"],
      },
      { code: "RHAZ", name: "Rear hazard camera", instruments: ["REAR_HAZCAM_LEFT", "REAR_HAZCAM_RIGHT"] },
      { code: "NAVCAM", name: "Navigation camera", instruments: ["NAVCAM_LEFT", "NAVCAM_RIGHT"] },
      { code: "MAST", name: "Mast camera", instruments: ["MCZ_LEFT", "MCZ_RIGHT"], also: ["mcz", "mastcam-z"] },
      { code: "SUPERCAM", name: "Remote micro-imager", instruments: ["SUPERCAM_RMI"] },
      { code: "WATSON", name: "Close-up camera", instruments: ["SHERLOC_WATSON"] },
      { code: "SHERLOC", name: "Context camera", instruments: ["SHERLOC_ACI"] },
      { code: "PIXL", name: "Micro-context camera", instruments: ["PIXL_MCC"] },
      { code: "SKYCAM", name: "Sky camera", instruments: ["SKYCAM"] },
      { code: "CACHECAM", name: "Sample camera", instruments: ["CACHECAM"] },
      {
        code: "EDL",
        name: "Landing camera",
        instruments: ["EDL_RUCAM", "EDL_RDCAM", "EDL_DDCAM", "EDL_PUCAM1", "EDL_PUCAM2", "LCAM"],
      },
    ],
  },
  opportunity: {
    id: "opportunity",
    name: "Opportunity",
    landedOn: "2004-01-25",
    // Last heard that day, on sol 5,111; the old archive filed it under the next
    lastPhotosOn: "2018-06-10",
    cameras: merCameras(),
  },
  spirit: {
    id: "spirit",
    name: "Spirit",
    landedOn: "2004-01-04",
    lastPhotosOn: "2010-03-21",
    cameras: merCameras(),
  },
} as const satisfies Readonly<Record<RoverId, Rover | ActiveRover>>;

/** Ids of all rovers, the ones that still drive first. */
export const ROVER_IDS = ["curiosity", "perseverance", "opportunity", "spirit"] as const satisfies readonly RoverId[];

/** Whether NASA's raw feeds cover the rover. */
export function isActive(rover: Rover): rover is ActiveRover {
  return "solZeroAt" in rover;
}

/** Spirit and Opportunity are twins. */
function merCameras(): readonly Camera[] {
  return [
    { code: "FHAZ", name: "Front hazard camera", instruments: ["FHAZ"] },
    { code: "RHAZ", name: "Rear hazard camera", instruments: ["RHAZ"] },
    { code: "NAVCAM", name: "Navigation camera", instruments: ["NAVCAM"] },
    { code: "PANCAM", name: "Panoramic camera", instruments: ["PANCAM"] },
    { code: "MINITES", name: "Thermal spectrometer", instruments: ["MINITES"] },
    { code: "ENTRY", name: "Descent camera", instruments: ["ENTRY"] },
  ];
}
