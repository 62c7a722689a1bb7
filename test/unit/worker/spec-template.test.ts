import { describe, expect, it } from "vitest";
import { idBytes, jobIdFromInt, TaskId } from "../../../src/ids/index.js";
import { decode, encode, rpc } from "../../../src/wire/index.js";
import { ownTaskFields, type TaskContext, taskTemplate } from "../../../src/worker/task-spec.js";

const jobId = jobIdFromInt(3);
const context: TaskContext = {
  jobId,
  job: idBytes(jobId),
  jobConfig: { codeSearchPath: ["/a"], rayNamespace: "n" },
  caller: { ipAddress: "127.0.0.1", port: 5 },
  runtimeEnv: "{}",
  depth: 2,
  rootDetachedActorId: new Uint8Array([1]),
};
const target = {
  language: rpc.Language.PYTHON,
  descriptor: { pythonFunctionDescriptor: { moduleName: "m", functionName: "f" } },
  name: "f",
};

describe("a template of specifications", () => {
  const { spec } = taskTemplate(context, target, { numCpus: 2, name: "sum", maxRetries: 7 });
  const taskId = idBytes(TaskId.fromHex("0a".repeat(24)));
  const own = {
    ...ownTaskFields(TaskId.fromHex("0b".repeat(24)), taskId, 9),
    numReturns: 2,
    attemptNumber: 1,
    args: [{ data: new Uint8Array([5]), metadata: new Uint8Array([6]) }, {}],
    actorTaskSpec: { actorId: new Uint8Array(16), concurrencyGroupSequenceNumber: 4 },
  };

  it("makes the request that all fields in one message make", () => {
    const rest = { intendedWorkerId: new Uint8Array(28), sequenceNumber: -1, resourceMapping: [{ name: "CPU" }] };
    const whole = encode(rpc.PushTaskRequest, { ...rest, taskSpec: { ...spec.fields, ...own } });
    for (const round of [1, 2]) {
      expect(decode(rpc.PushTaskRequest, spec.pushRequest(own, rest)), String(round)).toEqual(
        decode(rpc.PushTaskRequest, whole),
      );
    }
  });

  it("asks for a lease with what raylets place by", () => {
    const lease = { leaseId: new Uint8Array(32), dependencies: [{ objectId: new Uint8Array(28) }], attemptNumber: 3 };
    const asked = decode(rpc.RequestWorkerLeaseRequest, spec.leaseRequest(lease, { backlogSize: 11 }));
    expect(asked).toMatchObject({
      backlogSize: 11,
      leaseSpec: { requiredResources: { CPU: 2 }, taskName: "sum", maxRetries: 7, depth: 2, attemptNumber: 3 },
    });
    expect(asked.leaseSpec?.dependencies).toHaveLength(1);
    expect(asked.leaseSpec?.functionDescriptor?.pythonFunctionDescriptor?.functionName).toBe("f");
  });
});
