import { isatty } from "node:tty";
import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";
import { LineWriter, type Loss } from "./line-writer.ts";

/**
 * The log: JSON lines on the file descriptor (1 standard output, 2 standard error), or readable ones on a terminal. Every line is searched for the configured secrets
 * before it is written, so that none can slip in through an error of a library. Lines that can't be written are dropped, and
 * the bot goes on.
 */
export async function createLog(
  config: Pick<Config, "logLevel" | "logFormat" | "secrets">,
  fd: 1 | 2 = 1,
): Promise<Logger> {
  const isTerminal = isatty(fd);
  const isPretty = config.logFormat === undefined ? isTerminal : config.logFormat === "pretty";
  const redact = redactor(config.secrets);
  const show = isPretty ? await prettifier(isTerminal) : (line: string) => line;
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => show(redact(line)) },
    },
    new LineWriter(fd, fd === 1 ? sayLoss : undefined),
  );
}

/** Replaces secrets, also those that are added to the list later. */
function redactor(secrets: readonly string[]): (line: string) => string {
  let known = 0;
  let redact = (line: string) => line;
  return (line) => {
    if (secrets.length !== known) {
      known = secrets.length;
      redact = redactorOf(secrets);
    }
    return redact(line);
  };
}

/** As they are and as JSON writes them. Short values would hit innocent text and are no secrets. */
function redactorOf(secrets: readonly string[]): (line: string) => string {
  const needles = secrets
    .filter((secret) => secret.length >= 6)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .map((secret) => secret.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (needles.length === 0) return (line) => line;
  const pattern = new RegExp([...new Set(needles)].join("|"), "g");
  return (line) => line.replace(pattern, "[secret]");
}

/** Only terminals pay for it, and in this process: a worker thread would outlive short runs. */
async function prettifier(isTerminal: boolean): Promise<(line: string) => string> {
  const { prettyFactory } = await import("pino-pretty");
  return prettyFactory({ colorize: isTerminal, translateTime: "SYS:HH:MM:ss", singleLine: true });
}

/** Says on standard error, the only place left, that the log has holes. */
function sayLoss(loss: Loss): void {
  const why = loss.reason === "full" ? "nobody reads them" : `standard output can't be written (${loss.error.message})`;
  new LineWriter(2).write(
    `Lines of the log are lost: ${why}. Magpie goes on; lines are logged again as soon as they can be.\n`,
  );
}
