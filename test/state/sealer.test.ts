import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { SealError, Sealer } from "../../src/state/sealer.ts";

const [first, second] = [randomBytes(32), randomBytes(32)];

describe("a sealed value", () => {
  test("opens to what it was, and looks different each time", () => {
    const sealer = new Sealer([first]);
    const [one, two] = [sealer.seal("gho_tøken 🐋", "account/ann"), sealer.seal("gho_tøken 🐋", "account/ann")];
    expect(sealer.open(one, "account/ann")).toBe("gho_tøken 🐋");
    expect(one).not.toBe(two);
    expect(one).not.toContain("gho");
  });

  test("opens only where it was put", () => {
    const sealer = new Sealer([first]);
    const sealed = sealer.seal("token", "account/ann");
    expect(() => sealer.open(sealed, "account/bob")).toThrow(SealError);
  });

  test.each([
    ["a changed byte", (sealed: string) => sealed.replace(/.$/, (last) => (last === "A" ? "B" : "A"))],
    ["a missing part", (sealed: string) => sealed.split(".").slice(0, 3).join(".")],
    ["a short tag", (sealed: string) => sealed.split(".").toSpliced(2, 1, "AAAA").join(".")],
    ["rubbish", () => "rubbish"],
    ["nothing", () => ""],
  ])("with %s does not open", (_, spoil) => {
    const sealer = new Sealer([first]);
    // The last letter of base64url may hold spare bits: a content of three bytes has none
    expect(() => sealer.open(spoil(sealer.seal("abc", "c")), "c")).toThrow(SealError);
  });

  test("a second key opens what the first sealed, and new values are sealed with the new one", () => {
    const sealed = new Sealer([first]).seal("token", "c");
    const rotated = new Sealer([second, first]);
    expect(rotated.open(sealed, "c")).toBe("token");
    expect(rotated.isOld(sealed)).toBe(true);
    const again = rotated.seal("token", "c");
    expect(rotated.isOld(again)).toBe(false);
    expect(new Sealer([second]).open(again, "c")).toBe("token");
    expect(() => new Sealer([second]).open(sealed, "c")).toThrow("which ENCRYPTION_KEY does not hold");
  });

  test.each([[[]], [[randomBytes(31)]], [[first, randomBytes(33)]]])("keys of the wrong length are refused", (keys) => {
    expect(() => new Sealer(keys)).toThrow(RangeError);
  });
});
