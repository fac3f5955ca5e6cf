import type { Config } from "../config.ts";
import { type Finding, good, skipped, unsure } from "../setup/finding.ts";

/** Where agents ask, who have a token. */
export function checkAgents({ mcpTokens, publicUrl }: Config): readonly Finding[] {
  const subject = "Agents";
  if (mcpTokens.length === 0) return [skipped(subject, "Off: MCP_TOKEN turns POST /mcp on; `npm run mcp` needs none.")];
  const tokens = mcpTokens.length === 1 ? "1 token" : `${mcpTokens.length} tokens`;
  return [
    publicUrl === undefined
      ? unsure(subject, `${tokens}, for this machine alone: without PUBLIC_URL the world has no way to /mcp.`)
      : good(subject, `${tokens}: agents ask at ${publicUrl}/mcp`),
  ];
}
