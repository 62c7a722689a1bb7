/** Arguments and results of the tasks that this worker runs: values, objects in the store, exceptions. */
import { ErrorType } from "../../core/core-worker/types.js";
import { idBytes, ObjectId, objectIdOfTask, TaskId } from "../../ids/index.js";
import { type PlasmaClient, PlasmaError, type StoredObject } from "../../native/plasma-client.js";
import { type Init, rpc } from "../../wire/index.js";
import { callMethod, type WorkerContext, workerAddress } from "../context.js";
import { failureValue } from "../error-values.js";
import { ObjectLostError } from "../errors.js";
import { maxInlineBytes, type ObjectShell } from "../object-shell.js";
import { Puller } from "../puller.js";
import { readPinned, readValue, serializeAny } from "../read-value.js";
import { sourceOf } from "../typescript-target.js";
import { type SerializedValue, sizeOf } from "../xlang.js";
import { failureOf } from "./exceptions.js";
import { type Packed, packed } from "./packed.js";
import { severalResults } from "./several-results.js";
import { TaskRefs } from "./task-refs.js";

/** So long a result waits for an object of its id to be whole, or gone: the store deletes within milliseconds. */
const existsPauseMs = 20;
const existsTries = 250;

export class Values {
  readonly #context: WorkerContext;
  readonly #plasma: PlasmaClient;
  readonly #objects: () => ObjectShell;
  readonly #puller: Puller;

  /** @param objects asked for with the first ref inside a value */
  constructor(context: WorkerContext, plasma: PlasmaClient, objects: () => ObjectShell) {
    this.#context = context;
    this.#plasma = plasma;
    this.#objects = objects;
    this.#puller = new Puller(context, plasma);
  }

  /** Holds the refs inside a task's arguments. */
  refs(): TaskRefs {
    return new TaskRefs(this.#objects);
  }

  /** @throws the error that an argument is, UnreadableValueError */
  async argumentsOf(spec: rpc.TaskSpec, refs: TaskRefs): Promise<unknown[]> {
    const values: unknown[] = [];
    for (const arg of argumentsIn(spec)) {
      const reference = referenceOf(arg);
      if (reference === null) values.push(await readValue(arg.metadata, Buffer.from(arg.data), refs.reader(null)));
      else {
        const { found, objectId, owner } = await this.#pull(reference);
        values.push(await readPinned(found, refs.reader({ objectId, owner })));
      }
    }
    return values;
  }

  /** For another thread, which reads them. */
  async packedArgumentsOf(spec: rpc.TaskSpec): Promise<Packed[]> {
    const values: Packed[] = [];
    for (const arg of argumentsIn(spec)) {
      const reference = referenceOf(arg);
      if (reference === null) values.push(packed({ metadata: arg.metadata, data: [arg.data] }));
      else {
        const { found } = await this.#pull(reference);
        try {
          values.push(packed({ metadata: found.metadata, data: [found.data] }));
        } finally {
          found.release();
        }
      }
    }
    return values;
  }

  async #pull({ objectId: id, ownerAddress }: rpc.ObjectReference) {
    const objectId = ObjectId.fromBytes(id);
    const owner = ownerAddress === null ? this.#context.address : workerAddress(ownerAddress);
    const found = await this.#puller.pull(objectId, null, () => true, owner);
    if (found === null || found === "late") throw new ObjectLostError("An argument could not be fetched.");
    return { found, objectId, owner };
  }

  /** @throws UnsupportedValueError; TypeError when a function of several results gives another number */
  async returnsOf(spec: rpc.TaskSpec, result: unknown): Promise<Init<rpc.ReturnObject>[]> {
    const values = severalResults(spec.numReturns, result);
    return Promise.all(values.map(async (value, at) => this.returnOf(spec, at + 1, await serializeAny(value))));
  }

