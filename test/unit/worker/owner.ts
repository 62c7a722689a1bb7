/** The part of a driver that owns objects and submits, on a cluster that is answered for by the test. */
import { vi } from "vitest";
import { driverTaskOfJob, idBytes, jobIdFromInt, NodeId, WorkerId } from "../../../src/ids/index.js";
import type { PlasmaClient } from "../../../src/native/plasma-client.js";
import { decode, encode, type Init, type Method, rpc } from "../../../src/wire/index.js";
import { addressMessage, type WorkerContext } from "../../../src/worker/context.js";
import { ObjectShell, type ObjectShellEvents } from "../../../src/worker/object-shell.js";
import { TaskIds } from "../../../src/worker/task-ids.js";
import { type TaskOptions, taskTemplate } from "../../../src/worker/task-spec.js";

export const nodeId = NodeId.fromHex("03".repeat(28));
export const own = { nodeId, ip: "127.0.0.1", port: 1, workerId: WorkerId.fromHex("01".repeat(28)) };
export const worker = { nodeId, ip: "127.0.0.1", port: 2, workerId: WorkerId.fromHex("02".repeat(28)) };

type Answer = (request: never, address: string) => unknown;

export class Owner {
  readonly jobId = jobIdFromInt(7);
  readonly ids = new TaskIds(this.jobId, driverTaskOfJob(this.jobId), 0);
  readonly context: WorkerContext;
  readonly objects: ObjectShell;
  /** Paths of calls, in order. */
  readonly calls: string[] = [];
  readonly #answers = new Map<string, { readonly method: Method<unknown, unknown>; readonly answer: Answer }>();

  constructor(events: Partial<ObjectShellEvents> = {}, plasma: Partial<PlasmaClient> = {}) {
    const call = async (address: string, path: string, body: Uint8Array) => {
      this.calls.push(path.slice(path.lastIndexOf("/") + 1));
      const known = this.#answers.get(path);
      // What nobody answers for stays open.
      if (known === undefined) return await new Promise<Buffer>(() => undefined);
      const { method, answer } = known;
      return Buffer.from(encode(method.reply, (await answer(decode(method.request, body) as never, address)) as never));
    };
    const nothing = () => undefined;
    this.context = {
      rpc: { call, disconnect: nothing },
      gcs: {
        call: async (method: Method<unknown, unknown>, request: Init<unknown>) => {
          const body = encode(method.request, request);
          return decode(method.reply, await call("head", method.path, body));
        },
      },
      raylet: { tell: vi.fn() },
      rayletAddress: "127.0.0.1:3",
      nodes: { raylet: () => "127.0.0.1:3" },
      address: own,
      tasks: {
        jobId: this.jobId,
        job: idBytes(this.jobId),
        jobConfig: {},
        caller: addressMessage(own),
        runtimeEnv: "{}",
        depth: 1,
        rootDetachedActorId: new Uint8Array(),
      },
      events: {
        submitted: nothing,
        pushed: nothing,
        failed: nothing,
        finished: nothing,
        ended: nothing,
        running: nothing,
      },
      log: { debug: nothing, info: nothing, warning: nothing, error: nothing, fatal: nothing },
    } as unknown as WorkerContext;
    this.objects = new ObjectShell(this.context, { close: nothing, ...plasma } as PlasmaClient, {
      onBorrower: nothing,
      onLost: nothing,
      onFreed: nothing,
      onWaiting: nothing,
      ...events,
    });
  }

  /** Says what a call is answered with. */
  answer<Request, Reply>(
    method: Method<Request, Reply>,
    answer: (request: Request, address: string) => Init<Reply> | Promise<Init<Reply>>,
  ): void {
    this.#answers.set(method.path, { method: method as Method<unknown, unknown>, answer: answer as Answer });
  }

  /** Raylets grant what they are asked for, and pushed tasks are answered so. */
  grant(push: (request: rpc.PushTaskRequest) => Init<rpc.PushTaskReply> | Promise<Init<rpc.PushTaskReply>>): void {
    this.answer(rpc.NodeManagerService.requestWorkerLease, () => ({ workerAddress: addressMessage(worker) }));
    this.answer(rpc.NodeManagerService.returnWorkerLease, () => ({}));
    this.answer(rpc.CoreWorkerService.pushTask, push);
  }

  template(options: TaskOptions = {}) {
    const descriptor = { pythonFunctionDescriptor: { moduleName: "m", functionName: "f" } };
    return taskTemplate(this.context.tasks, { language: rpc.Language.PYTHON, descriptor, name: "f" }, options);
  }
}

export const noArguments = { items: [], objectIds: [], innerIds: [] };
