import { type AutocompleteContext, choice, date, defineCommand, text } from "../../src/core/command.ts";
import { reply } from "../../src/core/reply.ts";
import { withChart } from "../../src/replies/with-chart.ts";
import { meant } from "./asked.ts";
import { historyCard, type ShownChart, totalsCard } from "./cards.ts";
import { chartedOf, covidChart } from "./chart.ts";
import { distinct, wrongWayRound } from "./refusals.ts";
import { STATUSES } from "./sentences.ts";

/** Discord's cap on suggestions is 25, Slack's 100; the adapters cut. */
const MAX_SUGGESTIONS = 100;

export const covid = defineCommand({
  name: "covid",
  description: "COVID-19 in a country or in the world: totals, history, comparison",
  upstreams: ["diseaseSh", "who"],
  options: {
    country: text({
      description: "Country; left out, the world",
      example: "germany",
      autocomplete: (context) => countryChoices(context),
    }),
    status: choice({ description: "Only one of the counts, and how it went", choices: STATUSES }),
    from: date({ description: "First day", example: "2020-03-01" }),
    to: date({ description: "Last day", example: "2020-04-01" }),
    province: text({
      description: "Province of the country",
      example: "hainan",
      autocomplete: (context) => provinceChoices(context),
    }),
    versus: text({
      description: "Another country to compare with",
      example: "italy",
      autocomplete: (context) => countryChoices(context),
    }),
  },
  async run({ options, services, user: { locale } }) {
    const { country, status, from, to, province, versus } = meant(options);
    if (from !== undefined && to !== undefined && from > to) throw wrongWayRound(from, to);
    const startedAt = performance.now();
    const range = { status, from, to };
    const wanted = { from, to, onlyRecovered: status === "recovered" };
    const histories = Promise.all([
      services.covid.history(country, { ...wanted, province }, "country", locale),
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
    if (status === undefined && from === undefined && to === undefined && province === undefined) {
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

async function countryChoices({ typed, services, user }: AutocompleteContext) {
  const names = await services.covid.countryNames(typed, MAX_SUGGESTIONS, user.locale);
  return names.map((name) => ({ name, value: name }));
}

async function provinceChoices({ typed, options, services }: AutocompleteContext) {
  const names = await services.covid.provinceNames(String(options["country"] ?? ""), typed, MAX_SUGGESTIONS);
  return names.map((name) => ({ name, value: name }));
}
