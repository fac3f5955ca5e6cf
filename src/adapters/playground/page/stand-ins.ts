import { cat, dog } from "./stand-ins/pets.ts";
import { earth, mars, sky } from "./stand-ins/space.ts";
import { caption, escaped, svg, wrapped } from "./stand-ins/svg.ts";

/** A picture that fits what the real one shows, always the same for the same address. */
export function standIn(alt: string, url: string): string {
  const seed = hashOf(url);
  const words = `${alt} ${url}`.toLowerCase();
  for (const [pattern, draw] of SUBJECTS) if (pattern.test(words)) return draw(seed, alt, url);
  return anything(seed, alt);
}

type Draw = (seed: number, alt: string, url: string) => string;

const SUBJECTS: readonly (readonly [RegExp, Draw])[] = [
  [/thedogapi|dog\.ceo/, dog],
  [/thecatapi|cataas/, cat],
  [/books|covers?\.openlibrary|isbn/, book],
  [/mars|rover|curiosity|perseverance|sol\b/, mars],
  [/epic|earth/, earth],
  [/apod|galax|nebula|\bstars?\b|nasa/, sky],
  [/randomuser|person|portrait|avatar|face/, person],
  [/giphy|klipy|\.gif|gif\b/, gif],
  [/dog|hound|terrier|retriever|puppy/, dog],
  [/cat|kitten|siamese|bengal/, cat],
];

function book(seed: number, alt: string): string {
  const hue = seed % 360;
  const title = alt.replace(/^(the )?cover of /i, "");
  const lines = wrapped(title, 11)
    .slice(0, 4)
    .map((line, index) => `<text x="120" y="${96 + index * 30}">${escaped(line)}</text>`);
  return svg(
    `<rect width="240" height="360" fill="hsl(${hue} 42% 30%)"/><rect width="16" height="360" fill="#000" opacity=".22"/><rect x="32" y="32" width="180" height="296" fill="none" stroke="#fff" stroke-opacity=".5" stroke-width="2"/>
    <g fill="#fff" font-family="Georgia,serif" font-size="25" text-anchor="middle">${lines.join("")}</g>`,
    240,
  );
}

function person(seed: number): string {
  const hue = seed % 360;
  return svg(
    `<rect width="360" height="360" fill="hsl(${hue} 45% 82%)"/><path d="M60 360q10-110 120-110t120 110z" fill="hsl(${hue + 160} 40% 42%)"/><circle cx="180" cy="160" r="74" fill="hsl(${18 + (seed % 14)} 48% ${50 + (seed % 28)}%)"/><path d="M104 160q-4-92 76-92t76 92q-20-50-76-50t-76 50z" fill="hsl(${20 + (seed % 20)} 35% ${14 + (seed % 30)}%)"/>`,
    360,
  );
}

function gif(seed: number, alt: string): string {
  const hue = seed % 360;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const dots = Array.from({ length: 3 }, (_, index) => {
    const begin = `${index * 0.2}s`;
    const moves = isStill
      ? ""
      : `<animate attributeName="cy" values="150;105;150" dur="1.2s" begin="${begin}" repeatCount="indefinite"/>`;
    return `<circle cx="${180 + index * 60}" cy="150" r="20">${moves}</circle>`;
  });
  return svg(
    `<rect width="480" height="360" fill="hsl(${hue} 60% 34%)"/><g fill="hsl(${hue + 50} 90% 72%)">${dots.join("")}</g>${caption(alt)}`,
  );
}

function anything(seed: number, alt: string): string {
  const hue = seed % 360;
  return svg(
    `<rect width="480" height="360" fill="hsl(${hue} 30% 38%)"/><path d="M0 300 130 170l90 90 70-60 190 160H0z" fill="#fff" opacity=".25"/><circle cx="360" cy="90" r="36" fill="#fff" opacity=".35"/>${caption(alt)}`,
  );
}

/** FNV-1a: https://datatracker.ietf.org/doc/draft-eastlake-fnv/ (2026-11-22) */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 1;
}
