/** Starts what the RunQueue says, and tells the task or actor of it. */

import type { ErrorType } from "../core/core-worker/types.js";
import { ErrorType as Errors } from "../core/core-worker/types.js";
import { type QueueEvent, RunQueue } from "../core/local/run-queue.js";
import { toAmounts } from "../core/scheduler/resources.js";
import type { Answer, Question } from "./messages.js";

export type Amounts = Readonly<Record<string, number>>;

export interface RunOwner {
  readonly onStart: () => void;
  readonly onRefused: (errorType: ErrorType, reason: string) => void;
  /** Its placement group is gone. */
  readonly onEvicted: () => void;
}

export class HostRuns {
  readonly #queue: RunQueue;
  readonly #owners = new Map<string, RunOwner>();
  readonly #groupWaiters = new Map<string, ((answer: Answer) => void)[]>();
  readonly #groups = new Set<string>();

  constructor(total: Amounts) {
    this.#queue = new RunQueue(toAmounts(Object.entries(total)));
  }

  submit(runId: string, demand: Amounts, owner: RunOwner): void {
    this.#owners.set(runId, owner);
    this.#apply({ type: "submit", runId, demand: toAmounts(Object.entries(demand)) });
  }

  settle(runId: string, demand: Amounts): void {
    this.#apply({ type: "settled", runId, demand: toAmounts(Object.entries(demand)) });
  }

  withdraw(runId: string): void {
    this.#owners.delete(runId);
    this.#apply({ type: "withdraw", runId });
  }

  release(runId: string): void {
    this.#owners.delete(runId);
    this.#apply({ type: "ended", runId });
  }

  setBlocked(runId: string, isBlocked: boolean): void {
    this.#apply({ type: isBlocked ? "blocked" : "unblocked", runId });
  }

  group(question: Extract<Question, { groupId: string }>, answer: (answer: Answer) => void): void {
    const { groupId } = question;
    if (question.type === "createGroup") {
      const bundles = question.bundles.map((bundle) => toAmounts(Object.entries(bundle)));
      const why = this.#queue.whyNeverFits(bundles);
      if (why !== null) {
        answer({ type: "refused", reason: `The placement group can never be: ${why}.` });
        return;
      }
      this.#groups.add(groupId);
      this.#apply({ type: "reserve", groupId, bundles });
      answer({ type: "ok", facts: null });
    } else if (question.type === "removeGroup") {
      this.#groups.delete(groupId);
      this.#apply({ type: "removeGroup", groupId });
      this.#answerWaiters(groupId, { type: "refused", reason: "The placement group was removed." });
      answer({ type: "ok", facts: null });
    } else if (this.#queue.isGroupReady(groupId)) answer({ type: "ok", facts: null });
    else if (!this.#groups.has(groupId)) answer({ type: "refused", reason: "The placement group was removed." });
    else this.#groupWaiters.set(groupId, [...(this.#groupWaiters.get(groupId) ?? []), answer]);
  }

  #answerWaiters(groupId: string, answer: Answer): void {
    const waiters = this.#groupWaiters.get(groupId) ?? [];
    this.#groupWaiters.delete(groupId);
    for (const each of waiters) each(answer);
  }

  #apply(event: QueueEvent): void {
    for (const effect of this.#queue.handle(event)) {
      if (effect.type === "groupReady") {
        this.#answerWaiters(effect.groupId, { type: "ok", facts: null });
        continue;
      }
      const owner = this.#owners.get(effect.runId);
      if (effect.type === "start") owner?.onStart();
      else if (effect.type === "evict") owner?.onEvicted();
      else {
        this.#owners.delete(effect.runId);
        owner?.onRefused(
          effect.isGroupGone ? Errors.TASK_PLACEMENT_GROUP_REMOVED : Errors.TASK_UNSCHEDULABLE_ERROR,
          effect.reason,
        );
      }
    }
  }
}
