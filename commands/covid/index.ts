import { choice, date, defineCommand, type SuggestContext, text } from "../../src/core/command.ts";
import { reply } from "../../src/core/reply.ts";
import { steadyNow } from "../../src/core/time.ts";
import { suggestions } from "../../src/replies/suggestions.ts";
import { withChart } from "../../src/replies/with-chart.ts";
import { meant } from "./asked.ts";
import { historyCard, type ShownChart, totalsCard } from "./cards.ts";
import { chartedOf, covidChart } from "./chart.ts";
import { distinct, wrongWayRound } from "./refusals.ts";
import { STATUSES } from "./sentences.ts";

export const covid = defineCommand({
  name: "covid",
  description: "COVID-19 in a country or in the world: totals, history, comparison",
  upstreams: ["diseaseSh", "who"],
  options: {
    country: text({
      description: "Country; left out, the world",
      example: "germany",
      suggest: suggestions(countryNames),
    }),
    status: choice({ description: "Only one of the counts, and how it went", choices: STATUSES }),
    from: date({ description: "First day", example: "2020-03-01" }),
    to: date({ description: "Last day", example: "2020-04-01" }),
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
      example: "italy",
      suggest: suggestions(countryNames),
    }),
  },
  async run({ options, services, user: { locale } }) {
    const { country, status, from, to, province, county, versus } = meant(options);
    if (from !== undefined && to !== undefined && from > to) throw wrongWayRound(from, to);
    const startedAt = steadyNow();
    const range = { status, from, to };
    const wanted = { from, to, onlyRecovered: status === "recovered" };
    const histories = Promise.all([
      services.covid.history(country, { ...wanted, province, county }, "country", locale),
      ...(versus === undefined ? [] : [services.covid.history(versus, wanted, "versus", locale)]),
    ]);
    // Where there is no history, the figures go without a chart
    const picture = histories
      .catch(() => [])
      .then(async (places): Promise<ShownChart | undefined> => {
        const charted = chartedOf(places, range);
        const image = charted && (await services.chart(covidChart(charted, range, locale)));
        return charted && image && { image, charted };
      });
    if ([status, from, to, province, county].every((each) => each === undefined)) {
      const totals = await Promise.all([
        services.covid.totals(country, "country", locale),
        ...(versus === undefined ? [] : [services.covid.totals(versus, "versus", locale)]),
      ]);
      const places = distinct(totals);
      return withChart(picture, startedAt, (shown) => reply(totalsCard(places, shown, locale)));
    }
    const written = historyCard(distinct(await histories), range, locale);
    return withChart(picture, startedAt, (shown) =>
      reply(shown === undefined ? written : { ...written, images: [shown.image] }),
    );
  },
});

function countryNames({ typed, services, user }: SuggestContext, limit: number) {
  return services.covid.countryNames(typed, limit, user.locale);
}
