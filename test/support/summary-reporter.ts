import { relative } from "node:path";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";
import { attackTable } from "./attack-table.ts";

/** Longest part of an error that the list of failures shows: its message is whole further up. */
const MAX_LETTERS = 300;

/**
 * Ends the run with what the attacks tried, a line for everything that failed, `FAILED file > test (took, of its limit): error`, one for each file of
 * which tests were skipped, one for each test that passed only when it was tried again, and then with the line `N passed, N failed`. Scripts read these lines. A skipped test never counts as passed.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failures = [...modules.flatMap(failuresIn), ...unhandledErrors.map(failedOutside)];
    const skipped = tests.filter((test) => !["passed", "failed"].includes(test.result().state));
    const passed = tests.filter((test) => test.result().state === "passed");
    const flaky = tests.filter((test) => test.diagnostic()?.flaky);
    const lines = [
      ...attackTable(modules),
      ...failures,
      ...[...Map.groupBy(skipped, ({ module }) => module)].map(
        ([module, left]) => `SKIPPED ${placeOf(module)}: ${left.length}`,
      ),
      ...flaky.map((test) => `RETRIED ${placeOf(test)}: ${messageOf(test.result().errors?.[0])}`),
      `${passed.length} passed, ${failures.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`,
    ];
    // After the default reporter's own summary
    process.on("exit", () => console.log(lines.join("\n")));
  }
}

function failuresIn(module: TestModule): readonly string[] {
  // A file that does not load and a hook that fails have no failed test, but they are failures
  const suites = [module, ...module.children.allSuites()].flatMap((suite) =>
    suite.errors().map((error) => failed(placeOf(suite), error)),
  );
  const tests = [...module.children.allTests("failed")].map((test) => {
    const limit = test.options.timeout;
    const took = `${Math.round(test.diagnostic()?.duration ?? 0)} ms${limit === undefined ? "" : ` of ${limit}`}`;
    return failed(`${placeOf(test)} (${took})`, test.result().errors?.[0]);
  });
  const found = [...suites, ...tests];
  return module.ok() || found.length > 0 ? found : [failed(placeOf(module))];
}

/** What was thrown where nobody waits for it, with the file that ran then. */
function failedOutside(error: SerializedError): string {
  const file = error["VITEST_TEST_PATH"];
  return failed(
    typeof file === "string" ? `${relative(process.cwd(), file)}, outside of its tests` : "outside of the tests",
    error,
  );
}

function failed(what: string, error?: SerializedError): string {
  return `FAILED ${what}: ${messageOf(error)}`;
}

function messageOf(error?: SerializedError): string {
  const [line = ""] = `${error?.name ?? "Error"}: ${error?.message ?? "no more is known"}`.split("\n");
  return line.slice(0, MAX_LETTERS);
}

function placeOf(task: TestModule | TestSuite | TestCase): string {
  return task.type === "module" ? task.relativeModuleId : `${task.module.relativeModuleId} > ${task.fullName}`;
}
