import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Makes a container of a folder with what every Linux has: a process tree and mounts of its own, the folder read-only as its
 * root, `/tmp` in memory, `/data` from outside; then becomes the program, without any right of root.
 */
const ENTER = `
root=$1 data=$2 user=$3; shift 3
mount --bind "$root" "$root"
mount --bind "$data" "$root/data"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero random urandom; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -o remount,bind,ro "$root"
cd "$root"
exec setpriv --no-new-privs chroot --userspec="$user" "$root" "$@"
`;

export interface ContainerParts {
  readonly root: string;
  /** Folder that stands for the volume. */
  readonly data: string;
  /** `65532:65532`. */
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A program that runs as process 1 of its own container. */
export class Container {
  readonly #parts: ContainerParts;
  readonly #child;
  #output = "";
  /** Exit code, when it has ended. */
  readonly ended: Promise<number | null>;

  /** `input` is typed at once, and then ends; without it there is none, as without `docker run --interactive`. */
  constructor(parts: ContainerParts, command: readonly string[], input?: string) {
    this.#parts = parts;
    const { root, data, user, env } = parts;
    const namespaces = ["--mount", "--pid", "--fork", "--kill-child"];
    this.#child = spawn("unshare", [...namespaces, "sh", "-euc", ENTER, "sh", root, data, user, ...command], {
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        this.#output += chunk;
      });
    }
    this.#child.stdin?.end(input);
    this.ended = new Promise((done) => this.#child.once("close", done));
  }

  /** Everything it has said so far. */
  get output(): string {
    return this.#output;
  }

  /** Signals process 1, as `docker stop` does. */
  kill(signal: NodeJS.Signals): void {
    process.kill(this.#processOne(), signal);
  }

  /** Runs one more program inside, as the same person; gives its exit code. */
  exec(command: readonly string[]): number | null {
    const [uid = "", gid = ""] = this.#parts.user.split(":");
    const inside = ["--target", String(this.#processOne()), "--mount", "--pid", "--root", "--wd"];
    const { status } = spawnSync("nsenter", [...inside, "--setuid", uid, "--setgid", gid, ...command], {
      env: this.#parts.env,
      stdio: "inherit",
    });
    return status;
  }

  /** Its number outside. */
  #processOne(): number {
    const { pid } = this.#child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    if (children === "") throw new Error(`it has ended:\n${this.#output}`);
    return Number(children);
  }
}
