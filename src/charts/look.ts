/**
 * How charts look. Sizes are in CSS pixels as a telephone of 390 shows a picture in a message: so wide that no letter is smaller
 * there than it is here, and no higher than what Discord shows whole (400 to 300). Opaque, because nobody knows the theme of
 * who looks.
 */
export const LOOK = {
  width: 360,
  /** Of a chart over time. */
  height: 300,
  /** Pixels of the picture for each: as many as such telephones have. */
  scale: 3,
  margin: 12,
  paper: "#ffffff",
  ink: "#1f2a33",
  muted: "#55636f",
  grid: "#e1e6ea",
  /** Told apart by who sees no red or no green, and by their lightness in grey. The second is drawn with dashes as well. */
  series: ["#0e7c7b", "#c04a00"],
  /** Of bars, so that the highest stands out in the colour of its series. */
  bar: "#8fc4c3",
  /** Of the average over the bars. */
  average: "#1f2a33",
  track: "#e6eaee",
  /** Of a bar with little left, and with nothing left; of a correction. */
  low: "#c04a00",
} as const;

/** Sizes of text, and how bold it is: none is smaller than 14, which is what can be read. */
export const FONTS = {
  title: { size: 17, isBold: true },
  longTitle: { size: 14, isBold: true },
  caption: { size: 14, isBold: true },
  label: { size: 14, isBold: false },
} as const;

export type FontName = keyof typeof FONTS;
