import { describe, expect, it } from "vitest";
import * as ids from "../../src/ids/index.js";
import { jsonFromPython } from "./python.js";

interface WheelIds {
  readonly kinds: Record<string, { readonly size: number; readonly nil: string }>;
  readonly job: { readonly int: number; readonly hex: string };
  readonly actor: { readonly hex: string; readonly job: string };
  readonly driverTask: { readonly hex: string; readonly job: string };
  readonly creationTask: { readonly hex: string; readonly actor: string; readonly job: string };
  readonly object: { readonly hex: string; readonly task: string; readonly job: string };
  readonly placementGroup: { readonly hex: string };
}

describe("ids of the installed Ray", () => {
  const wheel = jsonFromPython<WheelIds>("wheel_ids.py");

  it("have our sizes and nil values", () => {
    const kinds = ids as unknown as Record<string, ids.IdKind<string>>;
    for (const [name, { size, nil }] of Object.entries(wheel.kinds)) {
      expect(kinds[name]?.size, name).toBe(size);
      expect(kinds[name]?.nil, name).toBe(nil);
    }
  });

  it("are laid out as ours", () => {
    const job = ids.JobId.fromHex(wheel.job.hex);
    expect(ids.jobIdFromInt(wheel.job.int)).toBe(job);
    expect(ids.jobIdToInt(job)).toBe(wheel.job.int);
    const actor = ids.ActorId.fromHex(wheel.actor.hex);
    expect(ids.jobIdOfActor(actor)).toBe(wheel.actor.job);
    expect(ids.driverTaskOfJob(job)).toBe(wheel.driverTask.hex);
    expect(ids.JobId.fromBytes(ids.jobIdOfTask(Buffer.from(wheel.driverTask.hex, "hex")))).toBe(wheel.driverTask.job);
    expect(ids.creationTaskOfActor(actor)).toBe(wheel.creationTask.hex);
    expect(ids.actorIdOfTask(ids.TaskId.fromHex(wheel.creationTask.hex))).toBe(wheel.creationTask.actor);
    const object = ids.ObjectId.fromHex(wheel.object.hex);
    expect(ids.taskIdOfObject(object)).toBe(wheel.object.task);
    expect(ids.jobIdOfObject(object)).toBe(wheel.object.job);
    expect(ids.indexOfObject(object)).toBe(3);
    expect(ids.jobIdOfPlacementGroup(ids.PlacementGroupId.fromHex(wheel.placementGroup.hex))).toBe(wheel.job.hex);
  });
});
