import Bottleneck from "bottleneck";
import { steadyNow } from "../core/time.ts";

/** Where Bottleneck keeps when its next job may start; as of 2.19.5, its last version. */
const STORE = "_store";
const NEXT = "_nextRequest";

/**
 * A Bottleneck in this process that goes by the steady clock. Its own goes by the wall clock: set back by a day, it would let no
 * job start for a day.
 */
export function steadyBottleneck(options: Bottleneck.ConstructorOptions): Bottleneck {
  const made = new Bottleneck(options);
  const store: unknown = Reflect.get(made, STORE);
  if (typeof store !== "object" || store === null || !(NEXT in store))
    throw new TypeError("Bottleneck has changed inside");
  let nextAt = steadyNow();
  Object.defineProperty(store, NEXT, {
    get: () => Date.now() + Math.max(0, Math.ceil(nextAt - steadyNow())),
    set: (at: number) => {
      nextAt = steadyNow() + at - Date.now();
    },
  });
  return made;
}
