/** Weeks in each of the charts: as many as there are of the whole epidemic. */
const WEEKS = 164;

export const FIRST_DAY = "2020-01-22";

/** Weekly running totals in two waves, others for each number. */
export function figures(number: number): readonly number[] {
  let total = 0;
  return Array.from({ length: WEEKS }, (_, week) => {
    const waves = 2 + Math.sin(week / 9 + number) + Math.sin(week / 23);
    total += Math.round(waves * (1_000 + 300 * week));
    return total;
  });
}
