import { DAY_MS } from "../core/time.ts";

/** More words than this do not fit below the axis. */
const MAX_TICKS = 6;

/** Nor more days: each has a number and a word. */
const MAX_DAY_TICKS = 5;

/** One mark of an axis of days: the day (days since the epoch), and one or two lines below it. */
export interface DayTick {
  readonly day: number;
  readonly label: string | string[];
}

/** Marks at even distances between two days: days, months or years, whichever gives a handful. */
export function dayTicks(first: number, last: number): readonly DayTick[] {
  for (const every of [1, 2, 3, 7, 14]) {
    const count = Math.floor((last - first) / every) + 1;
    if (count <= MAX_DAY_TICKS) {
      const days = Array.from({ length: count }, (_, index) => first + index * every);
      return labelled(days, "day");
    }
  }
  for (const every of [1, 2, 3, 6]) {
    const months = monthStarts(first, last, every);
    if (months.length <= MAX_TICKS) return labelled(months, "month");
  }
  for (let every = 12; ; every *= 2) {
    const years = monthStarts(first, last, every);
    if (years.length <= MAX_TICKS) return labelled(years, "year");
  }
}

/** First days of each so many months of the calendar. */
function monthStarts(first: number, last: number, every: number): readonly number[] {
  const starts: number[] = [];
  const begin = new Date(first * DAY_MS);
  let month = begin.getUTCFullYear() * 12 + begin.getUTCMonth();
  month = Math.ceil(month / every) * every;
  for (; ; month += every) {
    const day = Date.UTC(Math.floor(month / 12), month % 12) / DAY_MS;
    if (day > last) return starts;
    if (day >= first) starts.push(day);
  }
}

/** The year stands below the first mark and wherever it begins. */
function labelled(days: readonly number[], unit: "day" | "month" | "year"): readonly DayTick[] {
  let lastYear: string | undefined;
  return days.map((day) => {
    const date = new Date(day * DAY_MS);
    const [number, month, year] = dayWords.format(date).split(" ");
    const isNewYear = year !== lastYear;
    lastYear = year;
    if (unit === "year") return { day, label: year ?? "" };
    const label = unit === "day" ? `${number} ${month}` : (month ?? "");
    return { day, label: isNewYear ? [label, year ?? ""] : label };
  });
}

/** In the words of the bot's sentences. */
const dayWords = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
