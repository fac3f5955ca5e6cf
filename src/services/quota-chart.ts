import type { DescribedChart, ShareRow } from "../charts/chart.ts";
import { sentenceStart } from "../core/errors.ts";
import { formatNumber } from "../core/format.ts";
import type { UpstreamStatus } from "../upstream/question.ts";

/** What is left of each quota; undefined where no upstream has one. */
export function quotaChart(upstreams: readonly UpstreamStatus[], locale: string): DescribedChart | undefined {
  const rows = upstreams.flatMap(({ name, state, quota }): ShareRow[] => {
    if (quota === undefined || quota.of <= 0 || state === "off") return [];
    const words = `${formatNumber(quota.left, locale)} of ${formatNumber(quota.of, locale)}`;
    return [{ name: sentenceStart(name), share: quota.left / quota.of, words }];
  });
  if (rows.length === 0) return undefined;
  return { chart: { type: "share", title: "Calls left", rows }, fileName: "quota.png", alt: altOf(rows) };
}

/** The numbers stand in the reply's own lines: here is what the bars show at a glance. */
function altOf(rows: readonly ShareRow[]): string {
  const used = rows.filter(({ share }) => share < 1).toSorted((a, b) => a.share - b.share);
  if (used.length === 0) return "A bar for each quota, and all are full";
  const shares = used.map(({ name, share }) => `${name} ${Math.floor(share * 100)}%`).join(", ");
  return `A bar for each quota: ${shares}${used.length < rows.length ? "; the others are full" : ""}`;
}
