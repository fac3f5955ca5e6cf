import { bestMatches } from "../../core/closest.ts";
import { unknownName } from "../../core/did-you-mean.ts";
import { UnknownNameError } from "../../core/errors.ts";
import { once } from "../../core/once.ts";
import { shown } from "../../core/options.ts";
import { code, t } from "../../core/text.ts";

/** All zones that this machine knows, by the names that IANA gives them. */
const zones = once((): readonly string[] => [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC"),
]);

/** The zone as IANA writes it, whatever its case, or by the name of its city: `europe/berlin`, `Berlin`. Throws UnknownNameError. */
export function readZone(typed: string): string {
  const zone = zoneOf(typed);
  if (zone !== undefined) return zone;
  const near = suggestZones(typed, 3);
  throw new UnknownNameError(
    ...unknownName(t`I know no time zone called “${shown(typed)}”.`, {
      option: "zone",
      near,
      otherwise: t`Try ${code("Europe/Berlin")}, ${code("America/New_York")} or ${code("UTC")}.`,
    }),
  );
}

/** Zones like what was typed, best first. */
export function suggestZones(typed: string, limit: number): readonly string[] {
  return bestMatches(typed.replaceAll(" ", "_"), zones(), limit);
}

/** TypeScript does not know it yet. https://tc39.es/ecma402/#sec-Intl.Locale.prototype.getTimeZones (2026-11-28) */
interface TimeZoned extends Intl.Locale {
  getTimeZones?(): readonly string[] | undefined;
}

/** Zones where the language is spoken, as its tag tells: of `de` Germany's, of `en-US` those of the United States. At most `limit`. */
export function zonesOf(locale: string, limit: number): readonly string[] {
  try {
    const tag: TimeZoned = new Intl.Locale(locale).maximize();
    const found = tag.getTimeZones?.() ?? [];
    return found.filter((zone) => zones().includes(zone)).slice(0, limit);
  } catch {
    return [];
  }
}

/** A zone that the platform tells, if this machine knows it. */
export function zoneOf(typed: string): string | undefined {
  const wanted = typed.trim().replaceAll(" ", "_").toLowerCase();
  const byName = zones().find((zone) => zone.toLowerCase() === wanted);
  if (byName !== undefined) return byName;
  const byCity = zones().filter((zone) => zone.slice(zone.lastIndexOf("/") + 1).toLowerCase() === wanted);
  if (byCity.length > 0) return byCity[0];
  return canonical(wanted);
}

/** Older names that are not in the list, such as `Asia/Calcutta`. */
function canonical(zone: string): string | undefined {
  if (!zone.includes("/") && !["gmt", "utc"].includes(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
