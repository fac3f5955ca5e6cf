import { de } from "./de.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { ja } from "./ja.ts";
import { pt } from "./pt.ts";
import type { Translation } from "./translation.ts";

/** By Discord's locale. https://docs.discord.com/developers/reference#locales (2026-11-28) */
export const TRANSLATIONS: Readonly<Record<string, Translation>> = { de, "es-ES": es, fr, ja, "pt-BR": pt };

/**
 * The description of a command or option in the other languages, by locale. Undefined for one that nobody has translated, such as
 * that of a command that somebody has just written.
 */
export function translationsOf(description: string): Readonly<Record<string, string>> | undefined {
  if (!(description in de)) return undefined;
  return Object.fromEntries(
    Object.entries(TRANSLATIONS).map(([locale, words]) => [locale, words[description as keyof Translation]]),
  );
}
