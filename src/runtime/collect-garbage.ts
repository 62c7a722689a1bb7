/** Collects garbage now, for references that only the collector can tell are gone. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | null = null;

/** Takes some milliseconds for each hundred megabytes of live values. Finalizers run on the event loop afterwards. */
export function collectGarbage(): void {
  if (collect === null) {
    // The only way to it for a process that was started without the flag.
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
}
