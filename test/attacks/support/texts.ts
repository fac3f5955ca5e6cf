import fc from "fast-check";

/** What people and programs write to break things. */
const NASTY = [
  "",
  " ",
  "0",
  "-1",
  "1e999",
  "99999999999999999999",
  "true",
  "null",
  "undefined",
  "NaN",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "../../etc/passwd",
  "%00",
  "\u0000",
  "\ud800",
  "\u202egnp.exe",
  "\u200b",
  "~",
  ":",
  "=",
  "%7E%3A%3D%25",
  "@",
  "<script>alert(1)</script>",
  "<!channel> @everyone <@U1>",
  "javascript:alert(1)",
  "'; drop table shelf; --",
  "{{7*7}}",
  "2026-13-45",
  "x".repeat(5_000),
];

/** Text that somebody chose who means no good, or by chance. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 30 }),
);

const edit = fc.record({ at: fc.nat(), taken: fc.nat(2), put: fc.string({ unit: "binary-ascii", maxLength: 2 }) });

/** Changes up to three signs of a text, takes them away or puts others in. */
export const editing: fc.Arbitrary<(text: string) => string> = fc
  .array(edit, { minLength: 1, maxLength: 3 })
  .map((edits) => (original) => {
    let text = original;
    for (const { at, taken, put } of edits) {
      const place = at % (text.length + 1);
      text = text.slice(0, place) + put + text.slice(place + taken);
    }
    return text;
  });

/** A text changed in that way. */
export function edited(original: string): fc.Arbitrary<string> {
  return editing.map((edit) => edit(original));
}
