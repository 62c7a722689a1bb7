/**
 * The life of each task of local mode, from its call until its thread is free again.
 *
 *   waiting     | for its arguments                                    | leaves by argsReady, cancel
 *   queued      | for resources                                        | leaves by started, refused, cancel
 *   running     | a thread has it                                      | leaves by done, ended, cancel
 *   over        | its caller has the results; its thread ends with it  | leaves by ended
 *   again       | it threw and is to run again once its thread is free | leaves by ended (to queued), cancel
 *
 * Nothing interrupts JavaScript: a running task that is cancelled is answered and its signal aborted, and then its thread
 * ends, as the worker process of a cluster does, or is ended.
 *
 * Invariants (`validate`): the tasks without an answer are those that wait, are queued, run, or run again.
 */
import type { TaskId } from "../../ids/index.js";
import { ErrorType } from "../core-worker/types.js";

/** How long a thread has to abort the task's signal and end by itself: one that never awaits does not. */
export const abandonedMs = 2_000;

export type TaskBookEvent =
  | {
      readonly type: "submit";
      readonly taskId: TaskId;
      readonly name: string;
      /** Further tries; -1: without limit. */
      readonly retries: number;
      readonly retryExceptions: boolean;
    }
  | { readonly type: "argsReady"; readonly taskId: TaskId }
  | { readonly type: "started"; readonly taskId: TaskId }
  | { readonly type: "refused"; readonly taskId: TaskId; readonly errorType: ErrorType; readonly reason: string }
  /** Its function has returned, or thrown. */
  | { readonly type: "done"; readonly taskId: TaskId; readonly hasThrown: boolean }
  /** Its thread is free, or dead: then `crash` says of what. */
  | { readonly type: "ended"; readonly taskId: TaskId; readonly crash: string | null }
  | { readonly type: "cancel"; readonly taskId: TaskId; readonly isForced: boolean };

export type TaskBookEffect =
  | { readonly type: "queue"; readonly taskId: TaskId }
  | { readonly type: "unqueue"; readonly taskId: TaskId }
  /** From 0. */
  | { readonly type: "run"; readonly taskId: TaskId; readonly attempt: number }
  /** What this try has returned is the task's result. */
  | { readonly type: "answer"; readonly taskId: TaskId }
  /** What this try has returned is for nobody. */
  | { readonly type: "discard"; readonly taskId: TaskId }
  | { readonly type: "fail"; readonly taskId: TaskId; readonly errorType: ErrorType; readonly message: string }
  | { readonly type: "abort"; readonly taskId: TaskId }
  | { readonly type: "terminate"; readonly taskId: TaskId; readonly afterMs: number }
  /** Its resources are free. */
  | { readonly type: "release"; readonly taskId: TaskId };

interface Entry {
  readonly name: string;
  state: "waiting" | "queued" | "running" | "over" | "again";
  attempt: number;
  /** Tries that are left. */
  retries: number;
  readonly retryExceptions: boolean;
}

export class TaskBook {
  readonly #entries = new Map<TaskId, Entry>();
  #unanswered = 0;

  handle(event: TaskBookEvent): TaskBookEffect[] {
    if (event.type === "submit") {
      const { name, retries, retryExceptions } = event;
      this.#entries.set(event.taskId, { name, state: "waiting", attempt: 0, retries, retryExceptions });
      this.#unanswered += 1;
      return [];
    }
    const { taskId } = event;
    const entry = this.#entries.get(taskId);
    if (entry === undefined) return [];
    switch (event.type) {
      case "argsReady":
        if (entry.state !== "waiting") return [];
        entry.state = "queued";
        return [{ type: "queue", taskId }];
      case "started":
        if (entry.state !== "queued") return [];
        entry.state = "running";
        return [{ type: "run", taskId, attempt: entry.attempt }];
      case "refused":
        this.#entries.delete(taskId);
        return this.#fail(taskId, event.errorType, event.reason);
      case "done":
        return this.#done(taskId, entry, event.hasThrown);
      case "ended":
        return this.#ended(taskId, entry, event.crash);
      case "cancel":
        return this.#cancel(taskId, entry, event.isForced);
    }
  }

  /** Tasks whose callers have no answer. */
  get unanswered(): number {
    return this.#unanswered;
  }

  has(taskId: TaskId): boolean {
    return this.#entries.has(taskId);
  }

  #done(taskId: TaskId, entry: Entry, hasThrown: boolean): TaskBookEffect[] {
    if (entry.state !== "running") return [{ type: "discard", taskId }];
    if (hasThrown && entry.retryExceptions && entry.retries !== 0) {
      entry.state = "again";
      return [{ type: "discard", taskId }];
    }
    entry.state = "over";
    this.#unanswered -= 1;
    return [{ type: "answer", taskId }];
  }

  #ended(taskId: TaskId, entry: Entry, crash: string | null): TaskBookEffect[] {
    const release: TaskBookEffect = { type: "release", taskId };
    if (entry.state === "over") {
      this.#entries.delete(taskId);
      return [release];
    }
    if (entry.retries !== 0) {
      if (entry.retries > 0) entry.retries -= 1;
      entry.attempt += 1;
      entry.state = "queued";
      return [release, { type: "queue", taskId }];
    }
    this.#entries.delete(taskId);
    const message = `The thread died while it ran the task ${entry.name}: ${crash ?? "it gave no answer"}.`;
    return [release, ...this.#fail(taskId, ErrorType.WORKER_DIED, message)];
  }

  #cancel(taskId: TaskId, entry: Entry, isForced: boolean): TaskBookEffect[] {
    const message = `The task ${entry.name} was cancelled.`;
    switch (entry.state) {
      case "over":
        return [];
      case "waiting":
      case "queued": {
        const isQueued = entry.state === "queued";
        this.#entries.delete(taskId);
        const failed = this.#fail(taskId, ErrorType.TASK_CANCELLED, message);
        return isQueued ? [{ type: "unqueue", taskId }, ...failed] : failed;
      }
      case "again":
        entry.state = "over";
        return this.#fail(taskId, ErrorType.TASK_CANCELLED, message);
      case "running":
        entry.state = "over";
        return [
          ...this.#fail(taskId, ErrorType.TASK_CANCELLED, message),
          { type: "abort", taskId },
          { type: "terminate", taskId, afterMs: isForced ? 0 : abandonedMs },
        ];
    }
  }

  #fail(taskId: TaskId, errorType: ErrorType, message: string): TaskBookEffect[] {
    this.#unanswered -= 1;
    return [{ type: "fail", taskId, errorType, message }];
  }

  /** @throws Error naming the invariant that does not hold */
  validate(): void {
    const open = [...this.#entries.values()].filter(({ state }) => state !== "over").length;
    if (open !== this.#unanswered) throw new Error(`${open} tasks have no answer, and ${this.#unanswered} are counted`);
  }
}
