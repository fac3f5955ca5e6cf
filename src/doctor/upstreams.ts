import manifest from "../../package.json" with { type: "json" };
import { type Config, mapUpstreams } from "../config.ts";
import { sentenceStart } from "../core/errors.ts";
import { bad, type Finding, good, skipped, unsure } from "../core/finding.ts";
import { type ProbeAnswer, ProbeError, tryProbe } from "../core/probe.ts";
import type { UpstreamId, UpstreamRow } from "../upstream/limits.ts";
import { PROBES, type UpstreamProbe } from "./upstream-probes.ts";

const SUBJECT_OF_ALL = "All of them";

/** Whether each web API is in reach, and takes its key: one call each at most. */
export async function checkUpstreams(config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  if (config.upstreams === "recorded") {
    return [skipped(SUBJECT_OF_ALL, "UPSTREAMS=recorded: bodies that ship with the bot answer.")];
  }
  const checks = Object.values(mapUpstreams((row, id) => checkUpstream(id, row, config, signal)));
  const checked = (await Promise.all(checks)).flat();
  const asked = checked.filter(({ isReached }) => isReached !== undefined);
  if (asked.length > 1 && asked.every(({ isReached }) => isReached === false)) {
    const rest = checked.filter(({ isReached }) => isReached === undefined);
    const none = bad(
      SUBJECT_OF_ALL,
      `None of ${asked.length} can be reached.`,
      "Look at this machine's way to the internet: name server, firewall, proxy.",
    );
    return [none, ...rest.map(({ finding }) => finding)];
  }
  return checked.map(({ finding }) => finding);
}

interface Checked {
  readonly finding: Finding;
  /** Undefined where nobody was asked. */
  readonly isReached?: boolean;
}

async function checkUpstream(
  id: UpstreamId,
  row: UpstreamRow,
  config: Config,
  signal: AbortSignal,
): Promise<readonly Checked[]> {
  const probe: UpstreamProbe | undefined = PROBES[id];
  // Same root as another one's
  if (probe === undefined) return [];
  const subject = row.label ?? sentenceStart(row.name);
  const needed = probe.provider === undefined || config.accounts[probe.provider] !== undefined;
  if (!needed) return [{ finding: skipped(subject, "Not in use: nobody can connect an account.") }];
  const key = config.upstreamKeys[id];
  const { variable, page, isRequired, byDefault } = row.key ?? {};
  if (isRequired && key === undefined) {
    return [{ finding: skipped(subject, "It has no key, so it is never asked.", `Set ${variable}, from ${page}`) }];
  }
  if (key !== undefined && key === byDefault) {
    const sentence = `${key} works for everybody, within little: not spent on a check.`;
    return [{ finding: skipped(subject, sentence, `Set ${variable}, from ${page}`) }];
  }
  const { method = "GET", path, headers } = probe.request(encodeURIComponent(key ?? ""));
  const answer = await tryProbe(config.upstreamUrls[id] + path, {
    method,
    headers: {
      "user-agent": `Magpie/${manifest.version} (+${config.contact})`,
      ...(key === undefined ? {} : headers?.(key)),
    },
    signal,
  });
  if (answer instanceof ProbeError) {
    const advice = `Look at the network${config.upstreamUrls[id] === row.baseUrl ? "" : `, and at ${row.urlVariable}`}.`;
    return [{ finding: bad(subject, `It can't be reached: ${answer.message}.`, advice), isReached: false }];
  }
  return [{ finding: judge(subject, row, probe, answer, key !== undefined), isReached: true }];
}

function judge(subject: string, row: UpstreamRow, probe: UpstreamProbe, answer: ProbeAnswer, hasKey: boolean): Finding {
  const { status, body } = answer;
  if (row.key !== undefined && hasKey && probe.refuses(status, JSON.stringify(body) ?? "")) {
    return bad(subject, `It refuses ${row.key.variable}.`, `Copy it again, or get a new one, from ${row.key.page}`);
  }
  if (status === 429) return unsure(subject, "It is in reach; its quota is used up for now.");
  if (status >= 500) return unsure(subject, "It is ill right now; others answer in its place where there are any.");
  const isPage = typeof body === "string" && body !== "";
  if ((status >= 300 || isPage) && !probe.isAnyAnswerFine) {
    return unsure(subject, `It is in reach, but answers otherwise than expected (${status}).`);
  }
  return good(subject, hasKey ? "It is in reach and takes the key." : "It is in reach.");
}
