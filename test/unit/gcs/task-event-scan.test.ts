import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TaskEventPiece } from "../../../src/core/gcs/tasks/task-event-table.js";
import { scanTaskEvents } from "../../../src/gcs/task-event-scan.js";
import { IdError, JobId, TaskId, WorkerId } from "../../../src/ids/index.js";
import { decode, encode, type Init, rpc, WireError } from "../../../src/wire/index.js";

const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const { FINISHED, FAILED, RUNNING, SUBMITTED_TO_WORKER } = rpc.TaskStatus;
const event: fc.Arbitrary<Init<rpc.TaskEvents>> = fc.record({
  taskId: bytes(24),
  attemptNumber: fc.nat(300),
  jobId: bytes(4),
  taskInfo: optional(fc.record({ name: fc.string(), type: fc.constant(rpc.TaskType.NORMAL_TASK) })),
  stateUpdates: optional(
    fc.record({
      workerId: optional(bytes(28)),
      nodeId: optional(bytes(28)),
      stateTsNs: fc
        .subarray([FINISHED, FAILED, RUNNING, SUBMITTED_TO_WORKER])
        .map((states) => Object.fromEntries(states.map((state, index) => [state, 1e15 + index]))),
    }),
  ),
  profileEvents: optional(fc.record({ componentType: fc.string() })),
});
const request = fc.record({
  jobId: bytes(4),
  numProfileEventsDropped: fc.nat(1_000),
  eventsByTask: fc.array(event, { maxLength: 5 }),
  droppedTaskAttempts: fc.array(fc.record({ taskId: bytes(24), attemptNumber: fc.nat(3) }), { maxLength: 3 }),
});

function scan(body: Uint8Array) {
  const pieces: TaskEventPiece[] = [];
  return { dropped: scanTaskEvents(body, (piece) => pieces.push(piece)), pieces };
}

describe("scanTaskEvents", () => {
  it("says what a decoder would, and keeps the bytes of each event", () => {
    fc.assert(
      fc.property(request, (data) => {
        const body = encode(rpc.AddTaskEventDataRequest, { data });
        const decoded = decode(rpc.AddTaskEventDataRequest, body).data;
        const { dropped, pieces } = scan(body);
        expect(dropped).toEqual({
          jobId: JobId.fromBytes(data.jobId),
          attempts: data.droppedTaskAttempts.length,
          profileEvents: data.numProfileEventsDropped,
        });
        const expected = (decoded?.eventsByTask ?? []).map((each) => ({
          taskId: TaskId.fromBytes(each.taskId),
          attempt: each.attemptNumber,
          jobId: JobId.fromBytes(each.jobId),
          workerId: WorkerId.fromOptionalBytes(each.stateUpdates?.workerId),
          isTerminal: [FINISHED, FAILED].some((state) => state in (each.stateUpdates?.stateTsNs ?? {})),
          isProfile: each.profileEvents !== null,
        }));
        expect(pieces.map(({ bytes: _, ...facts }) => facts)).toEqual(expected);
        const again = pieces.map((piece) => decode(rpc.TaskEvents, piece.bytes));
        expect(again).toEqual(decoded?.eventsByTask ?? []);
        // Of the request nothing else is kept.
        for (const piece of pieces) expect(piece.bytes.buffer.byteLength).toBe(piece.bytes.length);
      }),
    );
  });

  it("takes mutated bytes for what they say or refuses them, and never fails otherwise", () => {
    const change = fc.record({ at: fc.nat(), byte: fc.nat(255) });
    fc.assert(
      fc.property(request, fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(20), (data, changes, cut) => {
        const body = Buffer.from(encode(rpc.AddTaskEventDataRequest, { data }));
        for (const { at, byte } of changes) if (body.length > 0) body[at % body.length] = byte;
        try {
          scan(body.subarray(0, Math.max(0, body.length - cut)));
        } catch (error) {
          expect(error instanceof WireError || error instanceof IdError).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
