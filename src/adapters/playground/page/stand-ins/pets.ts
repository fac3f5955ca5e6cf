import beagle from "./dog-beagle.webp";
import labrador from "./dog-labrador.webp";
import { label, svg } from "./svg.ts";

const COATS = ["#8a5a33", "#c9985b", "#4b3a32", "#e6d2ae", "#6d6a70", "#f1ece4", "#a34f2a", "#2f2b2b"];

/** A beagle, and the first labrador, are drawings by others; any other dog is drawn, each breed and picture in its own way. */
export function dog(seed: number, alt: string, url: string): string {
  const isFirst = !url.includes("example=");
  if (/\bbeagle\b/i.test(alt)) return beagle;
  if (isFirst && /labrador/i.test(alt)) return labrador;
  const { coat, other, hue, size } = lookOf(seed);
  const ears = [
    `<path d="M150 120q-70 10-50 130q50 0 70-90zM330 120q70 10 50 130q-50 0-70-90z" fill="${other}"/>`,
    `<path d="M160 130l-30-90 90 50zM320 130l30-90-90 50z" fill="${other}"/>`,
    `<circle cx="145" cy="130" r="46" fill="${other}"/><circle cx="335" cy="130" r="46" fill="${other}"/>`,
  ];
  const patch = (seed >>> 11) % 2 === 0 ? `<ellipse cx="205" cy="160" rx="34" ry="42" fill="${other}"/>` : "";
  return svg(
    `<rect width="480" height="360" fill="hsl(${hue} 40% 66%)"/><g transform="translate(${240 - 240 * size} ${340 - 340 * size}) scale(${size})">${ears[(seed >>> 7) % 3]}<ellipse cx="240" cy="190" rx="100" ry="112" fill="${coat}"/>${patch}<ellipse cx="240" cy="245" rx="52" ry="42" fill="#fff" opacity=".75"/><circle cx="205" cy="165" r="11"/><circle cx="275" cy="165" r="11"/><ellipse cx="240" cy="222" rx="20" ry="14"/><path d="M240 236v18m-24 6q24 22 48 0" fill="none" stroke="#000" stroke-width="5"/></g>${label(nameIn(alt))}`,
  );
}

/** Each breed and picture of a cat in its own way. */
export function cat(seed: number, alt: string): string {
  const { coat, other, hue, size } = lookOf(seed);
  const stripes =
    (seed >>> 9) % 2 === 0
      ? `<path d="M240 95v40m-28-34v30m56-30v30M140 200h34m-32 28h32m132-28h34m-34 28h32" stroke="${other}" stroke-width="9"/>`
      : `<path d="M140 190q40-90 100-60v70z" fill="${other}"/>`;
  const eye = ["#3f8f5f", "#3a74b8", "#c9922a"][(seed >>> 13) % 3];
  return svg(
    `<rect width="480" height="360" fill="hsl(${hue} 38% 70%)"/><g transform="translate(${240 - 240 * size} ${340 - 340 * size}) scale(${size})"><path d="M148 150V50l70 50zM332 150V50l-70 50z" fill="${coat}"/><ellipse cx="240" cy="200" rx="108" ry="104" fill="${coat}"/>${stripes}<ellipse cx="200" cy="185" rx="18" ry="20" fill="${eye}"/><ellipse cx="280" cy="185" rx="18" ry="20" fill="${eye}"/><ellipse cx="200" cy="185" rx="5" ry="16"/><ellipse cx="280" cy="185" rx="5" ry="16"/><path d="M228 222h24l-12 14z" fill="#d77f86"/><path d="M180 232l-70-10m70 24l-70 8m190-22l70-10m-70 24l70 8" stroke="#222" stroke-width="3"/></g>${label(nameIn(alt))}`,
  );
}

function lookOf(seed: number) {
  const coat = COATS[seed % COATS.length] ?? "#8a5a33";
  const other = COATS[(seed + 1 + ((seed >>> 5) % (COATS.length - 1))) % COATS.length] ?? "#4b3a32";
  return { coat, other, hue: (seed >>> 3) % 360, size: 0.82 + ((seed >>> 15) % 4) * 0.06 };
}

/** `Siberian Husky` of `A Siberian Husky`. */
function nameIn(alt: string): string {
  return alt.replace(/^an? /i, "");
}
