const KILO = 1_000;

/** A size as people say it. */
export function sizeOf(bytes: number): { readonly amount: number; readonly unit: string } {
  if (bytes < KILO) return { amount: bytes, unit: "bytes" };
  const [amount, unit] = bytes < KILO * KILO ? [bytes / KILO, "kB"] : [bytes / KILO / KILO, "MB"];
  return { amount: Number(amount.toFixed(amount < 10 ? 1 : 0)), unit };
}

/** `412 kB`. */
export function sizeInWords(bytes: number): string {
  const { amount, unit } = sizeOf(bytes);
  return `${amount} ${unit}`;
}
