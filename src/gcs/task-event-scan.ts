import type { TaskEventPiece } from "../core/gcs/tasks/task-event-table.js";
import { JobId, TaskId, WorkerId } from "../ids/index.js";
import { rpc } from "../wire/index.js";
import { FieldReader } from "../wire/raw-fields.js";

/** Field numbers of gcs_service.proto and gcs.proto (Ray 2.60.0). */
const REQUEST = { data: 1 };
const DATA = { events: 1, droppedAttempts: 2, profileEventsDropped: 3, jobId: 4 };
const EVENT = { taskId: 1, attempt: 2, stateUpdates: 4, profileEvents: 5, jobId: 6 };
const STATE_UPDATE = { workerId: 8, timestamps: 14 };
const TIMESTAMP = { state: 1 };

/** What a worker could not send, and says so. */
export interface DroppedEvents {
  readonly jobId: JobId;
  readonly attempts: number;
  readonly profileEvents: number;
}

/**
 * An AddTaskEventData request, read for the few facts that decide what is kept, without decoding the rest: workers send each
 * attempt in several pieces, and most of it is never looked at. Whether a piece is whole inside is found out when it is shown.
 *
 * @param onPiece its bytes are its own
 * @throws WireError, IdError
 */
export function scanTaskEvents(body: Uint8Array, onPiece: (piece: TaskEventPiece) => void): DroppedEvents {
  let jobId = JobId.nil;
  let attempts = 0;
  let profileEvents = 0;
  const request = new FieldReader(body, 0, body.length);
  while (request.next()) {
    if (request.field !== REQUEST.data || !request.isBytes) continue;
    const data = new FieldReader(body, request.start, request.end);
    while (data.next()) {
      const { field, isBytes, start, end } = data;
      if (!isBytes) {
        if (field === DATA.profileEventsDropped) profileEvents = data.value;
      } else if (field === DATA.events) onPiece(scanTaskEvent(body, start, end));
      else if (field === DATA.droppedAttempts) attempts += 1;
      else if (field === DATA.jobId) jobId = JobId.fromBytes(body.subarray(start, end));
    }
  }
  return { jobId, attempts, profileEvents };
}

/** One TaskEvents message, which lies at `from`. */
export function scanTaskEvent(body: Uint8Array, from: number, to: number): TaskEventPiece {
  let taskId = TaskId.nil;
  let jobId = JobId.nil;
  let attempt = 0;
  let isProfile = false;
  let workerId: WorkerId | null = null;
  let isTerminal = false;
  const event = new FieldReader(body, from, to);
  while (event.next()) {
    const { field, isBytes, start, end } = event;
    if (!isBytes) {
      if (field === EVENT.attempt) attempt = event.value;
    } else if (field === EVENT.taskId) taskId = TaskId.fromBytes(body.subarray(start, end));
    else if (field === EVENT.jobId) jobId = JobId.fromBytes(body.subarray(start, end));
    else if (field === EVENT.profileEvents) isProfile = true;
    else if (field === EVENT.stateUpdates) {
      const update = new FieldReader(body, start, end);
      while (update.next()) {
        if (!update.isBytes) continue;
        if (update.field === STATE_UPDATE.workerId) {
          workerId = WorkerId.fromOptionalBytes(body.subarray(update.start, update.end));
        } else if (update.field === STATE_UPDATE.timestamps) {
          isTerminal ||= isTerminalState(body, update.start, update.end);
        }
      }
    }
  }
  return { taskId, attempt, jobId, workerId, isTerminal, isProfile, bytes: new Uint8Array(body.subarray(from, to)) };
}

function isTerminalState(body: Uint8Array, from: number, to: number): boolean {
  const entry = new FieldReader(body, from, to);
  let state = 0;
  while (entry.next()) if (entry.field === TIMESTAMP.state && !entry.isBytes) state = entry.value;
  return state === rpc.TaskStatus.FINISHED || state === rpc.TaskStatus.FAILED;
}
