import type { Config } from "../config.ts";
import { bad, type Finding, good, skipped, unsure } from "../setup/finding.ts";
import { inspectRedis, type RedisInspection } from "../state/redis/inspect.ts";

/** Longest wait for it, in milliseconds; our choice, below the time of a check. */
const PATIENCE_MS = 3_000;

/** The oldest that the documentation promises to work with; our choice. */
const LEAST_VERSION = 6;

/** Slower than this, it stands too far away, in milliseconds; our choice: a command waits 250 at most, and may ask several times. */
const SLOW_MS = 50;

/** Off by more than this, a clock is not kept by anybody; our choice, in milliseconds. */
const WRONG_MS = 30_000;

/** What replicas share, seen from here, without changing it. */
export async function checkRedis({ redisUrl }: Config): Promise<readonly Finding[]> {
  const subject = "Redis";
  if (redisUrl === undefined) return [skipped(subject, "Off: REDIS_URL is for several replicas.")];
  const { protocol } = new URL(redisUrl);
  try {
    const seen = await inspectRedis(redisUrl, PATIENCE_MS);
    return [reach(seen), memory(seen), latency(seen), clock(seen)];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = codeOf(error);
    const known = PROBLEMS.find(({ sign }) => sign.test(`${protocol} ${code} ${message}`));
    const sentence = known?.sentence ?? `It can't be used (${code || message.split("\n")[0]?.slice(0, 200)}).`;
    return [bad(subject, sentence, known?.advice ?? "Look whether it runs, and whether REDIS_URL leads there.")];
  }
}

function reach({ name, majorVersion, isCopy }: RedisInspection): Finding {
  const subject = "Redis";
  if (isCopy) {
    return bad(subject, "It is a copy of another one, and can't be written.", "Put that one's address in REDIS_URL.");
  }
  if (name === undefined || majorVersion === undefined) {
    return unsure(subject, "It answers, and does not say which version it is.", "Version 6 or newer will do.");
  }
  if (majorVersion >= LEAST_VERSION) return good(subject, `${name} answers.`);
  return bad(subject, `${name} is too old.`, "Take version 6 or newer, or Valkey.");
}

/** Quotas are asked for all the time, answers now and then: the least recently used one is the one to lose. */
function memory({ maxMemory, evictionPolicy: policy }: RedisInspection): Finding {
  const subject = "Redis memory";
  const advice = "Set maxmemory-policy to allkeys-lru.";
  if (maxMemory === undefined || policy === undefined) {
    return unsure(subject, "It does not say what it does when its memory is full.", advice);
  }
  if (maxMemory === 0) return good(subject, "It has no bound of its own; what the bot keeps there expires.");
  const size = `${Math.round(maxMemory / 1_048_576)} MB`;
  if (/^(allkeys|volatile)-lru$/.test(policy)) {
    return good(subject, `It has ${size}, and forgets first what was not asked for longest (${policy}).`);
  }
  return policy === "noeviction"
    ? bad(subject, `When its ${size} are full, it refuses, and each replica goes on by itself (${policy}).`, advice)
    : bad(subject, `When its ${size} are full, it may forget quotas before cached answers (${policy}).`, advice);
}

function latency({ latencyMs }: RedisInspection): Finding {
  const subject = "Redis latency";
  const words = `It answers in ${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`;
  if (latencyMs <= SLOW_MS) return good(subject, `${words}.`);
  return bad(subject, `${words}: what needs it is slow.`, "Move it into the bot's own network.");
}

/** Signed links and states go from one replica to another: machines must agree on the time. */
function clock({ aheadMs }: RedisInspection): Finding {
  const subject = "Redis clock";
  if (Math.abs(aheadMs) <= WRONG_MS) return good(subject, "It goes with this machine's.");
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  const off = `It is ${seconds} seconds ${aheadMs > 0 ? "ahead of" : "behind"} this machine's.`;
  return bad(subject, off, "Let both systems keep theirs: timedatectl set-ntp true.");
}

interface Problem {
  readonly sign: RegExp;
  readonly sentence: string;
  readonly advice: string;
}

/** By the code of the error and its words; the first that fits counts. */
const PROBLEMS: readonly Problem[] = [
  {
    sign: /WRONGPASS|invalid password|invalid username/i,
    sentence: "It refuses the password.",
    advice: "Put user and password in REDIS_URL right: redis://USER:PASSWORD@HOST:PORT.",
  },
  {
    sign: /NOAUTH/,
    sentence: "It wants a password.",
    advice: "Put it in REDIS_URL: redis://:PASSWORD@HOST:PORT.",
  },
  {
    sign: /NOPERM/,
    sentence: "The user in REDIS_URL may not do what the bot needs.",
    advice: "Allow it all keys and channels that begin with magpie:, and scripts.",
  },
  {
    sign: /DB index/i,
    sentence: "It has no database of that number.",
    advice: "Leave out what follows the port in REDIS_URL.",
  },
  {
    sign: /CERT|SELF_SIGNED|ALTNAME/,
    sentence: "Nobody I trust has signed its certificate.",
    advice: "Name the authority's file in NODE_EXTRA_CA_CERTS, and the host as in the certificate.",
  },
  {
    sign: /SSL|TLS|EPROTO/,
    sentence: "It speaks no TLS.",
    advice: "Write redis:// in REDIS_URL, or the port where it does.",
  },
  {
    sign: /ECONNREFUSED/,
    sentence: "Nothing listens there.",
    advice: "Start it, or put host and port in REDIS_URL right.",
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN/,
    sentence: "Nobody knows that host.",
    advice: "Put it in REDIS_URL right.",
  },
  {
    // A server without TLS waits for the rest of what it takes for a command
    sign: /^rediss: ETIMEDOUT/,
    sentence: "It does not answer, or speaks no TLS.",
    advice: "Look whether it hangs; where it speaks no TLS, write redis:// in REDIS_URL.",
  },
  {
    sign: /ETIMEDOUT/,
    sentence: "It does not answer.",
    advice: "Look whether it hangs, or a firewall stands in between.",
  },
  {
    sign: /LOADING/,
    sentence: "It still reads its data.",
    advice: "Look again in a minute.",
  },
  {
    sign: /Protocol error|Connection is closed|ECONNRESET/i,
    sentence: "What listens there is no Redis, or wants TLS.",
    advice: "Put the port in REDIS_URL right, or write rediss:// there.",
  },
];

function codeOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && "code" in first ? String(first.code) : "";
}
