import type { PlasmaStore } from "../native/plasma-store.js";
import type { RpcClient } from "../native/rpc.js";
import type { GcsClient } from "../runtime/gcs-client.js";
import type { Logger } from "../runtime/logger.js";
import type { RayConfig } from "../runtime/ray-config.js";
import type { ChildProcesses } from "./child-processes.js";
import type { CoreWorkers } from "./core-workers.js";
import type { ErrorReporter } from "./error-reporter.js";
import type { EventQueue } from "./event-queue.js";
import type { RayletFlags } from "./flags.js";
import type { IoWorkerShell } from "./io-workers.js";
import type { LeaseShell } from "./lease-shell.js";
import type { MemoryShell } from "./memory-shell.js";
import type { Metrics } from "./metrics.js";
import type { ObjectShell } from "./object-shell.js";
import type { OwnerClient } from "./owner-client.js";
import type { RayletSocketServer } from "./raylet-socket-server.js";
import type { SpillStorage } from "./spill-shell.js";
import type { TransferShell } from "./transfer-shell.js";
import type { WorkerShell } from "./worker-shell.js";

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
  readonly metrics: Metrics;
  /** What children of this node inherit. */
  readonly childEnvironment: Readonly<Record<string, string>>;
}

/** What shells talk to. They refer to each other, so each is looked up at its use, when all have been made. */
export interface Peers {
  readonly leases: LeaseShell;
  readonly workers: WorkerShell;
  readonly objects: ObjectShell;
  readonly sockets: RayletSocketServer;
  readonly owners: OwnerClient;
  /** null: this node does not spill. */
  readonly spill: SpillStorage | null;
  readonly ioWorkers: IoWorkerShell;
  readonly transfer: TransferShell;
  /** null: memory_monitor_refresh_ms is 0. */
  readonly memory: MemoryShell | null;
}
