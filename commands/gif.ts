import { type Command, choice, defineCommand, integer, type Refusal, text } from "../src/core/command.ts";
import { formatDate, isoDate } from "../src/core/format.ts";
import { buttons, card, paragraph, privateReply, type Reply, reply } from "../src/core/reply.ts";
import { ageless, type Source, type Sourced, sourceLine } from "../src/core/source.ts";
import { bold, type RichText, t } from "../src/core/text.ts";
import type { FoundGif, GifSearch } from "../src/services/gif/gifs.ts";
import { BEYOND_RATINGS, type Gif, LAST_PICK, RATINGS, type Rating } from "../src/services/gif/source.ts";

const ACCENT = 0x8a4fff;

/** The ceiling unless somebody asks for another. */
const MILDEST = RATINGS[0];

/** How many of the trending GIFs are shown. */
const TOP = 3;

/** `/gif`, where nobody gets a GIF beyond the operator's ceiling. */
export function gifUpTo(ceiling: Rating): Command {
  const ratings = RATINGS.slice(0, RATINGS.indexOf(ceiling) + 1);
  return defineCommand({
    name: "gif",
    description: "Find a GIF, look at it alone, then send it",
    upstreams: ["giphy", "klipy"],
    options: {
      // GIPHY refuses more than 50 characters
      search: text({
        description: "What the GIF should show; nothing for what is trending",
        example: "shrug",
        takesRest: true,
        maxLength: 50,
      }),
      rating: choice({
        description: "How grown-up it may be: g unless you say otherwise",
        choices: ratings,
        refusals: refusals(ratings),
        // With one left there is nothing to choose
        hidden: ratings.length > 1 ? false : "unlisted",
      }),
      pick: integer({ description: "Which of the GIFs found", min: 0, max: LAST_PICK, hidden: true }),
      send: text({ description: "The GIF to send to the channel", hidden: true }),
    },
    visibility: ({ search, send }) => (search !== undefined && send === undefined ? "ephemeral" : "channel"),

    async run({ options, services, user }) {
      const { search: query, rating = MILDEST, pick = 0, send } = options;
      if (query === undefined) return trending(await services.gifs.trending(rating));
      const search = { query, rating, pick };
      if (send === undefined) return preview(search, await services.gifs.search(search));
      return sent(await services.gifs.same(send, search), user.name, query);
    },
  });
}

/** What somebody reads who asks for more than the operator allows. */
function refusals(ratings: readonly Rating[]): ReadonlyMap<string, Refusal> {
  const ceiling = ratings.at(-1) ?? MILDEST;
  const instead = ratings.length > 1 ? ceiling : undefined;
  const beyond = [...RATINGS.slice(ratings.length), ...BEYOND_RATINGS];
  return new Map(
    beyond.map((rating) => {
      const userText = t`My operator keeps GIFs at ${bold(ceiling)} here, so there are none up to ${bold(rating)}.`;
      return [rating, { userText, instead }];
    }),
  );
}

function preview(search: GifSearch, { value: found, source }: Sourced<FoundGif>): Reply {
  // As short as can be, so that it fits into the button itself
  const again = { search: search.query, rating: search.rating === MILDEST ? undefined : search.rating };
  return privateReply(
    gifCard(found.gif, source),
    buttons(
      {
        label: "Send",
        style: "primary",
        press: {
          do: "run",
          command: "gif",
          options: { ...again, pick: search.pick, send: found.reference },
          into: "post",
        },
      },
      found.next === undefined
        ? undefined
        : {
            label: "Shuffle",
            press: { do: "run", command: "gif", options: { ...again, pick: found.next }, into: "update" },
          },
      { label: "Cancel", press: { do: "dismiss", done: "I have sent nothing." } },
    ),
  );
}

function sent({ value: gif, source }: Sourced<Gif>, sender: string, query: string): Reply {
  return reply(card({ ...gifCard(gif, source), lines: [t`${sender} searched for “${query}”`] }));
}

function trending({ value: gifs, source }: Sourced<readonly Gif[]>): Reply {
  const top = gifs.slice(0, TOP);
  const cards = top.map((gif, index) => {
    const shown = { ...gifCard(gif, source), lines: sinceLines(gif) };
    // The credit once, below all of them
    return index === top.length - 1 ? shown : { ...shown, footer: undefined };
  });
  return reply(paragraph(t`${bold(`Trending on ${source.name}`)}`), ...cards);
}

/** `Trending since 7 March 2020.` */
function sinceLines({ trendingSince }: Gif): readonly RichText[] {
  return trendingSince === undefined ? [] : [t`Trending since ${formatDate(isoDate(trendingSince))}.`];
}

function gifCard(gif: Gif, source: Source) {
  return card({
    accent: ACCENT,
    title: gif.title,
    url: gif.pageUrl,
    images: [{ url: gif.mediaUrl, alt: gif.title }],
    footer: credit(source),
  });
}

/** The words that GIPHY's terms ask for, and KLIPY's in the same form. */
function credit(source: Source): string {
  return sourceLine(ageless(source), `Powered By ${source.name}`);
}
