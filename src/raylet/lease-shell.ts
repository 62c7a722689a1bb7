import { LeaseScheduler } from "../core/scheduler/lease-scheduler.js";
import type {
  DrainReason,
  InfeasibleReport,
  LocalResourceView,
  RequestId,
  SchedulerConfig,
  SchedulerEffect,
  SchedulerEvent,
} from "../core/scheduler/types.js";
import { errorText } from "../runtime/errors.js";
import { OpenRequests } from "../runtime/open-requests.js";
import { type Init, rpc } from "../wire/index.js";
import {
  decodePlacementGroup,
  encodeDemand,
  encodeMapping,
  encodeResources,
  failureTypeNumber,
} from "./lease-codec.js";
import type { NodeContext, Peers } from "./node-context.js";

/** What an open request to the scheduler is answered with. */
export type LeaseReply = Init<rpc.RequestWorkerLeaseReply>;
type Answer = Extract<
  SchedulerEffect,
  {
    type:
      | "grant"
      | "spillback"
      | "reject"
      | "cancel"
      | "replyBundles"
      | "replyShapesCancelled"
      | "replyResize"
      | "replyDrain";
  }
>;

export interface LeaseShellOptions {
  /** Where another node's raylet listens, for spillback replies. */
  readonly addressOf: (nodeId: string) => { ip: string; port: number } | null;
  /** The node is drained: it leaves. */
  readonly onDrained: (reason: DrainReason, message: string) => void;
}

/** Runs the lease scheduler: requests in, its effects out to the worker pool, the objects, and the open requests. */
export class LeaseShell {
  readonly machine: LeaseScheduler;
  readonly #context: NodeContext;
  readonly #peers: Peers;
  readonly #options: LeaseShellOptions;
  readonly #requests = new OpenRequests<Answer>();
  /** Grows with every change of the view; the syncer sends what it has not sent. */
  #viewVersion = 0;
  #storeUsage = { primaryCopyBytes: 0, arePullsQueued: false };

  constructor(context: NodeContext, peers: Peers, config: SchedulerConfig, options: LeaseShellOptions) {
    this.#context = context;
    this.#peers = peers;
    this.#options = options;
    this.machine = new LeaseScheduler(config);
  }

  /** Grows whenever `view` says something new. */
  viewVersion(): number {
    this.#noteStoreUsage();
    return this.#viewVersion;
  }

  view(): LocalResourceView {
    this.#noteStoreUsage();
    return this.machine.localView(this.#context.now());
  }

  /** The store changes without JavaScript; its use is looked up where it matters. */
  #noteStoreUsage(): void {
    const { objects, transfer } = this.#peers;
    const primaryCopyBytes = this.#context.store.primaryCopyBytes();
    const arePullsQueued = transfer.isShortOfRoom() || objects.machine.isShortOfRoom();
    const before = this.#storeUsage;
    if (primaryCopyBytes === before.primaryCopyBytes && arePullsQueued === before.arePullsQueued) return;
    this.#storeUsage = { primaryCopyBytes, arePullsQueued };
    this.post({ type: "storeUsage", primaryCopyBytes, arePullsQueued });
  }

  post(event: SchedulerEvent): void {
    this.#context.queue.run(() => {
      for (const effect of this.machine.handle(event, this.#context.now())) this.#perform(effect);
    });
  }

  /** Posts an event that the machine answers, possibly much later, by exactly one effect. */
  ask(event: (requestId: RequestId) => SchedulerEvent): Promise<Answer> {
    this.#noteStoreUsage();
    return this.#requests.ask((requestId) => this.post(event(requestId)));
  }

