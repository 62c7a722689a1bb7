import type { Children } from "./children.js";
import type { Kills } from "./kills.js";
import type { PoolState } from "./pool-state.js";
import type { Registration } from "./registration.js";
import type { Starts } from "./starts.js";
import type { DisconnectEvent, ProcessEnd, WorkerKey } from "./types.js";
import type { ExitReason, Worker } from "./worker-record.js";

/** Ray 2.60.0's text for a worker whose socket closed without a goodbye (node_manager; users search the web for it). */
const unexpectedExit =
  "Worker unexpectedly exits with a connection error code 2. End of file. Some common causes include: (1) the process " +
  "was killed by the OOM killer due to high memory usage, (2) ray stop --force was called, or (3) the worker crashed " +
  "unexpectedly due to SIGSEGV or another unexpected error.";

/**
 * One report for each death, however it shows: a goodbye (DisconnectClientRequest), the close of the connection, the end
 * of the process, in any order.
 *
 * A goodbye is reported at once. After the close or the end alone, the worker is `dying` until the other came or
 * deathEvidenceMs passed, so that the report can name exit code or signal and a goodbye still in the socket is read.
 */
export class Deaths {
  constructor(
    readonly state: PoolState,
    readonly children: Children,
    readonly starts: Starts,
    readonly kills: Kills,
    readonly registration: Registration,
  ) {}

  disconnect(event: DisconnectEvent): Worker | null {
    const { connectionId, exitType, detail, creationTaskException } = event;
    this.state.emit({ type: "replyDisconnect", connectionId });
    const worker = this.state.byConnection.get(connectionId);
    this.state.emit({ type: "closeConnection", connectionId, reason: "the client said goodbye" });
    if (worker === undefined) return null;
    this.#unbind(worker);
    const planned = worker.isPlannedExitFinal ? worker.plannedExit : null;
    this.#finalize(worker, planned ?? { exitType, detail }, creationTaskException, true);
    return worker;
  }

  connectionClosed(connectionId: number): Worker | null {
    const worker = this.state.byConnection.get(connectionId);
    if (worker === undefined) return null;
    this.#unbind(worker);
    const isEnded = this.children.endOf(worker.workerId) !== null || !this.children.has(worker.workerId);
    if (isEnded) {
      this.#finalizeUnexpected(worker);
      return worker;
    }
    this.#awaitEvidence(worker, "its connection closed");
    return null;
  }

  /** The sender broke the protocol: its connection goes, and the worker with it. */
  violation(connectionId: number, reason: string): Worker | null {
    this.state.log("refusal", `closing connection ${connectionId}: ${reason}`);
    this.state.emit({ type: "closeConnection", connectionId, reason });
    const worker = this.state.byConnection.get(connectionId);
    if (worker === undefined) return null;
    this.#unbind(worker);
    worker.plannedExit ??= {
      exitType: "SYSTEM_ERROR",
      detail: `The raylet closed the worker's connection because of what it sent: ${reason}.`,
    };
    this.#finalizeUnexpected(worker);
    return worker;
  }

  processStartFailed(workerId: WorkerKey, message: string): void {
    this.children.startFailed(workerId);
    const worker = this.state.workers.get(workerId);
    if (worker !== undefined) this.#finalizeUnexpected(worker, `The process could not be started: ${message}.`);
  }

  processExited(workerId: WorkerKey, end: ProcessEnd): Worker | null {
    this.children.exited(workerId, end);
    const worker = this.state.workers.get(workerId);
    if (worker === undefined) return null;
    if (worker.connectionId === null) {
      this.#finalizeUnexpected(worker);
      return worker;
    }
    if (this.state.isShuttingDown) {
      const { connectionId } = worker;
      this.state.emit({ type: "closeConnection", connectionId, reason: "the worker's process has ended" });
      this.#unbind(worker);
      this.#finalizeUnexpected(worker);
      return worker;
    }
    // A mere launcher's end says nothing of the worker; its connection does.
    if (!this.children.isForeign(workerId)) this.#awaitEvidence(worker, `its process ${describeEnd(end)}`);
    return null;
  }

  /** @returns the workers that were given up */
  tick(): Worker[] {
    const { now } = this.state;
    const gone: Worker[] = [];
    for (const worker of [...this.state.workers.values()]) {
      if (worker.evidenceDeadlineMs !== null && worker.evidenceDeadlineMs <= now) {
        const { connectionId } = worker;
        if (connectionId !== null) {
          this.state.emit({ type: "closeConnection", connectionId, reason: "the worker's process has ended" });
          this.#unbind(worker);
        }
        this.#finalizeUnexpected(worker);
        gone.push(worker);
      } else if (worker.startDeadlineMs !== null && worker.startDeadlineMs <= now) {
        this.#startTimedOut(worker);
        gone.push(worker);
      }
    }
    return gone;
  }

