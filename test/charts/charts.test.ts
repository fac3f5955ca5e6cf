import { afterEach, expect, test } from "vitest";
import type { Chart, DescribedChart } from "../../src/charts/chart.ts";
import { ChartDrawer } from "../../src/charts/chart-drawer.ts";
import { Charts } from "../../src/charts/charts.ts";
import type { WatchEvent } from "../../src/core/watch.ts";
import { measured } from "../support/pictures.ts";
import { rising, timeChart } from "./samples.ts";

/** Remembers what it was asked to draw. */
class Watched extends ChartDrawer {
  readonly asked: Chart[] = [];

  override draw(chart: Chart): Promise<Uint8Array> {
    this.asked.push(chart);
    return super.draw(chart);
  }
}

const drawer = new Watched();
const warnings: string[] = [];
const log = {
  debug: () => {},
  info: () => {},
  error: () => {},
  warn: (_: object, message: string) => void warnings.push(message),
};

afterEach(() => {
  drawer.close();
  drawer.asked.length = 0;
  warnings.length = 0;
});

function described(by: number): DescribedChart {
  return { chart: timeChart(rising(30, by)), fileName: "covid-cases.png", alt: "Cases rose" };
}

async function bytesOf(charts: Charts, chart: DescribedChart): Promise<Uint8Array | undefined> {
  const image = await charts.image(chart);
  return image !== undefined && "file" in image ? image.file.bytes : undefined;
}

test("two hundred people want the same chart: it is drawn once", async () => {
  const charts = new Charts({ log, drawer });
  const pictures = await Promise.all(Array.from({ length: 200 }, () => bytesOf(charts, described(1))));
  expect(new Set(pictures).size).toBe(1);
  await bytesOf(charts, described(1));
  expect(drawer.asked).toHaveLength(1);
});

test("several charts, one after another", async () => {
  const charts = new Charts({ log, drawer });
  const pictures = await Promise.all([1, 2, 3, 4].map((by) => bytesOf(charts, described(by))));
  expect(await Promise.all(pictures.map((png) => measured(png ?? Buffer.alloc(0))))).toEqual(
    Array.from({ length: 4 }, () => "1080×900 png"),
  );
});

test("the process dies in the middle: no picture, and the next one has a process of its own", async () => {
  const charts = new Charts({ log, drawer });
  const drawing = charts.image(described(1));
  await new Promise((resolve) => setImmediate(resolve));
  drawer.close();
  expect(await drawing).toBeUndefined();
  expect(warnings).toEqual(["a chart was not drawn"]);
  expect(await charts.image(described(1))).toMatchObject({ alt: "Cases rose", file: { name: "covid-cases.png" } });
});

test("more charts at once than anybody waits for: the last go without", async () => {
  const charts = new Charts({ log, drawer });
  const all = Array.from({ length: 60 }, (_, by) => charts.image(described(by)));
  expect(await all[59]).toBeUndefined();
  expect(warnings).toContain("a chart was not drawn");
  drawer.close();
  await Promise.all(all);
});

test("who watches is told how long each took, and whether it was drawn before", async () => {
  const events: WatchEvent[] = [];
  const watch = (event: WatchEvent) => void events.push(event);
  const charts = new Charts({ log, drawer });
  await charts.image(described(1), watch);
  await charts.image(described(1), watch);
  expect(events).toMatchObject([
    { type: "draw", isCached: false },
    { type: "draw", isCached: true },
  ]);
});

test("nothing to draw starts nothing", async () => {
  const charts = new Charts({ log, drawer });
  expect(await charts.image(undefined)).toBeUndefined();
  expect(drawer.asked).toEqual([]);
});
