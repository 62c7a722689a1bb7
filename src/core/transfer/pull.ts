/** One object on its way here, as the pull manager (pull-manager.ts) keeps it. */
import type { NodeId, ObjectId, OwnerAddress, Urgency } from "../objects/types.js";

export interface Pull {
  readonly objectId: ObjectId;
  owner: OwnerAddress;
  urgency: Urgency;
  holders: readonly NodeId[];
  sizeBytes: number;
  state: "queued" | "makingRoom" | "asking" | "pausing";
  /** Names the room in the store, made or asked for. */
  job: number | null;
  holder: NodeId | null;
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

export function newPull(
  objectId: ObjectId,
  owner: OwnerAddress,
  urgency: Urgency,
  holders: readonly NodeId[],
  sizeBytes: number,
): Pull {
  return {
    objectId,
    owner,
    urgency,
    holders,
    sizeBytes,
    state: "queued",
    job: null,
    holder: null,
    failed: new Set(),
    rounds: 0,
    receivedBytes: 0,
    claimedBytes: null,
    trouble: null,
  };
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
