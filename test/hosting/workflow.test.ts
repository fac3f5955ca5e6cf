import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };

const ROOT = resolve(import.meta.dirname, "../..");
const FOLDER = join(ROOT, ".github/workflows");

/** What the file uses of https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax (2026-11-28); nothing else may be in it. */
const step = z.union([
  // A version that stays: nobody's `main`
  z.strictObject({ uses: z.string().regex(/^actions\/[a-z-]+@v\d+\.\d+\.\d+$/) }),
  z.strictObject({ run: z.string(), env: z.record(z.string(), z.string()).optional() }),
]);
const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({ push: z.strictObject({ branches: z.tuple([z.literal("main")]) }), pull_request: z.null() }),
  permissions: z.strictObject({ contents: z.literal("read") }),
  jobs: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      "runs-on": z.string().regex(/^ubuntu-\d\d\.04$/),
      strategy: z.strictObject({
        "fail-fast": z.literal(false),
        matrix: z.strictObject({ node: z.array(z.number().int()) }),
      }),
      container: z.strictObject({ image: z.string(), options: z.string() }),
      "timeout-minutes": z.number().positive(),
      steps: z.array(step).min(1),
    }),
  ),
});

test("there are the two that the documentation speaks of", () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(["ci.yml", "image.yml"]);
});

test("the judge runs what there is, on the oldest Node that may be used and on newer ones", () => {
  const { jobs } = workflow.parse(parse(readFileSync(join(FOLDER, "ci.yml"), "utf8")));
  for (const { steps, strategy, container } of Object.values(jobs)) {
    expect(`>=${Math.min(...strategy.matrix.node)}`).toBe(manifest.engines.node);
    expect(strategy.matrix.node.length).toBeGreaterThan(1);
    expect(container.image).toMatch(/^node:\$\{\{ matrix\.node \}\}-[a-z]+$/);
    for (const each of steps) {
      if ("run" in each) expect(() => accessSync(join(ROOT, each.run), constants.X_OK)).not.toThrow();
    }
    const variables = steps.flatMap((each) => ("env" in each ? Object.keys(each.env ?? {}) : []));
    const script = readFileSync(join(ROOT, ".ci/run"), "utf8");
    expect(variables.filter((name) => !script.includes(`\${${name}:-`))).toEqual([]);
  }
});

const imageStep = z.union([
  z.strictObject({ uses: z.string().regex(/^(actions|docker)\/[a-z-]+@v\d+(\.\d+\.\d+)?$/) }),
  z.strictObject({
    uses: z.string().regex(/^docker\/[a-z-]+@v\d+$/),
    id: z.string().optional(),
    with: z.record(z.string(), z.union([z.string(), z.boolean()])),
  }),
  z.strictObject({ run: z.string() }),
]);
const imageWorkflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({ push: z.strictObject({ tags: z.tuple([z.literal("v*")]) }) }),
  permissions: z.strictObject({ contents: z.literal("read") }),
  jobs: z.strictObject({
    image: z.strictObject({
      "runs-on": z.string(),
      "timeout-minutes": z.number().positive(),
      env: z.strictObject({ IMAGE: z.string() }),
      steps: z.array(imageStep),
    }),
  }),
});

test("the image answers before it is published, for both processors, under the name that the documentation gives", () => {
  const { jobs } = imageWorkflow.parse(parse(readFileSync(join(FOLDER, "image.yml"), "utf8")));
  const { steps, env } = jobs.image;
  const tries = steps.findIndex((each) => "run" in each && each.run.includes("--chat --recorded"));
  const publishes = steps.findIndex((each) => "with" in each && each.with["push"] === true);
  expect(tries).toBeGreaterThan(0);
  expect(publishes).toBeGreaterThan(tries);
  expect(steps[publishes]).toMatchObject({ with: { platforms: "linux/amd64,linux/arm64" } });
  // The very words of the Dockerfile's start, and what the chat answers in the judge
  const { run } = steps[tries] as { readonly run: string };
  const start = /^CMD (\[.*\])$/m.exec(readFileSync(join(ROOT, "Dockerfile"), "utf8"))?.[1];
  expect(run).toContain((JSON.parse(start ?? "[]") as string[]).join(" "));
  for (const page of ["README.md", "docs/hosting-docker.md"]) {
    expect(readFileSync(join(ROOT, page), "utf8"), page).toContain(` ${env.IMAGE}`);
  }
});
