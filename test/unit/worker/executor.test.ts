import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { idBytes, JobId, NodeId, TaskId, WorkerId } from "../../../src/ids/index.js";
import type { PlasmaClient } from "../../../src/native/plasma-client.js";
import { decode, encode, type Init, rpc } from "../../../src/wire/index.js";
import type { WorkerContext } from "../../../src/worker/context.js";
import { CodeLoader } from "../../../src/worker/executor/code-loader.js";
import { Executor } from "../../../src/worker/executor/executor.js";
import { Values } from "../../../src/worker/executor/values.js";
import { readXlang, serialize } from "../../../src/worker/xlang.js";

const workerId = WorkerId.fromHex("01".repeat(28));
const caller = idBytes(WorkerId.fromHex("02".repeat(28)));
const address = { nodeId: NodeId.fromHex("03".repeat(28)), ip: "127.0.0.1", port: 1, workerId };
const taskId = (n: number) => idBytes(TaskId.fromHex(n.toString(16).padStart(48, "0")));

describe("Executor", () => {
  const folder = mkdtempSync(join(tmpdir(), "narcine-executor-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, "code.mjs"),
    `export const add = (a, b) => a + b;
     export const none = () => undefined;
     export const untilAborted = () => new Promise((resolve) => {
       const { signal } = globalThis[Symbol.for("narcine.currentTask")].getStore();
       globalThis.hasStarted = true;
       signal.addEventListener("abort", () => resolve(globalThis.reason = signal.reason.name));
     });
     export function* count() { yield 1; yield 2; throw new Error("stuck"); }
     export const pair = () => [1, 2];
     export const fail = () => { throw new RangeError("because", { cause: new Error("deep") }); };
     export class Wrong { static threadedMethods = ["absent"]; }
     export class Groups {
       static methodGroups = { fetch: "io" };
       running = { fetch: 0, plain: 0 }; order = []; most = {};
       async #work(name, what) {
         this.running[name] += 1;
         this.order.push(what);
         this.most[name] = Math.max(this.most[name] ?? 0, this.running[name]);
         await new Promise((resolve) => setTimeout(resolve, 5));
         this.running[name] -= 1;
       }
       fetch(what) { return this.#work("fetch", what); }
       plain(what) { return this.#work("plain", what); }
       stuck() { return new Promise(() => undefined); }
       seen() { return [this.order, this.most]; }
     }
     export class Items { static threadedMethods = ["items"]; items() { return [1, 2]; } }
     export class Log {
       seen = [];
       constructor(first) { if (first === null) throw new Error("no first"); this.seen.push(first); }
       wait() { globalThis.waits = true; return new Promise(() => undefined); }
       async note(what) { await new Promise((resolve) => setTimeout(resolve, 5 - what)); this.seen.push(what); return this.seen; }
     }`,
  );
  const onActorMade = vi.fn();
  const onActorFailed = vi.fn();
  const onAbandoned = vi.fn();
  const call = vi.fn<(address: string, path: string, body: Uint8Array) => Promise<Buffer>>();
  let executor: Executor;
  beforeEach(() => {
    vi.clearAllMocks();
    executor = newExecutor();
  });
  const newExecutor = () => {
    // Nothing here is large: neither store nor raylet is asked.
    const context = { address, tasks: { jobId: JobId.nil }, rpc: { call } } as unknown as WorkerContext;
    const values = new Values(context, {} as PlasmaClient, () => {
      throw new Error("there are no refs here");
    });
    return new Executor({
      context,
      values,
      code: new CodeLoader(),
      codeSearchPath: [folder],
      onActorMade,
      onActorFailed,
      onAbandoned,
      onEnd: () => undefined,
      onTask: () => undefined,
    });
  };

  const push = async (n: number, name: string, args: unknown[], change: Init<rpc.TaskSpec> = {}, sequence = -1) => {
    const request: Init<rpc.PushTaskRequest> = {
      intendedWorkerId: idBytes(workerId),
      sequenceNumber: sequence,
      clientProcessedUpTo: -1,
      taskSpec: {
        taskId: taskId(n),
        numReturns: 1,
        functionDescriptor: { cppFunctionDescriptor: { functionName: name } },
        callerAddress: { workerId: caller },
        args: args.map((arg) => {
          const { metadata, data } = serialize(arg);
          return { metadata, data: data[0] };
        }),
        ...change,
      },
    };
    const reply = await executor.push(decode(rpc.PushTaskRequest, encode(rpc.PushTaskRequest, request)));
    return decode(rpc.PushTaskReply, encode(rpc.PushTaskReply, reply));
  };
  const results = (reply: rpc.PushTaskReply) => reply.returnObjects.map(({ data }) => readXlang(Buffer.from(data)));
  const thrown = (reply: rpc.PushTaskReply) => {
    const [{ metadata, data }] = reply.returnObjects as [rpc.ReturnObject];
    expect(Buffer.from(metadata).toString()).toBe("3");
    return decode(rpc.RayException, readXlang(Buffer.from(data)) as Uint8Array).formattedExceptionString;
  };

  it("runs functions and answers with as many results as were asked for", async () => {
    expect(results(await push(1, "code:add", [1, 2]))).toEqual([3]);
    expect(results(await push(2, "code:pair", [], { numReturns: 2 }))).toEqual([1, 2]);
    const wrong = await push(3, "code:pair", [], { numReturns: 3 });
    expect(wrong.returnObjects).toHaveLength(3);
    expect(thrown(wrong)).toMatch(/asked for 3 results and the function returned 2 values/);
  });

  it("answers an exception with its stack and causes", async () => {
    const reply = await push(1, "code:fail", []);
    expect(reply.isApplicationError).toBe(true);
    expect(thrown(reply)).toMatch(/^RangeError: because\n {4}at fail[\s\S]*Caused by: Error: deep/);
    expect(thrown(await push(2, "code:nothing", []))).toMatch(/exports no "nothing"/);
    expect(executor.pendingTasks).toBe(0);
  });

  it("refuses what is meant for another worker", async () => {
    const request = { intendedWorkerId: caller, taskSpec: {} };
    expect(() => executor.push(decode(rpc.PushTaskRequest, encode(rpc.PushTaskRequest, request)))).toThrow("Invalid");
  });

  it("makes an actor and runs its calls in the caller's order, one at a time", async () => {
    const creation = {
      type: rpc.TaskType.ACTOR_CREATION_TASK,
      numReturns: 0,
      actorCreationTaskSpec: { maxConcurrency: 1 },
    };
    expect((await push(1, "code:Log", ["first"], creation)).returnObjects).toEqual([]);
    expect(onActorMade).toHaveBeenCalledOnce();
    const call = { type: rpc.TaskType.ACTOR_TASK };
    const late = [2, 1, 0].map((sequence) => push(10 + sequence, "note", [sequence], call, sequence));
    const [last] = await Promise.all(late);
    expect(results(last as rpc.PushTaskReply)).toEqual([["first", 0, 1, 2]]);
    expect(thrown(await push(20, "absent", [], call, 3))).toMatch(/Log has no method "absent"/);
    expect(thrown(await push(21, "constructor", [], call, 4))).toMatch(/has no method/);
  });

  it("runs calls of each concurrency group in order and within its bound, and refuses a group that there is not", async () => {
    const groups = (all: Init<rpc.ConcurrencyGroup>[]) => ({
      type: rpc.TaskType.ACTOR_CREATION_TASK,
      numReturns: 0,
      actorCreationTaskSpec: { maxConcurrency: 1, concurrencyGroups: all },
    });
    await push(
      1,
      "code:Groups",
      [],
      groups([
        { name: "io", maxConcurrency: 2 },
        { name: "others", maxConcurrency: 1 },
      ]),
    );
    const call = { type: rpc.TaskType.ACTOR_TASK };
    void push(10, "stuck", [], call, 0);
    // By its method's group, and by its own name for it, which counts its calls by themselves.
    const fetched = [1, 2, 3, 4].map((n) => push(10 + n, "fetch", [n], call, n));
    const inOthers = { ...call, concurrencyGroupName: "others" };
    const others = [2, 1, 0].map((n) => push(20 + n, "plain", [20 + n], inOthers, n));
    await Promise.all([...fetched, ...others]);
    const [[order, most]] = results(await push(30, "seen", [], inOthers, 3)) as [[number[], object]];
    expect(order.filter((each) => each < 20)).toEqual([1, 2, 3, 4]);
    expect(order.filter((each) => each >= 20)).toEqual([20, 21, 22]);
    expect(most).toEqual({ fetch: 2, plain: 1 });
    const none = await push(31, "plain", [1], { ...call, concurrencyGroupName: "none" }, 0);
    expect(thrown(none)).toMatch(/^UsageError: The actor has no concurrency group "none"; its groups are: io, others/);
    expect(executor.pendingTasks).toBe(1);
  });

  it("gives an actor up whose class names a group that its maker did not", async () => {
    const creation = { type: rpc.TaskType.ACTOR_CREATION_TASK, numReturns: 0, actorCreationTaskSpec: {} };
    const reply = await push(1, "code:Groups", [], creation);
    expect(reply.taskExecutionError).toMatch(/The method fetch cannot run: The actor has no concurrency group "io"/);
    expect(onActorFailed).toHaveBeenCalledOnce();
  });

  it("gives an actor up whose constructor throws", async () => {
    const creation = { type: rpc.TaskType.ACTOR_CREATION_TASK, numReturns: 0, actorCreationTaskSpec: {} };
    const answers: string[] = [];
    const call = (n: number) =>
      void push(n, "note", [n], { type: rpc.TaskType.ACTOR_TASK }, n - 2).then((reply) => answers.push(thrown(reply)));
    const made = push(1, "code:Log", [null], creation);
    call(2);
    const reply = await made;
    expect(reply.workerExiting).toBe(true);
    expect(onActorFailed).toHaveBeenCalledOnce();
    expect(onActorMade).not.toHaveBeenCalled();
    // Calls that come before the worker has ended are not answered: their callers learn from the head why there is no actor.
    call(3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answers).toEqual([]);
    expect(executor.pendingTasks).toBe(2);
  });

  it("gives an actor up whose class names a threaded method that it has not, and refuses one that is to stream", async () => {
    const creation = { type: rpc.TaskType.ACTOR_CREATION_TASK, numReturns: 0, actorCreationTaskSpec: {} };
    expect((await push(1, "code:Wrong", [], creation)).taskExecutionError).toMatch(/"absent", which is no method/);
    expect(onActorFailed).toHaveBeenCalledOnce();
    executor = newExecutor();
    await push(2, "code:Items", [], creation);
    const streaming = { type: rpc.TaskType.ACTOR_TASK, streamingGenerator: true };
    expect(thrown(await push(3, "items", [], streaming, 0))).toMatch(/^UsageError: items is threaded/);
  });

  const id = (n: number) => TaskId.fromBytes(taskId(n));
  const metadataOf = (reply: rpc.PushTaskReply) => Buffer.from(reply.returnObjects[0]?.metadata ?? []).toString();

  it("cancels what waits, and answers for what runs, whose process then ends", async () => {
    const first = push(1, "code:untilAborted", []);
    const second = push(2, "code:add", [3, 4]);
    await vi.waitFor(() => expect(globalThis).toMatchObject({ hasStarted: true }));
    expect(executor.cancel(id(2))).toEqual({ isRunning: false, isCancelled: true });
    expect(executor.cancel(id(3))).toEqual({ isRunning: false, isCancelled: false });
    expect(executor.cancel(id(1))).toEqual({ isRunning: true, isCancelled: true });
    const reply = await first;
    expect([metadataOf(reply), reply.workerExiting, reply.isApplicationError]).toEqual(["5", true, false]);
    expect(onAbandoned).toHaveBeenCalledOnce();
    expect((await second).wasCancelledBeforeRunning).toBe(true);
    expect(globalThis).toMatchObject({ reason: "AbortError" });
  });

  it("keeps an actor whose running call is cancelled, and the call's place", async () => {
    const creation = { type: rpc.TaskType.ACTOR_CREATION_TASK, numReturns: 0, actorCreationTaskSpec: {} };
    await push(1, "code:Log", ["first"], creation);
    const waits = push(10, "wait", [], { type: rpc.TaskType.ACTOR_TASK }, 0);
    await vi.waitFor(() => expect(globalThis).toMatchObject({ waits: true }));
    void push(11, "note", [1], { type: rpc.TaskType.ACTOR_TASK }, 1);
    expect(executor.cancel(id(10))).toEqual({ isRunning: true, isCancelled: true });
    const reply = await waits;
    expect([metadataOf(reply), reply.workerExiting]).toEqual(["5", false]);
    expect(onAbandoned).not.toHaveBeenCalled();
    expect(executor.pendingTasks).toBe(2);
  });

  it("says of an exception whether it may be tried again, and answers a task without results with none", async () => {
    expect((await push(1, "code:fail", [], { retryExceptions: true })).isRetryableError).toBe(true);
    expect((await push(2, "code:fail", [])).isRetryableError).toBe(false);
    expect((await push(3, "code:none", [], { numReturns: 0 })).returnObjects).toEqual([]);
  });

  it("reports what a generator yields, in order and not further ahead than its caller allows", async () => {
    const { request, reply } = rpc.CoreWorkerService.reportGeneratorItemReturns;
    const reported: string[] = [];
    call.mockImplementation(async (_address, _path, body) => {
      const { itemIndex, returnedObjects } = decode(request, Buffer.from(body));
      const [item] = returnedObjects as [rpc.ReturnObject];
      reported.push(`${itemIndex} at ${item.objectId.at(24)}: ${Buffer.from(item.metadata)}`);
      return Buffer.from(encode(reply, { totalNumObjectConsumed: 0 }));
    });
    const streaming = { streamingGenerator: true, generatorBackpressureNumObjects: 2 };
    const pushed = push(1, "code:count", [], streaming);
    await vi.waitFor(() => expect(reported).toHaveLength(2));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(reported).toEqual(["0 at 2: XLANG", "1 at 3: XLANG"]);
    executor.consumed(id(1), 2);
    const answered = await pushed;
    expect(reported[2]).toBe("2 at 4: 3");
    expect(answered.streamingGeneratorReturnIds).toHaveLength(3);
    expect(results(answered)).toEqual([null]);
    expect(thrown(await push(2, "code:none", [], streaming))).toMatch(/nothing to iterate over/);
  });
});
