import { recordedJson } from "./body.ts";

/** A photo in the shape of the old Mars Rover Photos API, as far as it is filtered by. */
export interface OldPhoto {
  readonly sol: number;
  readonly earth_date: string;
  readonly camera: { readonly name: string };
  readonly rover: { readonly name: string };
}

/** What a path of the old API asks for, or undefined when there is no such path. */
export function oldRoute(path: string): { readonly what: string; readonly rover: string } | undefined {
  const [, rover, photos] = /^\/rovers\/([^/]+)\/(photos|latest_photos)$/.exec(path) ?? [];
  if (rover !== undefined && photos !== undefined) return { what: photos, rover: rover.toLowerCase() };
  const [, named] = /^\/manifests\/([^/]+)$/.exec(path) ?? [];
  return named === undefined ? undefined : { what: "manifest", rover: named.toLowerCase() };
}

/** Whether the old API knew the rover. */
export function isOldRover(rover: string): boolean {
  return ["curiosity", "perseverance", "opportunity", "spirit"].includes(rover);
}

/** The photos of a recorded body. */
export function oldPhotosIn(file: string): readonly OldPhoto[] {
  return (recordedJson(file) as { photos: readonly OldPhoto[] }).photos;
}

/** Those of one rover, and of the day, sol and camera that the query names. */
export function selectOldPhotos(
  photos: readonly OldPhoto[],
  rover: string,
  query: URLSearchParams,
): readonly OldPhoto[] {
  const day = query.get("earth_date");
  const sol = query.get("sol");
  const camera = query.get("camera")?.toLowerCase();
  return photos.filter(
    (photo) =>
      photo.rover.name.toLowerCase() === rover &&
      (day === null || photo.earth_date === day) &&
      (sol === null || photo.sol === Number(sol)) &&
      (camera === undefined || photo.camera.name.toLowerCase() === camera),
  );
}
