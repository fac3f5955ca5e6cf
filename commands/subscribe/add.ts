import { bestMatches } from "../../src/core/closest.ts";
import { alone, defineCommand, type ListedCommand, text } from "../../src/core/command.ts";
import { type Button, buttons, paragraph, privateReply, type Reply } from "../../src/core/reply.ts";
import { code, t } from "../../src/core/text.ts";
import { suggestions } from "../../src/replies/suggestions.ts";
import { EXAMPLES, parseTimes, timesLine } from "../../src/services/subscription/times.ts";
import { lineOf, momentIn, stopButton, whenOf } from "../../src/services/subscription/words.ts";
import { readZone, suggestZones, zonesOf } from "../../src/services/subscription/zones.ts";
import { publicLines, readLine } from "./line.ts";

/** Zones that are offered as buttons, beside UTC. */
const OFFERED_ZONES = 4;

/** Where it does not matter: what is new is new everywhere. */
const ANY_ZONE = "UTC";

export function addFor(all: () => readonly ListedCommand[]) {
  return defineCommand({
    name: "add",
    description: "Let a command come to this channel by itself",
    options: {
      command: text({
        description: "The command with its options, such as /apod",
        required: true,
        maxLength: 200,
        ask: "Which command?",
        example: '"/apod"',
        suggest: suggestions(({ typed }, limit) => {
          const lines = publicLines(all());
          const plain = typed.replace(/^\//, "");
          const like = bestMatches(
            plain,
            lines.map((line) => line.slice(1)),
            limit,
          ).map((line) => `/${line}`);
          // What is typed on is as good as what is offered
          return typed.includes(" ") ? [typed, ...like.filter((line) => line !== typed)].slice(0, limit) : like;
        }),
      }),
      at: text({
        description: "When: every day 08:00, weekdays 9:30, mondays 9:30, or new for whenever there is something new",
        required: true,
        ask: "When shall it come?",
        example: '"every day 08:00"',
        suggest: suggestions(({ typed }, limit) => {
          const read = readable(typed);
          const like = bestMatches(typed, EXAMPLES, limit).filter((line) => line !== read);
          return read === undefined ? like : [read, ...like];
        }),
      }),
      zone: text({
        description: "Your time zone, such as Europe/Berlin; I remember it",
        example: "Europe/Berlin",
        suggest: suggestions(({ typed, user }, limit) =>
          typed.trim() === "" ? [...zonesOf(user.locale, limit), ANY_ZONE] : suggestZones(typed, limit),
        ),
      }),
    },
    visibility: alone,

    async run({ options, services, user, where, signal }) {
      const times = parseTimes(options.at);
      const given = options.zone === undefined ? undefined : readZone(options.zone);
      const { command, line } = await readLine(options.command, all(), { services, user, where, signal });
      if (given !== undefined) await services.subscriptions.keepZone(user, given);
      const asking = { user, where };
      const zone = times.kind === "new" ? ANY_ZONE : (given ?? (await services.subscriptions.zoneOf(asking)));
      if (zone === undefined) return askForZone(lineOf({ command, line }), timesLine(times), user.locale);
      const made = await services.subscriptions.make({ command, line, times, zone }, asking);
      const first = times.kind === "new" ? "" : `, the first time on ${momentIn(zone, made.next_at ?? 0)}`;
      return privateReply(
        paragraph(t`${code(lineOf(made))} comes here by itself from now on, ${whenOf(made)}${first}.`),
        buttons(stopButton(made)),
      );
    },
  });
}

function askForZone(command: string, at: string, locale: string): Reply {
  const zones = [...new Set([...zonesOf(locale, OFFERED_ZONES), ANY_ZONE])];
  const choices = zones.map(
    (zone): Button => ({
      label: zone.replaceAll("_", " "),
      press: { do: "run", command: "subscribe add", options: { command, at, zone }, into: "update" },
    }),
  );
  return privateReply(
    paragraph(
      t`By which clocks shall I go? I ask once and remember it. If yours is not among these, add ${code("zone:Europe/Berlin")} to what you typed.`,
    ),
    buttons(...choices),
  );
}

function readable(typed: string): string | undefined {
  try {
    return timesLine(parseTimes(typed));
  } catch {
    return undefined;
  }
}
