import { z } from "zod";
import { isoDate } from "../../core/format.ts";
import { DAY_MS } from "../../core/time.ts";
import { ok, type RecordedUpstream, recordedJson } from "../body.ts";

const entry = z.looseObject({ date: z.iso.date(), title: z.string() });
type Entry = z.infer<typeof entry>;
const sights = z.array(z.object({ title: z.string(), words: z.string(), alt: z.string(), file: z.string() }));

/** How the recorded service names what it answers for a day without a body of its own. */
const EXAMPLE_TITLE = "An example of a picture of the day";

/** APOD whose examples differ from day to day, so that turning the pages shows something. They say that they are examples. */
export function withExampleDays(apod: RecordedUpstream): RecordedUpstream {
  return (request) => {
    const answer = apod(request);
    const one = entry.safeParse(answer.body).data;
    if (one !== undefined) return { ...answer, body: otherExample(one) };
    const several = z.array(entry).safeParse(answer.body).data;
    return several === undefined ? answer : { ...answer, body: several.map(otherExample) };
  };
}

function otherExample(day: Entry): Entry {
  if (day.title !== EXAMPLE_TITLE) return day;
  const all = sights.parse(recordedJson("demo/sights.constructed.json"));
  const sight = all[Math.floor(Date.parse(day.date) / DAY_MS) % all.length];
  if (sight === undefined) return day;
  const { title, words, alt, file } = sight;
  const [year, month] = day.date.split("-");
  return {
    ...day,
    title,
    alt,
    explanation: `<p><b>Explanation:</b> ${words} This is an example: the picture of this day was not recorded.</p>`,
    hdurl: `https://assets.science.nasa.gov/dynamicimage/assets/science/cds/apod/apod/${year}/${month}/example-${file}-${day.date}.jpg`,
  };
}

/** The recorded day, and the first of all. */
const RECORDED_DAY = "2024-05-31";
const FIRST_DAY = "2015-06-13";

const earth = z.looseObject({ image: z.string(), date: z.string() });

/** EPIC with examples on every day that has no recorded pictures: those of the recorded day, under that day's date. */
export function withExampleEarths(epic: RecordedUpstream): RecordedUpstream {
  return (request) => {
    const answer = epic(request);
    const [, collection = "", asked] =
      /^\/api\/(natural|enhanced)(?:\/date\/(\d{4}-\d{2}-\d{2}))?$/.exec(request.path) ?? [];
    if (!z.array(z.unknown()).max(0).safeParse(answer.body).success || collection === "") return answer;
    const day = asked ?? RECORDED_DAY;
    if (day < FIRST_DAY || day > isoDate(Date.now())) return answer;
    const kind = collection === "natural" ? "epic_1b" : "epic_RGB";
    const pictures = z.array(earth).parse(recordedJson(`epic/natural-${RECORDED_DAY}.json`));
    return ok(
      pictures.map((picture) => ({
        ...picture,
        caption: "An example: no picture of this day was recorded",
        image: `${kind}_${day.replaceAll("-", "")}${picture.image.slice(-6)}`,
        date: `${day}${picture.date.slice(10)}`,
      })),
    );
  };
}
