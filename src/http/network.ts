/** Who has an address: of IPv6 the first half, because who has one address there has all of them. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":");
  const given = groups.length + (tail === undefined ? 0 : tail.split(":").length);
  return (tail === undefined ? groups : [...groups, ...Array<string>(Math.max(0, 8 - given)).fill("0")])
    .slice(0, 4)
    .join(":");
}
