import { html, type TemplateResult } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { directive, type ElementPart } from "lit/directive.js";
import type { PlatformId } from "../../protocol.ts";
import type { Drawing, Renderer } from "../drawing.ts";

/** Each is loaded with the first reply, not with the page. */
const RENDERERS: Readonly<Record<PlatformId, () => Promise<Renderer>>> = {
  discord: () => import("../draw-discord/draw.ts"),
  slack: () => import("../draw-slack/draw.tsx"),
};

/** A place in which a platform's own renderer draws. */
export function drawn(platform: PlatformId, drawing: Drawing): TemplateResult {
  return html`<div class="drawn" ${draws(platform, drawing)}></div>`;
}

class Draws extends AsyncDirective {
  #host: HTMLElement | undefined;
  #renderer: Renderer | undefined;
  #latest: Drawing | undefined;

  render(_platform: PlatformId, _drawing: Drawing): void {}

  override update({ element }: ElementPart, [platform, drawing]: [PlatformId, Drawing]): void {
    this.#host = element as HTMLElement;
    const isFirst = this.#latest === undefined;
    this.#latest = drawing;
    if (this.#renderer !== undefined) this.#renderer.draw(this.#host, drawing);
    else if (isFirst) void this.#begin(platform);
  }

  async #begin(platform: PlatformId): Promise<void> {
    this.#renderer = await RENDERERS[platform]();
    if (this.#host !== undefined && this.#latest !== undefined && this.isConnected) {
      this.#renderer.draw(this.#host, this.#latest);
    }
  }

  override disconnected(): void {
    if (this.#host !== undefined) this.#renderer?.clear(this.#host);
  }
}

const draws = directive(Draws);
