import type { ActorId, JobId } from "../../scheduler/types.js";

/**
 * Who may still load what the programs of a job have exported (Ray 2.60.0, gcs_function_manager.h): its drivers while it
 * runs, and each of its actors that may be made again.
 */
export class JobUsers {
  readonly #running = new Set<JobId>();
  readonly #actors = new Map<JobId, Set<ActorId>>();

  isUsed(jobId: JobId): boolean {
    return this.#running.has(jobId) || this.#actors.has(jobId);
  }

  jobStarted(jobId: JobId): void {
    this.#running.add(jobId);
  }

  /** @returns true when that was the job's last use */
  jobFinished(jobId: JobId): boolean {
    return this.#running.delete(jobId) && !this.isUsed(jobId);
  }

  actorLives(jobId: JobId, actorId: ActorId): void {
    const actors = this.#actors.get(jobId);
    if (actors !== undefined) actors.add(actorId);
    else this.#actors.set(jobId, new Set([actorId]));
  }

  /** @returns true when that was the job's last use */
  actorIsOver(jobId: JobId, actorId: ActorId): boolean {
    const actors = this.#actors.get(jobId);
    if (actors?.delete(actorId) !== true || actors.size > 0) return false;
    this.#actors.delete(jobId);
    return !this.isUsed(jobId);
  }
}
