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

test.each(readdirSync(FOLDER))(
  "%s runs what there is, on the oldest Node that may be used and on newer ones",
  (file) => {
    const { jobs } = workflow.parse(parse(readFileSync(join(FOLDER, file), "utf8")));
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
  },
);
