import { Session } from "node:inspector/promises";

/** Methods that look at every sign of a text. */
const WHOLE = [
  "trim",
  "trimStart",
  "trimEnd",
  "normalize",
  "split",
  "toLowerCase",
  "toUpperCase",
  "replaceAll",
] as const;

/** Methods that look for a text from some place on. */
const SEARCHING = ["indexOf", "includes"] as const;

let extra = 0;

/**
 * How much work a function does, counted: how often each block of our own code runs, and how many signs the built-in
 * functions look at, those of regular expressions included (which is right for expressions that neither backtrack nor restart).
 * Counts only what is imported after `startCounting`.
 */
export async function countSteps(work: () => unknown): Promise<number> {
  // Also forgets what ran before
  await session.post("Profiler.takePreciseCoverage");
  const restore = countBuiltIns();
  extra = 0;
  try {
    await work();
  } finally {
    restore();
  }
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const ours = result.filter(({ url }) => /\/(src|commands)\//.test(url) && !url.includes("/node_modules/"));
  const ranges = ours.flatMap(({ functions }) => functions.flatMap((each) => each.ranges));
  return ranges.reduce((sum, { count }) => sum + count, extra);
}

const session = new Session();

/** From here on, what is imported can be counted. */
export async function startCounting(): Promise<void> {
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
}

export async function stopCounting(): Promise<void> {
  await session.post("Profiler.stopPreciseCoverage");
  session.disconnect();
}

function countBuiltIns(): () => void {
  const undo: (() => void)[] = [];
  const text = String.prototype;
  const wrap = <T extends object, K extends keyof T>(owner: T, name: K, make: (original: T[K]) => T[K]) => {
    const original = owner[name];
    Object.defineProperty(owner, name, { value: make(original), configurable: true, writable: true });
    undo.push(() => Object.defineProperty(owner, name, { value: original, configurable: true, writable: true }));
  };
  const counting = (cost: (self: string, result: unknown, args: readonly unknown[]) => number) => {
    return (original: (...args: never[]) => unknown) =>
      function (this: string, ...args: unknown[]): unknown {
        const result = Reflect.apply(original, this, args);
        extra += cost(this, result, args);
        return result;
      };
  };
  for (const name of WHOLE) wrap(text, name, counting((self) => self.length) as never);
  for (const name of SEARCHING) {
    wrap(
      text,
      name,
      counting((self, found, args) => {
        const from = typeof args[1] === "number" ? args[1] : 0;
        return typeof found === "number" && found >= 0 ? found - from + 1 : Math.max(0, self.length - from);
      }) as never,
    );
  }
  wrap(text, "startsWith", counting((_, __, [start]) => String(start).length) as never);
  wrap(text, "slice", counting((_, part) => String(part).length) as never);
  wrap(
    RegExp.prototype,
    "exec",
    (original) =>
      function (this: RegExp, whole: string) {
        const from = this.global || this.sticky ? this.lastIndex : 0;
        const found = Reflect.apply(original, this, [whole]);
        extra += found === null ? Math.max(0, whole.length - from) : found.index + found[0].length - from + 1;
        return found;
      },
  );
  return () => {
    for (const each of undo) each();
  };
}
