import { choice, date, defineCommand, type SuggestContext, text, yesNo } from "../../src/core/command.ts";
import { reply } from "../../src/core/reply.ts";
import { steadyNow } from "../../src/core/time.ts";
import { suggestions } from "../../src/replies/suggestions.ts";
import { withChart } from "../../src/replies/with-chart.ts";
import type { PlaceTotals } from "../../src/services/covid/covid.ts";
import { meant } from "./asked.ts";
import { historyCard, type ShownChart, totalsCard } from "./cards.ts";
import { drawableOf } from "./chart.ts";
import { distinct, wrongWayRound } from "./refusals.ts";
import { STATUSES } from "./sentences.ts";
import { whatCame, withGaps } from "./sides.ts";

export const covid = defineCommand({
  name: "covid",
  description: "COVID-19 in a country or in the world: totals, history, comparison",
  meant,
  upstreams: ["diseaseSh", "who"],
  options: {
    country: text({
      description: "Country; left out, the world",
      example: "germany",
      suggest: suggestions(countryNames),
    }),
    status: choice({ description: "Only one of the counts, and how it went", choices: STATUSES, ask: "Which count?" }),
    from: date({ description: "First day", example: "2020-03-01", ask: "From which day?" }),
    to: date({ description: "Last day", example: "2020-04-01", ask: "Up to which day?" }),
    province: text({
      description: "Province of the country, or state of the USA",
      example: "hainan",
      suggest: suggestions(({ typed, options, services }, limit) =>
        services.covid.provinceNames(String(options["country"] ?? ""), typed, limit),
      ),
    }),
    county: text({
      description: "County of the USA's state",
      example: "alameda",
      suggest: suggestions(({ typed, options, services }, limit) =>
        services.covid.countyNames(String(options["province"] ?? ""), typed, limit),
      ),
    }),
    versus: text({
      description: "Another country to compare with",
      ask: "Which other country?",
      example: "italy",
      suggest: suggestions(countryNames),
    }),
    raw: yesNo({ description: "Compare the counts themselves, not those among a million people" }),
  },
  async run({ options, services, user: { locale } }) {
    const { country, status, from, to, province, county, versus, raw } = options;
    if (from !== undefined && to !== undefined && from > to) throw wrongWayRound(from, to);
    const startedAt = steadyNow();
    const { covid: counted } = services;
    const range = { status, from, to };
    const isPerMillion = versus !== undefined && !raw;
    const wanted = { from, to, onlyRecovered: status === "recovered", withPopulation: isPerMillion };
    const histories = whatCame([
      { typed: country, answer: counted.history(country, { ...wanted, province, county }, "country", locale) },
      ...(versus === undefined ? [] : [{ typed: versus, answer: counted.history(versus, wanted, "versus", locale) }]),
    ]);
    // Where there is no history, the figures go without a chart
    const picture = histories
      .catch(() => ({ places: [] }))
      .then(async ({ places }): Promise<ShownChart | undefined> => {
        const drawable = drawableOf(places, range, { isPerMillion });
        const image = drawable && (await services.chart(drawable.chart));
        return drawable && image && { image, charted: drawable.charted };
      });
    if ([status, from, to, province, county].every((each) => each === undefined)) {
      const totals = await whatCame([
        { typed: country, answer: counted.totals(country, "country", locale) },
        ...(versus === undefined ? [] : [{ typed: versus, answer: counted.totals(versus, "versus", locale) }]),
      ]);
      const places = distinct(totals.places);
      return withChart(picture, startedAt, (shown) =>
        reply(withGaps(totalsCard(places, shown && areOf(places, shown) ? shown : undefined), totals.gaps)),
      );
    }
    const { places, gaps } = await histories;
    const written = withGaps(historyCard(distinct(places), range), gaps);
    return withChart(picture, startedAt, (shown) =>
      reply(shown === undefined ? written : { ...written, images: [shown.image] }),
    );
  },
});

/** Whether a chart shows just these places: one side may have a history and no totals. */
function areOf(places: readonly PlaceTotals[], { charted }: ShownChart): boolean {
  return charted.length === places.length && charted.every(({ place }, index) => place === places[index]?.place);
}

function countryNames({ typed, services, user }: SuggestContext, limit: number) {
  return services.covid.countryNames(typed, limit, user.locale);
}
