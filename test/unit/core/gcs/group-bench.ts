import { PlacementGroupManager, type SavedGroups } from "../../../../src/core/gcs/placement-groups/group-manager.js";
import type {
  Bundle,
  GroupEffect,
  GroupEvent,
  GroupEventOf,
  GroupNodeView,
  GroupSpec,
} from "../../../../src/core/gcs/placement-groups/types.js";
import { toAmounts } from "../../../../src/core/scheduler/resources.js";

type Units = Record<string, number>;
type EffectOf<T extends GroupEffect["type"]> = Extract<GroupEffect, { type: T }>;

export function bundles(...resources: Units[]): Bundle[] {
  return resources.map((units, index) => {
    return { index, resources: toAmounts(Object.entries(units)), labelSelector: new Map(), nodeId: null };
  });
}

export function groupSpec(change: Partial<GroupSpec> = {}): GroupSpec {
  return {
    placementGroupId: "pg-1",
    name: "",
    namespace: "ns",
    strategy: "PACK",
    bundles: bundles({ CPU: 1 }),
    creatorJobId: "job",
    creatorActorId: null,
    isCreatorJobDead: false,
    isCreatorActorDead: true,
    isDetached: false,
    softTargetNodeId: null,
    topology: null,
    ...change,
  };
}

export function view(nodeId: string, total: Units, available: Units = total, labels: Record<string, string> = {}) {
  const amounts = (units: Units) => toAmounts(Object.entries(units));
  const known = { nodeId, total: amounts(total), available: amounts(available), isDraining: false };
  return { ...known, labels: new Map(Object.entries(labels)) } satisfies GroupNodeView;
}

export function node(nodeId: string) {
  return { nodeId, ip: "10.0.0.1", port: 1 };
}

/** One manager, driven by hand; checks every invariant after every event. */
export class GroupBench {
  manager = newManager();
  now = 1_000;
  #requestId = 0;

  restart(saved: Omit<SavedGroups, "isActorOver">, isActorOver = (_actorId: string) => false): GroupEffect[] {
    this.manager = newManager();
    const effects = this.manager.restore({ ...saved, isActorOver }, this.now);
    this.manager.validate();
    return effects;
  }

  requestId(): number {
    return ++this.#requestId;
  }

  send(event: GroupEvent): GroupEffect[] {
    const effects = this.manager.handle(event, this.now);
    this.manager.validate();
    return effects;
  }

  sleep(ms: number): GroupEffect[] {
    this.now += ms;
    return this.send({ type: "tick" });
  }

  addNode(nodeId: string, total: Units, labels: Record<string, string> = {}): GroupEffect[] {
    return this.send({ type: "nodeAdded", node: node(nodeId), view: view(nodeId, total, total, labels) });
  }

  create(change: Partial<GroupSpec> = {}): GroupEffect[] {
    return this.send({ type: "createGroup", requestId: this.requestId(), spec: groupSpec(change) });
  }

  wait(placementGroupId = "pg-1"): { requestId: number; effects: GroupEffect[] } {
    const requestId = this.requestId();
    return { requestId, effects: this.send({ type: "waitUntilReady", requestId, placementGroupId }) };
  }

  /** Every raylet that is asked says yes, to everything. */
  agree(effects: readonly GroupEffect[]): GroupEffect[] {
    const after: GroupEffect[] = [];
    for (const effect of effects) {
      if (effect.type === "prepareBundles") after.push(...this.prepared(effect, "prepared"));
      else if (effect.type === "commitBundles") after.push(...this.committed(effect, true));
      else if (effect.type === "returnBundles") after.push(...this.returned(effect, true));
      else after.push(effect);
    }
    return after.some(({ type }) => type.endsWith("Bundles")) ? this.agree(after) : after;
  }

  prepared(effect: EffectOf<"prepareBundles">, outcome: GroupEventOf<"prepareReply">["outcome"]): GroupEffect[] {
    const { placementGroupId, node } = effect;
    return this.send({ type: "prepareReply", placementGroupId, nodeId: node.nodeId, outcome });
  }

  committed({ placementGroupId, node }: EffectOf<"commitBundles">, isDone: boolean): GroupEffect[] {
    return this.send({ type: "commitReply", placementGroupId, nodeId: node.nodeId, isDone });
  }

  returned({ placementGroupId, node }: EffectOf<"returnBundles">, isDone: boolean): GroupEffect[] {
    return this.send({ type: "returnReply", placementGroupId, nodeId: node.nodeId, isDone });
  }

  places(placementGroupId = "pg-1"): (string | null)[] {
    return (this.manager.get(placementGroupId)?.bundles ?? []).map(({ nodeId }) => nodeId);
  }

  state(placementGroupId = "pg-1"): string {
    return this.manager.get(placementGroupId)?.state ?? "unknown";
  }
}

export function all<T extends GroupEffect["type"]>(effects: readonly GroupEffect[], type: T): EffectOf<T>[] {
  return effects.filter((effect): effect is EffectOf<T> => effect.type === type);
}

export function one<T extends GroupEffect["type"]>(effects: readonly GroupEffect[], type: T): EffectOf<T> {
  const found = all(effects, type);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} ${type} in ${JSON.stringify(effects)}`);
  return first;
}

function newManager(): PlacementGroupManager {
  return new PlacementGroupManager({
    retryMinMs: 100,
    retryMaxMs: 1_000,
    retryMultiplier: 1.5,
    callRetryMs: 1_000,
    infeasibleGraceMs: 500,
    maxRemovedGroups: 3,
  });
}
