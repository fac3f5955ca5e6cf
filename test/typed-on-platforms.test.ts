import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../commands/index.ts";
import { type ConnectedProgram, connectedProgram } from "./support/connected-program.ts";
import { type Platform, platformsAt, WAYS, type Way } from "./support/platforms.ts";
import type { Transport } from "./support/slack.ts";

let connected: ConnectedProgram;
let platforms: Readonly<Record<Way, Platform>>;

beforeAll(async () => {
  connected = await connectedProgram({ GIF_RATING: "pg-13", MARS_VISTA_API_KEY: "mars-key-hush" });
  const photo = { sol: 5_111, camera: { name: "PANCAM" }, img_src: "https://mars.nasa.gov/a.jpg" };
  connected.upstream.plays("marsVista", { body: { photos: [{ ...photo, earth_date: "2018-06-10" }] } });
  platforms = platformsAt(connected, commands);
});

afterAll(() => connected.close());

/** What people really type, and the words that they must see. */
const TYPED: readonly (readonly [line: string, words: RegExp])[] = [
  // Free text is not syntax
  ["/gif re:zero", /No GIF for “re:zero”\. Try other words\./],
  ["/gif lol:D", /No GIF for “lol:D”\. Try other words\./],
  ["/book Re:Zero", /I found no book for “Re:Zero”\./],
  // A bare word goes to the option that it fits
  ["/person 3", /(Invented (by|here).*){3}/s],
  ["/person 3 german", /(, Germany\n.*){3}/s],
  // Quotes of every kind, in pairs and mixed, are nothing of the value
  ...["“”", "„“", "«»", "»«", "‹›", "‘’", "‚‘", "””", '""', "''", "「」", '“"', "’'"].map(
    ([open, close]) => [`/mars date:${open}10 June 2020${close}`, /^Mars, 10 June 2020$/m] as const,
  ),
  ["/dog breed:„beagle“", /Amiable, even tempered/],
  ["/book «moby dick»", /Herman Melville, 2003, Penguin Classics/],
  // Signs of any width, dashes of any length
  ["/dog breed：beagle", /Amiable, even tempered/],
  ["/dog ｂｅａｇｌｅ", /Amiable, even tempered/],
  ["/mars ２０２０-０６-１０", /^Mars, 10 June 2020$/m],
  ["/mars ２０２０－０６－１０", /^Mars, 10 June 2020$/m],
  ["/mars 2020–06–10", /^Mars, 10 June 2020$/m],
  ["/mars 2020—06—10", /^Mars, 10 June 2020$/m],
  ["/mars 2020−06−10", /^Mars, 10 June 2020$/m],
  // Countries
  ["/covid germany vs italy", /^COVID-19 in Germany and Italy$.*^Italy: 168,941 confirmed cases/ms],
  ["/covid 🇩🇪", /^COVID-19 in Germany$/m],
  ["/covid :flag-de:", /^COVID-19 in Germany$/m],
  [
    "/covid \u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    /^England is a part of the UK and has no figures/m,
  ],
  ["/covid :flag-scotland:", /^Scotland is a part of the UK and has no figures/m],
  ["/covid korea, south", /^COVID-19 in South Korea$/m],
  ["/covid england", /^England is a part of the UK and has no figures of its own here: these are of the whole\.$/m],
  ["/covid scotland", /^Scotland is a part of the UK and has no figures of its own/m],
  ["/covid wales", /^Wales is a part of the UK and has no figures of its own/m],
  ["/covid iceland", /^COVID-19 in Iceland$/m],
  [
    "/covid germany status:confirmed from:2020-03-27 to:2020-03-28",
    /Confirmed cases rose from 50,871 on 27 March to 57,695 on 28 March 2020\.\nNew in that time: 6,824\nMost in a day: 6,824/,
  ],
  ["/covid usa province:california county:alameda", /Alameda/],
  ["/covid usa county:alameda", /a county needs its state\. Try \/covid usa province:california county:alameda\./],
  // Names that several have
  ["/dog corgi", /^I know no dog breed called “corgi”\. Did you mean Cardigan Welsh Corgi or Pembroke Welsh Corgi\?$/m],
  ["/dog collie", /Did you mean Bearded Collie or Border Collie\?$/m],
  ["/dog springer", /Did you mean English Springer Spaniel or Welsh Springer Spaniel\?$/m],
  ["/dog terrier", /Did you mean Airedale Terrier, .* Terrier or .* Terrier\?$/m],
  // Nothing is near
  [
    "/covid atlantis",
    /^I have no COVID-19 data for “atlantis”\. Try \/covid germany, or \/covid for the world\.\n\[Germany\] \[The world\]$/,
  ],
  ["/covid eu", /^I have no COVID-19 data for “eu”\. Try .*\n\[Germany\] \[The world\]$/],
  [
    "/dog @Magpie",
    /^I know no dog breed called “@Magpie”\. Try \/dog beagle, or \/dog for any dog\.\n\[Beagle\] \[Any dog\]$/,
  ],
  // Days
  ["/covid germany from:2020-03-27..2020-03-28", /confirmed cases rose from 50,871 to 57,695/],
  ['/mars date:"sol 2789"', /^Mars, .*on sols? .*2,789/ms],
  ["/apod 2099-12-31", /^31 December 2099 has not begun yet, .*\[The latest\]$/s],
  ["/mars flurbday", /^I can't read “flurbday” as a date\..*\[10 June 2020\]$/s],
  ["/mars 2020-06-31", /^There is no day 2020-06-31\. Did you mean 30 June 2020\?\n\[30 June 2020\]$/],
  // By its number, alone and as the option of that name
  ["/book 9780063159471", /^An example of an edition$.*ISBN 978-0-06-315947-1/ms],
  ["/book isbn:9780063159471", /^An example of an edition$.*ISBN 978-0-06-315947-1/ms],
  ["/book isbn:978–0–06–315947–1", /^An example of an edition$.*ISBN 978-0-06-315947-1/ms],
  ["/book isbn:９７８００６３１５９４７１", /^An example of an edition$.*ISBN 978-0-06-315947-1/ms],
  ["/book isbn:9780063159472", /“9780063159472” is no ISBN: it has 10 or 13 digits/],
  // What there is, up to what is allowed
  [
    "/gif cat rating:r",
    /My operator keeps GIFs at pg-13 here, so there are none up to r\. Try \/gif cat rating:pg-13\./,
  ],
  ["/gif rating:r cat", /My operator keeps GIFs at pg-13 here/],
  ["/apod", new RegExp(`^Day: ${todayIn("America/New_York")}$`, "m")],
  ["/mars rover:opportunity", /^Mars, 10 June 2018$.*Panoramic camera/ms],
  ["/github popular", /^GitHub accounts can't be connected here: my operator has set no GitHub application\./m],
];

/** `28 November 2026`. */
function todayIn(timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone }).format();
}

