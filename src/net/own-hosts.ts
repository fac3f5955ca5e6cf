import { isLoopbackHost } from "../core/loopback.ts";

/** The hosts of one platform. When the platform names an address, the bot calls it only if it is on one of them. */
export class OwnHosts {
  readonly #origins: readonly string[];

  /**
   * `hosts` are reached over https at its own port. `apiUrl` is the root of the platform's API: where that is this very machine,
   * its host and port are the platform's, too.
   */
  constructor(hosts: readonly string[], apiUrl: string) {
    const { hostname, origin } = new URL(apiUrl);
    const elsewhere = hosts.map((host) => `https://${host}`);
    this.#origins = isLoopbackHost(hostname) ? [...elsewhere, origin] : elsewhere;
  }

  /**
   * Whether the address may be called. It is compared as it is written: what becomes one of these hosts only when it is read
   * (another spelling, a user before it) was not written by the platform.
   */
  has(address: string): boolean {
    return this.#origins.some((origin) => address.startsWith(`${origin}/`)) && URL.canParse(address);
  }
}
