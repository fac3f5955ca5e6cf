/** Different values that are hidden at most. Our choice: nobody copies more tokens in one run, and the log is searched for each. */
const MAX_HIDDEN = 100;

/** Tokens are of one piece, between these lengths in characters. Our choice; Slack's and Discord's have 50 to 200. */
const TOKEN = /^[\x21-\x7e]{12,500}$/;

/**
 * Adds what is typed into the pages to the values that the log never shows: only what looks like a token, each once, so that no
 * plain word vanishes from the log. False where there is no room left, and nothing of it may be used.
 */
export function hiderOf(secrets: string[]): (values: readonly string[]) => boolean {
  const room = secrets.length + MAX_HIDDEN;
  return (values) => {
    const fresh = [...new Set(values)].filter((value) => looksSecret(value) && !secrets.includes(value));
    if (secrets.length + fresh.length > room) return false;
    secrets.push(...fresh);
    return true;
  };
}

function looksSecret(value: string): boolean {
  return TOKEN.test(value) && (/^x(ox|app)/.test(value) || (/\d/.test(value) && /[a-z]/i.test(value)));
}
