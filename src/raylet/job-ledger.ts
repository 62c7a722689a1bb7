import type { AddJobEffect, JobFacts, WorkerPoolEvent } from "../core/worker-pool/types.js";
import { errorText } from "../runtime/errors.js";
import { decode, rpc } from "../wire/index.js";
import { decodeRuntimeEnv } from "./lease-codec.js";
import type { NodeContext } from "./node-context.js";

/** Jobs as the head knows them: local drivers are announced to it, everybody's are learned from it. */
export class JobLedger {
  readonly #context: NodeContext;
  readonly #post: (event: WorkerPoolEvent) => void;

  constructor(context: NodeContext, post: (event: WorkerPoolEvent) => void) {
    this.#context = context;
    this.#post = post;
  }

  /** A message of GCS_JOB_CHANNEL or an entry of GetAllJobInfo. */
  learn(job: rpc.JobTableData): void {
    const jobId = Buffer.from(job.jobId).toString("hex");
    const facts = jobFacts(job.config);
    this.#post({ type: job.isDead ? "jobFinished" : "jobStarted", jobId, facts });
  }

  /** A driver of this node announced itself: the head must know its job before the driver may go on. */
  async add(job: AddJobEffect): Promise<void> {
    const { gcs, nodeIdBytes } = this.#context;
    try {
      const config = decode(rpc.JobConfig, job.serializedJobConfig);
      await gcs.call(rpc.JobInfoGcsService.addJob, {
        data: {
          jobId: Buffer.from(job.jobId, "hex"),
          driverIpAddress: job.driverIp,
          driverPid: job.driverPid,
          config,
          entrypoint: job.entrypoint,
          driverAddress: {
            nodeId: nodeIdBytes,
            ipAddress: job.driverIp,
            port: job.driverPort,
            workerId: Buffer.from(job.driverWorkerId, "hex"),
          },
        },
      });
      this.#post({ type: "jobStarted", jobId: job.jobId, facts: jobFacts(config) });
      this.#post({ type: "addJobDone", jobId: job.jobId, error: null });
    } catch (error) {
      this.#post({ type: "addJobDone", jobId: job.jobId, error: errorText(error) });
    }
  }

  async markFinished(jobId: string): Promise<void> {
    try {
      await this.#context.gcs.call(rpc.JobInfoGcsService.markJobFinished, { jobId: Buffer.from(jobId, "hex") });
    } catch (error) {
      this.#context.log.warning(`The end of job ${jobId} could not be reported: ${errorText(error)}`);
    }
  }
}

/** What the worker pool needs of a JobConfig. */
export function jobFacts(config: rpc.JobConfig | null): JobFacts {
  return {
    runtimeEnv: decodeRuntimeEnv(config?.runtimeEnvInfo ?? null),
    jvmOptions: config?.jvmOptions ?? [],
    codeSearchPath: config?.codeSearchPath ?? [],
  };
}
