import { JobId, TaskId } from "../ids/index.js";
import { decode, rpc, WireError } from "../wire/index.js";

/** What a query needs to know of an attempt, its pieces put together. */
export interface MergedAttempt {
  /** null: only spans were reported, nothing that could be shown as a task. */
  readonly info: rpc.TaskInfoEntry | null;
  readonly state: string;
  /** When it came to that, epoch ms; null = never said. */
  readonly sinceMs: number | null;
}

/** @returns null where a piece is no such message inside: it was taken unread, and is not shown */
export function mergeAttempt(pieces: readonly Uint8Array[]): MergedAttempt | null {
  try {
    return merged(pieces);
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

function merged(pieces: readonly Uint8Array[]): MergedAttempt {
  let info: rpc.TaskInfoEntry | null = null;
  let state: number = rpc.TaskStatus.NIL;
  let since = -1;
  for (const piece of pieces) {
    const event = decode(rpc.TaskEvents, piece);
    info = event.taskInfo ?? info;
    for (const [key, timestamp] of Object.entries(event.stateUpdates?.stateTsNs ?? {})) {
      const candidate = Number(key);
      if (timestamp < since || (timestamp === since && candidate < state)) continue;
      since = timestamp;
      state = candidate;
    }
  }
  return { info, state: rpc.TaskStatus[state] ?? "NIL", sinceMs: since < 0 ? null : since / 1e6 };
}

/** The filters of GetTaskEvents (Ray 2.60.0, gcs_task_manager.cc HandleGetTaskEvents): all of them must hold. */
export class TaskFilter {
  readonly #filters: rpc.GetTaskEventsRequest_Filters | null;

  constructor(filters: rpc.GetTaskEventsRequest_Filters | null) {
    this.#filters = filters;
  }

  /** The job whose lost events are counted: the one that is asked for, if it is one. */
  get onlyJob(): JobId | null {
    const [first, ...others] = this.#filters?.jobFilters ?? [];
    if (first === undefined || others.length > 0 || first.predicate !== rpc.FilterPredicate.EQUAL) return null;
    return JobId.fromBytes(first.jobId);
  }

  /** @param merged put together only if the ids do not decide already */
  accepts(attempt: { readonly taskId: TaskId; readonly jobId: JobId }, merged: () => MergedAttempt | null): boolean {
    const filters = this.#filters;
    const idsFit =
      filters === null ||
      (filters.jobFilters.every(({ predicate, jobId }) => holds(predicate, JobId.fromBytes(jobId), attempt.jobId)) &&
        filters.taskFilters.every(({ predicate, taskId }) =>
          holds(predicate, TaskId.fromBytes(taskId), attempt.taskId),
        ));
    if (!idsFit) return false;
    const whole = merged();
    if (whole === null || whole.info === null) return false;
    const { info, state } = whole;
    if (filters === null) return true;
    if (filters.excludeDriver === true && info.type === rpc.TaskType.DRIVER_TASK) return false;
    const actorId = Buffer.from(info.actorId ?? []).toString("hex");
    return (
      filters.actorFilters.every((one) => holds(one.predicate, Buffer.from(one.actorId).toString("hex"), actorId)) &&
      filters.taskNameFilters.every((one) =>
        holds(one.predicate, one.taskName.toLowerCase(), info.name.toLowerCase()),
      ) &&
      filters.stateFilters.every((one) => holds(one.predicate, one.state.toUpperCase(), state))
    );
  }
}

function holds(predicate: rpc.FilterPredicate, wanted: string, actual: string): boolean {
  return predicate === rpc.FilterPredicate.NOT_EQUAL ? wanted !== actual : wanted === actual;
}
