import type { PoolState } from "./pool-state.js";
import { isEmptyRuntimeEnv } from "./runtime-env-hash.js";
import type { JobFacts, JobKey, PopRequest } from "./types.js";

export interface Job {
  readonly jobId: JobKey;
  readonly facts: JobFacts;
  isFinished: boolean;
  /** Eager install of the job's runtime env; "made" holds one reference at the agent until the job ends. */
  envInstall: "none" | "making" | "made";
}

const envRequestPrefix = "job:";

/** The jobs this node has heard of. Finished ones stay: detached actors of theirs may still need workers. */
export class Jobs {
  readonly #jobs = new Map<JobKey, Job>();

  constructor(readonly state: PoolState) {}

  get(jobId: JobKey): Job | undefined {
    return this.#jobs.get(jobId);
  }

  /** @returns true when the job was not known before */
  started(jobId: JobKey, facts: JobFacts): boolean {
    if (this.#jobs.has(jobId)) return false;
    const job: Job = { jobId, facts, isFinished: false, envInstall: "none" };
    this.#jobs.set(jobId, job);
    const { runtimeEnv } = facts;
    if (runtimeEnv.eagerInstall && !isEmptyRuntimeEnv(runtimeEnv.serialized)) {
      job.envInstall = "making";
      this.state.emit({ type: "createRuntimeEnv", requestId: envRequestPrefix + jobId, runtimeEnv, jobId });
    }
    return true;
  }

  /**
   * @param facts of a job that may have ended before this node joined: nothing is made ahead for it, but workers of its
   *   detached actors are
   * @returns true when it was running until now, or was not known
   */
  finished(jobId: JobKey, facts: JobFacts | undefined): boolean {
    const job = this.#jobs.get(jobId);
    if (job === undefined && facts !== undefined) {
      this.#jobs.set(jobId, { jobId, facts, isFinished: true, envInstall: "none" });
      return true;
    }
    if (job === undefined || job.isFinished) return false;
    job.isFinished = true;
    this.#dropEnv(job);
    return true;
  }

  /** @returns false when the request is not a job's */
  runtimeEnvDone(requestId: string, error: string | null): boolean {
    if (!requestId.startsWith(envRequestPrefix)) return false;
    const job = this.#jobs.get(requestId.slice(envRequestPrefix.length));
    if (job === undefined || job.envInstall !== "making") return true;
    job.envInstall = error === null ? "made" : "none";
    if (error !== null) {
      this.state.log("warn", `the runtime env of job ${job.jobId} could not be installed ahead of use: ${error}`);
    } else if (job.isFinished) this.#dropEnv(job);
    return true;
  }

  /** True when the job has finished and the request does not belong to a detached actor that outlives it. */
  isOverFor(request: Pick<PopRequest, "jobId" | "rootDetachedActorId" | "isDetachedActor">): boolean {
    const isFinished = this.#jobs.get(request.jobId)?.isFinished === true;
    return isFinished && request.rootDetachedActorId === null && !request.isDetachedActor;
  }

  get count(): number {
    return this.#jobs.size;
  }

  #dropEnv(job: Job): void {
    if (job.envInstall !== "made") return;
    job.envInstall = "none";
    this.state.emit({ type: "deleteRuntimeEnv", serialized: job.facts.runtimeEnv.serialized });
  }
}
