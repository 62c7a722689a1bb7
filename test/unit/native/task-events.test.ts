import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { GrpcCode, RpcClient, type RpcError, RpcServer } from "../../../src/native/rpc.js";
import { TaskEvents } from "../../../src/native/task-events.js";
import { decode, encode, type Init, rpc } from "../../../src/wire/index.js";

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
      stateTsNs: fc
        .subarray([FINISHED, FAILED, RUNNING, SUBMITTED_TO_WORKER])
        .map((states) => Object.fromEntries(states.map((state, index) => [state, 1e15 + index]))),
    }),
  ),
});
const limits = { maxAttempts: 1_000, maxBytes: 1 << 20, maxPieces: 8 };
const hex = (id: Uint8Array) => Buffer.from(id).toString("hex");
const isTerminal = (one: Init<rpc.TaskEvents>) =>
  [FINISHED, FAILED].some((state) => state in (one.stateUpdates?.stateTsNs ?? {}));

describe("TaskEvents", () => {
  it("keeps what Ray's encoder says, and finds what runs by job and by worker", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(event, { maxLength: 6, selector: (one) => hex(one.taskId as Uint8Array) }),
        (events) => {
          const table = new TaskEvents(limits);
          table.take(encode(rpc.AddTaskEventDataRequest, { data: { eventsByTask: events, jobId: new Uint8Array(4) } }));
          const kept = [...table.steps(2)].flat();
          const newestFirst = [
            ...events.filter((one) => !isTerminal(one)).reverse(),
            ...events.filter(isTerminal).reverse(),
          ];
          const key = (one: { taskId?: unknown; jobId?: unknown }, attempt: unknown) =>
            [hex(one.taskId as Uint8Array), attempt, hex(one.jobId as Uint8Array)].join();
          expect(kept.map((one) => key(one, one.attempt))).toEqual(
            newestFirst.map((one) => key(one, one.attemptNumber)),
          );
          for (const one of kept) {
            const piece = decode(rpc.TaskEvents, one.pieces[0] as Uint8Array);
            expect(hex(piece.taskId)).toBe(hex(one.taskId));
            expect(table.newest(one.taskId)?.map((each) => hex(each))).toEqual(one.pieces.map((each) => hex(each)));
          }
          for (const one of events.filter((each) => !isTerminal(each))) {
            const worker = one.stateUpdates?.workerId;
            expect(table.runningOfJob(one.jobId as Uint8Array).map(({ taskId }) => hex(taskId))).toContain(
              hex(one.taskId as Uint8Array),
            );
            if (worker === null || worker === undefined || worker.every((byte) => byte === 255)) continue;
            expect(table.runningOfWorker(worker).map(({ taskId }) => hex(taskId))).toContain(
              hex(one.taskId as Uint8Array),
            );
          }
          expect(table.numbers(null).attempts).toBe(events.length);
        },
      ),
    );
  });
});

describe("reports over gRPC", () => {
  const closers: (() => unknown)[] = [];
  afterAll(() => Promise.all(closers.map((close) => close())));

  it("are taken and answered without a handler, and bad ones are refused with a reason", async () => {
    const server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null });
    const client = RpcClient.start({ authToken: null });
    closers.push(
      () => client.close(),
      () => server.close(),
    );
    const table = new TaskEvents(limits);
    server.receiveTaskEvents(table.native, Buffer.from("reply"));
    const path = rpc.TaskInfoGcsService.addTaskEventData.path;
    const call = (body: Uint8Array) => client.call(`127.0.0.1:${server.port}`, path, body);
    const eventsByTask = [{ taskId: new Uint8Array(24), attemptNumber: 1, jobId: new Uint8Array(4) }];
    expect(String(await call(encode(rpc.AddTaskEventDataRequest, { data: { eventsByTask } })))).toBe("reply");
    expect(table.numbers(null)).toMatchObject({ attempts: 1, lostAttempts: 0, lostProfileEvents: 0 });
    const bad = encode(rpc.AddTaskEventDataRequest, { data: { eventsByTask: [{ taskId: new Uint8Array(23) }] } });
    const refused = (await call(bad).catch((error: unknown) => error)) as RpcError;
    expect([refused.code, refused.message]).toEqual([GrpcCode.INVALID_ARGUMENT, "a task id has 24 bytes, got 23"]);
  });
});
