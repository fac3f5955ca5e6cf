/** The badge stays readable in small pictures; the smallest leave it to the line below the reply. */
const BADGE_SIZES =
  "<style>@media(max-width:299px){.badge{transform:scale(1.7)}}@media(max-width:139px){.badge{display:none}}</style>";

/** A drawing as a picture's address, with a badge that says what it is. */
export function svg(drawing: string, width = 480): string {
  const badge = `<g class="badge" transform-origin="${width} 360"><rect x="${width - 102}" y="326" width="94" height="26" rx="13" fill="#1d2230" opacity=".82"/><text x="${width - 55}" y="344" font-family="sans-serif" font-size="15" fill="#fff" text-anchor="middle">stand-in</text></g>`;
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="360" viewBox="0 0 ${width} 360">${BADGE_SIZES}${drawing}${badge}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}

/** Two lines of words. */
export function caption(words: string): string {
  const lines = wrapped(words, 32)
    .slice(0, 2)
    .map((line, index) => `<text x="240" y="${240 + index * 30}">${escaped(line)}</text>`);
  return `<g fill="#fff" font-family="sans-serif" font-size="24" text-anchor="middle">${lines.join("")}</g>`;
}

/** A few words in the upper left corner: what sets this picture apart. */
export function label(words: string): string {
  if (words === "") return "";
  const [line = ""] = wrapped(words, 28);
  return `<rect x="10" y="10" width="${24 + line.length * 11}" height="34" rx="8" fill="#1d2230" opacity=".72"/><text x="22" y="34" font-family="sans-serif" font-size="20" fill="#fff">${escaped(line)}</text>`;
}

export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word.slice(0, width));
  }
  return lines;
}

export function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
