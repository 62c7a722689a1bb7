import type { NodeId } from "../../../ids/index.js";

/**
 * Questions for nodes, by their ids, that the head has not heard of: most likely they are starting.
 *
 *   open --one of its nodes registers, or patienceMs is over--> answered
 *
 * Ray's client sleeps for a whole second after an empty answer (2.60.0, global_state_accessor.cc GetNode), so an answer that
 * comes with the node is never later than the one it would have got, and usually most of a second earlier.
 *
 * Invariants: at most `maxOpen` questions are open; no open question is older than `patienceMs`.
 */
export interface ExpectedNodesLimits {
  readonly patienceMs: number;
  /** More are answered at once. */
  readonly maxOpen: number;
}

export const EXPECTED_NODES_LIMITS: ExpectedNodesLimits = { patienceMs: 1_000, maxOpen: 1_000 };

export type ExpectedNodesEvent =
  | { readonly type: "asked"; readonly questionId: number; readonly nodeIds: readonly NodeId[] }
  | { readonly type: "registered"; readonly nodeId: NodeId }
  | { readonly type: "tick" };

export interface AnswerEffect {
  readonly type: "answer";
  readonly questionId: number;
}

export class ExpectedNodes {
  readonly #limits: ExpectedNodesLimits;
  /** In the order they were asked, which is that of their deadlines. */
  readonly #open = new Map<number, { readonly nodeIds: readonly NodeId[]; readonly deadlineMs: number }>();

  constructor(limits: ExpectedNodesLimits = EXPECTED_NODES_LIMITS) {
    this.#limits = limits;
  }

  handle(event: ExpectedNodesEvent, now: number): AnswerEffect[] {
    switch (event.type) {
      case "asked":
        if (this.#open.size >= this.#limits.maxOpen) return [{ type: "answer", questionId: event.questionId }];
        this.#open.set(event.questionId, { nodeIds: event.nodeIds, deadlineMs: now + this.#limits.patienceMs });
        return [];
      case "registered":
        return this.#answer(({ nodeIds }) => nodeIds.includes(event.nodeId));
      case "tick":
        return this.#answer(({ deadlineMs }) => deadlineMs <= now);
    }
  }

  /** When the next `tick` has something to do; null with no open question. */
  nextWakeMs(): number | null {
    for (const { deadlineMs } of this.#open.values()) return deadlineMs;
    return null;
  }

  #answer(isDue: (question: { readonly nodeIds: readonly NodeId[]; readonly deadlineMs: number }) => boolean) {
    const effects: AnswerEffect[] = [];
    for (const [questionId, question] of this.#open) {
      if (!isDue(question)) continue;
      this.#open.delete(questionId);
      effects.push({ type: "answer", questionId });
    }
    return effects;
  }
}
