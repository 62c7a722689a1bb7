/** One object on its way here, as the pull manager (pull-manager.ts) keeps it. */
import type { NodeId, ObjectId, OwnerAddress, Urgency } from "../objects/types.js";
import type { PullEvent } from "./types.js";

export interface Pull {
  readonly objectId: ObjectId;
  owner: OwnerAddress;
  urgency: Urgency;
  /** In memory or, the last to be asked, on the disk of `diskHolder`. */
  holders: readonly NodeId[];
  diskHolder: NodeId | null;
  sizeBytes: number;
  state: "queued" | "makingRoom" | "asking" | "pausing";
  /** Names the room in the store, made or asked for. */
  job: number | null;
  holder: NodeId | null;
  askedAtMs: number;
  /** Holders that became known while nothing came from the one that was asked. */
  newcomers: readonly NodeId[];
  /** Asked in vain since a chunk came last. */
  readonly failed: Set<NodeId>;
  /** Rounds through all holders, or refusals of the store, without success. */
  rounds: number;
  receivedBytes: number;
  /** A size that a holder claimed against the owner's word. */
  claimedBytes: number | null;
  /** What went wrong last, for `describe`. */
  trouble: string | null;
}

/** Most urgent first. */
export const byUrgency: readonly Urgency[] = ["get", "wait", "args"];
/** 0 is the most urgent. */
export const rank = (urgency: Urgency): number => byUrgency.indexOf(urgency);

export function newPull(event: Extract<PullEvent, { type: "wanted" }>): Pull {
  const { objectId, owner, urgency, sizeBytes } = event;
  return {
    objectId,
    owner,
    urgency,
    ...placesOf(event),
    sizeBytes,
    state: "queued",
    job: null,
    holder: null,
    askedAtMs: 0,
    newcomers: [],
    failed: new Set(),
    rounds: 0,
    receivedBytes: 0,
    claimedBytes: null,
    trouble: null,
  };
}

/** A copy on disk is read only when no memory gives one: it costs its node more. */
export function placesOf(event: Extract<PullEvent, { type: "wanted" }>): Pick<Pull, "holders" | "diskHolder"> {
  const { holders, spilledNodeId } = event;
  if (spilledNodeId === null || holders.includes(spilledNodeId)) return { holders, diskHolder: null };
  return { holders: [...holders, spilledNodeId], diskHolder: spilledNodeId };
}

/** Those to be asked now, of which any will do. */
export function nextHolders({ holders, diskHolder, failed }: Pull): readonly NodeId[] {
  const open = holders.filter((nodeId) => !failed.has(nodeId));
  const inMemory = open.filter((nodeId) => nodeId !== diskHolder);
  return inMemory.length > 0 ? inMemory : open;
}

/** What is being done about it, in words. */
export function describePull(pull: Pull): string {
  const trouble = pull.trouble === null ? "" : ` (last: ${pull.trouble})`;
  switch (pull.state) {
    case "queued":
      return `waits for its turn to be pulled${trouble}`;
    case "makingRoom":
      return `waits for room in the store for ${pull.sizeBytes} bytes`;
    case "asking":
      return `comes from node ${pull.holder}, ${pull.receivedBytes} of ${pull.sizeBytes} bytes so far${trouble}`;
    case "pausing":
      return `is pulled again after a pause${trouble}`;
  }
}
