const KILO = 1_000;

/** `412 kB`. */
export function sizeInWords(bytes: number): string {
  if (bytes < KILO) return `${bytes} bytes`;
  const [size, unit] = bytes < KILO * KILO ? [bytes / KILO, "kB"] : [bytes / KILO / KILO, "MB"];
  return `${size.toLocaleString("en", { maximumFractionDigits: size < 10 ? 1 : 0 })} ${unit}`;
}
