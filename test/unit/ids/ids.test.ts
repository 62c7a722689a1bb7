import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ActorId,
  actorIdOfTask,
  askerOfLease,
  creationTaskOfActor,
  driverTaskOfJob,
  IdError,
  idBytes,
  idFromRandom,
  indexOfObject,
  JobId,
  jobIdFromInt,
  jobIdOfActor,
  jobIdOfObject,
  jobIdOfPlacementGroup,
  jobIdOfTask,
  jobIdToInt,
  LeaseId,
  leaseIdOf,
  NodeId,
  ObjectId,
  objectIdOfTask,
  optionalIdBytes,
  PlacementGroupId,
  TaskId,
  taskIdOfObject,
  WorkerId,
  workerIdOfDriver,
} from "../../../src/ids/index.js";

const bytesOf = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });

describe("ids", () => {
  it("go from bytes to hex and back", () => {
    for (const kind of [JobId, ActorId, TaskId, ObjectId, NodeId, WorkerId, LeaseId, PlacementGroupId]) {
      fc.assert(
        fc.property(bytesOf(kind.size), (bytes) => {
          const id = kind.fromBytes(bytes);
          expect(id).toMatch(/^[0-9a-f]+$/);
          expect(id).toHaveLength(2 * kind.size);
          expect([...idBytes(id)]).toEqual([...bytes]);
          expect(kind.fromHex(id.toUpperCase())).toBe(id);
          expect(kind.fromBytes(Buffer.concat([Buffer.from([1]), bytes]).subarray(1))).toBe(id);
        }),
        { numRuns: 50 },
      );
    }
  });

  it("take empty bytes for nil and refuse any other length", () => {
    expect(NodeId.fromBytes(new Uint8Array(0))).toBe("ff".repeat(28));
    expect(NodeId.fromOptionalBytes(new Uint8Array(0))).toBeNull();
    expect(NodeId.fromOptionalBytes(null)).toBeNull();
    expect(NodeId.fromOptionalBytes(Buffer.alloc(28, 0xff))).toBeNull();
    expect(NodeId.fromOptionalBytes(Buffer.alloc(28, 1))).toBe("01".repeat(28));
    expect(() => NodeId.fromBytes(Buffer.alloc(27))).toThrow(IdError);
    expect(() => NodeId.fromBytes(Buffer.alloc(29))).toThrow("a NodeId has 28 bytes, got 29");
    expect(() => idFromRandom(NodeId, Buffer.alloc(27))).toThrow(IdError);
    expect(optionalIdBytes(null)).toHaveLength(0);
  });

  it("refuse hex that is none", () => {
    for (const bad of ["", "0", "0x000000", "0000000", "000000g0", "00000000ff", "0000 000", "００００００００"]) {
      expect(() => JobId.fromHex(bad), bad).toThrow(IdError);
    }
  });

  it("hold job numbers little endian", () => {
    expect(jobIdFromInt(1)).toBe("01000000");
    fc.assert(fc.property(uint32, (value) => jobIdToInt(jobIdFromInt(value)) === value));
    for (const bad of [-1, 2 ** 32, 1.5, Number.NaN]) expect(() => jobIdFromInt(bad)).toThrow(IdError);
  });

  it("are made of one another as Ray lays them out", () => {
    fc.assert(
      fc.property(uint32, uint32, bytesOf(12), bytesOf(8), bytesOf(28), (job, index, unique, unique2, worker) => {
        const jobId = jobIdFromInt(job);
        const actorId = ActorId.fromBytes(Buffer.concat([unique, idBytes(jobId)]));
        const taskId = TaskId.fromBytes(Buffer.concat([unique2, idBytes(actorId)]));
        const objectId = objectIdOfTask(taskId, index);
        expect(jobIdOfActor(actorId)).toBe(jobId);
        expect(JobId.fromBytes(jobIdOfTask(idBytes(taskId)))).toBe(jobId);
        expect(jobIdOfObject(objectId)).toBe(jobId);
        expect(taskIdOfObject(objectId)).toBe(taskId);
        expect(indexOfObject(objectId)).toBe(index);
        expect(idBytes(objectId).readUInt32LE(24)).toBe(index);
        expect(actorIdOfTask(taskId)).toBe(unique.every((byte) => byte === 255) ? null : actorId);
        expect(actorIdOfTask(creationTaskOfActor(actorId))).toBe(actorIdOfTask(taskId));
        const workerId = WorkerId.fromBytes(worker);
        expect(askerOfLease(leaseIdOf(index, workerId))).toBe(workerId);
        expect(leaseIdOf(index, workerId)).toHaveLength(2 * LeaseId.size);
      }),
    );
    const job = jobIdFromInt(5);
    expect(driverTaskOfJob(job)).toBe(`${"ff".repeat(20)}05000000`);
    expect(actorIdOfTask(driverTaskOfJob(job))).toBeNull();
    expect(workerIdOfDriver(job)).toBe(`05000000${"ff".repeat(24)}`);
    expect(jobIdOfPlacementGroup(PlacementGroupId.fromHex(`${"ab".repeat(14)}05000000`))).toBe(job);
  });
});
