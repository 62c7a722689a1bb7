/**
 * What the calls of one function, or of one method of an actor, have in common, encoded once. A call adds its own few fields:
 * messages of protobuf that follow each other are one message, whose later scalars count.
 */
import { encode, type Init, MessageWriter, rpc } from "../wire/index.js";

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
    const common = this.#task ?? encode(rpc.TaskSpec, this.fields);
    this.#task = common;
    return new MessageWriter()
      .fields(rpc.PushTaskRequest, rest)
      .message(taskSpecField, (spec) => spec.raw(common).fields(rpc.TaskSpec, own))
      .finish();
  }

  /** A RequestWorkerLeaseRequest, encoded. */
  leaseRequest(
    own: Pick<Init<rpc.LeaseSpec>, "leaseId" | "dependencies" | "parentTaskId" | "attemptNumber">,
    rest: Omit<Init<rpc.RequestWorkerLeaseRequest>, "leaseSpec">,
  ): Buffer {
    const common = this.#lease ?? encode(rpc.LeaseSpec, leaseFields(this.fields));
    this.#lease = common;
    return new MessageWriter()
      .fields(rpc.RequestWorkerLeaseRequest, rest)
      .message(leaseSpecField, (spec) => spec.raw(common).fields(rpc.LeaseSpec, own))
      .finish();
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
