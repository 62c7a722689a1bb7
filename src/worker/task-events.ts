/**
 * What the head is told of tasks, for Ray's state API and dashboard (Ray 2.60.0, task_event_buffer.cc): a submitter tells what
 * a task is and how it went, an executor that it runs. Events of one attempt are one message, sent once a second. Nothing
 * waits for them: what cannot be sent, or is too much, is lost and counted.
 */
import { idBytes, jobIdOfTask, TaskId } from "../ids/index.js";
import { encode, type Init, MessageWriter, rpc } from "../wire/index.js";
import { type Place, placeBytes, type WorkerContext } from "./context.js";
import type { OwnFields, SpecTemplate } from "./spec-template.js";

/** task_events_report_interval_ms and task_events_max_num_status_events_buffer_on_worker of Ray 2.60.0. */
const intervalMs = 1_000;
const maxAttempts = 100_000;
/** When this process's clock was 0, ms since 1970. */
const startedMs = performance.timeOrigin;
/** So that neither encoding nor the head is busy with one report for long. */
const maxAttemptsOfReport = 2_000;

interface Attempt {
  readonly taskId: TaskId;
  readonly attempt: number;
  /** The task, where we have submitted it. */
  info: TaskInfo | null;
  /** States it came to, each with its time behind it: nanoseconds since 1970, to the microsecond as far as a number goes. */
  readonly states: number[];
  place: Place | null;
  /** We run it ourselves. */
  isHere: boolean;
  error: Init<rpc.RayErrorInfo> | null;
}

/** A task that we have submitted: what it has in common with others, and its own fields. */
interface TaskInfo {
  readonly template: SpecTemplate;
  readonly own: OwnFields;
  readonly actorId: Uint8Array | null;
}

export class TaskEvents {
  readonly #send: (request: Uint8Array) => Promise<unknown>;
  readonly #job: Uint8Array;
  #attempts = new Map<string, Attempt>();
  #dropped: Init<rpc.TaskAttempt>[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  /** @param send takes an encoded AddTaskEventDataRequest */
  constructor(job: Uint8Array, send: (request: Uint8Array) => Promise<unknown>) {
    this.#job = job;
    this.#send = send;
  }

  static to({ gcs, tasks }: Pick<WorkerContext, "gcs" | "tasks">): TaskEvents {
    const { addTaskEventData } = rpc.TaskInfoGcsService;
    return new TaskEvents(tasks.job, (request) => gcs.callEncoded(addTaskEventData, request, 10_000));
  }

  /** We have submitted a task: its first attempt waits for arguments and a worker. */
  submitted(taskId: TaskId, template: SpecTemplate, own: OwnFields, actorId: Uint8Array | null = null): void {
    this.#note(taskId, 0, rpc.TaskStatus.PENDING_ARGS_AVAIL, { template, own, actorId });
  }

  /** An attempt is on its way to a worker. */
  pushed(taskId: TaskId, attempt: number, template: SpecTemplate, own: OwnFields, place: Place): void {
    const info = attempt === 0 ? null : { template, own, actorId: null };
    const known = this.#note(taskId, attempt, rpc.TaskStatus.SUBMITTED_TO_WORKER, info);
    if (known !== null) known.place = place;
  }

  /** We run an attempt ourselves. */
  running(spec: rpc.TaskSpec, place: Place): void {
    this.#runsHere(TaskId.fromBytes(spec.taskId), spec.attemptNumber, null, place);
  }

  finished(taskId: TaskId, attempt: number): void {
    this.#note(taskId, attempt, rpc.TaskStatus.FINISHED, null);
  }

  failed(taskId: TaskId, attempt: number, errorType: number, errorMessage: string): void {
    const known = this.#note(taskId, attempt, rpc.TaskStatus.FAILED, null);
    if (known !== null) known.error = { errorType, errorMessage };
  }

  /** The driver itself, which the head shows as a task that runs. */
  driverRuns(taskId: TaskId, template: SpecTemplate, place: Place): void {
    this.#runsHere(taskId, 0, { template, own: { taskId: idBytes(taskId) }, actorId: null }, place);
  }

  /** Sends what there is; resolves when the head has it, or cannot be told. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#attempts.size > 0 && (await this.#flush()));
    this.#isClosed = true;
  }

  #runsHere(taskId: TaskId, attempt: number, info: TaskInfo | null, place: Place): void {
    const known = this.#note(taskId, attempt, rpc.TaskStatus.RUNNING, info);
    if (known === null) return;
    known.place = place;
    known.isHere = true;
  }

  /** @returns the attempt; null: it is one too many, or too late */
  #note(taskId: TaskId, attempt: number, status: rpc.TaskStatus, info: TaskInfo | null): Attempt | null {
    if (this.#isClosed) return null;
    const key = attempt === 0 ? taskId : `${taskId}${attempt}`;
    let known = this.#attempts.get(key);
    if (known === undefined) {
      if (this.#attempts.size >= maxAttempts) {
        this.#dropped.push({ taskId: idBytes(taskId), attemptNumber: attempt });
        return null;
      }
      known = { taskId, attempt, info, states: [], place: null, isHere: false, error: null };
      this.#attempts.set(key, known);
    }
    known.info ??= info;
    known.states.push(status, (startedMs + performance.now()) * 1e6);
    this.#timer ??= setTimeout(() => void this.#tick(), intervalMs).unref();
    return known;
  }

