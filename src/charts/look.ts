/**
 * How charts look. Sizes are in CSS pixels, drawn at twice as many: Discord and Slack show pictures in cards about 400 wide,
 * so nothing is smaller than what can be read there. Opaque, because nobody knows the theme of who looks.
 */
export const LOOK = {
  width: 480,
  /** Of a chart over time. With the width, the shape that Discord shows whole: 4 to 3. */
  height: 360,
  scale: 2,
  margin: 18,
  paper: "#ffffff",
  ink: "#1f2a33",
  muted: "#55636f",
  grid: "#e1e6ea",
  /** Told apart by who sees no red or no green, and by their lightness in grey. The second is drawn with dashes as well. */
  series: ["#0e7c7b", "#d4570a"],
  track: "#e6eaee",
  /** Of a bar with little left, and with nothing left. */
  low: "#d4570a",
} as const;

/** Sizes of text, and how bold it is. */
export const FONTS = {
  title: { size: 18, isBold: true },
  longTitle: { size: 15, isBold: true },
  caption: { size: 13, isBold: true },
  label: { size: 13, isBold: false },
  value: { size: 13, isBold: true },
  small: { size: 11.5, isBold: false },
} as const;

export type FontName = keyof typeof FONTS;
