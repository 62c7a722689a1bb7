// Which node serves a lease: the cluster-wide half of a scheduling decision.
//
// Policies as in Ray 2.60.0:
// - default ("hybrid"): this node while its critical utilisation stays below scheduler_spread_threshold (0.5), else the
//   least utilised; among equals one of the top k at random. Nodes with GPUs are kept for leases that want GPUs. A node
//   that could serve the lease later is taken only when none can now, and then this one first.
// - spread: round robin over the nodes that can serve it now, else over those that could.
// - node affinity: that node; soft falls back to the default policy, hard is refused when the node is gone or too
//   small; spillOnUnavailable and failOnUnavailable say what happens when it is only busy.
// - node labels: the hard expressions must hold, nodes where the soft ones hold too come first.
// - an actor that asks for nothing goes to a random node, so that they do not all pile up on one.
// A label selector filters nodes before; fallback selectors are tried in order when no node can serve now.
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
      const choice = this.#chooseAmong(question, eligible);
      if (choice.type === "node" && choice.node.isAvailable) return choice;
      if (later.type === "infeasible") later = choice;
    }
    return later;
  }

  #chooseAmong(question: PlacementQuestion, eligible: readonly Candidate[]): Choice {
    const { strategy } = question;
    const local = eligible.find((candidate) => candidate.isLocal);
    if (strategy.type === "nodeAffinity") return this.#affinity(question, strategy, eligible);
    const allowed =
      strategy.type === "nodeLabel" ? eligible.filter((c) => matchesLabels(c.labels, strategy.hard)) : eligible;
    if (question.shouldPreferLocal && local?.isAvailable && allowed.includes(local))
      return { type: "node", node: local };
    if (strategy.type === "nodeLabel") {
      const preferred = allowed.filter((c) => matchesLabels(c.labels, strategy.soft));
      const choice = this.#hybrid(question, preferred);
      return choice.type === "node" && choice.node.isAvailable
        ? choice
        : this.#orElse(this.#hybrid(question, allowed), choice);
    }
    if (strategy.type === "spread") return this.#spread(allowed);
    if (question.isUndemandingActor) return this.#random(allowed);
    return this.#hybrid(question, allowed);
  }

  #orElse(choice: Choice, other: Choice): Choice {
    if (choice.type === "node" && choice.node.isAvailable) return choice;
    return other.type === "node" ? other : choice;
  }

  #affinity(
    question: PlacementQuestion,
    strategy: Extract<SchedulingStrategy, { type: "nodeAffinity" }>,
    eligible: readonly Candidate[],
  ): Choice {
    const node = eligible.find((candidate) => candidate.nodeId === strategy.nodeId);
    if (node && (node.isAvailable || !(strategy.spillOnUnavailable || strategy.failOnUnavailable))) {
      return { type: "node", node };
    }
    if (strategy.soft) return this.#hybrid(question, eligible);
    return node ? { type: "refused" } : INFEASIBLE;
  }

  #hybrid(question: PlacementQuestion, eligible: readonly Candidate[]): Choice {
    const { avoidGpuNodes } = this.#options;
    if (avoidGpuNodes && !question.wantsGpu) {
      const choice = this.#hybridAmong(eligible.filter((candidate) => !candidate.hasGpu));
      if (choice.type === "node" && choice.node.isAvailable) return choice;
    }
    return this.#hybridAmong(eligible);
  }

  #hybridAmong(eligible: readonly Candidate[]): Choice {
    const available = eligible.filter((candidate) => candidate.isAvailable);
    const among = available.length > 0 ? available : eligible;
    const local = among.find((candidate) => candidate.isLocal);
    if (available.length === 0 && local) return { type: "node", node: local };
    if (among.length === 0) return INFEASIBLE;
    const { spreadThreshold, topKFraction, topKAbsolute } = this.#options;
    const score = (c: Candidate) => (c.utilization < spreadThreshold ? 0 : c.utilization);
    const best = Math.min(...among.map(score));
    if (local && score(local) <= best) return { type: "node", node: local };
    const ranked = [...among].sort((a, b) => score(a) - score(b));
    const k = Math.max(topKAbsolute, Math.floor(topKFraction * eligible.length), 1);
    return this.#random(ranked.slice(0, k));
  }

  #spread(eligible: readonly Candidate[]): Choice {
    const available = eligible.filter((candidate) => candidate.isAvailable);
    const among = available.length > 0 ? available : eligible;
    // By node id, so that the turn goes round the same way whatever the order nodes joined in.
    const sorted = [...among].sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
    const node = sorted[this.#spreadTurn++ % Math.max(sorted.length, 1)];
    return node ? { type: "node", node } : INFEASIBLE;
  }

  #random(eligible: readonly Candidate[]): Choice {
    const available = eligible.filter((candidate) => candidate.isAvailable);
    const among = available.length > 0 ? available : eligible;
    const node = among[Math.floor(this.#options.random() * among.length)];
    return node ? { type: "node", node } : INFEASIBLE;
  }
}
