// The placement groups the head knows, and how far each is.

import type { NodeId, PlacementGroupId } from "../../scheduler/types.js";
import { Remembered } from "../remembered.js";
import type { Bundle, GroupData } from "./types.js";

export type Phase =
  /** Tried again at `dueMs`, once what it reserved in vain was returned. */
  | { readonly type: "queued"; dueMs: number }
  /** Tried again when a node comes or grows. `tellMs`: when whoever asked for it hears of that next. */
  | { readonly type: "infeasible"; tellMs: number; tellEveryMs: number }
  /** All raylets of `plan` are asked; the answers so far. */
  | {
      readonly type: "preparing";
      readonly plan: ReadonlyMap<NodeId, readonly Bundle[]>;
      readonly waiting: Set<NodeId>;
      readonly prepared: Set<NodeId>;
      /** Those that did not answer: they may have prepared. */
      readonly unsure: Set<NodeId>;
    }
  | {
      readonly type: "committing";
      readonly plan: ReadonlyMap<NodeId, readonly Bundle[]>;
      readonly waiting: Set<NodeId>;
    }
  | { readonly type: "placed" }
  | { readonly type: "removed" };

/** Bundles that a raylet is told to let go of. */
export interface Return {
  readonly bundles: readonly Bundle[];
  /** Calls that are open or wait to be repeated. */
  readonly calls: number;
}

export interface GroupRecord {
  readonly placementGroupId: PlacementGroupId;
  /** Order of arrival. */
  readonly sequence: number;
  data: GroupData;
  phase: Phase;
  /** Pause before the next attempt, ms. */
  delayMs: number;
  readonly returns: Map<NodeId, Return>;
  waiters: number[];
}

/** Of the rows of removed groups. */
const MAX_REMOVED_BYTES = 64 << 20;
const BUNDLE_BYTES = 300;

const bytesOf = ({ bundles, name }: GroupData): number => bundles.length * BUNDLE_BYTES + name.length;

export class GroupTable {
  /** Groups that exist. */
  readonly live = new Map<PlacementGroupId, GroupRecord>();
  /** Removed ones with something left to be returned. */
  readonly leaving = new Map<PlacementGroupId, GroupRecord>();
  /** Removed ones, to be shown; oldest first. */
  readonly removed: Remembered<PlacementGroupId, GroupData>;
  readonly #names = new Map<string, Map<string, PlacementGroupId>>();
  #sequence = 0;

  constructor(maxRemoved: number) {
    this.removed = new Remembered({ maxRows: maxRemoved, maxBytes: MAX_REMOVED_BYTES, sizeOf: bytesOf });
  }

  record(placementGroupId: PlacementGroupId): GroupRecord | null {
    return this.live.get(placementGroupId) ?? this.leaving.get(placementGroupId) ?? null;
  }

  named(name: string, namespace: string): GroupRecord | null {
    const id = this.#names.get(namespace)?.get(name);
    return (id === undefined ? null : this.live.get(id)) ?? null;
  }

  add(data: GroupData, phase: Phase): GroupRecord {
    const { placementGroupId, name, namespace } = data;
    const sequence = ++this.#sequence;
    const record = { placementGroupId, sequence, data, phase, delayMs: 0, returns: new Map(), waiters: [] };
    this.live.set(placementGroupId, record);
    if (name !== "") {
      const names = this.#names.get(namespace);
      if (names) names.set(name, placementGroupId);
      else this.#names.set(namespace, new Map([[name, placementGroupId]]));
    }
    return record;
  }

  /** From live to removed; the groups that had to make room. */
  retire(record: GroupRecord): PlacementGroupId[] {
    const { placementGroupId, data } = record;
    this.live.delete(placementGroupId);
    this.leaving.set(placementGroupId, record);
    const names = this.#names.get(data.namespace);
    if (data.name !== "" && names?.get(data.name) === placementGroupId) {
      names.delete(data.name);
      if (names.size === 0) this.#names.delete(data.namespace);
    }
    return this.bury(data);
  }

  bury(data: GroupData): PlacementGroupId[] {
    return this.removed.add(data.placementGroupId, data);
  }

  *records(): Generator<GroupRecord> {
    yield* this.live.values();
    yield* this.leaving.values();
  }

  validate(isNode: (nodeId: NodeId) => boolean): void {
    for (const [namespace, names] of this.#names) {
      for (const [name, id] of names) {
        if (!this.live.has(id)) throw new Error(`name ${name} in ${namespace} leads nowhere`);
      }
    }
    this.removed.validate();
    for (const record of this.records()) {
      const { data, phase, placementGroupId } = record;
      const fail = (text: string): never => {
        throw new Error(`group ${placementGroupId} (${data.state}, ${phase.type}): ${text}`);
      };
      if (this.live.has(placementGroupId) === (data.state === "REMOVED")) fail("is in the wrong table");
      const placed = data.bundles.filter(({ nodeId }) => nodeId !== null);
      if ((phase.type === "placed") !== (data.state === "CREATED")) fail("state and phase disagree");
      if (phase.type === "committing" && data.state !== "PREPARED") fail("commits what it did not prepare");
      if (phase.type === "placed" && placed.length < data.bundles.length) fail("is ready without all its bundles");
      if (data.state === "PENDING" && placed.length > 0) fail("has bundles before it has all");
      if (placed.some(({ nodeId }) => !isNode(nodeId ?? ""))) fail("has a bundle on a node that is gone");
      for (const nodeId of record.returns.keys()) if (!isNode(nodeId)) fail("returns to a node that is gone");
      // A group that is removed while it is prepared anew waits for that answer beside its returns.
      const mayReturn = data.state === "REMOVED" || phase.type === "queued";
      if (!mayReturn && record.returns.size > 0) fail("goes on before its returns are done");
      if ((data.state === "CREATED" || data.state === "REMOVED") && record.waiters.length > 0) fail("lets others wait");
      if (data.state === "REMOVED" && record.returns.size === 0 && phase.type === "removed") fail("has left already");
      if (data.strategy === "STRICT_SPREAD" && new Set(placed.map(({ nodeId }) => nodeId)).size < placed.length) {
        fail("has two bundles on one node");
      }
      if (data.strategy === "STRICT_PACK" && new Set(placed.map(({ nodeId }) => nodeId)).size > 1) {
        fail("is on two nodes");
      }
    }
  }
}
