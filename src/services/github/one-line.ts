/** What somebody wrote about themselves or their work, in one line; undefined when there is nothing. */
export function oneLine(text: string | null | undefined): string | undefined {
  return text?.replace(/\s+/g, " ").trim() || undefined;
}
