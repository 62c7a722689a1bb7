import { isRestartable } from "../core/gcs/actors/death-causes.js";
import type { ActorData } from "../core/gcs/actors/types.js";
import { JobUsers } from "../core/gcs/jobs/job-users.js";
import { JobId } from "../ids/index.js";
import { errorText } from "../runtime/errors.js";
import type { rpc } from "../wire/index.js";
import type { ActorService } from "./actor-service.js";
import type { HeadContext } from "./head-context.js";
import type { JobService } from "./job-service.js";
import type { KeyValueService } from "./kv-service.js";

/** Where Ray's workers look for functions and classes: "KIND:<job id>:..." (Ray 2.60.0, function_manager.py). */
const NAMESPACE = "fun";
const KINDS = ["RemoteFunction", "ActorClass", "FunctionsToRun"] as const;
const EXPORT = new RegExp(`^(?:${KINDS.join("|")}):([0-9a-f]{8}):`);

/** Functions and classes that a job has exported go with the last of those who may load them (gcs_function_manager.h). */
export class ExportService {
  readonly #context: HeadContext;
  readonly #kv: KeyValueService;
  readonly #users = new JobUsers();

  constructor(context: HeadContext, kv: KeyValueService, jobs: JobService, actors: ActorService) {
    this.#context = context;
    this.#kv = kv;
    jobs.onStarted(({ jobId }) => this.#users.jobStarted(JobId.fromBytes(jobId)));
    context.events.listen((event) => {
      if (event.type === "job-finished" && this.#users.jobFinished(event.jobId)) this.#delete(event.jobId);
    });
    actors.onChanged(({ spec: { jobId, actorId } }, isOver) => {
      if (!isOver) this.#users.actorLives(jobId, actorId);
      else if (this.#users.actorIsOver(jobId, actorId)) this.#delete(jobId);
    });
  }

  /** Once jobs and actors of an earlier head are there again: it may have ended before it deleted what nobody uses. */
  restore(runningJobs: readonly rpc.JobTableData[], actors: readonly ActorData[]): void {
    for (const { jobId } of runningJobs) this.#users.jobStarted(JobId.fromBytes(jobId));
    for (const actor of actors) {
      const isOver = actor.state === "DEAD" && !isRestartable(actor);
      if (!isOver) this.#users.actorLives(actor.spec.jobId, actor.spec.actorId);
    }
    const exporters = this.#kv.keys(NAMESPACE, "").map((key) => EXPORT.exec(key)?.[1]);
    for (const hex of new Set(exporters)) {
      if (hex !== undefined && !this.#users.isUsed(hex)) this.#delete(hex);
    }
  }

  #delete(jobId: string): void {
    for (const kind of KINDS) {
      this.#kv.delete(NAMESPACE, `${kind}:${jobId}:`, true).catch((error) => {
        this.#context.log.warning(`What job ${jobId} exported could not be deleted: ${errorText(error)}`);
      });
    }
  }
}
