import { runNodeWithHead } from "../start/node-with-head.js";

/** A raylet with a head beside it, from their flags to their end; resolves when both are up (bin/load.cjs). */
export const start = (argv: readonly string[]): Promise<void> => runNodeWithHead(argv);
