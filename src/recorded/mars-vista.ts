import { ok, type RecordedUpstream, recordedJson } from "./body.ts";
import { isOldRover, oldPhotosIn, oldRoute, selectOldPhotos } from "./old-mars-photos.ts";

/** Mars Vista, version 1: recorded photos in pages, for those who send a key. Only Curiosity's are recorded. */
export const marsVista: RecordedUpstream = ({ path, query, headers }) => {
  if (headers["x-api-key"] === undefined) {
    return { status: 401, body: recordedJson("mars-vista/error-401-missing-key.constructed.json") };
  }
  const route = oldRoute(path);
  if (route === undefined) return { status: 404, body: { error: "Not Found" } };
  const { what, rover } = route;
  if (!isOldRover(rover)) return { status: 404, body: { error: `Rover '${rover}' not found` } };
  const day = query.get("earth_date");
  if (day !== null && Number.isNaN(Date.parse(day))) {
    return { status: 400, body: recordedJson("mars-vista/v1-error-400-date.constructed.json") };
  }
  const matching = selectOldPhotos(oldPhotosIn("mars-vista/v1-photos.constructed.json"), rover, query);
  if (what === "manifest") return ok({ photo_manifest: { name: rover, photos: matching } });
  const page = Math.max(1, Number(query.get("page") ?? 1));
  const perPage = Number(query.get("per_page") ?? 25);
  return ok({
    photos: matching.slice((page - 1) * perPage, page * perPage),
    pagination: {
      total_count: matching.length,
      page,
      per_page: perPage,
      total_pages: Math.ceil(matching.length / perPage),
    },
  });
};
