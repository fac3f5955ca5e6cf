import { flushCompileCache } from "node:module";
import type { DrawAnswer, DrawRequest } from "./drawer.ts";
import { fitPicture } from "./fit.ts";
import { UnusablePictureError } from "./format.ts";

// Whoever ends this process gives it no time to keep what was compiled
flushCompileCache();

// The process of a `PictureDrawer`: one picture after another, until whoever started it goes away
process.on("message", async ({ bytes, size }: DrawRequest) => {
  const send = (answer: DrawAnswer) => process.send?.(answer);
  try {
    send({ jpeg: await fitPicture(bytes, size) });
  } catch (error) {
    send({ flaw: error instanceof UnusablePictureError ? error.flaw : "broken" });
  }
});