  #startTimedOut(worker: Worker): void {
    const what = worker.isRegistered ? "announce its port" : "register";
    const { connectionId } = worker;
    if (connectionId !== null) {
      this.state.emit({ type: "closeConnection", connectionId, reason: `the worker did not ${what} in time` });
      this.#unbind(worker);
    }
    const pid = this.children.pidOf(worker.workerId);
    const text = `Process ${pid ?? "(never launched)"} did not ${what} within ${this.state.limits.workerRegisterTimeoutMs} ms.`;
    worker.plannedExit = { exitType: "SYSTEM_ERROR", detail: text };
    this.#finalizeUnexpected(worker, text);
  }

  #awaitEvidence(worker: Worker, why: string): void {
    if (worker.state === "dying") return;
    this.state.removeIdle(worker);
    worker.state = "dying";
    worker.exitReplyDeadlineMs = null;
    worker.leaveDeadlineMs = null;
    worker.startDeadlineMs = null;
    worker.evidenceDeadlineMs = this.state.now + this.state.limits.deathEvidenceMs;
    this.state.note(worker.workerId, `dying: ${why}`);
  }

  #unbind(worker: Worker): void {
    if (worker.connectionId === null) return;
    this.state.byConnection.delete(worker.connectionId);
    this.registration.connectionGone(worker.connectionId);
    worker.connectionId = null;
  }

  #finalizeUnexpected(worker: Worker, startFailure?: string): void {
    const end = this.children.endOf(worker.workerId);
    const pid = worker.pid ?? this.children.pidOf(worker.workerId);
    const observed = end === null ? "" : ` Process ${pid} ${describeEnd(end)}.`;
    if (!worker.isRegistered) {
      const text = startFailure ?? worker.plannedExit?.detail ?? "It ended before it registered.";
      this.#finalize(worker, { exitType: "SYSTEM_ERROR", detail: text + observed }, null, false);
      return;
    }
    const planned = worker.plannedExit;
    if (planned === null) {
      this.#finalize(worker, { exitType: "SYSTEM_ERROR", detail: unexpectedExit + observed }, null, false);
    } else {
      const detail = planned.exitType === "SYSTEM_ERROR" ? planned.detail + observed : planned.detail;
      this.#finalize(worker, { exitType: planned.exitType, detail }, null, false);
    }
  }

  /** The end of the record: reports, port, runtime env, the pop it was to serve, whoever waits for its end. */
  #finalize(worker: Worker, reason: ExitReason, creationTaskException: Uint8Array | null, saidGoodbye: boolean): void {
    const { workerId, kind, jobId, leaseId, actorId, ip, port, lastConnectionId } = worker;
    this.state.workers.delete(workerId);
    this.state.removeIdle(worker);
    this.state.ports.release(worker.assignedPort);
    this.state.remember(workerId, reason);
    this.state.note(workerId, `dead: ${reason.exitType} ${reason.detail}`);
    if (worker.isRegistered) {
      this.state.counters.workersDied++;
      const died = { workerId, kind, jobId, exitType: reason.exitType, detail: reason.detail };
      this.state.emit({ type: "workerDied", ...died, connectionId: lastConnectionId, leaseId, actorId });
      this.state.emit({ type: "reportWorkerFailure", ...died, ip, port, pid: worker.pid ?? 0, creationTaskException });
      this.#tellDriver(worker, reason);
    }
    if (!worker.isAnnounced && (kind === "SPILL_WORKER" || kind === "RESTORE_WORKER")) {
      this.state.emit({ type: "ioWorkerFailed", kind, detail: reason.detail });
    }
    if (worker.serializedRuntimeEnv !== "{}" && kind !== "DRIVER") {
      this.state.emit({ type: "deleteRuntimeEnv", serialized: worker.serializedRuntimeEnv });
    }
    this.kills.workerGone(worker);
    this.children.workerGone(workerId, saidGoodbye);
    this.starts.workerGone(worker, reason.detail);
    this.registration.workerGone(worker);
  }

  /** Ray's node_manager.cc (near 2.60.0): a worker that crashes at work is told to its job's driver, in these words. */
  #tellDriver(worker: Worker, { exitType, detail }: ExitReason): void {
    const { workerId, kind, jobId, actorId, ip, port, pid } = worker;
    const leaseId = worker.leaseId ?? worker.brokenLeaseId;
    const isAtWork = kind === "WORKER" && (leaseId !== null || actorId !== null);
    if (!isAtWork || jobId === null || exitType !== "SYSTEM_ERROR" || this.state.isShuttingDown) return;
    const message =
      "A worker died or was killed while executing a task by an unexpected system error. To troubleshoot the problem, " +
      `check the logs for the dead worker. Lease ID: ${leaseId ?? "none"} Worker ID: ${workerId} ` +
      `Worker IP address: ${ip} Worker port: ${port} Worker PID: ${pid ?? "unknown"} ` +
      `Worker exit type: ${exitType} Worker exit detail: ${detail}`;
    this.state.emit({ type: "pushError", jobId, kind: "worker_died", message });
  }
}

/** "exited with code 1" or "was ended by SIGKILL". */
export function describeEnd(end: ProcessEnd): string {
  if (end.signal !== null) return `was ended by ${end.signal}`;
  return end.exitCode === null ? "ended, how is not known" : `exited with code ${end.exitCode}`;
}
