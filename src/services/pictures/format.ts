import { BotError } from "../../core/errors.ts";
import { t } from "../../core/text.ts";

/** Why bytes cannot be shown. */
export const PICTURE_FLAWS = ["not a picture", "too large", "broken"] as const;
export type PictureFlaw = (typeof PICTURE_FLAWS)[number];

/** What came in place of a picture cannot be shown. */
export class UnusablePictureError extends BotError {
  readonly flaw: PictureFlaw;

  constructor(flaw: PictureFlaw, cause?: unknown) {
    super(`the picture is unusable: ${flaw}`, t`The picture that came is ${flaw}.`, { cause });
    this.flaw = flaw;
  }
}

/**
 * Whether bytes begin like a JPEG, PNG, GIF or WebP, whatever they are called. Decides before any decoder sees them: some read
 * much more, SVG and PDF with all their tricks included. https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern (2026-11-22)
 */
export function isPicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  return (
    head.startsWith("\xff\xd8\xff") ||
    head.startsWith("\x89PNG\r\n\x1a\n") ||
    /^GIF8[79]a/.test(head) ||
    /^RIFF.{4}WEBP/s.test(head)
  );
}
