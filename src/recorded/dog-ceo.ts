import { ok, type RecordedUpstream, recordedJson } from "./body.ts";

/** Most pictures a call gives; more are silently cut. */
const MAX_PICTURES = 50;

/** dog.ceo as recorded: every breed's name, and eight pictures of five breeds. */
export const dogCeo: RecordedUpstream = ({ path }) => {
  if (path === "/breeds/list/all") return ok(recordedJson("dog-ceo/breeds-list-all.json"));
  if (path === "/breeds/image/random") return ok(recordedJson("dog-ceo/random-image.json"));
  const [, count] = /^\/breeds\/image\/random\/(\d+)$/.exec(path) ?? [];
  if (count !== undefined) return success(pictures().slice(0, limited(count)));
  const [, main, sub, isRandom, number] =
    /^\/breed\/([^/]+)(?:\/([^/]+))?\/images(\/random(?:\/(\d+))?)?$/.exec(path) ?? [];
  if (main === undefined || !isBreed(main, sub)) {
    return { status: 404, body: recordedJson("dog-ceo/error-404-breed.json") };
  }
  const folders = sub === undefined ? [`/${main}-`, `/${main}/`] : [`/${main}-${sub}/`];
  const found = pictures().filter((url) => folders.some((folder) => url.includes(folder)));
  if (isRandom === undefined) return success(found);
  return success(number === undefined ? (found[0] ?? []) : found.slice(0, limited(number)));
};

function limited(count: string): number {
  return Math.min(Math.max(Number(count), 1), MAX_PICTURES);
}

function isBreed(main: string, sub: string | undefined): boolean {
  const { message } = recordedJson("dog-ceo/breeds-list-all.json") as {
    readonly message: Readonly<Record<string, readonly string[]>>;
  };
  const subs = Object.hasOwn(message, main) ? message[main] : undefined;
  return subs !== undefined && (sub === undefined || subs.includes(sub));
}

function pictures(): readonly string[] {
  const files = ["random-images-multiple", "breed-images"].flatMap(
    (file) => (recordedJson(`dog-ceo/${file}.json`) as { readonly message: readonly string[] }).message,
  );
  const { message: one } = recordedJson("dog-ceo/random-image.json") as { readonly message: string };
  return [...files, one];
}

function success(message: unknown) {
  return ok({ message, status: "success" });
}
