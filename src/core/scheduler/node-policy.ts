// Which node serves a lease: the cluster-wide half of a scheduling decision.
//
// Policies as in Ray's scheduling/policy/*.cc (read in the repository near 2.60.0, the binary cannot be looked into):
// - default (hybrid_scheduling_policy.cc): a node scores its critical utilisation, or 0 below scheduler_spread_threshold
//   (0.5). This node is taken if none scores lower, else one at random of the k that score lowest, ids breaking ties; k is
//   the larger of scheduler_top_k_absolute and scheduler_top_k_fraction of all nodes. Nodes that can serve the lease now
//   come before those that could later. Nodes with GPUs are kept for leases that want GPUs, if another can serve it now.
// - spread (spread_scheduling_policy.cc): round robin over all nodes by id, over those that can serve it now, else those
//   that could.
// - node affinity (node_affinity_scheduling_policy.cc): that node; soft falls back to the default policy, hard is refused
//   when the node is gone or too small; spillOnUnavailable and failOnUnavailable say what happens when it is only busy.
// - node labels (node_label_scheduling_policy.cc): any node at random where the hard expressions hold: those that can
//   serve it now, and among them those where the soft ones hold too, come first.
// - an actor that asks for nothing goes to a random node, so that they do not all pile up on one. (Stock does this before
//   it looks at a soft affinity or at node labels; here what the user asked for counts.)
// A label selector filters nodes before; fallback selectors are tried in order when no node can serve now, and a lease
// that prefers this node stays on it if it can ever be served here (cluster_resource_scheduler.cc).
// A draining node takes nothing new.

import { matchesLabels } from "./labels.js";
import type { LabelConstraint, Labels, NodeId, SchedulingStrategy } from "./types.js";

/** A node as one decision sees it; `available` implies `isFeasible`. */
export interface Candidate {
  readonly nodeId: NodeId;
  readonly isLocal: boolean;
  readonly labels: Labels;
  readonly isDraining: boolean;
  readonly hasGpu: boolean;
  readonly isFeasible: boolean;
  readonly isAvailable: boolean;
  /** In use of CPU, memory or object store memory, whichever is most: 0 to 1. */
  readonly utilization: number;
}

export interface PlacementQuestion {
  readonly strategy: SchedulingStrategy;
  /** The label selector, then its fallbacks. */
  readonly selectors: readonly (readonly LabelConstraint[])[];
  /** The owner chose this node for its data, or was sent here: stay if it can be served now. */
  readonly shouldPreferLocal: boolean;
  readonly wantsGpu: boolean;
  readonly isUndemandingActor: boolean;
}

export interface PolicyOptions {
  readonly spreadThreshold: number;
  readonly topKFraction: number;
  readonly topKAbsolute: number;
  readonly avoidGpuNodes: boolean;
  readonly random: () => number;
}

export type Choice =
  | { readonly type: "node"; readonly node: Candidate }
  | { readonly type: "infeasible" }
  /** failOnUnavailable: the one node is busy. */
  | { readonly type: "refused" };

const INFEASIBLE: Choice = { type: "infeasible" };

export class NodePolicy {
  readonly #options: PolicyOptions;
  #spreadTurn = 0;

  constructor(options: PolicyOptions) {
    this.#options = options;
  }

  choose(question: PlacementQuestion, candidates: readonly Candidate[]): Choice {
    let later: Choice = INFEASIBLE;
    for (const selector of question.selectors) {
      const eligible = candidates.filter((c) => c.isFeasible && !c.isDraining && matchesLabels(c.labels, selector));
      const choice = this.#chooseAmong(question, eligible, candidates);
      if (choice.type === "node" && choice.node.isAvailable) return choice;
      if (later.type === "infeasible") later = choice;
    }
    return later;
  }

