import type { DrawnFile } from "../protocol.ts";

/** Longest wait for a picture before a stand-in takes its place, in milliseconds. Our choice. */
const PICTURE_WAIT_MS = 4_000;

type Reach = "unknown" | "reached" | "unreached";

/** Which pictures of other hosts can be shown; the others get a stand-in. */
export class Pictures {
  readonly #reach = new Map<string, Reach>();
  readonly #hosts = new Map<string, Reach>();
  readonly #changed: () => void;
  #standIn: ((alt: string, url: string) => string) | undefined;

  /** `changed` is called when what was shown has to be drawn again. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What to draw for the address in a payload: a file that comes with it, the picture itself, or its stand-in. */
  sourceOf(url: string, alt: string, files: readonly DrawnFile[]): string {
    const file = files.find(({ key }) => key === url);
    if (file !== undefined) return file.url;
    if (!url.startsWith("https://")) return url;
    if (!this.#reach.has(url)) void this.#test(url);
    return this.isStandIn(url) ? (this.#standIn?.(alt, url) ?? url) : url;
  }

  /** Whether the picture can't be reached, as far as is known. Where one of a host could not and none could, none can. */
  isStandIn(url: string): boolean {
    const reach = this.#reach.get(url);
    if (reach === "unknown") return this.#hosts.get(hostOf(url)) === "unreached";
    return reach === "unreached";
  }

  async #test(url: string): Promise<void> {
    this.#reach.set(url, "unknown");
    const reach = (await canShow(url)) ? "reached" : "unreached";
    if (reach === "unreached") this.#standIn ??= (await import("./stand-ins.ts")).standIn;
    this.#reach.set(url, reach);
    if (this.#hosts.get(hostOf(url)) !== "reached") this.#hosts.set(hostOf(url), reach);
    if (reach === "unreached") this.#changed();
  }
}

/** The host of an address, for people to read. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "";
}

function canShow(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const image = new Image();
    const timer = setTimeout(() => resolve(false), PICTURE_WAIT_MS);
    const end = (isShown: boolean) => {
      clearTimeout(timer);
      resolve(isShown);
    };
    image.onload = () => end(true);
    image.onerror = () => end(false);
    image.src = url;
  });
}
