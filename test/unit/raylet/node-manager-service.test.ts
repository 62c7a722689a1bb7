import { describe, expect, it } from "vitest";
import type { WorkerPoolEvent } from "../../../src/core/worker-pool/types.js";
import { GrpcCode, RpcError, type RpcServer } from "../../../src/native/rpc.js";
import { NodeManagerService, type NodeManagerTargets } from "../../../src/raylet/node-manager-service.js";
import { decode, encode, type Init, type Method, rpc } from "../../../src/wire/index.js";

const workerId = "0a".repeat(28);

/** Calls a method of the service with these targets behind it. */
async function call<Q, R>(targets: unknown, method: Method<Q, R>, request: Init<Q>): Promise<R> {
  const handlers = new Map<string, (body: Buffer) => Promise<Uint8Array>>();
  const server = {
    handle: (path: string, handler: (body: Buffer) => Promise<Uint8Array>) => void handlers.set(path, handler),
    listen: () => {},
  };
  new NodeManagerService(targets as NodeManagerTargets).register(server as unknown as RpcServer);
  const body = Buffer.from(encode(method.request, request));
  return decode(method.reply, (await handlers.get(method.path)?.(body)) as Uint8Array);
}

describe("CancelLocalTask", () => {
  /** @param answer of the worker's CancelTask, given its time limit */
  async function cancel(forceKill: boolean, answer: (timeoutMs: number) => Promise<Init<rpc.CancelTaskReply>>) {
    const posted: WorkerPoolEvent[] = [];
    const targets = {
      context: {
        config: { kill_worker_timeout_milliseconds: 5_000 },
        coreWorkers: { call: (_to: unknown, _method: unknown, _body: unknown, timeoutMs: number) => answer(timeoutMs) },
      },
      workers: {
        machine: { worker: () => ({ ip: "127.0.0.1", port: 1 }) },
        post: (event: WorkerPoolEvent) => posted.push(event),
      },
    };
    const request = { executorWorkerId: Buffer.from(workerId, "hex"), forceKill };
    return { reply: await call(targets, rpc.NodeManagerService.cancelLocalTask, request), posted };
  }
  const fails = (code: GrpcCode) => () => Promise.reject(new RpcError(code, "why"));

  it("kills a worker that does not answer a forced one in time", async () => {
    let limitMs = 0;
    const { reply, posted } = await cancel(true, (timeoutMs) => {
      limitMs = timeoutMs;
      return fails(GrpcCode.DEADLINE_EXCEEDED)();
    });
    expect(limitMs).toBe(5_000);
    expect(reply).toMatchObject({ attemptSucceeded: true, requestedTaskRunning: false });
    expect(posted).toMatchObject([{ type: "killWorker", workerId, force: true }]);
  });

  it("lets one that exits over it tell its own end", async () => {
    const { reply, posted } = await cancel(true, fails(GrpcCode.UNAVAILABLE));
    expect([reply.attemptSucceeded, posted]).toEqual([true, []]);
  });

  it("kills nobody without force", async () => {
    await expect(cancel(false, fails(GrpcCode.DEADLINE_EXCEEDED))).rejects.toThrow("why");
    const { reply, posted } = await cancel(false, async () => ({ requestedTaskRunning: true }));
    expect([reply.requestedTaskRunning, posted]).toEqual([true, []]);
  });
});

it("ReleaseUnusedActorWorkers ends the actors, and the leases for actors, that the head does not know", async () => {
  const posted: { type: string; workerId?: string }[] = [];
  const post = (event: { type: string }) => posted.push(event);
  const [known, unknown, task] = ["0b", "0c", "0d"].map((byte) => byte.repeat(28));
  const workers = [known, unknown, task].map((id) => ({ workerId: id, isActor: id !== task }));
  const targets = { context: {}, leases: { post }, workers: { machine: { workers: () => workers }, post } };
  const workerIdsInUse = [Buffer.from(known ?? "", "hex")];
  await call(targets, rpc.NodeManagerService.releaseUnusedActorWorkers, { workerIdsInUse });
  expect(posted).toMatchObject([{ type: "headRestarted" }, { type: "killWorker", workerId: unknown }]);
});
