import type { DescribedChart, ShareRow } from "../src/charts/chart.ts";
import { alone, defineCommand } from "../src/core/command.ts";
import { sentenceStart } from "../src/core/errors.ts";
import { formatMoment, formatNumber, formatWhen } from "../src/core/format.ts";
import { card, shareableReply } from "../src/core/reply.ts";
import { bold, join, type RichText, t } from "../src/core/text.ts";
import { steadyNow } from "../src/core/time.ts";
import { withChart } from "../src/replies/with-chart.ts";
import type { UpstreamStatus } from "../src/services/index.ts";

const ACCENT = 0x8a8f98;

/** What is left of each upstream's quota, and which upstreams are ill. */
export const quota = defineCommand({
  name: "quota",
  description: "What is left of each web API's quota, and which are ill",
  options: {},
  visibility: alone,
  async run({ services, user }) {
    const startedAt = steadyNow();
    const upstreams = services.upstreams();
    const lines = upstreams.map(({ name, state, at, quota }): RichText => {
      const head = t`${bold(sentenceStart(name))}: ${stateInWords(state, at)}`;
      if (quota === undefined || state === "off") return head;
      const left = `${formatNumber(quota.left, user.locale)} of ${quota.words} left`;
      return quota.left === 0 && quota.freeAt !== undefined
        ? t`${head}, ${left}, room again ${formatWhen(quota.freeAt)}`
        : t`${head}, ${left}`;
    });
    const picture = services.chart(quotaChart(upstreams, user.locale));
    return withChart(picture, startedAt, (image) =>
      shareableReply(
        card({
          accent: ACCENT,
          title: "Web APIs",
          lines: [join(lines, "\n")],
          images: [image],
          footer: ["Times are in UTC", sharing(services.replicas())].filter((part) => part !== undefined).join("; "),
        }),
      ),
    );
  },
});

/** Between how many replicas the quotas are shared; undefined where there is one alone. */
function sharing(replicas: { readonly count: number; readonly isConnected: boolean } | undefined): string | undefined {
  if (replicas === undefined || replicas.count < 2) return undefined;
  const { count, isConnected } = replicas;
  return isConnected ? `quotas are shared by ${count} replicas` : `quotas are by my share of ${count} replicas`;
}

function stateInWords(state: "fine" | "resting" | "ill" | "down" | "off", at: number | undefined): string {
  switch (state) {
    case "fine":
      return "fine";
    case "resting":
      return at === undefined ? "resting" : `resting until ${formatMoment(at)}`;
    case "ill":
      return at === undefined ? "ill" : `ill since ${formatMoment(at)}, what it says means nothing`;
    case "down":
      return at === undefined ? "down" : `down since ${formatMoment(at)}`;
    case "off":
      return "off, my operator has set no key";
  }
}

/** What is left of each quota; undefined where no upstream has one. */
function quotaChart(upstreams: readonly UpstreamStatus[], locale: string): DescribedChart | undefined {
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
