/**
 * What the calls of one function, or of one method of an actor, have in common, encoded once. A call adds its own few fields:
 * messages of protobuf that follow each other are one message, whose later scalars count.
 */
import { concatFields, encode, type Init, rpc } from "../wire/index.js";

/** Field numbers of PushTaskRequest.task_spec and RequestWorkerLeaseRequest.lease_spec (Ray 2.60.0). */
const taskSpecField = 2;
const leaseSpecField = 1;

/** Of one call. */
export type OwnFields = Pick<
  Init<rpc.TaskSpec>,
  | "taskId"
  | "parentTaskId"
  | "parentCounter"
  | "callerId"
  | "submitterTaskId"
  | "numReturns"
  | "streamingGenerator"
  | "attemptNumber"
  | "args"
  | "actorTaskSpec"
>;

export class SpecTemplate {
  /** Has none of the fields that a call has of its own: of two sub-messages some readers keep the last alone. */
  readonly fields: Init<rpc.TaskSpec>;
  #task: Uint8Array | null = null;
  #lease: Uint8Array | null = null;

  constructor(fields: Omit<Init<rpc.TaskSpec>, keyof OwnFields>) {
    this.fields = fields;
  }

  /** A PushTaskRequest, encoded. */
  pushRequest(own: OwnFields, rest: Omit<Init<rpc.PushTaskRequest>, "taskSpec">): Buffer {
    this.#task ??= encode(rpc.TaskSpec, this.fields);
    const parts = [this.#task, encode(rpc.TaskSpec, own)];
    return Buffer.concat([encode(rpc.PushTaskRequest, rest), concatFields([{ field: taskSpecField, parts }])]);
  }

  /** A RequestWorkerLeaseRequest, encoded. */
  leaseRequest(
    own: Pick<Init<rpc.LeaseSpec>, "leaseId" | "dependencies" | "parentTaskId" | "attemptNumber">,
    rest: Omit<Init<rpc.RequestWorkerLeaseRequest>, "leaseSpec">,
  ): Buffer {
    this.#lease ??= encode(rpc.LeaseSpec, leaseFields(this.fields));
    const parts = [this.#lease, encode(rpc.LeaseSpec, own)];
    return Buffer.concat([
      encode(rpc.RequestWorkerLeaseRequest, rest),
      concatFields([{ field: leaseSpecField, parts }]),
    ]);
  }
}

/** What a raylet is asked for on behalf of a task. */
function leaseFields(spec: Init<rpc.TaskSpec>): Init<rpc.LeaseSpec> {
  return {
    jobId: spec.jobId,
    callerAddress: spec.callerAddress,
    type: spec.type,
    requiredResources: spec.requiredResources,
    requiredPlacementResources: spec.requiredPlacementResources,
    schedulingStrategy: spec.schedulingStrategy,
    labelSelector: spec.labelSelector,
    depth: spec.depth,
    runtimeEnvInfo: spec.runtimeEnvInfo,
    language: spec.language,
    functionDescriptor: spec.functionDescriptor,
    maxRetries: spec.maxRetries,
    taskName: spec.name,
  };
}
