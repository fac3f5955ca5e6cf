import type { DrawnFile, JsonObject, Person } from "../protocol.ts";

/** What a renderer needs to draw one reply of one platform. */
export interface Drawing {
  readonly payload: JsonObject;
  readonly files: readonly DrawnFile[];
  readonly isPrivate: boolean;
  /** The platform was told that the answer comes later; the payload is empty. */
  readonly isThinking: boolean;
  /** How far the work is, in place of that it thinks. */
  readonly progress?: string | undefined;
  readonly isDark: boolean;
  readonly person: Person;
  /** The name of the command, where one was typed. */
  readonly command: string | undefined;
  readonly at: Date;
  /** What to draw for the address of a picture. */
  picture(url: string, alt: string): string;
  press(state: string): void;
  dismiss(): void;
}

/** Draws into the host, again and again. */
export interface Renderer {
  draw(host: HTMLElement, drawing: Drawing): void;
  clear(host: HTMLElement): void;
}