  /** The answer to RequestWorkerLease in the wire's words. */
  encodeLeaseReply(answer: Answer): LeaseReply {
    switch (answer.type) {
      case "grant":
        return {
          workerAddress: this.#address(answer.worker),
          resourceMapping: encodeMapping(answer.resourceMapping),
          workerPid: answer.worker.pid,
        };
      case "spillback": {
        const raylet = this.#options.addressOf(answer.nodeId);
        // Only a spilled lease may be rejected: an owner that hears it of its first raylet aborts (Ray's
        // normal_task_submitter.cc, near 2.60.0). After this answer it asks again.
        if (raylet === null) {
          return {
            canceled: true,
            failureType: failureTypeNumber("SCHEDULING_CANCELLED_INTENDED"),
            schedulingFailureMessage: `node ${answer.nodeId} has left`,
          };
        }
        return {
          retryAtRayletAddress: {
            nodeId: Buffer.from(answer.nodeId, "hex"),
            ipAddress: raylet.ip,
            port: raylet.port,
          },
        };
      }
      case "reject":
        return { rejected: true, resourcesData: this.resourcesData() };
      case "cancel":
        return {
          canceled: true,
          failureType: failureTypeNumber(answer.failureType),
          schedulingFailureMessage: answer.message,
        };
      default:
        throw new Error(`a lease request was answered with ${answer.type}`);
    }
  }

  /** Ray 2.60.0, gcs.proto ResourcesData: totals, availability and demand of this node. */
  resourcesData(): Init<rpc.ResourcesData> {
    const view = this.view();
    return {
      nodeId: this.#context.nodeIdBytes,
      resourcesAvailable: encodeResources(view.available),
      resourcesTotal: encodeResources(view.total),
      resourceLoadByShape: { resourceDemands: this.machine.resourceDemands().map(encodeDemand) },
      nodeManagerAddress: this.#context.flags.nodeIpAddress,
      idleDurationMs: Math.floor(view.idleDurationMs),
      isDraining: view.isDraining,
      drainingDeadlineTimestampMs: view.drainingDeadlineMs,
      objectPullsQueued: view.arePullsQueued,
      labels: Object.fromEntries(view.labels),
    };
  }

  #perform(effect: SchedulerEffect): void {
    switch (effect.type) {
      case "popWorker":
        return this.#peers.workers.popFor(effect.lease, effect.resourceMapping);
      case "cancelPop":
        return this.#peers.workers.post({ type: "cancelPop", popId: effect.leaseId });
      case "returnWorker":
        return this.#peers.workers.returned(effect);
      case "killWorker":
        return this.#peers.workers.post({
          type: "killWorker",
          workerId: effect.workerId,
          exitType: "INTENDED_SYSTEM_EXIT",
          detail: effect.message,
          force: true,
        });
      case "waitForDependencies":
        return this.#peers.objects.post({
          type: "leaseDependencies",
          leaseId: effect.leaseId,
          objects: effect.dependencies,
        });
      case "releaseDependencies":
        return this.#peers.objects.post({ type: "releaseDependencies", leaseId: effect.leaseId });
      case "reportInfeasible":
        return this.#tellInfeasible(effect.report);
      case "askPlacementGroup":
        void this.#askPlacementGroup(effect.placementGroupId);
        return;
      case "drained":
        return this.#options.onDrained(effect.reason, effect.message);
      case "viewChanged":
        this.#viewVersion++;
        return;
      default:
        return this.#requests.answer(effect);
    }
  }

  /** The head places the groups; without its answer the leases go on waiting, and it is asked again later. */
  async #askPlacementGroup(placementGroupId: string): Promise<void> {
    try {
      const { placementGroupTableData: group } = await this.#context.gcs.call(
        rpc.PlacementGroupInfoGcsService.getPlacementGroup,
        { placementGroupId: Buffer.from(placementGroupId, "hex") },
      );
      this.post({ type: "placementGroupState", placementGroupId, ...decodePlacementGroup(group) });
    } catch (error) {
      this.#context.log.warning(
        `The head could not be asked for placement group ${placementGroupId}: ${errorText(error)}`,
      );
    }
  }

  #tellInfeasible(report: InfeasibleReport): void {
    this.#context.log.warning(report.message);
    const seconds = this.#context.now() / 1_000;
    this.#context.errors.report(report.lease.jobId, "infeasible_task", report.message, seconds);
  }

  #address(worker: { workerId: string; ip: string; port: number }): Init<rpc.Address> {
    return {
      nodeId: this.#context.nodeIdBytes,
      ipAddress: worker.ip,
      port: worker.port,
      workerId: Buffer.from(worker.workerId, "hex"),
    };
  }
}