  /** One result, or item of a generator, as the object of this index (1: the first result). */
  async returnOf(spec: rpc.TaskSpec, index: number, value: SerializedValue): Promise<Init<rpc.ReturnObject>> {
    const objectId = objectIdOfTask(TaskId.fromBytes(spec.taskId), index);
    const nestedInlinedRefs = this.#lend(objectId, value, spec);
    const size = sizeOf(value);
    if (size <= maxInlineBytes || spec.callerAddress === null) {
      const { metadata } = value;
      return { objectId: idBytes(objectId), metadata, data: Buffer.concat(value.data), size, nestedInlinedRefs };
    }
    await this.#store(objectId, value, spec.callerAddress);
    return { objectId: idBytes(objectId), inPlasma: true, size, nestedInlinedRefs };
  }

  /** Puts it for the caller, who owns it: the store reports its copies there. @throws PlasmaError */
  async #store(objectId: ObjectId, value: SerializedValue, ownerAddress: rpc.Address): Promise<void> {
    const { nodeId, ip, port, workerId } = workerAddress(ownerAddress);
    const request = { ownerAddress, objectIds: [idBytes(objectId)] };
    const { pinObjectIDs } = rpc.NodeManagerService;
    for (let triesLeft = existsTries; ; triesLeft -= 1) {
      let stored: StoredObject | null = null;
      try {
        stored = await this.#plasma.put({ objectId, owner: { nodeId, ip, port, workerId }, ...value });
      } catch (error) {
        // An earlier try of the task may have put it on this node.
        if (!(error instanceof PlasmaError) || error.kind !== "exists" || triesLeft === 0) throw error;
      }
      try {
        const { successes } = await callMethod(this.#context, this.#context.rayletAddress, pinObjectIDs, request);
        if (stored !== null || successes[0] === true) return;
      } finally {
        stored?.release();
      }
      // It is on its way out, or not whole yet.
      await new Promise((resolve) => setTimeout(resolve, existsPauseMs));
    }
  }

  /** Refs in a result are the caller's from here on: their owners hear of it, or we do where they are ours. */
  #lend(outer: ObjectId, { refs = [] }: SerializedValue, spec: rpc.TaskSpec): Init<rpc.ObjectReference>[] {
    if (refs.length === 0) return [];
    const objects = this.#objects();
    const references = refs.map((ref) => objects.reference(ref.id));
    if (spec.callerAddress !== null) {
      const outerOwner = workerAddress(spec.callerAddress);
      for (const { id: objectId } of refs) objects.apply({ type: "storedIn", objectId, outer, outerOwner });
    }
    return references;
  }

  /** Every result of a task that threw. */
  failuresOf(spec: rpc.TaskSpec, error: unknown): Init<rpc.ReturnObject>[] {
    return everyResult(spec, failureOf(error));
  }

  /** Every result of a task that was cancelled while it ran. */
  cancelledOf(spec: rpc.TaskSpec): Init<rpc.ReturnObject>[] {
    const message = `The task ${spec.name} was cancelled while it ran.`;
    return everyResult(spec, failureValue({ type: ErrorType.TASK_CANCELLED, message }));
  }
}

/** Null for an argument whose value travels in the task. */
const referenceOf = ({ objectRef, data, metadata }: rpc.TaskArg): rpc.ObjectReference | null =>
  data.length > 0 || metadata.length > 0 ? null : objectRef;

/** Without the source that may stand before them. */
const argumentsIn = (spec: rpc.TaskSpec) => spec.args.slice(sourceOf(spec) === null ? 0 : 1);

function everyResult(spec: rpc.TaskSpec, value: SerializedValue): Init<rpc.ReturnObject>[] {
  const taskId = TaskId.fromBytes(spec.taskId);
  const data = Buffer.concat(value.data);
  return Array.from({ length: spec.numReturns }, (_, at) => ({
    objectId: idBytes(objectIdOfTask(taskId, at + 1)),
    metadata: value.metadata,
    data,
    size: sizeOf(value),
  }));
}
