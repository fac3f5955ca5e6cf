/** A person's browser: keeps cookies, follows nothing by itself. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #hosts: Map<string, string>;

  /** `hosts`: where addresses of the world really are, by origin. */
  constructor(hosts: Readonly<Record<string, string>> = {}) {
    this.#hosts = new Map(Object.entries(hosts));
  }

  /** From now on an address of the world is there: the bot has been restarted. */
  moves(origin: string, host: string): void {
    this.#hosts.set(origin, host);
  }

  /** Opens a page: its status, its text, and where it sends the browser. */
  async opens(url: string | URL): Promise<{ status: number; text: string; location: string; headers: Headers }> {
    const asked = new URL(url);
    const response = await fetch((this.#hosts.get(asked.origin) ?? asked.origin) + asked.pathname + asked.search, {
      redirect: "manual",
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const { status, headers } = response;
    return { status, headers, text: await response.text(), location: headers.get("location") ?? "" };
  }
}
