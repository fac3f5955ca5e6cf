/**
 * Rehearses the Dockerfile where there is no container engine: carries out its steps, starts what comes of it as a container
 * would, and uses it. Needs Linux, Debian's package list, root. Leaves with 1 when anything is not as it should be.
 */
import assert from "node:assert/strict";
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../support/free-port.ts";
import { BASE_SYSTEM_BYTES } from "./base-image.ts";
import { build, sizeOf } from "./build.ts";
import { BuildContext } from "./build-context.ts";
import { Container } from "./container.ts";
import { environmentOf, lastStep, readDockerfile } from "./dockerfile.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Our promise, in bytes. */
const MAX_IMAGE_BYTES = 250_000_000;

/** Longest time from the start to ready, in milliseconds. */
const START_MS = 30_000;

/** From outside of its container nobody gets into the playground without one. */
const PASSWORD = "of-the-rehearsal";

/** What `docker stop` waits for before it kills, as in compose.yaml, in milliseconds. */
const STOP_MS = 30_000;

const folder = mkdtempSync(join(tmpdir(), "magpie-rehearsal-"));
try {
  await rehearse();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function rehearse(): Promise<void> {
  const stages = readDockerfile(readFileSync(join(ROOT, "Dockerfile"), "utf8"));
  const image = stages.at(-1);
  assert(image !== undefined, "the Dockerfile has no stage");
  const root = build(stages, new BuildContext(ROOT), folder);
  say("built");

  const appBytes = sizeOf(join(root, "app"));
  const bytes = BASE_SYSTEM_BYTES + sizeOf(join(root, "nodejs")) + appBytes;
  say(`${megabytes(bytes)} in all, of which the bot and what it imports ${megabytes(appBytes)}`);
  assert(bytes < MAX_IMAGE_BYTES, `the image has to stay below ${megabytes(MAX_IMAGE_BYTES)}`);

  const user = lastStep(image, "USER")?.value ?? "";
  const [uid, gid] = user.split(":").map(Number);
  const data = join(folder, "volume");
  mkdirSync(data);
  chownSync(data, uid ?? 0, gid ?? 0);
  const port = await freePort();
  const env = { ...environmentOf(image), PORT: String(port), UPSTREAMS: "recorded", PLAYGROUND_PASSWORD: PASSWORD };
  const parts = { root, data, user, env };
  const entrypoint = lastStep(image, "ENTRYPOINT")?.command ?? [];
  const started = [...entrypoint, ...(lastStep(image, "CMD")?.command ?? [])];

  const bot = new Container(parts, started);
  await answers(bot, `http://127.0.0.1:${port}/healthz`);
  await answers(bot, `http://127.0.0.1:${port}/readyz`);
  await answers(bot, `http://127.0.0.1:${port}/`);
  say("alive and ready, and shows the playground");
  assert.equal(bot.exec(lastStep(image, "HEALTHCHECK")?.command ?? []), 0, "HEALTHCHECK says that it is ill");
  say("HEALTHCHECK agrees");
  assert.equal(bot.exec([...entrypoint, "--eval", tryWriting("/app/x", "EROFS")]), 0, "its root can be written to");
  assert.equal(bot.exec([...entrypoint, "--eval", tryWriting("/data/x")]), 0, "/data can't be written to");
  say("writes nowhere but to /data");
  bot.kill("SIGTERM");
  assert.equal(await Promise.race([bot.ended, wait(STOP_MS, "still running")]), 0, `SIGTERM:\n${bot.output}`);
  say("stops on SIGTERM");

  // A picture that sharp cuts and a chart that canvas draws: the libraries that are not JavaScript
  const chat = new Container(parts, [...started, "--chat"], "/dog beagle\n/goat 200\n/covid germany\n");
  assert.equal(await chat.ended, 0, chat.output);
  for (const words of ["Beagle", "goat-200x150.jpg", "covid-cases.png"])
    assert(chat.output.includes(words), chat.output);
  assert(!/Something went wrong|can't/.test(chat.output), chat.output);
  say("answers commands");
}

/** Waits for a 2xx. */
async function answers(bot: Container, url: string): Promise<void> {
  const deadline = AbortSignal.timeout(START_MS);
  const isOk = () =>
    fetch(url, { signal: deadline, headers: { authorization: `Basic ${btoa(`any:${PASSWORD}`)}` } }).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isOk())) {
    assert(!deadline.aborted, `no answer from ${url}:\n${bot.output}`);
    await wait(100);
  }
}

function tryWriting(path: string, code?: string): string {
  return `let code; try { fs.writeFileSync(${JSON.stringify(path)}, "x") } catch (error) { code = error.code }
    process.exitCode = code === ${JSON.stringify(code)} ? 0 : 1`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function say(line: string): void {
  process.stdout.write(`✓ ${line}\n`);
}
