import type { RpcClient } from "../native/rpc.js";
import type { Logger } from "../runtime/logger.js";
import type { ClusterEvents } from "./cluster-events.js";
import type { GcsFlags } from "./flags.js";
import type { HeadConfig } from "./head-config.js";
import type { PublisherShell } from "./publisher-shell.js";
import type { HeadStorage } from "./storage.js";

/** What every part of the head works with; made once at start-up. */
export interface HeadContext {
  readonly flags: GcsFlags;
  readonly config: HeadConfig;
  readonly log: Logger;
  /** Milliseconds since the epoch, never going back: what machines are given as `now`. */
  readonly now: () => number;
  /** To raylets and workers. */
  readonly rpc: RpcClient;
  readonly storage: HeadStorage;
  /** Nodes, jobs, workers, actors, placement groups: who tells of a change and who lives on it. */
  readonly events: ClusterEvents;
  /** Of actors, jobs, nodes and dead workers (ControlPlanePubSubGcsService). */
  readonly controlPlane: PublisherShell;
  /** Of errors, logs and node usage (ObservabilityPubSubService). */
  readonly observability: PublisherShell;
}
