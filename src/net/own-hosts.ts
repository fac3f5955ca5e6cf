import { isLoopbackHost } from "../core/loopback.ts";

/** Where a platform keeps what is the bot's own: the only addresses that its calls go to when the platform names them. */
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
