import { html, type TemplateResult } from "lit";
import type { Session } from "../protocol.ts";

/** The page on which a platform is connected: `slack` or `discord`. */
export function connect(platform: string, session: Session | undefined): TemplateResult {
  const name = platform === "slack" ? "Slack" : "Discord";
  const isConnected = session?.platforms.includes(platform) ?? false;
  return html`<h1>Connect ${name}</h1>
    <p>${isConnected ? `${name} is connected.` : `${name} is not connected yet.`}</p>`;
}
