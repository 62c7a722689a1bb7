import { describe, expect, it } from "vitest";
import { ActorId, idBytes, jobIdFromInt, TaskId } from "../../../src/ids/index.js";
import { decode, encode, rpc } from "../../../src/wire/index.js";
import {
  type ActorFacts,
  type ActorOptions,
  actorTaskSpecOf,
  callTemplate,
  creationSpec,
  methodOf,
} from "../../../src/worker/actor-spec.js";
import { UsageError } from "../../../src/worker/errors.js";
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
  groups: ["io"],
  name: "c",
};

describe("a call of an actor", () => {
  it("is of the job that made the actor, whoever calls", () => {
    const template = callTemplate(context, facts, methodOf(facts, "add"), "io");
    const parent = TaskId.fromHex("ab".repeat(24));
    const own = { ...ownTaskFields(parent, idBytes(parent), 1), actorTaskSpec: actorTaskSpecOf(facts) };
    const { taskSpec } = decode(rpc.PushTaskRequest, template.pushRequest(own, {}));
    const spec = taskSpec as rpc.TaskSpec;
    expect(Buffer.from(spec.jobId)).toEqual(idBytes(maker));
    expect(Buffer.from(spec.actorTaskSpec?.actorId ?? [])).toEqual(idBytes(facts.actorId));
    expect(spec.functionDescriptor?.pythonFunctionDescriptor).toMatchObject({ moduleName: "m", functionName: "add" });
    expect(spec.maxRetries).toBe(2);
    expect(spec.concurrencyGroupName).toBe("io");
  });
});

describe("the creation of an actor", () => {
  const parent = TaskId.fromHex("ab".repeat(24));
  const create = (options: ActorOptions) => creationSpec(context, parent, 1, facts.actorId, facts.target, options);

  it("has its concurrency groups, with the methods that run in them", () => {
    const { spec, facts: made } = create({ concurrencyGroups: { io: 2, compute: 1 }, methodGroups: { fetch: "io" } });
    expect(made).toMatchObject({ groups: ["io", "compute"], takesAnyOrder: false });
    const sent = decode(rpc.TaskSpec, encode(rpc.TaskSpec, spec)).actorCreationTaskSpec as rpc.ActorCreationTaskSpec;
    const [io, compute] = sent.concurrencyGroups as [rpc.ConcurrencyGroup, rpc.ConcurrencyGroup];
    expect(io).toMatchObject({ name: "io", maxConcurrency: 2 });
    expect(io.functionDescriptors.map((each) => each.pythonFunctionDescriptor)).toEqual([
      expect.objectContaining({ moduleName: "m", className: "C", functionName: "fetch" }),
    ]);
    expect(compute).toMatchObject({ name: "compute", maxConcurrency: 1, functionDescriptors: [] });
  });

  it("refuses groups without a name or of no calls, and methods of a group that is not there", () => {
    for (const [options, message] of [
      [{ concurrencyGroups: { "": 1 } }, /needs a name/],
      [{ concurrencyGroups: { io: 0 } }, /concurrencyGroups.io is 0; it must be a whole number from 1 on/],
      [{ concurrencyGroups: { io: 1.5 } }, /concurrencyGroups.io is 1.5/],
      [
        { methodGroups: { fetch: "io" } },
        /The method fetch cannot run: .* no concurrency group "io"; it was made with none/,
      ],
    ] as const) {
      expect(() => create(options)).toThrow(UsageError);
      expect(() => create(options)).toThrow(message);
    }
  });
});
