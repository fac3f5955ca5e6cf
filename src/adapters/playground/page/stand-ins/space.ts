import { label, svg } from "./svg.ts";

/** A view for each kind of camera, in the colours of the day and the photo. */
export function mars(seed: number, alt: string): string {
  const hue = 8 + (seed % 28);
  const hill = 140 + ((seed >>> 5) % 70);
  const grey = /navigation/i.test(alt);
  const tint = (light: number) =>
    grey ? `hsl(30 4% ${light}%)` : `hsl(${hue} ${44 + ((seed >>> 4) % 20)}% ${light}%)`;
  const ground = `<rect width="480" height="360" fill="${tint(72)}"/><circle cx="${60 + (seed % 360)}" cy="70" r="16" fill="#fff6e4"/><path d="M0 ${hill + 30}q${70 + (seed % 90)}-${40 + (seed % 60)} 230-10t250-20V360H0z" fill="${tint(46)}"/><path d="M0 ${hill + 80}q160-50 300 0t180-10V360H0z" fill="${tint(36)}"/><g fill="${tint(24)}"><ellipse cx="${60 + (seed % 90)}" cy="318" rx="34" ry="13"/><ellipse cx="${260 + ((seed >>> 3) % 120)}" cy="292" rx="18" ry="8"/><ellipse cx="${200 + ((seed >>> 6) % 60)}" cy="334" rx="11" ry="5"/></g>`;
  return svg(`${ground}${frameOf(alt, tint)}${label(alt.replace(/ of \w+, sol.*$/, ""))}`);
}

/** What the camera's place or lens puts before the view. */
function frameOf(alt: string, tint: (light: number) => string): string {
  if (/front hazard/i.test(alt))
    return `<g fill="#222"><circle cx="60" cy="350" r="70"/><circle cx="420" cy="350" r="70"/></g>`;
  if (/rear hazard/i.test(alt)) return `<path d="M0 360V250l120 40h240l120-40v110z" fill="#2b2b2f"/>`;
  if (/chemistry|micro/i.test(alt)) {
    return `<path fill-rule="evenodd" d="M0 0h480v360H0zM240 20a160 160 0 1 0 .1 0z" fill="#111"/>`;
  }
  if (/hand lens|close-up|descent/i.test(alt)) {
    return `<rect width="480" height="360" fill="${tint(52)}"/><g fill="${tint(38)}"><circle cx="130" cy="120" r="60"/><circle cx="300" cy="210" r="90"/><circle cx="400" cy="90" r="40"/><circle cx="110" cy="280" r="48"/></g>`;
  }
  return "";
}

/** The Earth, turned as far as its hour says. */
export function earth(seed: number, alt: string): string {
  const [, time = "", hours = "0", minutes = "0"] = /((\d{2}):(\d{2})) UTC/.exec(alt) ?? [];
  const hasTime = time !== "";
  const shift = hasTime ? ((Number(hours) * 60 + Number(minutes)) / 1_440) * 720 : seed % 720;
  const land = `<path d="M150 90q70-40 96 8t-30 70-20 70-60-10-20-70 34-68zM300 200q50-30 70 10t-40 70-60-30 30-50zM520 110q60-20 90 30t-50 90-70-60 30-60z"/>`;
  return svg(
    `<rect width="480" height="360" fill="#05070d"/><defs><radialGradient id="s" cx=".36" cy=".34"><stop offset=".5" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".6"/></radialGradient><clipPath id="c"><circle cx="240" cy="180" r="140"/></clipPath></defs>
    <circle cx="240" cy="180" r="140" fill="hsl(${205 + (seed % 18)} 64% 40%)"/>
    <g clip-path="url(#c)"><g fill="#5d8a4a"><g transform="translate(${shift})">${land}</g><g transform="translate(${shift - 720})">${land}</g></g><path fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="14" stroke-linecap="round" d="M110 ${120 + (seed % 60)}q70-30 130 6t140-12M140 ${220 + ((seed >>> 6) % 60)}q80 30 170-6"/></g>
    <circle cx="240" cy="180" r="140" fill="url(#s)"/>${hasTime ? label(`${time} UTC`) : ""}`,
  );
}

