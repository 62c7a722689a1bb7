/** Tasks of local mode: performs what the TaskBook decides. */
import { TaskBook, type TaskBookEvent } from "../core/local/task-book.js";
import type { TaskId } from "../ids/index.js";
import type { HostObjects } from "./host-objects.js";
import type { HostRuns } from "./host-runs.js";
import type { RunMessage, Task, ToClient } from "./messages.js";
import { type HostResults, runArguments } from "./results.js";
import type { Threads } from "./threads.js";

export interface HostParts {
  readonly objects: HostObjects;
  readonly runs: HostRuns;
  readonly threads: Threads;
  /** To a client; nobody where it is gone. */
  readonly post: (client: string, message: ToClient) => void;
}

interface Entry {
  readonly task: Task;
  readonly client: string;
}

export class HostTasks {
  readonly #parts: HostParts;
  readonly #book = new TaskBook();
  readonly #entries = new Map<TaskId, Entry>();
  readonly #results: HostResults;

  constructor(parts: HostParts, results: HostResults) {
    this.#parts = parts;
    this.#results = results;
  }

  get unanswered(): number {
    return this.#book.unanswered;
  }

  has(taskId: TaskId): boolean {
    return this.#entries.has(taskId);
  }

  submit(client: string, task: Task): void {
    const { taskId, name, retries, retryExceptions, args } = task;
    this.#entries.set(taskId, { task, client });
    this.#results.begin(client, task);
    this.#apply({ type: "submit", taskId, name, retries, retryExceptions });
    this.#parts.objects.whenThere(args.needs, args.needs.length, () => this.#apply({ type: "argsReady", taskId }));
  }

  done(message: Extract<RunMessage, { type: "done" }>): void {
    this.#results.came(message);
    this.#apply({ type: "done", taskId: message.taskId, hasThrown: message.hasThrown });
  }

  ended(taskId: TaskId, crash: string | null): void {
    this.#apply({ type: "ended", taskId, crash });
  }

  cancel(taskId: TaskId, isForced: boolean): void {
    this.#apply({ type: "cancel", taskId, isForced });
  }

  #apply(event: TaskBookEvent): void {
    const { runs, threads, post } = this.#parts;
    for (const effect of this.#book.handle(event)) {
      const { taskId } = effect;
      const entry = this.#entries.get(taskId);
      switch (effect.type) {
        case "queue":
          if (entry !== undefined) this.#queue(entry.task);
          break;
        case "unqueue":
          runs.withdraw(taskId);
          break;
        case "run":
          if (entry !== undefined) this.#run(entry.task, effect.attempt);
          break;
        case "answer":
          this.#results.answer(taskId);
          break;
        case "discard":
          this.#results.discard(taskId);
          break;
        case "fail":
          this.#results.fail(taskId, effect.errorType, effect.message);
          break;
        case "abort": {
          const thread = threads.of(taskId);
          if (thread !== null) post(thread.client, { type: "abort", taskId });
          break;
        }
        case "terminate":
          if (effect.afterMs === 0) threads.terminate(taskId);
          // A program that is done does not wait for it: its threads end with it.
          else setTimeout(() => threads.terminate(taskId), effect.afterMs).unref();
          break;
        case "release":
          runs.release(taskId);
      }
    }
    if (!this.#book.has(event.taskId)) {
      this.#entries.delete(event.taskId);
      this.#results.forget(event.taskId);
    }
  }

  #queue({ taskId, resources }: Task): void {
    this.#parts.runs.submit(taskId, resources, {
      onStart: () => this.#apply({ type: "started", taskId }),
      onRefused: (errorType, reason) => this.#apply({ type: "refused", taskId, errorType, reason }),
      onEvicted: () => this.#parts.threads.terminate(taskId),
    });
  }

  #run(task: Task, attempt: number): void {
    const { taskId, code, env, numReturns, isStream } = task;
    const args = runArguments(this.#parts.objects, task.args);
    this.#parts.threads.start(taskId, {
      kind: "function",
      call: { taskId, attempt, args, numReturns, isStream },
      code,
      env,
    });
  }
}