  async #tick(): Promise<void> {
    await this.#flush();
    this.#timer = null;
    if (this.#attempts.size > 0) this.#timer = setTimeout(() => void this.#tick(), intervalMs).unref();
  }

  /** @returns whether the head has it all */
  async #flush(): Promise<boolean> {
    const attempts = [...this.#attempts.values()];
    const dropped = this.#dropped;
    this.#attempts = new Map();
    this.#dropped = [];
    for (let from = 0; from < attempts.length || from === 0; from += maxAttemptsOfReport) {
      const some = attempts.slice(from, from + maxAttemptsOfReport);
      const droppedTaskAttempts = from === 0 ? dropped : [];
      try {
        await this.#send(this.#request(some, droppedTaskAttempts));
      } catch {
        const lost = attempts
          .slice(from)
          .map((each) => ({ taskId: idBytes(each.taskId), attemptNumber: each.attempt }));
        this.#dropped = [...droppedTaskAttempts, ...lost].slice(0, maxAttempts);
        return false;
      }
    }
    return true;
  }

  #request(attempts: readonly Attempt[], droppedTaskAttempts: readonly Init<rpc.TaskAttempt>[]): Buffer {
    return new MessageWriter()
      .message(Field.data, (data) => {
        data.fields(rpc.TaskEventData, { droppedTaskAttempts, jobId: this.#job });
        for (const each of attempts) data.message(Field.events, (event) => this.#write(event, each));
      })
      .finish();
  }

  #write(event: MessageWriter, attempt: Attempt): void {
    const { info, states, place, isHere, error } = attempt;
    const taskId = info?.own.taskId ?? idBytes(attempt.taskId);
    // A call of another job's actor is a task of that job.
    event.fields(rpc.TaskEvents, { taskId, attemptNumber: attempt.attempt, jobId: jobIdOfTask(taskId) });
    event.message(Field.stateUpdates, (update) => {
      if (place !== null) update.raw(placeFields(place));
      if (isHere || error !== null) {
        update.fields(rpc.TaskStateUpdate, { workerPid: isHere ? process.pid : null, errorInfo: error });
      }
      for (let at = 0; at < states.length; at += 2) {
        const [status, ns] = [states[at] as number, states[at + 1] as number];
        update.message(Field.stateTimes, (entry) => entry.integer(Field.key, status).integer(Field.value, ns));
      }
    });
    if (info === null) return;
    const { template, own, actorId } = info;
    event.message(Field.info, (message) =>
      message
        .raw(commonInfoOf(template))
        .fields(rpc.TaskInfoEntry, { taskId, parentTaskId: own.parentTaskId, actorId }),
    );
  }
}

/** Of AddTaskEventDataRequest, TaskEventData, TaskEvents, TaskStateUpdate and an entry of its map (Ray 2.60.0, gcs.proto). */
const Field = { data: 1, events: 1, info: 3, stateUpdates: 4, stateTimes: 14, key: 1, value: 2 } as const;

/** Many tasks run in few places. */
const places = new WeakMap<Place, Uint8Array>();

function placeFields(place: Place): Uint8Array {
  let encoded = places.get(place);
  if (encoded === undefined) {
    encoded = encode(rpc.TaskStateUpdate, placeBytes(place));
    places.set(place, encoded);
  }
  return encoded;
}

/** What tasks of one template have in common is encoded once. */
const common = new WeakMap<SpecTemplate, Uint8Array>();

function commonInfoOf(template: SpecTemplate): Uint8Array {
  let encoded = common.get(template);
  if (encoded === undefined) {
    encoded = encode(rpc.TaskInfoEntry, commonInfo(template.fields));
    common.set(template, encoded);
  }
  return encoded;
}

function commonInfo(spec: Init<rpc.TaskSpec>): Init<rpc.TaskInfoEntry> {
  const python = spec.functionDescriptor?.pythonFunctionDescriptor;
  const group = spec.schedulingStrategy?.placementGroupSchedulingStrategy?.placementGroupId;
  const className = python?.className ? `${python.className}.` : "";
  return {
    type: spec.type,
    name: spec.name,
    language: spec.language,
    funcOrClassName:
      python == null
        ? spec.functionDescriptor?.cppFunctionDescriptor?.functionName
        : `${python.moduleName}.${className}${python.functionName}`,
    jobId: spec.jobId,
    requiredResources: spec.requiredResources,
    runtimeEnvInfo: spec.runtimeEnvInfo,
    isDetachedActor: spec.actorCreationTaskSpec?.isDetached ?? false,
    ...(group == null ? {} : { placementGroupId: group }),
  };
}

/** What a worker's answer says of an attempt. */
export function tellEnd(events: TaskEvents, taskId: TaskId, attempt: number, reply: rpc.PushTaskReply): void {
  const { TASK_CANCELLED, TASK_EXECUTION_EXCEPTION } = rpc.ErrorType;
  if (reply.wasCancelledBeforeRunning) events.failed(taskId, attempt, TASK_CANCELLED, "The task was cancelled.");
  else if (reply.isApplicationError) {
    events.failed(taskId, attempt, TASK_EXECUTION_EXCEPTION, reply.taskExecutionError);
  } else events.finished(taskId, attempt);
}
