import { JobTable } from "../core/gcs/jobs/job-table.js";
import { JobId, NodeId } from "../ids/index.js";
import { decode, encode, type Init, rpc } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";
import type { KeyValueService } from "./kv-service.js";
import { limitOf } from "./node-service.js";
import { makeRow } from "./rows.js";
import { GcsFailure, type Services, StatusCode } from "./services.js";
import { MetaKey, metaRow } from "./storage.js";

/** Where the job agent keeps what it knows of a submitted job (Ray 2.60.0, dashboard/modules/job/common.py JobInfoStorageClient). */
const SUBMISSION_NAMESPACE = "job";
const SUBMISSION_PREFIX = "_ray_internal_job_info_";
/** The entry of JobConfig.metadata that names a driver's submission. */
const SUBMISSION_KEY = "job_submission_id";
const QUERY_TIMEOUT_MS = 2_000;

/** JobInfoGcsService (Ray 2.60.0, gcs_service.proto; rules of gcs_job_manager.cc). */
export class JobService {
  readonly #context: HeadContext;
  readonly #kv: KeyValueService;
  readonly #table = new JobTable<rpc.JobTableData>((row) => encode(rpc.JobTableData, row).length);
  readonly #startListeners: ((row: rpc.JobTableData) => void)[] = [];

  constructor(context: HeadContext, kv: KeyValueService) {
    this.#context = context;
    this.#kv = kv;
    // A driver's raylet says when it ends; where the raylet is gone, so is the driver (Ray 2.60.0, OnNodeDead).
    context.events.listen((event) => {
      if (event.type === "node-removed") this.#finishJobsOf(event.nodeId);
    });
  }

