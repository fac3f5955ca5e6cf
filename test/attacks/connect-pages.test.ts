import fc from "fast-check";
import { renderPage } from "../../src/http/page.ts";
import { askerOf } from "../../src/services/accounts/asker.ts";
import { attack } from "../support/attack.ts";
import { talk } from "../support/conversation.ts";
import { linkOf, openPages, privateLink, Visitor } from "../support/link-account.ts";
import { editing, text } from "./support/texts.ts";

const ACCOUNTS = { github: { clientId: "Iv1.magpie", clientSecret: "the-secret-of-the-app" } };

/** A warning as the page gives it, and a name that would like to end it. */
const names = fc.oneof(
  text,
  fc
    .constantFrom(
      "victim” on Slack. It is yours",
      "a”</p><script>alert(1)</script>",
      "\u202e”.sruoy si tI",
      "ann\n\nbob",
      '"""”””',
      "&quot;&#8221;",
    )
    .chain((name) => editing.map((edit) => edit(name))),
  fc.array(text, { maxLength: 30 }).map((parts) => parts.join("”")),
);

attack(
  "names of people: nothing of theirs leaves its quotes, or is markup",
  { short: 3_000, long: 60_000 },
  fc.record({ name: names, key: fc.constantFrom("slack:T111:U1", "discord:1", "chat:ann") }),
  ({ name, key }) => {
    const asker = askerOf({ name, key });
    const [, quoted = ""] =
      /^“([^“”]*)” (?:on Slack, in the workspace T111|on Discord|in the terminal)$/.exec(asker) ?? [];
    if (quoted === "") return `whose link it is reads ${asker}`;
    if (quoted.length > 50) return `a name of ${quoted.length} characters`;
    if (/[\p{Cc}\u202a-\u202e\u200b\u2028\u2029]/u.test(quoted)) return "something hidden";
    const html = renderPage({ title: "Connect", sentences: [`This link was given to ${asker}.`] });
    return html.match(/<(?!\/?(?:html|meta|title|style|h1|p|!doctype)\b)/i)?.[0];
  },
);

/** Everything of a visit that somebody else may have changed. */
const visit = fc.record({
  key: fc.option(editing, { nil: undefined }),
  go: fc.option(editing, { nil: undefined }),
  isOtherBrowser: fc.boolean(),
  provider: fc.constantFrom("github", "github", "google"),
});

async function open() {
  const talking = await talk({ accounts: ACCOUNTS });
  const pages = await openPages(talking);
  await talking.ann.types("/github connect");
  const browser = new Visitor(pages);
  const page = await browser.open(privateLink(talking.ann));
  return { ...talking, pages, browser, link: new URL(linkOf(page)) };
}

attack(
  "a link whose key, proof, browser or provider is another: it leads on to nobody",
  { short: 200, long: 500, open },
  visit,
  async ({ key, go, isOtherBrowser, provider }, { pages, browser, link }) => {
    const changed = new URL(link);
    for (const [name, edit] of Object.entries({ key, go })) {
      if (edit !== undefined) changed.searchParams.set(name, edit(link.searchParams.get(name) ?? ""));
    }
    changed.pathname = `/connect/${provider}`;
    if (changed.href === link.href && !isOtherBrowser) return undefined;
    const visitor = isOtherBrowser ? new Visitor(pages) : browser;
    const { status, headers } = await visitor.open(changed.href, { redirects: 0 });
    return status === 200 || status === 400 ? undefined : `it answered ${status}, to ${headers.get("location")}`;
  },
);
