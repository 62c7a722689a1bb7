import { toAmounts } from "../core/scheduler/resources.js";
import { JobId, type NodeId } from "../ids/index.js";
import { rpc } from "../wire/index.js";
import type { ActorService } from "./actor-service.js";
import type { AutoscalerService } from "./autoscaler-service.js";
import type { ExportService } from "./export-service.js";
import type { HeadContext } from "./head-context.js";
import type { JobService } from "./job-service.js";
import type { NodeService } from "./node-service.js";
import type { PlacementGroupService } from "./placement-group-service.js";
import type { RayletCaller } from "./raylet-caller.js";
import type { RuntimeEnvService } from "./runtime-env-service.js";
import type { WorkerService } from "./worker-service.js";

export interface HeadParts {
  readonly context: Pick<HeadContext, "log">;
  readonly nodes: NodeService;
  readonly jobs: JobService;
  readonly workers: WorkerService;
  readonly raylets: RayletCaller;
  readonly actors: ActorService;
  readonly groups: PlacementGroupService;
  readonly runtimeEnvs: RuntimeEnvService;
  readonly exports: ExportService;
  readonly scaling: AutoscalerService;
}

/**
 * Brings back what an earlier head of the same storage wrote, before the first call is answered (Ray 2.60.0,
 * gcs_init_data.cc, and the Initialize of each manager); nothing there is the first start. Key-values have loaded
 * themselves.
 *
 * One fact is written at a time, and what follows from it may have been lost: so whatever lives on nodes, jobs, workers
 * or actors is told once more which of them are gone. Raylets are told to subscribe anew, and to let go of the workers
 * and bundles that no actor and no placement group here knows (ReleaseUnusedActorWorkers, ReleaseUnusedBundles).
 */
export function restoreHead(parts: HeadParts): void {
  const { context, nodes, jobs, workers, raylets, actors, groups } = parts;
  nodes.restore();
  jobs.restore();
  const isNodeAlive = (nodeId: NodeId) => nodes.isAlive(nodeId);
  workers.restore(isNodeAlive);
  const running = jobs.finishOrphans(isNodeAlive);
  const liveJobs = new Set<string>(running.map((row) => JobId.fromBytes(row.jobId)));

  const alive = [...nodes.alive()].map(({ nodeId, row, view }) => ({
    node: { nodeId, ip: row.nodeManagerAddress, port: row.nodeManagerPort },
    view: {
      nodeId,
      total: toAmounts(Object.entries(view.total)),
      available: toAmounts(Object.entries(view.available)),
      labels: new Map(Object.entries(view.labels)),
      isDraining: view.isDraining,
    },
  }));
  actors.restore({ nodes: alive.map(({ node }) => node), liveJobs });
  for (const death of workers.deaths()) actors.workerDied(death);
  groups.restore({ nodes: alive, liveJobs, isActorOver: (actorId) => actors.isOver(actorId) });
  parts.runtimeEnvs.restore(running, actors.all());
  parts.exports.restore(running, actors.all());
  parts.scaling.restore();

  for (const { node } of alive) void raylets.deliver(node, rpc.NodeManagerService.notifyGCSRestart, {});
  if (alive.length > 0) {
    context.log.info(`The head is back: ${alive.length} nodes and ${running.length} running jobs are known.`);
  }
}
