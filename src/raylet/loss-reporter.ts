import { randomBytes } from "node:crypto";
import type { OwnerAddress } from "../core/objects/types.js";
import { errorText } from "../runtime/errors.js";
import { rpc } from "../wire/index.js";
import type { NodeContext } from "./node-context.js";

const CALL_TIMEOUT_MS = 5_000;

/**
 * Tells owners that a copy of their object is lost although its node lives.
 *
 * Ray has no such message: an owner starts recovery - rebuilding by lineage, or an error in the object's place - only
 * for copies on dead nodes (Ray 2.60.0, reference_counter.cc, HandleObjectSpilled and ResetObjectsOnRemovedNode). So
 * with the first loss this raylet has the head know a node that is dead from the start, and reports the lost object as
 * spilled there. `ray list nodes` then shows one dead node whose reason says what it is.
 */
export class LossReporter {
  readonly #context: NodeContext;
  /** Id of the node that stands for lost copies. */
  #nowhere: Promise<Uint8Array> | null = null;

  constructor(context: NodeContext) {
    this.#context = context;
  }

  report(owner: OwnerAddress, objectId: string): void {
    this.#report(owner, objectId).catch((error) => {
      this.#context.log.warning(
        `Owner ${owner.workerId} could not be told that ${objectId} is lost: ${errorText(error)}`,
      );
    });
  }

  async #report(owner: OwnerAddress, objectId: string): Promise<void> {
    this.#nowhere ??= this.#makeNowhere();
    const nodeId = await this.#nowhere.catch((error) => {
      this.#nowhere = null;
      throw error;
    });
    const request = {
      intendedWorkerId: Buffer.from(owner.workerId, "hex"),
      nodeId,
      objectLocationUpdates: [
        {
          objectId: Buffer.from(objectId, "hex"),
          spilledLocationUpdate: { spilledUrl: "/lost?offset=0&size=0", spilledToLocalStorage: true },
        },
      ],
    };
    const method = rpc.CoreWorkerService.updateObjectLocationBatch;
    await this.#context.coreWorkers.call(owner, method, request, CALL_TIMEOUT_MS);
  }

  async #makeNowhere(): Promise<Uint8Array> {
    const { gcs, flags, nodeIdBytes } = this.#context;
    const nodeId = randomBytes(nodeIdBytes.length);
    const nodeInfo = {
      nodeId,
      nodeManagerAddress: flags.nodeIpAddress,
      nodeName: "lost-spilled-objects",
      resourcesTotal: {},
      stateSnapshot: { state: rpc.NodeSnapshot_State.ACTIVE },
    };
    await gcs.call(rpc.NodeInfoGcsService.registerNode, { nodeInfo }, CALL_TIMEOUT_MS);
    const nodeDeathInfo = {
      reason: rpc.NodeDeathInfo_Reason.EXPECTED_TERMINATION,
      reasonMessage: `Stands for objects whose spill files on node ${flags.nodeId} are lost; it never was a node.`,
    };
    await gcs.call(rpc.NodeInfoGcsService.unregisterNode, { nodeId, nodeDeathInfo }, CALL_TIMEOUT_MS);
    return nodeId;
  }
}
