import { runRaylet } from "../../raylet/process.js";

/** A raylet from its flags to its end; resolves when it is up (bin/load.cjs). */
export const start = (argv: readonly string[]): Promise<void> => runRaylet({ argv });
