import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";

/** The state of a socket that listens, in the tables of the kernel. https://docs.kernel.org/networking/proc_net_tcp.html (2026-11-22) */
const LISTENS = "0A";

/**
 * Who listens on a port, from the tables that Linux keeps in `/proc`: `node (process 4711)`. Undefined elsewhere, and where
 * the program is another user's.
 */
export async function portHolder(port: number): Promise<string | undefined> {
  try {
    const sockets = await listeningSockets(port);
    if (sockets.size === 0) return undefined;
    for (const pid of await readdir("/proc")) {
      if (/^\d+$/.test(pid) && (await holdsOneOf(sockets, pid))) {
        return `${basename(await readlink(`/proc/${pid}/exe`))} (process ${pid})`;
      }
    }
  } catch {
    // Not Linux, or gone in the meantime
  }
  return undefined;
}

/** As the links of open files name them: `socket:[12345]`. */
async function listeningSockets(port: number): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")),
  );
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = tables.flatMap((table) => table.split("\n").map((line) => line.trim().split(/\s+/)));
  // sl, local address, remote address, state, queues, timer, retransmits, uid, timeout, inode
  return new Set(
    rows.flatMap(([, local, , state, , , , , , inode]) =>
      local?.endsWith(`:${hex}`) && state === LISTENS ? [`socket:[${inode}]`] : [],
    ),
  );
}

async function holdsOneOf(sockets: ReadonlySet<string>, pid: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder).catch(() => []);
  const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => "")));
  return links.some((link) => sockets.has(link));
}
