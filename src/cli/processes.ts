import { runHead } from "../gcs/process.js";
import { runRaylet } from "../raylet/process.js";
import { runNodeWithHead } from "./start/node-with-head.js";

/** Our long-lived processes, each from its flags to its end: what bin/load.cjs starts, from a bundle or from these modules. */
export const raylet = (argv: readonly string[]): Promise<void> => runRaylet({ argv });
export const head = (argv: readonly string[]): Promise<void> => runHead(argv);
export const nodeWithHead = (argv: readonly string[]): Promise<void> => runNodeWithHead(argv);
