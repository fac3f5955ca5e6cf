import type { DescribedChart, ShareRow } from "../src/charts/chart.ts";
import { alone, defineCommand } from "../src/core/command.ts";
import { sentenceStart } from "../src/core/errors.ts";
import { formatNumber, moment, when } from "../src/core/format.ts";
import { card, shareableReply } from "../src/core/reply.ts";
import { bold, enumerated, join, type RichText, t } from "../src/core/text.ts";
import { steadyNow } from "../src/core/time.ts";
import { withChart } from "../src/replies/with-chart.ts";
import type { UpstreamStatus } from "../src/services/index.ts";

const ACCENT = 0x8a8f98;

/** What has more than this left needs no bar. Our choice. */
const HALF = 0.5;

/** Which upstreams are ill, and what is left of the quotas that have been used. */
export const quota = defineCommand({
  name: "quota",
  description: "What is left of each web API's quota, and which are ill",
  options: {},
  visibility: alone,
  async run({ services }) {
    const startedAt = steadyNow();
    const upstreams = services.upstreams();
    const asked = upstreams.filter(({ state }) => state !== "off");
    const [ill, well] = [asked.filter((each) => !isFine(each)), asked.filter(isFine)];
    const used = well.filter(({ quota }) => quota !== undefined && quota.left < quota.of);
    const picture = services.chart(quotaChart(asked));
    return withChart(picture, startedAt, (image) =>
      shareableReply(
        card({
          accent: ACCENT,
          title: "Web APIs",
          lines: [
            [howMany(well.length, asked.length)],
            listed(ill, (each) => t`${stateInWords(each)}${roomInWords(each, ", ")}`),
            listed(
              used.toSorted((a, b) => shareOf(a) - shareOf(b)),
              (each) => roomInWords(each),
            ),
            used.length === 0 && ill.length === 0 && well.some(({ quota }) => quota !== undefined)
              ? t`Nothing of their quotas has been spent.`
              : undefined,
            withoutKey(upstreams.filter(({ state }) => state === "off")),
          ],
          images: [image],
          footer: sharing(services.replicas()),
        }),
      ),
    );
  },
});

/** Answers, as far as we know: one that has just failed is not called so, though it will be asked again. */
function isFine({ state, failedAt }: UpstreamStatus): boolean {
  return state === "fine" && failedAt === undefined;
}

function howMany(well: number, all: number): string {
  if (well === all) return `All ${formatNumber(all)} are fine.`;
  return well === 0
    ? `None of the ${formatNumber(all)} is fine.`
    : `${formatNumber(well)} of ${formatNumber(all)} are fine.`;
}

/** `**GIPHY**: 99 of 100 searches an hour left`, a line each. */
function listed(upstreams: readonly UpstreamStatus[], words: (upstream: UpstreamStatus) => RichText): RichText {
  return join(
    upstreams.map((each) => t`${bold(sentenceStart(each.name))}: ${words(each)}`),
    "\n",
  );
}

function stateInWords({ state, at, failedAt }: UpstreamStatus): RichText {
  switch (state) {
    case "fine":
      return failedAt === undefined ? t`fine` : t`failed ${when(failedAt)}, when I last asked`;
    case "resting":
      return at === undefined ? t`resting` : t`resting until ${moment(at)}`;
    case "ill":
      return at === undefined ? t`ill` : t`ill since ${moment(at)}, what it says means nothing`;
    case "down":
      return at === undefined ? t`down` : t`down since ${moment(at)}, it failed again and again`;
    case "off":
      return t`off`;
  }
}

/** `99 of 100 searches an hour left`; empty where there is no quota. */
function roomInWords({ quota }: UpstreamStatus, before = ""): RichText {
  if (quota === undefined) return [];
  const left = `${before}${formatNumber(quota.left)} of ${quota.words} left`;
  return quota.left === 0 && quota.freeAt !== undefined ? t`${left}, room again ${when(quota.freeAt)}` : [left];
}

function withoutKey(off: readonly UpstreamStatus[]): RichText | undefined {
  if (off.length === 0) return undefined;
  return t`Off, because my operator has set no key: ${enumerated(off.map(({ name }) => [name]))}.`;
}

/** Between how many replicas the quotas are shared; undefined where there is one alone. */
function sharing(replicas: { readonly count: number; readonly isConnected: boolean } | undefined): string | undefined {
  if (replicas === undefined || replicas.count < 2) return undefined;
  const { count, isConnected } = replicas;
  return isConnected ? `Quotas are shared by ${count} replicas` : `Quotas are by my share of ${count} replicas`;
}

function shareOf({ quota }: UpstreamStatus): number {
  return quota === undefined || quota.of <= 0 ? 1 : quota.left / quota.of;
}

/** The quotas of which less than half is left; undefined where there are none. */
function quotaChart(upstreams: readonly UpstreamStatus[]): DescribedChart | undefined {
  const low = upstreams.filter((each) => shareOf(each) < HALF).toSorted((a, b) => shareOf(a) - shareOf(b));
  const rows = low.flatMap((each): ShareRow[] => {
    const { name, quota } = each;
    if (quota === undefined) return [];
    const words = `${formatNumber(quota.left)} of ${formatNumber(quota.of)}`;
    return [{ name: sentenceStart(name), share: shareOf(each), words }];
  });
  if (rows.length === 0) return undefined;
  return { chart: { type: "share", title: "Calls left", rows }, fileName: "quota.png", alt: altOf(rows) };
}

/** The numbers stand in the reply's own lines: here is what the bars show at a glance. */
function altOf(rows: readonly ShareRow[]): string {
  const shares = rows.map(({ name, share }) => `${name} ${Math.floor(share * 100)}%`).join(", ");
  return `A bar for each quota of which less than half is left: ${shares}`;
}
