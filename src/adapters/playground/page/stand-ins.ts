import cat1 from "./stand-ins/cat-1.webp";
import cat2 from "./stand-ins/cat-2.webp";
import beagle from "./stand-ins/dog-beagle.webp";
import labrador from "./stand-ins/dog-labrador.webp";

/** A picture that fits what the real one shows, always the same for the same address. */
export function standIn(alt: string, url: string): string {
  const seed = hashOf(url);
  const words = `${alt} ${url}`.toLowerCase();
  for (const [pattern, draw] of SUBJECTS) if (pattern.test(words)) return draw(seed, alt);
  return anything(seed, alt);
}

type Draw = (seed: number, alt: string) => string;

const SUBJECTS: readonly (readonly [RegExp, Draw])[] = [
  [/books|covers?\.openlibrary|isbn/, book],
  [/mars|rover|curiosity|perseverance|sol\b/, mars],
  [/epic|earth/, earth],
  [/apod|galax|nebula|star|nasa/, sky],
  [/randomuser|person|portrait|avatar|face/, person],
  [/giphy|klipy|\.gif|gif\b/, gif],
  [/beagle/, () => beagle],
  [/dog|hound|terrier|retriever|puppy/, (seed) => pick([beagle, labrador], seed)],
  [/cat|kitten|siamese|bengal/, (seed) => pick([cat1, cat2], seed)],
];

function mars(seed: number): string {
  const hue = 14 + (seed % 14);
  const hill = 150 + (seed % 50);
  return svg(
    `<rect width="480" height="360" fill="hsl(${hue + 14} 55% 72%)"/>
    <circle cx="${90 + (seed % 300)}" cy="70" r="16" fill="#fff6e4"/>
    <path d="M0 ${hill + 30}q110-70 230-10t250-20V360H0z" fill="hsl(${hue} 45% 46%)"/>
    <path d="M0 ${hill + 80}q160-50 300 0t180-10V360H0z" fill="hsl(${hue} 50% 36%)"/>
    <g fill="hsl(${hue} 52% 26%)"><ellipse cx="${60 + (seed % 90)}" cy="318" rx="34" ry="13"/><ellipse cx="${260 + (seed % 120)}" cy="292" rx="18" ry="8"/><ellipse cx="${200 + (seed % 60)}" cy="334" rx="11" ry="5"/></g>`,
  );
}

function earth(seed: number): string {
  const turn = seed % 360;
  return svg(
    `<rect width="480" height="360" fill="#05070d"/><defs><radialGradient id="s" cx=".36" cy=".34"><stop offset=".5" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".6"/></radialGradient><clipPath id="c"><circle cx="240" cy="180" r="140"/></clipPath></defs>
    <circle cx="240" cy="180" r="140" fill="#2366ad"/>
    <g clip-path="url(#c)" transform="rotate(${turn} 240 180)"><path fill="#5d8a4a" d="M150 90q70-40 96 8t-30 70-20 70-60-10-20-70 34-68zM300 200q50-30 70 10t-40 70-60-30 30-50z"/><path fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="14" stroke-linecap="round" d="M110 150q70-30 130 6t140-12M140 250q80 30 170-6"/></g>
    <circle cx="240" cy="180" r="140" fill="url(#s)"/>`,
  );
}

function sky(seed: number): string {
  const stars = Array.from({ length: 70 }, (_, index) => {
    const n = hashOf(`${seed}.${index}`);
    return `<circle cx="${n % 480}" cy="${(n >> 9) % 360}" r="${0.6 + (n % 5) / 3}"/>`;
  });
  const hue = 190 + (seed % 120);
  return svg(
    `<defs><radialGradient id="n"><stop stop-color="hsl(${hue} 80% 70%)" stop-opacity=".85"/><stop offset="1" stop-color="hsl(${hue} 70% 30%)" stop-opacity="0"/></radialGradient></defs>
    <rect width="480" height="360" fill="hsl(${hue + 30} 45% 8%)"/><ellipse cx="240" cy="180" rx="220" ry="90" transform="rotate(${(seed % 60) - 30} 240 180)" fill="url(#n)"/><g fill="#fff">${stars.join("")}</g>`,
  );
}

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

function caption(alt: string): string {
  const lines = wrapped(alt, 32)
    .slice(0, 2)
    .map((line, index) => `<text x="240" y="${240 + index * 30}">${escaped(line)}</text>`);
  return `<g fill="#fff" font-family="sans-serif" font-size="24" text-anchor="middle">${lines.join("")}</g>`;
}

/** The badge stays readable in small pictures; the smallest leave it to the line below the reply. */
const BADGE_SIZES =
  "<style>@media(max-width:299px){.badge{transform:scale(1.7)}}@media(max-width:139px){.badge{display:none}}</style>";

function svg(drawing: string, width = 480): string {
  const badge = `<g class="badge" transform-origin="${width} 360"><rect x="${width - 102}" y="326" width="94" height="26" rx="13" fill="#1d2230" opacity=".82"/><text x="${width - 55}" y="344" font-family="sans-serif" font-size="15" fill="#fff" text-anchor="middle">stand-in</text></g>`;
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="360" viewBox="0 0 ${width} 360">${BADGE_SIZES}${drawing}${badge}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(picture)}`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word.slice(0, width));
  }
  return lines;
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function pick(pictures: readonly [string, ...string[]], seed: number): string {
  return pictures[seed % pictures.length] ?? pictures[0];
}

/** FNV-1a: https://datatracker.ietf.org/doc/draft-eastlake-fnv/ (2026-11-22) */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 1;
}