  register(services: Services): void {
    const service = rpc.JobInfoGcsService;
    services.on(service.getNextJobID, async () => {
      const jobId = this.#table.nextNumber();
      this.#context.storage.put("meta", MetaKey.LAST_JOB_NUMBER, Buffer.from(String(jobId)));
      await this.#context.storage.durable();
      return { jobId };
    });
    services.on(service.addJob, ({ data }) => this.#addJob(data));
    services.on(service.markJobFinished, ({ jobId }) => this.#finish(JobId.fromBytes(jobId)));
    services.on(service.getAllJobInfo, (request) => this.#getAllJobInfo(request));
  }

  /** What an earlier head wrote. */
  restore(): void {
    const { storage } = this.#context;
    const rows = [...storage.load("job")].map(([, row]) => decode(rpc.JobTableData, row));
    for (const row of rows.sort((a, b) => a.endTime - b.endTime)) {
      this.#table.restore(JobId.fromBytes(row.jobId), row, row.isDead);
    }
    this.#table.restoreNumber(Number(metaRow(storage, MetaKey.LAST_JOB_NUMBER) ?? 0));
  }

  /** The jobs that run, less those whose driver's node is gone: these are being finished now. */
  finishOrphans(isNodeAlive: (nodeId: NodeId) => boolean): rpc.JobTableData[] {
    const running = this.#table.running();
    const nodeOf = (row: rpc.JobTableData) => NodeId.fromOptionalBytes(row.driverAddress?.nodeId);
    const [alive, orphans] = [[], []] as [rpc.JobTableData[], rpc.JobTableData[]];
    for (const row of running) {
      const nodeId = nodeOf(row);
      (nodeId === null || isNodeAlive(nodeId) ? alive : orphans).push(row);
    }
    for (const row of orphans) void this.#finish(JobId.fromBytes(row.jobId));
    return alive;
  }

  /** Called with each job that starts. */
  onStarted(listener: (row: rpc.JobTableData) => void): void {
    this.#startListeners.push(listener);
  }

  get(jobId: JobId): rpc.JobTableData | null {
    return this.#table.get(jobId);
  }

  isRunning(jobId: JobId): boolean {
    return this.#table.isRunning(jobId);
  }

  async #addJob(data: rpc.JobTableData | null): Promise<Init<rpc.AddJobReply>> {
    if (data === null) throw new GcsFailure(StatusCode.INVALID, "AddJob came without data");
    const jobId = JobId.fromBytes(data.jobId);
    // Read whenever a node dies and whenever the head comes back: a bad one is for its sender to hear of, now.
    NodeId.fromOptionalBytes(data.driverAddress?.nodeId);
    // A repeated call must not make a job younger or bring a finished one back.
    if (this.#table.get(jobId) !== null) return {};
    const now = this.#context.now();
    const row = makeRow(rpc.JobTableData, { ...data, isDead: false, timestamp: now, startTime: now });
    this.#table.add(jobId, row);
    await this.#save(jobId, row);
    this.#context.log.info(`Job ${jobId} has started: ${row.entrypoint}`);
    for (const listener of this.#startListeners) listener(row);
    this.#publish(row);
    return {};
  }

  async #finish(jobId: JobId): Promise<Init<rpc.MarkJobFinishedReply>> {
    const known = this.#table.get(jobId);
    if (known === null) throw new GcsFailure(StatusCode.NOT_FOUND, `there is no job ${jobId}`);
    if (known.isDead) return {};
    const now = this.#context.now();
    const row = makeRow(rpc.JobTableData, { ...known, isDead: true, timestamp: now, endTime: now });
    for (const forgotten of this.#table.finish(jobId, row) ?? []) this.#context.storage.delete("job", forgotten);
    await this.#save(jobId, row);
    this.#context.log.info(`Job ${jobId} has finished.`);
    this.#publish(row);
    this.#context.events.tell({ type: "job-finished", jobId });
    return {};
  }

  #finishJobsOf(nodeId: NodeId): void {
    for (const row of this.#table.running()) {
      if (NodeId.fromOptionalBytes(row.driverAddress?.nodeId) !== nodeId) continue;
      void this.#finish(JobId.fromBytes(row.jobId));
    }
  }

  async #save(jobId: JobId, row: rpc.JobTableData): Promise<void> {
    this.#context.storage.put("job", jobId, encode(rpc.JobTableData, row));
    await this.#context.storage.durable();
  }

  #publish(row: rpc.JobTableData): void {
    this.#context.controlPlane.publish(rpc.ChannelType.GCS_JOB_CHANNEL, row.jobId, { jobMessage: row });
  }

  async #getAllJobInfo(request: rpc.GetAllJobInfoRequest): Promise<Init<rpc.GetAllJobInfoReply>> {
    const wanted = this.#table.rows().filter((row) => {
      const filter = request.jobOrSubmissionId;
      if (filter === null) return true;
      return Buffer.from(row.jobId).toString("hex") === filter || row.config?.metadata[SUBMISSION_KEY] === filter;
    });
    const rows = wanted.slice(0, limitOf(request.limit)).map(async (row) => ({
      ...row,
      jobInfo: request.skipSubmissionJobInfoField === true ? null : this.#submission(row),
      isRunningTasks: request.skipIsRunningTasksField === true ? null : await this.#isRunningTasks(row),
    }));
    return { jobInfoList: await Promise.all(rows) };
  }

  #submission(row: rpc.JobTableData): Init<rpc.JobsAPIInfo> | null {
    const submissionId = row.config?.metadata[SUBMISSION_KEY];
    if (submissionId === undefined) return null;
    const value = this.#kv.get(SUBMISSION_NAMESPACE, SUBMISSION_PREFIX + submissionId);
    return value === null ? null : submissionFromJson(Buffer.from(value).toString("utf8"));
  }

  /** Only the driver knows; one that gives no answer runs none. */
  async #isRunningTasks(row: rpc.JobTableData): Promise<boolean> {
    const address = row.driverAddress;
    if (row.isDead || address === null || address.port === 0) return false;
    const { numPendingTasks } = rpc.CoreWorkerService;
    try {
      const body = encode(numPendingTasks.request, {});
      const target = `${address.ipAddress}:${address.port}`;
      const options = { timeoutMs: QUERY_TIMEOUT_MS };
      const reply = await this.#context.rpc.call(target, numPendingTasks.path, body, options);
      return decode(numPendingTasks.reply, reply).numPendingTasks > 0;
    } catch (error) {
      this.#context.log.debug(`The driver of a job could not be asked for its tasks: ${String(error)}`);
      return false;
    }
  }
}

/** Names of the JSON (Ray 2.60.0, JobInfo.to_json) are those of gcs.proto JobsAPIInfo; unknown ones are left out. */
function submissionFromJson(json: string): Init<rpc.JobsAPIInfo> | null {
  const given = objectFromJson(json);
  if (given === null) return null;
  const text = (name: string) => (typeof given[name] === "string" ? (given[name] as string) : null);
  const number = (name: string) => (typeof given[name] === "number" ? (given[name] as number) : null);
  const map = (name: string) => (typeof given[name] === "object" ? given[name] : null) as Record<string, never> | null;
  return {
    status: text("status"),
    entrypoint: text("entrypoint"),
    message: text("message"),
    errorType: text("error_type"),
    startTime: number("start_time"),
    endTime: number("end_time"),
    metadata: map("metadata"),
    runtimeEnvJson: text("runtime_env_json"),
    entrypointNumCpus: number("entrypoint_num_cpus"),
    entrypointNumGpus: number("entrypoint_num_gpus"),
    entrypointResources: map("entrypoint_resources"),
    driverAgentHttpAddress: text("driver_agent_http_address"),
    driverNodeId: text("driver_node_id"),
    driverExitCode: number("driver_exit_code"),
    entrypointMemory: number("entrypoint_memory"),
  };
}

/** Anybody may write there: what is no object is nothing. */
function objectFromJson(json: string): Record<string, unknown> | null {
  try {
    const given: unknown = JSON.parse(json);
    return typeof given === "object" ? (given as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}
