import { randomBytes } from "node:crypto";
import type { OwnerAddress } from "../core/objects/types.js";
import { errorText } from "../runtime/errors.js";
import { rpc } from "../wire/index.js";
import type { NodeContext } from "./node-context.js";

const CALL_TIMEOUT_MS = 5_000;
/** Losses that become known in this time after one another are reported together. */
const PAUSE_MS = 1_000;

/**
 * Tells owners that a copy of their object is lost although its node lives.
 *
 * Ray has no such message: an owner starts recovery - rebuilding by lineage, or an error in the object's place - only
 * when the node that it believes to have the copy dies (Ray 2.60.0, reference_counter.cc, HandleObjectSpilled and
 * ResetObjectsOnRemovedNode). So lost objects are reported as spilled to a node that the head knows just for that, and
 * which then leaves. `ray list nodes` shows a dead node for each such batch, and its reason says what it was.
 */
export class LossReporter {
  readonly #context: NodeContext;
  #lost = new Map<string, { readonly owner: OwnerAddress; readonly objectIds: string[] }>();
  #isBusy = false;

  constructor(context: NodeContext) {
    this.#context = context;
  }

  report(owner: OwnerAddress, objectId: string): void {
    const known = this.#lost.get(owner.workerId);
    if (known === undefined) this.#lost.set(owner.workerId, { owner, objectIds: [objectId] });
    else known.objectIds.push(objectId);
    if (!this.#isBusy) void this.#reportAll();
  }

  async #reportAll(): Promise<void> {
    this.#isBusy = true;
    while (this.#lost.size > 0) {
      const lost = [...this.#lost.values()];
      this.#lost = new Map();
      try {
        await this.#reportBatch(lost);
      } catch (error) {
        this.#context.log.warning(`Owners could not be told of lost objects: ${errorText(error)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
    }
    this.#isBusy = false;
  }

  async #reportBatch(lost: readonly { owner: OwnerAddress; objectIds: readonly string[] }[]): Promise<void> {
    const { gcs, flags, nodeIdBytes } = this.#context;
    const nodeId = randomBytes(nodeIdBytes.length);
    const nodeInfo = {
      nodeId,
      nodeManagerAddress: flags.nodeIpAddress,
      nodeName: "lost-spilled-objects",
      stateSnapshot: { state: rpc.NodeSnapshot_State.ACTIVE },
    };
    await gcs.call(rpc.NodeInfoGcsService.registerNode, { nodeInfo }, CALL_TIMEOUT_MS);
    const told = await Promise.allSettled(lost.map(({ owner, objectIds }) => this.#tell(nodeId, owner, objectIds)));
    const nodeDeathInfo = {
      reason: rpc.NodeDeathInfo_Reason.EXPECTED_TERMINATION,
      reasonMessage: `Stood for objects whose spill files on node ${flags.nodeId} are lost; it never was a node.`,
    };
    await gcs.call(rpc.NodeInfoGcsService.unregisterNode, { nodeId, nodeDeathInfo }, CALL_TIMEOUT_MS);
    for (const result of told) if (result.status === "rejected") throw result.reason;
  }

  async #tell(nodeId: Uint8Array, owner: OwnerAddress, objectIds: readonly string[]): Promise<void> {
    const spilledLocationUpdate = { spilledUrl: "/lost?offset=0&size=0", spilledToLocalStorage: true };
    const request = {
      intendedWorkerId: Buffer.from(owner.workerId, "hex"),
      nodeId,
      objectLocationUpdates: objectIds.map((id) => ({ objectId: Buffer.from(id, "hex"), spilledLocationUpdate })),
    };
    const method = rpc.CoreWorkerService.updateObjectLocationBatch;
    await this.#context.coreWorkers.call(owner, method, request, CALL_TIMEOUT_MS);
  }
}
