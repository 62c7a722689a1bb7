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
    let tell = (): void => known?.fail(`worker ${workerId} is gone`);
    if (known !== undefined && worker !== undefined) {
      tell = await known.run(worker).catch((error: unknown) => () => known.fail(errorText(error)));
    }
    // A worker that died meanwhile has ended its task already.
    if (this.#end(task) !== undefined) tell();
    this.post({ type: "done", task });
  }
}
