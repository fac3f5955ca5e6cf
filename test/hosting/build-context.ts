import { cpSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

interface Rule {
  readonly pattern: RegExp;
  readonly isIgnored: boolean;
}

/** The files of a folder that its .dockerignore lets through to a build. */
export class BuildContext {
  readonly #folder: string;
  readonly #rules: readonly Rule[];

  constructor(folder: string) {
    this.#folder = folder;
    const lines = readFileSync(join(folder, ".dockerignore"), "utf8").split("\n");
    this.#rules = lines
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => ({ pattern: patternOf(line.replace(/^!/, "")), isIgnored: !line.startsWith("!") }));
  }

  /** Whether a path below the folder gets into the build: the last rule about it, or about a folder above it, decides. */
  has(path: string): boolean {
    const above = path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    const last = this.#rules.findLast(({ pattern }) => above.some((each) => pattern.test(each)));
    return last === undefined || !last.isIgnored;
  }

  isFile(source: string): boolean {
    return statSync(join(this.#folder, source)).isFile();
  }

  /** Copies a file or a folder, without what is ignored. Throws when there is none, as a build would. */
  copy(source: string, target: string): void {
    const path = join(this.#folder, source);
    if (path !== this.#folder && !this.has(source)) throw new Error(`.dockerignore keeps ${source} out`);
    cpSync(path, target, {
      recursive: true,
      filter: (file) => file === this.#folder || this.has(relative(this.#folder, file)),
    });
  }
}

/** `*` is anything but a slash, a dot at the beginning included. https://docs.docker.com/build/concepts/context/#syntax (2026-11-22) */
function patternOf(rule: string): RegExp {
  const escaped = rule.replace(/[.+^$(){}|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^/]*")}$`);
}
