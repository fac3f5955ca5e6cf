import { basename } from "node:path";
import type { TestModule } from "vitest/node";
import type { AttackResult } from "./attack.ts";

/** One line for each attack of a run: its area, what was tried, how often, and how much got through. Empty where there was none. */
export function attackTable(modules: readonly TestModule[]): readonly string[] {
  const rows = modules
    .flatMap((module) => [...module.children.allTests()])
    .flatMap((test) => {
      const attack: AttackResult | undefined = test.meta().attack;
      if (attack === undefined) return [];
      const area = basename(test.module.relativeModuleId, ".test.ts");
      return [{ area, what: test.fullName, ...attack }];
    })
    .toSorted((a, b) => a.area.localeCompare(b.area));
  if (rows.length === 0) return [];
  const sum = (key: "tried" | "gotThrough") => rows.reduce((total, row) => total + row[key], 0);
  const all = [...rows, { area: "all", what: "", tried: sum("tried"), gotThrough: sum("gotThrough") }];
  const width = Math.max(...rows.map(({ what }) => what.length)) + 2;
  const line = (area: string, what: string, tried: string, gotThrough: string): string =>
    `${area.padEnd(17)}${what.padEnd(width)}${tried.padStart(9)}${gotThrough.padStart(13)}`;
  return [
    line("area", "attack", "tried", "got through"),
    ...all.map(({ area, what, tried, gotThrough }) => line(area, what, tried.toLocaleString("en"), String(gotThrough))),
  ];
}
