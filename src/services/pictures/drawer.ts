import { z } from "zod";
import { SideProcess } from "../../side-process.ts";
import type { PictureSize } from "./fit.ts";
import { PICTURE_FLAWS, UnusablePictureError } from "./format.ts";

/** Longest time for one picture, in milliseconds. Our choice: the decoder's own five seconds, and a slow start. */
const PATIENCE_MS = 10_000;

/** What the process is asked. */
export interface DrawRequest {
  readonly bytes: Uint8Array;
  readonly size: PictureSize;
}

/** Checked: a decoder that foreign bytes have taken over may say anything. */
const drawAnswer = z.union([
  z.object({ jpeg: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  z.object({ flaw: z.enum(PICTURE_FLAWS) }),
]);

export type DrawAnswer = z.infer<typeof drawAnswer>;

/**
 * Draws pictures in a process of its own, started when needed. Foreign bytes can crash a decoder, which then takes nothing
 * else with it; and the decoder's memory stays its own: inside the bot each of Node's threads would keep a share (measured: ten
 * pictures one after another took 220 MB, one alone 65 MB). One call at a time.
 */
export class PictureDrawer {
  readonly #process = new SideProcess({
    program: new URL("./process.ts", import.meta.url),
    patienceMs: PATIENCE_MS,
  });

  /** As `fitPicture`; a decoder that crashes or hangs makes the picture a broken one. */
  async fit(bytes: Uint8Array, size: PictureSize): Promise<Uint8Array> {
    const request: DrawRequest = { bytes, size };
    const answer = await this.#process
      .ask(request)
      .then(drawAnswer.parse)
      .catch((error: unknown) => {
        // Whatever says something else is not to be trusted with the next one
        this.close();
        throw new UnusablePictureError("broken", error);
      });
    if ("flaw" in answer) throw new UnusablePictureError(answer.flaw);
    return answer.jpeg;
  }

  /** Ends the process. The next picture starts another. */
  close(): void {
    this.#process.close();
  }
}
