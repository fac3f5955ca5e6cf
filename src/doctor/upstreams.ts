import manifest from "../../package.json" with { type: "json" };
import { type Config, mapUpstreams } from "../config.ts";
import { sentenceStart } from "../core/errors.ts";
import { type ProbeAnswer, probe } from "../net/probe.ts";
import { bad, type Finding, good, skipped, unsure } from "../setup/finding.ts";
import type { UpstreamId, UpstreamRow } from "../upstream/limits.ts";
import { CHEAP_QUESTIONS, type CheapQuestion } from "./upstream-questions.ts";

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
  const question: CheapQuestion | undefined = CHEAP_QUESTIONS[id];
  // Same root as another one's
  if (question === undefined) return [];
  const subject = row.label ?? sentenceStart(row.name);
  const key = config.upstreamKeys[id];
  const notAsked = reasonNotToAsk(subject, row, key, question, config);
  if (notAsked !== undefined) return [{ finding: notAsked }];
  const root = config.upstreamUrls[id];
  const { path, headers, body } = question.request(encodeURIComponent(key ?? ""));
  const form = { method: "POST", body } as const;
  const userAgent = `Magpie/${manifest.version} (+${config.contact})`;
  const answer = await probe(root + path, {
    ...(body === undefined ? {} : form),
    headers: {
      "user-agent": userAgent,
      ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      ...(row.key !== undefined && key === undefined ? {} : headers?.(key ?? "")),
    },
    signal,
  });
  if ("noAnswer" in answer) {
    const advice = root === row.baseUrl ? "Look at the network." : `Look at the network, and at ${row.urlVariable}.`;
    return [{ finding: bad(subject, `It can't be reached: ${answer.noAnswer}.`, advice), isReached: false }];
  }
  return [{ finding: await judge(subject, row, question, answer, key !== undefined), isReached: true }];
}

function reasonNotToAsk(
  subject: string,
  row: UpstreamRow,
  key: string | undefined,
  { provider }: CheapQuestion,
  { accounts }: Config,
): Finding | undefined {
  if (provider !== undefined && accounts[provider] === undefined) {
    return skipped(subject, "Not in use: nobody can connect an account.");
  }
  if (row.key === undefined) return undefined;
  const { variable, page, isRequired, byDefault } = row.key;
  const advice = `Set ${variable}, from ${page}`;
  if (isRequired && key === undefined) return skipped(subject, "It has no key, so it is never asked.", advice);
  if (key === undefined || key !== byDefault) return undefined;
  return skipped(subject, `${key} works for everybody, within little: not spent on a check.`, advice);
}

async function judge(
  subject: string,
  row: UpstreamRow,
  question: CheapQuestion,
  { status, body, bytes }: ProbeAnswer,
  hasKey: boolean,
): Promise<Finding> {
  if (row.key !== undefined && hasKey && question.refuses(status, JSON.stringify(body) ?? "")) {
    return bad(subject, `It refuses ${row.key.variable}.`, `Copy it again, or get a new one, from ${row.key.page}`);
  }
  if (status === 429) return unsure(subject, "It is in reach; its quota is used up for now.");
  if (status >= 500) return unsure(subject, "It is ill right now; others answer in its place where there are any.");
  const isPage = question.of === undefined && typeof body === "string" && body !== "";
  if ((status >= 300 && status !== question.refusal) || isPage) {
    return unsure(subject, `It is in reach, but answers otherwise than expected (${status}).`);
  }
  const inReach = hasKey ? "It is in reach and takes the key" : "It is in reach";
  const looked = question.of === "bytes" ? bytes : body;
  // An answer that is too large is not looked at
  if (looked === undefined) return good(subject, `${inReach}.`);
  // A reader that takes nothing else throws
  const { data: came } = await question.came.safeParseAsync(looked).catch(() => ({ data: undefined }));
  if (came !== undefined) return good(subject, `${inReach}. What came: ${came}.`);
  return bad(
    subject,
    "It answers, and what came means nothing: it has changed or moved.",
    "Its commands show another source, or nothing. Look whether there is a newer Magpie.",
  );
}
