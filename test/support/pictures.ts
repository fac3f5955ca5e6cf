import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import type { PictureSize } from "../../src/services/pictures/fit.ts";

/** A picture of one colour. */
export function jpegOf({ width, height }: PictureSize): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "olive" } })
    .jpeg()
    .toBuffer();
}

/** A PNG of so many black pixels, in a thousandth of the bytes that they take once decoded. */
export function blackPng({ width, height }: PictureSize): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // One bit a pixel, each line led by the number of its filter
  head.writeUInt8(1, 8);
  const lines = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(lines)), chunk("IEND")]);
}

/** Width, height and format of a picture. */
export async function measured(bytes: Uint8Array): Promise<string> {
  const { width, height, format } = await sharp(bytes).metadata();
  return `${width}×${height} ${format}`;
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
