import { type IoEffect, type IoEvent, type IoTaskKind, IoWorkers } from "../core/io-workers/io-workers.js";
import { errorText } from "../runtime/errors.js";
import type { Init, Method } from "../wire/index.js";
import type { NodeContext, Peers } from "./node-context.js";

/** Stock sets no limit: storage may be slow. A worker that dies ends its call at once. */
const CALL_TIMEOUT_MS = 3_600_000;

interface Task {
  readonly run: (address: { readonly ip: string; readonly port: number }) => Promise<() => void>;
  readonly fail: (text: string) => void;
}

/** Calls to Ray's IO workers, which are started when there is something to do (Ray 2.60.0, worker_pool.cc). */
export class IoWorkerShell {
  readonly machine: IoWorkers;
  readonly #context: NodeContext;
  readonly #peers: Peers;
  readonly #tasks = new Map<number, Task>();
  #nextTask = 1;

  constructor(context: NodeContext, peers: Peers) {
    this.#context = context;
    this.#peers = peers;
    this.machine = new IoWorkers(Math.max(1, context.config.max_io_workers));
  }

  /**
   * Makes the call on the next free worker of that kind; one of `done` and `fail` is called, unless it is canceled.
   *
   * @returns a number for `cancel`
   */
  call<Request, Reply>(
    kind: IoTaskKind,
    method: Method<Request, Reply>,
    request: Init<Request>,
    done: (reply: Reply) => void,
    fail: (text: string) => void,
  ): number {
    const task = this.#nextTask++;
    const run: Task["run"] = async (address) => {
      const reply = await this.#context.coreWorkers.call(address, method, request, CALL_TIMEOUT_MS);
      return () => done(reply);
    };
    this.#tasks.set(task, { run, fail });
    this.post({ type: "task", task, kind });
    return task;
  }

  /** True when it had not begun: it is over. */
  cancel(task: number): boolean {
    if (this.machine.workerOf(task) !== null) return false;
    this.post({ type: "cancel", task });
    return this.#tasks.delete(task);
  }

  post(event: IoEvent): void {
    this.#context.queue.run(() => {
      for (const effect of this.machine.handle(event)) this.#perform(effect);
    });
  }

  #perform(effect: IoEffect): void {
    switch (effect.type) {
      case "startWorker":
        return this.#peers.workers.post({ type: "startIoWorker", kind: effect.kind });
      case "run":
        void this.#run(effect.task, effect.workerId);
        return;
      case "endWorker": {
        const detail = `The IO worker gave no answer: ${effect.text}`;
        const { workerId } = effect;
        return this.#peers.workers.post({
          type: "killWorker",
          workerId,
          exitType: "SYSTEM_ERROR",
          detail,
          force: true,
        });
      }
      case "failed":
        return this.#end(effect.task)?.fail(effect.text);
    }
  }

  #end(task: number): Task | undefined {
    const known = this.#tasks.get(task);
    this.#tasks.delete(task);
    return known;
  }

  async #run(task: number, workerId: string): Promise<void> {
    const known = this.#tasks.get(task);
    const worker = this.#peers.workers.machine.worker(workerId);
    if (known === undefined || worker === undefined) {
      return this.post({ type: "broken", task, text: `worker ${workerId} is gone` });
    }
    // What the machine was told of the worker's death meanwhile stands: the task is over, or runs elsewhere by now.
    const isStillThis = (): boolean => this.machine.workerOf(task) === workerId;
    try {
      const tell = await known.run(worker);
      if (!isStillThis()) return;
      this.#end(task);
      this.post({ type: "done", task });
      tell();
    } catch (error) {
      if (isStillThis()) this.post({ type: "broken", task, text: errorText(error) });
    }
  }
}
