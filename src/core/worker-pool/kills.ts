import type { Children } from "./children.js";
import type { PoolState } from "./pool-state.js";
import type { KillActorEvent, WorkerKey } from "./types.js";
import { addressOf, type ExitReason, type Worker } from "./worker-record.js";

/** After CoreWorker.KillActor with force was answered: the actor process should be gone; ms until SIGKILL. */
const forcedKillGraceMs = 1_000;

/** Ending workers on purpose. The report of the death comes when the process or its connection is really gone. */
export class Kills {
  constructor(
    readonly state: PoolState,
    readonly children: Children,
  ) {}

  /** `force`: SIGKILL at once. The reason given is reported, whatever the worker says in its goodbye. */
  kill(worker: Worker, how: ExitReason & { readonly force: boolean }): void {
    if (worker.kind === "DRIVER") {
      this.state.log("warn", `driver ${worker.workerId} is not killed, it is not this raylet's process: ${how.detail}`);
      return;
    }
    this.state.removeIdle(worker);
    if (worker.state !== "dying") worker.state = "exiting";
    worker.exitReplyDeadlineMs = null;
    worker.leaveDeadlineMs = null;
    if (!worker.isPlannedExitFinal) worker.plannedExit = { exitType: how.exitType, detail: how.detail };
    worker.isPlannedExitFinal = true;
    this.state.note(worker.workerId, `killed${how.force ? " at once" : ""}: ${how.detail}`);
    this.children.terminate(worker.workerId, how.force);
  }

  /** Everything a dead owner left here: its leased workers, but not its detached actors. */
  ownerDied(owner: { readonly workerId: WorkerKey | null; readonly nodeId: string | null }): void {
    for (const worker of this.state.workers.values()) {
      if (worker.state !== "leased" || worker.isDetachedActor) continue;
      const isOwner = owner.workerId !== null && worker.ownerWorkerId === owner.workerId;
      const isOnNode = owner.nodeId !== null && worker.ownerNodeId === owner.nodeId;
      if (!isOwner && !isOnNode) continue;
      const who = isOwner ? `its owner ${owner.workerId}` : `the node ${owner.nodeId} of its owner`;
      this.kill(worker, {
        exitType: "INTENDED_SYSTEM_EXIT",
        detail: `The worker was killed because ${who} died.`,
        force: false,
      });
    }
  }

  killActor(event: KillActorEvent): void {
    const { requestId, workerId, force } = event;
    const worker = this.state.workers.get(workerId);
    if (worker === undefined || !worker.isAnnounced || worker.kind !== "WORKER") {
      this.state.emit({ type: "killActorDone", requestId });
      return;
    }
    worker.killActorRequests.push({ requestId, force });
    if (worker.state === "dying") return;
    const { killWorkerTimeoutMs, actorGracefulShutdownTimeoutMs } = this.state.limits;
    this.#leaveBy(worker, force ? killWorkerTimeoutMs : actorGracefulShutdownTimeoutMs);
    this.state.note(workerId, `asked to kill its actor${force ? " (forced)" : ""}`);
    this.state.emit({ type: "killActorRpc", requestId, worker: addressOf(worker), force });
  }

  killActorReply(requestId: number, ok: boolean): void {
    for (const worker of this.state.workers.values()) {
      const request = worker.killActorRequests.find((one) => one.requestId === requestId);
      if (request === undefined || worker.state === "dying") continue;
      if (request.force) this.#leaveBy(worker, forcedKillGraceMs);
      else if (!ok) this.#leaveBy(worker, this.state.limits.killWorkerTimeoutMs);
    }
  }

  /** The worker is gone: answers whoever waits for that. */
  workerGone(worker: Worker): void {
    for (const { requestId } of worker.killActorRequests) this.state.emit({ type: "killActorDone", requestId });
    worker.killActorRequests = [];
  }

  tick(): void {
    for (const worker of this.state.workers.values()) {
      if (worker.leaveDeadlineMs === null || worker.leaveDeadlineMs > this.state.now) continue;
      const detail =
        worker.killActorRequests.length > 0 ? "Actor killed by GCS" : "It did not exit after it agreed to.";
      this.kill(worker, { exitType: "INTENDED_SYSTEM_EXIT", detail, force: true });
    }
  }

  #leaveBy(worker: Worker, afterMs: number): void {
    const deadlineMs = this.state.now + afterMs;
    worker.leaveDeadlineMs = Math.min(worker.leaveDeadlineMs ?? deadlineMs, deadlineMs);
  }
}
