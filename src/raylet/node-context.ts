import type { PlasmaStore } from "../native/plasma-store.js";
import type { RpcClient } from "../native/rpc.js";
import type { Logger } from "../runtime/logger.js";
import type { RayConfig } from "../runtime/ray-config.js";
import type { ChildProcesses } from "./child-processes.js";
import type { CoreWorkers } from "./core-workers.js";
import type { ErrorReporter } from "./error-reporter.js";
import type { EventQueue } from "./event-queue.js";
import type { RayletFlags } from "./flags.js";
import type { GcsClient } from "./gcs-client.js";

/** What every shell of a node works with; made once at start-up. */
export interface NodeContext {
  readonly flags: RayletFlags;
  readonly config: RayConfig;
  readonly log: Logger;
  readonly nodeIdBytes: Uint8Array;
  /** Milliseconds since the epoch, never going back: what machines are given as `now`. */
  readonly now: () => number;
  readonly queue: EventQueue;
  readonly rpc: RpcClient;
  readonly gcs: GcsClient;
  readonly store: PlasmaStore;
  readonly children: ChildProcesses;
  readonly coreWorkers: CoreWorkers;
  readonly errors: ErrorReporter;
  /** What children of this node inherit. */
  readonly childEnvironment: Readonly<Record<string, string>>;
}
