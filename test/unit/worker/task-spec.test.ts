import { describe, expect, it } from "vitest";
import { idBytes, jobIdFromInt } from "../../../src/ids/index.js";
import { rpc } from "../../../src/wire/index.js";
import { UsageError } from "../../../src/worker/errors.js";
import { resourcesOf, type TaskContext, type TaskOptions, taskTemplate } from "../../../src/worker/task-spec.js";

const jobId = jobIdFromInt(3);
const context: TaskContext = {
  jobId,
  job: idBytes(jobId),
  jobConfig: {},
  caller: {},
  runtimeEnv: "{}",
  depth: 1,
  rootDetachedActorId: new Uint8Array(),
};
const target = {
  language: rpc.Language.PYTHON,
  descriptor: { pythonFunctionDescriptor: { moduleName: "m", functionName: "f" } },
  name: "f",
};
const template = (options: TaskOptions) => taskTemplate(context, target, options);

describe("task options", () => {
  it("ask for one CPU unless they say otherwise", () => {
    expect(resourcesOf({}, 1)).toEqual({ CPU: 1 });
    expect(resourcesOf({ numCpus: 0, numGpus: 0.5, memory: 100, resources: { disk: 2 } }, 1)).toEqual({
      GPU: 0.5,
      memory: 100,
      disk: 2,
    });
  });

  it("that cannot be are refused by name", () => {
    expect(() => template({ resources: { CPU: 1 } })).toThrow(/numCpus/);
    expect(() => template({ numGpus: Number.NaN })).toThrow(/GPU is NaN/);
    expect(() => template({ maxRetries: -2 })).toThrow(UsageError);
    expect(() => template({ schedulingStrategy: { nodeId: "xyz", soft: true } })).toThrow(/NodeId/);
  });

  it("in a placement group ask for the group's resources", () => {
    const id = "0a".repeat(18);
    const { spec } = template({ numGpus: 1, schedulingStrategy: { placementGroup: { id }, bundleIndex: 2 } });
    expect(spec.fields.requiredResources).toEqual({
      [`CPU_group_${id}`]: 1,
      [`CPU_group_2_${id}`]: 1,
      [`GPU_group_${id}`]: 1,
      [`GPU_group_2_${id}`]: 1,
      [`bundle_group_${id}`]: 0.001,
      [`bundle_group_2_${id}`]: 0.001,
    });
    expect(() => template({ schedulingStrategy: { placementGroup: { id }, bundleIndex: -2 } })).toThrow(/bundleIndex/);
  });

  it("that need other workers make another class of tasks", () => {
    const base = template({}).className;
    expect(template({ maxRetries: 0, name: "other" }).className).toBe(base);
    const others: TaskOptions[] = [
      { numCpus: 2 },
      { schedulingStrategy: "SPREAD" },
      { runtimeEnv: { env_vars: { A: "1" } } },
      { schedulingStrategy: { placementGroup: { id: "01".repeat(18) } } },
      { schedulingStrategy: { placementGroup: { id: "01".repeat(18) }, bundleIndex: 1 } },
    ];
    const names = [base, ...others.map((each) => template(each).className)];
    expect(new Set(names).size).toBe(names.length);
  });

  it("add a runtime environment to the one of the job, or of the task that submits", () => {
    const runtimeEnv = JSON.stringify({ pip: ["a"], working_dir: "gcs://x.zip", env_vars: { TOKEN: "t", LEVEL: "1" } });
    const envOf = (own: TaskOptions["runtimeEnv"]) => {
      const { spec } = taskTemplate({ ...context, runtimeEnv }, target, own === undefined ? {} : { runtimeEnv: own });
      return JSON.parse(spec.fields.runtimeEnvInfo?.serializedRuntimeEnv ?? "");
    };
    const job = JSON.parse(runtimeEnv);
    expect(envOf(undefined)).toEqual(job);
    expect(envOf({})).toEqual(job);
    expect(envOf({ env_vars: { LEVEL: "2", MORE: "3" } })).toEqual({
      ...job,
      env_vars: { TOKEN: "t", LEVEL: "2", MORE: "3" },
    });
    expect(envOf({ pip: ["b"], conda: undefined })).toEqual({ ...job, pip: ["b"] });
    expect(template({ runtimeEnv: { env_vars: { A: "1" } } }).spec.fields.runtimeEnvInfo?.serializedRuntimeEnv).toBe(
      '{"env_vars":{"A":"1"}}',
    );
  });
});
