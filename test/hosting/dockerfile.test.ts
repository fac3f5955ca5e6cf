import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { BuildContext } from "./build-context.ts";
import { environmentOf, lastStep, readDockerfile } from "./dockerfile.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const stages = readDockerfile(readFileSync(join(ROOT, "Dockerfile"), "utf8"));
const image = stages.at(-1);
const context = new BuildContext(ROOT);

/** What one instruction of the image says. */
function said<Kind extends Parameters<typeof lastStep>[1]>(kind: Kind) {
  return image === undefined ? undefined : lastStep(image, kind);
}

test("every stage has the Node that the bot asks for, and the same Debian", () => {
  const [, major] = /^>=(\d+)$/.exec(packageJson.engines.node) ?? [];
  expect(stages.map(({ image }) => image)).toEqual([
    `node:${major}-trixie-slim`,
    `node:${major}-trixie-slim`,
    `gcr.io/distroless/nodejs${major}-debian13:nonroot`,
  ]);
});

test("the bot is nobody in particular, by number, and its folder is its own", () => {
  const user = said("USER")?.value;
  expect(user).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
  const data = image?.steps.find((step) => step.do === "COPY" && step.target === "/data");
  expect(data).toMatchObject({ owner: user });
  expect(said("VOLUME")?.value).toBe("/data");
});

test("the image starts what `npm start` starts, without anything between it and SIGTERM", () => {
  const [node, ...words] = packageJson.scripts.start.split(" ");
  expect(node).toBe("node");
  expect(said("ENTRYPOINT")?.command).toEqual(["/nodejs/bin/node"]);
  expect(said("CMD")?.command).toEqual(words.map((word) => (/\.[jt]s$/.test(word) ? join("/app", word) : word)));
  expect(said("STOPSIGNAL")?.value).toBe("SIGTERM");
});

test("what the image starts is in it", () => {
  const started = [said("CMD"), said("HEALTHCHECK")].flatMap((step) => step?.command ?? []);
  const files = started.filter((word) => word.startsWith("/app/")).map((word) => word.slice("/app/".length));
  expect(files).toHaveLength(3);
  expect(files.filter((file) => !existsSync(join(ROOT, file)) || !context.has(file))).toEqual([]);
});

test("every file that a stage copies exists and gets through .dockerignore", () => {
  const copied = stages.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.do === "COPY" && step.from === undefined ? step.sources : [])),
  );
  expect(copied.length).toBeGreaterThan(0);
  const missing = copied.filter((source) => source !== "." && !(existsSync(join(ROOT, source)) && context.has(source)));
  expect(missing).toEqual([]);
});

test.each([".env", ".git/config", "data/magpie.db", "node_modules/zod/package.json", "test/main.test.ts", "build/x"])(
  "%s stays out of the build",
  (path) => {
    expect(context.has(path)).toBe(false);
  },
);

test("the variables that the image sets are the bot's own or Node's", () => {
  const known = readFileSync(join(ROOT, ".env.example"), "utf8");
  const strangers = Object.keys(image === undefined ? {} : environmentOf(image)).filter(
    (name) => !name.startsWith("NODE_") && !known.includes(`\n${name}=`),
  );
  expect(strangers).toEqual([]);
});
