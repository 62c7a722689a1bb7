import { runHead } from "../../gcs/process.js";

/** A head from its flags to its end; resolves when it is up (bin/load.cjs). */
export const start = (argv: readonly string[]): Promise<void> => runHead(argv);
