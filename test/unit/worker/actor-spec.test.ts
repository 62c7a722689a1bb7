import { describe, expect, it } from "vitest";
import { ActorId, idBytes, jobIdFromInt, TaskId } from "../../../src/ids/index.js";
import { decode, rpc } from "../../../src/wire/index.js";
import { type ActorFacts, actorTaskSpecOf, callTemplate, methodOf } from "../../../src/worker/actor-spec.js";
import { ownTaskFields, type TaskContext } from "../../../src/worker/task-spec.js";

const caller = jobIdFromInt(3);
const maker = jobIdFromInt(2);
const context: TaskContext = {
  jobId: caller,
  job: idBytes(caller),
  jobConfig: {},
  caller: {},
  runtimeEnv: "{}",
  depth: 1,
  rootDetachedActorId: new Uint8Array(),
};
const facts: ActorFacts = {
  actorId: ActorId.fromBytes(Buffer.concat([Buffer.alloc(12, 7), idBytes(maker)])),
  target: {
    language: rpc.Language.PYTHON,
    descriptor: { pythonFunctionDescriptor: { moduleName: "m", className: "C", functionName: "__init__" } },
    name: "C",
  },
  takesAnyOrder: false,
  maxTaskRetries: 2,
  isDetached: true,
  name: "c",
};

describe("a call of an actor", () => {
  it("is of the job that made the actor, whoever calls", () => {
    const template = callTemplate(context, facts, methodOf(facts, "add"));
    const parent = TaskId.fromHex("ab".repeat(24));
    const own = { ...ownTaskFields(parent, idBytes(parent), 1), actorTaskSpec: actorTaskSpecOf(facts) };
    const { taskSpec } = decode(rpc.PushTaskRequest, template.pushRequest(own, {}));
    const spec = taskSpec as rpc.TaskSpec;
    expect(Buffer.from(spec.jobId)).toEqual(idBytes(maker));
    expect(Buffer.from(spec.actorTaskSpec?.actorId ?? [])).toEqual(idBytes(facts.actorId));
    expect(spec.functionDescriptor?.pythonFunctionDescriptor).toMatchObject({ moduleName: "m", functionName: "add" });
    expect(spec.maxRetries).toBe(2);
  });
});
