import { type ParseArgsConfig, parseArgs } from "node:util";

/** What a script was asked, wrongly: apart from 1, which says that the work itself went wrong. */
const WRONG_USAGE = 2;

const HELP = { type: "boolean", default: false } as const;

/**
 * The flags and words of a command line. `--help` prints `usage` and ends the process with 0; what the script does not know is named
 * above the usage on standard error, and the process ends with 2.
 */
export function readFlags<const T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    const parsed = parseArgs({ ...config, options: { ...config.options, help: HELP } });
    if (!("help" in parsed.values && parsed.values["help"] === true)) return parsed as ReturnType<typeof parseArgs<T>>;
  } catch (error) {
    return refuse(sentenceFor(error), usage);
  }
  process.stdout.write(usage);
  process.exit(0);
}

/** Says what is wrong with a command line and how it is used, and ends the process with 2. */
export function refuse(sentence: string, usage: string): never {
  process.stderr.write(`${sentence}\n\n${usage}`);
  process.exit(WRONG_USAGE);
}

/** Node says it well, with advice behind it that is for other programs. */
function sentenceFor(error: unknown): string {
  if (!(error instanceof TypeError)) throw error;
  return `${error.message.split(/\. |\n/)[0]?.replace(/\.$/, "")}.`;
}