/** What Discord lets nobody send: keys that are none, a number's field with other signs, a switch's with words, a line without a key. */
const IN_SLACK: readonly (readonly [line: string, words: RegExp])[] = [
  ["/gif raitng:pg cat", /^\/gif has no option raitng\. Did you mean rating\?/],
  ["/gif cat raitng:pg", /^\/gif has no option raitng\. Did you mean rating\?/],
  ["/person count:３", /(Invented (by|here).*){3}/s],
  ["/goat 40x30", /\[picture: (A goat|Drawing of a goat)/],
  ["/goat 40 x 30", /\[picture: (A goat|Drawing of a goat)/],
  ["/mars sol 2789", /^Mars, .*on sols? .*2,789/ms],
  ["/mars sol 2789 fhaz", /^Mars, .*by the front hazard camera of Curiosity on sols? .*2,789/ms],
  ["/covid germany from 2020-03-27 to 2020-03-28", /confirmed cases rose from 50,871 to 57,695/],
  ["/dog beagle private:nah", /Amiable, even tempered/],
  ["/dog beagle private:perhaps", /^private:? is yes or no, not “perhaps”\.\n\[Yes\] \[No\]$/],
  ["/shelf move moby", /^Which shelf\? Type \/shelf move moby shelf:reading\.\n\[to-read\] \[reading\] \[read\]$/],
  [
    "/mars 6/10/2020",
    /^“6\/10\/2020” may be 6 October 2020 or 10 June 2020\. Which day\?\n\[6 October 2020\] \[10 June 2020\]$/,
  ],
];

/** Slack's own signs, as they arrive. */
const ESCAPED: readonly (readonly [line: string, words: string])[] = [
  ["/gif <!here>", "@here"],
  ["/gif <#C111|random>", "#random"],
  ["/gif <!subteam^S1|team>", "@team"],
  ["/gif <https://example.com|site>", "site"],
];

async function reads(way: Way, line: string, words: RegExp): Promise<void> {
  const ann = platforms[way].person(`ann ${way} ${line}`.replaceAll(/[^\w ]/g, "_"), "a channel of her own");
  await ann.types(line);
  await ann.reads(words);
  const { slack, discord } = connected;
  expect([platforms[way].failures(), slack.problems(), discord.violations]).toEqual([[], [], []]);
}

describe.each(WAYS)("%s", (way) => {
  test.each(TYPED)("%s", (line, words) => reads(way, line, words));
});

describe.each(["Slack over HTTP", "Slack over Socket Mode"] as const)("%s alone", (way) => {
  test.each(IN_SLACK)("%s", (line, words) => reads(way, line, words));

  test.each(ESCAPED)("%s is read as people saw it", (line, words) =>
    reads(way, line, new RegExp(`No GIF for “${words}”\\.`)),
  );
});

test.each<Transport>(["http", "socket"])("in Slack over %s, a key that stands alone opens the form", async (via) => {
  const ann = connected.slack.person(`ann-key-${via}`, { via, channel: `C-key-${via}` });
  await ann.types("/book isbn:");
  expect(JSON.stringify(await ann.opensForm())).toContain("Which ISBN?");
});

test.each<Transport>(["http", "socket"])("in a mention over %s, it is a question", async (via) => {
  const ann = connected.slack.person(`ann-asked-${via}`, { via, channel: `C-asked-${via}` });
  await ann.writes("<@UBOT> book isbn:");
  await expect.poll(() => ann.messages().length, { timeout: 20_000 }).toBeGreaterThan(0);
  await ann.reads("Which ISBN?");
});

/** A date as it is written where the person's client is set to that language. */
const BY_LOCALE: readonly (readonly [locale: string, date: string, title: string])[] = [
  ["en-US", "6/10/2020", "Mars, 10 June 2020"],
  ["en-GB", "10/6/2020", "Mars, 10 June 2020"],
  ["de", "10.6.2020", "Mars, 10 June 2020"],
  ["de", "10. Juni 2020", "Mars, 10 June 2020"],
  ["fr", "10 juin 2020", "Mars, 10 June 2020"],
  ["es-419", "10 de junio de 2020", "Mars, 10 June 2020"],
  ["pt-BR", "10 de junho de 2020", "Mars, 10 June 2020"],
  ["ja", "2020年6月10日", "Mars, 10 June 2020"],
];

describe.each(["http", "gateway"] as const)("Discord over %s, in the person's language", (via) => {
  test.each(BY_LOCALE)("%s: %s", async (locale, date, title) => {
    const ann = connected.discord.person(`ann-${via}-${locale}-${date.replaceAll(/\W/g, "")}`);
    await ann.types("mars", { date }, { via, locale });
    expect(ann.seesAll().at(-1)).toContain(title);
  });
});

test.each<Transport>(["http", "socket"])("marks round a word of a mention, over %s", async (via) => {
  const ann = connected.slack.person(`ann-${via}`, { via, channel: `C-${via}` });
  for (const text of ["<@UBOT> *dog* beagle", "<@UBOT> _dog_ ~beagle~", "<@UBOT> `dog beagle`"]) {
    const before = ann.messages().length;
    await ann.writes(text);
    await expect.poll(() => ann.messages().length, { timeout: 20_000 }).toBeGreaterThan(before);
    await ann.reads("Amiable, even tempered");
  }
});
