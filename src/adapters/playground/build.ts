import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const ROOT = resolve(import.meta.dirname, "../../..");

/** Where the page's sources are, and where the built page goes. */
const SOURCES = join(import.meta.dirname, "page");
const BUILT = join(ROOT, "build/playground");

/** Beside the built page: what it was built from. */
const BUILT_FROM = "built-from.txt";

/** Files below this size, in bytes, are not worth compressing. Our choice. */
const LEAST_COMPRESSED = 1_024;

const compress = promisify(brotliCompress);

/**
 * Builds the page with Vite, unless that was done before from the same sources; gives the folder. Vite is a development
 * dependency: where it is missing, the page must have been built already. Throws an Error whose message says what to do.
 */
export async function buildPage(log: (sentence: string) => void = () => {}, built: string = BUILT): Promise<string> {
  const sources = await fingerprint();
  const builtFrom = await sourcesOf(built);
  if (builtFrom === sources) return built;
  const vite = await import("vite").catch(() => undefined);
  if (vite === undefined) {
    if (builtFrom !== undefined) return built;
    throw new Error(
      "The playground's page is not built, and Vite, which builds it, is not installed. Run `npm ci` without `--omit=dev`, or set PLAYGROUND=off.",
    );
  }
  log("building the playground's page, this once");
  // Beside the old one and then in its place: two bots may start at the same time
  const fresh = `${built}-${randomUUID()}`;
  try {
    await mkdir(dirname(built), { recursive: true });
    const outDir = { outDir: fresh, emptyOutDir: true };
    await vite.build({ configFile: join(SOURCES, "vite.config.ts"), root: SOURCES, logLevel: "warn", build: outDir });
    await compressAll(fresh);
    await writeFile(join(fresh, BUILT_FROM), sources);
    await rm(built, { recursive: true, force: true });
    await rename(fresh, built);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true }).catch(() => {});
    // The other bot was quicker
    if ((await sourcesOf(built)) === sources) return built;
    throw new Error(
      `The playground's page can't be built in ${dirname(built)}. Let me write there, run \`npm run build:playground\` as somebody who may, or set PLAYGROUND=off.`,
      { cause: error },
    );
  }
  return built;
}

/** What a built page was built from; undefined where there is none. */
function sourcesOf(built: string): Promise<string | undefined> {
  return readFile(join(built, BUILT_FROM), "utf8").catch(() => undefined);
}

/** Changes whenever the page would be built otherwise: with its sources and with the libraries in it. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const names = (await readdir(SOURCES, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const name of [...names, join(import.meta.dirname, "protocol.ts"), join(ROOT, "package-lock.json")]) {
    hash.update(await readFile(name).catch(() => ""));
  }
  return hash.digest("hex");
}

async function compressAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = entries.filter((entry) => entry.isFile() && /\.(html|js|css|svg)$/.test(entry.name));
  await Promise.all(
    texts.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const bytes = await readFile(file);
      if (bytes.length < LEAST_COMPRESSED) return;
      // The best level takes seconds and saves little more
      await writeFile(`${file}.br`, await compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    }),
  );
}

if (import.meta.main) await buildPage((sentence) => process.stdout.write(`${sentence}\n`));
