import { ok, type RecordedUpstream, recordedJson } from "./body.ts";
import { isOldRover, oldPhotosIn, oldRoute, selectOldPhotos } from "./old-mars-photos.ts";

/** rovers.nebulum.one: recorded photos in the old shape, by rover, day, sol and camera. Only Curiosity's are recorded. */
export const nebulum: RecordedUpstream = ({ path, query }) => {
  const route = oldRoute(path);
  if (route === undefined) return { status: 404, body: { errors: "Not Found" } };
  const { what, rover } = route;
  if (!isOldRover(rover)) {
    return { status: 400, body: recordedJson("mars-nebulum/error-invalid-rover.constructed.json") };
  }
  const isRecorded = rover === "curiosity";
  if (what === "manifest") {
    const manifest = recordedJson("mars-nebulum/manifest-curiosity.constructed.json");
    return ok(isRecorded ? manifest : { photo_manifest: { name: rover, photos: [] } });
  }
  if (what === "latest_photos") {
    return ok(isRecorded ? recordedJson("mars-nebulum/latest-photos.constructed.json") : { latest_photos: [] });
  }
  // The old service's own rows, which this one took over
  const legacy = oldPhotosIn("mars-rover-photos-legacy/photos-curiosity-2020-06-10.json");
  const photos = [...oldPhotosIn("mars-nebulum/photos.constructed.json"), ...legacy];
  const hasDay = query.has("earth_date") || query.has("sol");
  const matching = hasDay ? selectOldPhotos(photos, rover, query) : [];
  const page = Number(query.get("page") ?? 0);
  const perPage = Number(query.get("per_page") ?? 25);
  return ok({ photos: page === 0 ? matching : matching.slice((page - 1) * perPage, page * perPage) });
};
