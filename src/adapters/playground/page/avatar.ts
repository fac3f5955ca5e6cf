import magpie from "./magpie.svg";

/** Our own picture of somebody, so that no renderer asks its platform for one. */
export function avatarOf(name: string): string {
  if (name === "Magpie") return magpie;
  const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 47, 0) % 360;
  const letter = encodeURIComponent(name.charAt(0).toUpperCase().replace(/[<>&]/g, ""));
  return `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="hsl(${hue} 45%25 38%25)"/><text x="20" y="27" text-anchor="middle" font-family="sans-serif" font-weight="600" font-size="20" fill="white">${letter}</text></svg>`;
}
