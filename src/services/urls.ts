/** An https address, http ones moved to https; undefined for anything else. */
export function httpsUrl(url: string | null | undefined): string | undefined {
  if (typeof url !== "string") return undefined;
  const secure = url.trim().replace(/^http:\/\//i, "https://");
  return /^https:\/\/[^\s<>"]+$/i.test(secure) && URL.canParse(secure) ? secure : undefined;
}
