import fc from "fast-check";

/** What stands where something else belongs, as JSON. */
const ODD = [
  "null",
  "[]",
  "{}",
  "[null]",
  "[[]]",
  "[{}]",
  "0",
  "-1",
  "0.1",
  "1e999",
  "-1e999",
  "9007199254740993",
  "true",
  "false",
  '""',
  '" "',
  '"0"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u202e"',
  '"<script>alert(1)</script>"',
  '"<!channel> @everyone [a](https://evil.example)"',
  '"__proto__"',
  '"constructor"',
  '"javascript:alert(1)"',
  '"http://169.254.169.254/"',
  '"https://"',
  '"2026-13-45"',
  '"0000-00-00T00:00:00Z"',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":1,"length":-1,"then":1}',
  '[1,"a",null,{"a":[]}]',
  `${"[".repeat(2_000)}${"]".repeat(2_000)}`,
  `${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`,
  `"${"x".repeat(20_000)}"`,
  `[${"0,".repeat(2_000)}0]`,
];

interface Edit {
  /** At each level, which of the parts leads on. */
  readonly path: readonly number[];
  readonly how: "put" | "remove" | "add" | "copy";
  /** In lists on the way, every item instead of one: which of them is used, nobody knows. */
  readonly isEach: boolean;
  /** JSON that is put in. */
  readonly odd: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  path: fc.array(fc.nat(500), { minLength: 1, maxLength: 7 }),
  how: fc.constantFrom("put", "put", "put", "remove", "add", "copy"),
  isEach: fc.boolean(),
  odd: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...ODD) }, { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) }),
});

/** What is done to a body of JSON: its parts taken away, copied to where they do not belong, or replaced by something odd. */
export const spoiling: fc.Arbitrary<(body: unknown) => string> = fc
  .array(edit, { minLength: 1, maxLength: 4 })
  .map((edits) => (body) => {
    let spoilt = body;
    for (const [index, each] of edits.entries()) spoilt = apply(each, spoilt, 0, index);
    const json = JSON.stringify(spoilt) ?? "null";
    return edits.reduce((text, { odd }, index) => text.replaceAll(`"${mark(index)}"`, () => odd), json);
  });

/** Stands for what JavaScript has no value for: numbers beyond all bounds, keys twice. */
function mark(index: number): string {
  return `odd ${index}`;
}

function apply(edit: Edit, value: unknown, level: number, index: number): unknown {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const step = edit.path[level];
  if (entries.length === 0 || step === undefined) return edit.how === "copy" ? [value, value] : mark(index);
  const [key = "", inner] = entries[step % entries.length] ?? [];
  const isLast = level === edit.path.length - 1;
  if (Array.isArray(value) && edit.isEach && !isLast) return value.map((item) => apply(edit, item, level + 1, index));
  const changed = isLast ? undefined : apply(edit, inner, level + 1, index);
  const others = entries.filter(([name]) => !(isLast && edit.how === "remove" && name === key));
  const next = others.map(
    ([name, old]) => [name, name === key ? (isLast ? replacing(edit, old, value, index) : changed) : old] as const,
  );
  if (Array.isArray(value)) return next.map(([, item]) => item);
  // Defines a key of that name, whatever it means elsewhere
  return Object.fromEntries(isLast && edit.how === "add" ? [...next, ["__proto__", mark(index)]] : next);
}

function replacing({ how }: Edit, old: unknown, around: unknown, index: number): unknown {
  if (how === "add") return old;
  return how === "copy" ? around : mark(index);
}
