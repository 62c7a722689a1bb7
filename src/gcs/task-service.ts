import { idBytes, JobId, TaskId } from "../ids/index.js";
import type { RpcServer } from "../native/rpc.js";
import { type AttemptKey, type AttemptRecord, TaskEvents } from "../native/task-events.js";
import { encode, type Init, rpc } from "../wire/index.js";
import { concatFields, type RawField } from "../wire/raw-fields.js";
import type { HeadContext } from "./head-context.js";
import type { Services } from "./services.js";
import { type MergedAttempt, mergeAttempt, TaskFilter } from "./task-filter.js";

/** Field number of gcs_service.proto GetTaskEventsReply (Ray 2.60.0). */
const REPLY_EVENTS = 2;

/** A query looks at so many attempts before it lets others have a turn. */
const ATTEMPTS_PER_TURN = 1_000;
/** Ray 2.60.0, RAY_MAX_LIMIT_FROM_API_SERVER: more than a client ever asks for. */
const MAX_REPLY_ATTEMPTS = 10_000;
const MAX_BYTES = 256 << 20;
const MAX_PIECES = 64;

/**
 * TaskInfoGcsService (Ray 2.60.0, gcs_service.proto; rules of gcs_task_manager.cc). Reports go into the table in Rust, without
 * JavaScript; here they are asked for, and ended when their job or worker has.
 */
export class TaskService {
  readonly #table: TaskEvents;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(context: HeadContext) {
    const { config } = context;
    const maxAttempts = config.task_events_max_num_task_in_gcs;
    this.#table = new TaskEvents({ maxAttempts, maxBytes: MAX_BYTES, maxPieces: MAX_PIECES });
    context.events.listen((event) => {
      // Their last reports may still be on the way.
      if (event.type === "job-finished") {
        const { jobId } = event;
        const endMs = context.now();
        this.#later(config.gcs_mark_task_failed_on_job_done_delay_ms, () => {
          this.#fail(
            this.#table.runningOfJob(idBytes(jobId)),
            endMs,
            "The job of this task finished before the task did.",
          );
        });
      } else if (event.type === "worker-died") {
        const { workerId, endMs, detail } = event.death;
        this.#later(config.gcs_mark_task_failed_on_worker_dead_delay_ms, () => {
          this.#fail(this.#table.runningOfWorker(idBytes(workerId)), endMs, `The worker of this task died: ${detail}`);
        });
      }
    });
  }

  register(services: Services, server: RpcServer): void {
    const service = rpc.TaskInfoGcsService;
    server.receiveTaskEvents(this.#table.native, encode(service.addTaskEventData.reply, { status: {} }));
    services.isServedInRust(service.addTaskEventData);
    services.onBytes(service.getTaskEvents, (request) => this.#query(request));
  }

  /** The newest attempt of a task; null when nothing was reported of it. */
  find(taskId: TaskId): MergedAttempt | null {
    const pieces = this.#table.newest(idBytes(taskId));
    return pieces === null ? null : mergeAttempt(pieces);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #query(request: rpc.GetTaskEventsRequest): Promise<Uint8Array> {
    const filter = new TaskFilter(request.filters);
    const limit = request.limit === null || request.limit < 0 ? MAX_REPLY_ATTEMPTS : request.limit;
    const found: AttemptRecord[] = [];
    let filtered = 0;
    for (const step of this.#table.steps(ATTEMPTS_PER_TURN)) {
      for (const attempt of step) {
        const ids = { taskId: TaskId.fromBytes(attempt.taskId), jobId: JobId.fromBytes(attempt.jobId) };
        if (filter.accepts(ids, () => mergeAttempt(attempt.pieces))) found.push(attempt);
        else filtered += 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    const shown = found.slice(0, limit);
    const numbers = this.#table.numbers(filter.onlyJob === null ? null : idBytes(filter.onlyJob));
    const rest = encode(rpc.GetTaskEventsReply, {
      status: {},
      numProfileTaskEventsDropped: numbers.lostProfileEvents,
      numStatusTaskEventsDropped: numbers.lostAttempts,
      numTotalStored: numbers.attempts,
      numFilteredOnGcs: filtered,
      numTruncated: found.length - shown.length,
    });
    const events: RawField[] = shown.map(({ pieces }) => ({ field: REPLY_EVENTS, parts: pieces }));
    return Buffer.concat([concatFields(events), rest]);
  }

  #fail(attempts: readonly AttemptKey[], endMs: number, message: string): void {
    const eventsByTask = attempts.map(
      ({ taskId, attempt, jobId }): Init<rpc.TaskEvents> => ({
        taskId,
        attemptNumber: attempt,
        jobId,
        stateUpdates: {
          stateTsNs: { [rpc.TaskStatus.FAILED]: endMs * 1e6 },
          errorInfo: { errorType: rpc.ErrorType.WORKER_DIED, errorMessage: message },
        },
      }),
    );
    this.#table.take(encode(rpc.AddTaskEventDataRequest, { data: { eventsByTask } }));
  }

  #later(delayMs: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, delayMs);
    this.#timers.add(timer);
  }
}