  #chooseAmong(question: PlacementQuestion, eligible: readonly Candidate[], all: readonly Candidate[]): Choice {
    const { strategy } = question;
    const local = eligible.find((candidate) => candidate.isLocal);
    if (strategy.type === "nodeAffinity") return this.#affinity(question, strategy, eligible, all.length);
    const allowed =
      strategy.type === "nodeLabel" ? eligible.filter((c) => matchesLabels(c.labels, strategy.hard)) : eligible;
    if (question.shouldPreferLocal && local !== undefined && allowed.includes(local)) {
      if (local.isAvailable || !allowed.some((candidate) => candidate.isAvailable))
        return { type: "node", node: local };
    }
    if (strategy.type === "nodeLabel") return this.#nodeLabel(strategy, allowed);
    if (strategy.type === "spread") return this.#spread(allowed, all);
    if (question.isUndemandingActor) return this.#random(allowed);
    return this.#hybrid(question, allowed, all.length);
  }

  #nodeLabel(strategy: Extract<SchedulingStrategy, { type: "nodeLabel" }>, allowed: readonly Candidate[]): Choice {
    const preferred = allowed.filter((c) => matchesLabels(c.labels, strategy.soft));
    const tries = [preferred.filter((c) => c.isAvailable), allowed.filter((c) => c.isAvailable), preferred, allowed];
    return this.#random(tries.find((nodes) => nodes.length > 0) ?? []);
  }

  #affinity(
    question: PlacementQuestion,
    strategy: Extract<SchedulingStrategy, { type: "nodeAffinity" }>,
    eligible: readonly Candidate[],
    nodeCount: number,
  ): Choice {
    const node = eligible.find((candidate) => candidate.nodeId === strategy.nodeId);
    if (node && (node.isAvailable || !(strategy.spillOnUnavailable || strategy.failOnUnavailable))) {
      return { type: "node", node };
    }
    if (strategy.soft) return this.#hybrid(question, eligible, nodeCount);
    return node ? { type: "refused" } : INFEASIBLE;
  }

  #hybrid(question: PlacementQuestion, eligible: readonly Candidate[], nodeCount: number): Choice {
    if (this.#options.avoidGpuNodes && !question.wantsGpu) {
      const withoutGpu = eligible.filter((candidate) => candidate.isAvailable && !candidate.hasGpu);
      if (withoutGpu.length > 0) return this.#lowest(withoutGpu, nodeCount);
    }
    const available = eligible.filter((candidate) => candidate.isAvailable);
    return this.#lowest(available.length > 0 ? available : eligible, nodeCount);
  }

  #lowest(among: readonly Candidate[], nodeCount: number): Choice {
    const { spreadThreshold, topKFraction, topKAbsolute } = this.#options;
    const score = (c: Candidate) => (c.utilization < spreadThreshold ? 0 : c.utilization);
    const ranked = [...among].sort((a, b) => score(a) - score(b) || byId(a, b));
    const [best] = ranked;
    if (best === undefined) return INFEASIBLE;
    const local = among.find((candidate) => candidate.isLocal);
    if (local !== undefined && score(local) <= score(best)) return { type: "node", node: local };
    return this.#random(ranked.slice(0, Math.max(topKAbsolute, Math.floor(topKFraction * nodeCount), 1)));
  }

  /** The turn counts all nodes, so that one that is full or too small for a while does not shift it for the others. */
  #spread(eligible: readonly Candidate[], all: readonly Candidate[]): Choice {
    const round = [...all].sort(byId);
    const now = eligible.filter((candidate) => candidate.isAvailable);
    const among = new Set(now.length > 0 ? now : eligible);
    for (let i = 0; i < round.length; i++) {
      const turn = (this.#spreadTurn + i) % round.length;
      const node = round[turn];
      if (node === undefined || !among.has(node)) continue;
      this.#spreadTurn = turn + 1;
      return { type: "node", node };
    }
    return INFEASIBLE;
  }

  #random(eligible: readonly Candidate[]): Choice {
    const available = eligible.filter((candidate) => candidate.isAvailable);
    const among = available.length > 0 ? available : eligible;
    const node = among[Math.floor(this.#options.random() * among.length)];
    return node ? { type: "node", node } : INFEASIBLE;
  }
}

const byId = (a: Candidate, b: Candidate): number => (a.nodeId < b.nodeId ? -1 : 1);
