import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/core/errors.ts";
import { plainText } from "../../../src/core/text.ts";
import { EXAMPLES, parseTimes, timesInWords, timesLine } from "../../../src/services/subscription/times.ts";

function refusal(typed: string): UsageError {
  try {
    parseTimes(typed);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`${typed} was read`);
}

describe("what people type", () => {
  test.each([
    ["every day 08:00", "every day 08:00", "every day at 08:00"],
    ["daily at 8am", "every day 08:00", "every day at 08:00"],
    ["08:00", "every day 08:00", "every day at 08:00"],
    ["8", "every day 08:00", "every day at 08:00"],
    ["12 am every day", "every day 00:00", "every day at 00:00"],
    ["noon", "every day 12:00", "every day at 12:00"],
    ["weekdays 9:30", "weekdays 09:30", "on weekdays at 09:30"],
    ["9.30 pm on weekends", "weekends 21:30", "on weekends at 21:30"],
    ["mondays 9:30", "mondays 09:30", "on Mondays at 09:30"],
    ["every Monday and Friday at 8 o'clock", "mondays, fridays 08:00", "on Mondays and Fridays at 08:00"],
    ["Mon, wed & FRI 18:05", "mondays, wednesdays, fridays 18:05", "on Mondays, Wednesdays and Fridays at 18:05"],
    ["saturdays sundays 7", "weekends 07:00", "on weekends at 07:00"],
    ["new", "new", "whenever there is something new"],
    ["whenever there is something new", "new", "whenever there is something new"],
    ["ｅｖｅｒｙ　ｄａｙ　０８：００", "every day 08:00", "every day at 08:00"],
  ])("%s", (typed, line, words) => {
    const times = parseTimes(typed);
    expect([timesLine(times), timesInWords(times)]).toEqual([line, words]);
    expect(parseTimes(timesLine(times))).toEqual(times);
  });

  test("every example can be read", () => {
    expect(EXAMPLES.map((example) => timesLine(parseTimes(example)))).toEqual(EXAMPLES);
  });
});

describe("what can't be read", () => {
  test.each([
    ["mondasy 9:30", "mondays 09:30"],
    ["evry day 8:00", "every day 08:00"],
    ["weekday", "weekdays 08:00"],
    // A slip that stands in another word, too
    ["sundays sunda 8", "sundays 08:00"],
    ["tuesdays", "tuesdays 08:00"],
  ])("%s: did you mean %s", (typed, meant) => {
    const { userText, suggestions } = refusal(typed);
    expect(plainText(userText)).toContain(meant);
    expect(suggestions).toEqual([{ option: "at", value: meant, label: meant }]);
  });

  test.each(["25:00", "8:70", "13pm", "0am", "flurb", "", "every day", "08:00 09:00", "🙂", "every 08:00 month 3000"])(
    "%s",
    (typed) => {
      expect(refusal(typed)).toBeInstanceOf(UsageError);
      // Something to click, always
      expect(refusal(typed).suggestions).not.toEqual([]);
    },
  );
});
