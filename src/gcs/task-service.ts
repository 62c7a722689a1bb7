import { type AttemptRecord, DEFAULT_TASK_EVENT_LIMITS, TaskEventTable } from "../core/gcs/tasks/task-event-table.js";
import { idBytes, type TaskId } from "../ids/index.js";
import { encode, type Init, rpc } from "../wire/index.js";
import { concatFields, type RawField } from "../wire/raw-fields.js";
import type { HeadContext } from "./head-context.js";
import type { Services } from "./services.js";
import { scanTaskEvent, scanTaskEvents } from "./task-event-scan.js";
import { type MergedAttempt, mergeAttempt, TaskFilter } from "./task-filter.js";

/** Field number of gcs_service.proto GetTaskEventsReply (Ray 2.60.0). */
const REPLY_EVENTS = 2;

/** A query looks at so many attempts before it lets others have a turn. */
const ATTEMPTS_PER_TURN = 1_000;
/** Ray 2.60.0, RAY_MAX_LIMIT_FROM_API_SERVER: more than a client ever asks for. */
const MAX_REPLY_ATTEMPTS = 10_000;

/** TaskInfoGcsService (Ray 2.60.0, gcs_service.proto; rules of gcs_task_manager.cc). */
export class TaskService {
  readonly #table: TaskEventTable;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(context: HeadContext) {
    const { config } = context;
    const maxAttempts = config.task_events_max_num_task_in_gcs;
    this.#table = new TaskEventTable({ ...DEFAULT_TASK_EVENT_LIMITS, maxAttempts });
    context.events.listen((event) => {
      // Their last reports may still be on the way.
      if (event.type === "job-finished") {
        const { jobId } = event;
        const endMs = context.now();
        this.#later(config.gcs_mark_task_failed_on_job_done_delay_ms, () => {
          this.#fail(this.#table.running({ jobId }), endMs, "The job of this task finished before the task did.");
        });
      } else if (event.type === "worker-died") {
        const { workerId, endMs, detail } = event.death;
        this.#later(config.gcs_mark_task_failed_on_worker_dead_delay_ms, () => {
          this.#fail(this.#table.running({ workerId }), endMs, `The worker of this task died: ${detail}`);
        });
      }
    });
  }

  register(services: Services): void {
    const service = rpc.TaskInfoGcsService;
    services.onRaw(service.addTaskEventData, (body) => {
      const { jobId, attempts, profileEvents } = scanTaskEvents(body, (piece) => this.#table.add(piece));
      this.#table.noteDropped(jobId, attempts, profileEvents);
      return encode(service.addTaskEventData.reply, { status: {} });
    });
    services.onBytes(service.getTaskEvents, (request) => this.#query(request));
  }

  /** The newest attempt of a task; null when nothing was reported of it. */
  find(taskId: TaskId): MergedAttempt | null {
    let newest: AttemptRecord | null = null;
    for (const attempt of this.#table.attempts()) {
      if (attempt.taskId === taskId && attempt.attempt >= (newest?.attempt ?? 0)) newest = attempt;
    }
    return newest === null ? null : mergeAttempt(newest.pieces);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #query(request: rpc.GetTaskEventsRequest): Promise<Uint8Array> {
    const filter = new TaskFilter(request.filters);
    const limit = request.limit === null || request.limit < 0 ? MAX_REPLY_ATTEMPTS : request.limit;
    const found: AttemptRecord[] = [];
    let filtered = 0;
    let seen = 0;
    for (const attempt of [...this.#table.attempts()].reverse()) {
      seen += 1;
      if (seen % ATTEMPTS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      if (filter.accepts(attempt, () => mergeAttempt(attempt.pieces))) found.push(attempt);
      else filtered += 1;
    }
    const shown = found.slice(0, limit);
    const dropped = this.#table.dropped(filter.onlyJob);
    const rest = encode(rpc.GetTaskEventsReply, {
      status: {},
      numProfileTaskEventsDropped: dropped.profile,
      numStatusTaskEventsDropped: dropped.status,
      numTotalStored: this.#table.size,
      numFilteredOnGcs: filtered,
      numTruncated: found.length - shown.length,
    });
    const events: RawField[] = shown.map(({ pieces }) => ({ field: REPLY_EVENTS, parts: pieces }));
    return Buffer.concat([concatFields(events), rest]);
  }

  #fail(attempts: Iterable<AttemptRecord>, endMs: number, message: string): void {
    for (const { taskId, attempt, jobId } of [...attempts]) {
      const init: Init<rpc.TaskEvents> = {
        taskId: idBytes(taskId),
        attemptNumber: attempt,
        jobId: idBytes(jobId),
        stateUpdates: {
          stateTsNs: { [rpc.TaskStatus.FAILED]: endMs * 1e6 },
          errorInfo: { errorType: rpc.ErrorType.WORKER_DIED, errorMessage: message },
        },
      };
      const bytes = encode(rpc.TaskEvents, init);
      this.#table.add(scanTaskEvent(bytes, 0, bytes.length));
    }
  }

  #later(delayMs: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, delayMs);
    this.#timers.add(timer);
  }
}
