import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Those of the packages in `gcr.io/distroless/nodejs24-debian13` that the bot could need, Node aside.
 * https://github.com/GoogleContainerTools/distroless/blob/main/cc/README.md (2026-11-22)
 */
const PACKAGES = ["libc6", "libgcc-s1", "libstdc++6", "tzdata"];

/**
 * Size of that image without Node, in bytes: 181 MB of nodejs20-debian12, less 55 MB of headers, which are gone since, and less
 * 97 MB of Node 20; 4 MB more for a newer Debian, our guess. https://github.com/GoogleContainerTools/distroless/issues/1548 (2026-11-22)
 */
export const BASE_SYSTEM_BYTES = 33_000_000;

/** Where the image has Node. https://github.com/GoogleContainerTools/distroless/blob/main/nodejs/README.md (2026-11-22) */
const NODE = "/nodejs/bin/node";

/** Makes a folder like the base image: this machine's own libraries of those packages, the Node that runs this, nothing else. */
export function layBase(root: string): void {
  for (const file of PACKAGES.flatMap(filesOf)) {
    const target = join(root, file);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target, { recursive: true, verbatimSymlinks: true });
  }
  // Certificates are gathered into one file when the package is set up, so the package does not list it
  copyFileSync("/etc/ssl/certs/ca-certificates.crt", join(make(root, "etc/ssl/certs"), "ca-certificates.crt"));
  writeFileSync(
    join(root, "etc/passwd"),
    "root:x:0:0::/root:/sbin/nologin\nnonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n",
  );
  make(root, dirname(NODE));
  copyFileSync(process.execPath, join(root, NODE));
  for (const folder of ["dev", "proc", "tmp"]) make(root, folder);
  chmodSync(join(root, "tmp"), 0o1777);
}

function make(root: string, folder: string): string {
  const path = join(root, folder);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Libraries and data of a Debian package; manuals and programs are not in the image. */
function filesOf(name: string): readonly string[] {
  const listed = execFileSync("dpkg", ["--listfiles", name], { encoding: "utf8" }).split("\n");
  return listed.filter(
    (path) => /^\/(usr\/)?lib(64)?\/|^\/etc\/|^\/usr\/share\/zoneinfo\//.test(path) && !lstatSync(path).isDirectory(),
  );
}