/** Something of the sky: what the words name, before stars of its own. */
export function sky(seed: number, alt: string, url: string): string {
  const stars = Array.from({ length: 70 }, (_, index) => {
    const n = Math.imul(seed + index * 7_919, 2_654_435_761) >>> 0;
    return `<circle cx="${n % 480}" cy="${(n >>> 9) % 360}" r="${0.6 + (n % 5) / 3}"/>`;
  });
  const hue = (seed >>> 4) % 360;
  const words = `${alt} ${url}`.toLowerCase();
  const [, draw] = SIGHTS.find(([pattern]) => pattern.test(words)) ?? [undefined, cloud];
  return svg(
    `<rect width="480" height="360" fill="hsl(${hue} 45% 8%)"/><g fill="#fff">${stars.join("")}</g>${draw(hue, seed)}`,
  );
}

function cloud(hue: number, seed: number): string {
  return `<defs><radialGradient id="n"><stop stop-color="hsl(${hue} 80% 70%)" stop-opacity=".85"/><stop offset="1" stop-color="hsl(${hue} 70% 30%)" stop-opacity="0"/></radialGradient></defs><ellipse cx="240" cy="180" rx="220" ry="${70 + (seed % 60)}" transform="rotate(${(seed % 60) - 30} 240 180)" fill="url(#n)"/>`;
}

const SIGHTS: readonly (readonly [RegExp, (hue: number, seed: number) => string])[] = [
  [
    /saturn|rings/,
    () =>
      `<g transform="rotate(-18 240 180)"><ellipse cx="240" cy="180" rx="190" ry="46" fill="none" stroke="#cdb98f" stroke-width="22"/><circle cx="240" cy="180" r="84" fill="#e3cf9f"/><path d="M50 180a190 46 0 0 0 380 0" fill="none" stroke="#cdb98f" stroke-width="22"/></g>`,
  ],
  [
    /comet/,
    () =>
      `<path d="M120 250Q300 200 460 40 330 230 120 250z" fill="#f4eeda" opacity=".7"/><path d="M120 250 470 130 120 256z" fill="#6fb4ff" opacity=".8"/><circle cx="120" cy="250" r="18" fill="#fff"/>`,
  ],
  [
    /moon/,
    () =>
      `<path d="M240 50a130 130 0 0 1 0 260z" fill="#d8d6cf"/><g fill="#aaa8a2"><circle cx="290" cy="130" r="18"/><circle cx="270" cy="220" r="26"/><circle cx="330" cy="190" r="12"/></g>`,
  ],
  [
    /cluster/,
    (_, seed) =>
      `<g fill="#9cc8ff">${Array.from({ length: 12 }, (__, n) => `<circle cx="${150 + ((seed >>> n) % 180)}" cy="${90 + ((seed >>> (n + 3)) % 180)}" r="${5 + (n % 4) * 3}"/>`).join("")}</g>`,
  ],
  [
    /aurora|northern lights/,
    () =>
      `<path d="M30 60q60 90 20 210 70-60 60-200 60 80 40 190 80-60 70-200 50 80 40 190 80-70 80-210v-40H30z" fill="#4fe39a" opacity=".55"/><path d="M0 300h480v60H0z" fill="#0b1a22"/>`,
  ],
  [
    /sun\b|sunspot/,
    () =>
      `<circle cx="240" cy="180" r="140" fill="#f0902e"/><g fill="#7a3508"><circle cx="200" cy="150" r="12"/><circle cx="290" cy="210" r="16"/><circle cx="262" cy="226" r="8"/></g>`,
  ],
  [
    /galax/,
    (hue) =>
      `<g fill="none" stroke="hsl(${hue} 80% 75%)" stroke-width="20" stroke-linecap="round" opacity=".8"><path d="M240 180q90-90 150 10t-80 130M240 180q-90 90-150-10t80-130"/></g><circle cx="240" cy="180" r="42" fill="#ffe7a8"/>`,
  ],
];
