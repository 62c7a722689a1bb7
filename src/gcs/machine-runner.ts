import type { HeadContext } from "./head-context.js";

export interface Machine<Event, Effect> {
  handle(event: Event, now: number): readonly Effect[];
  nextWakeMs(): number | null;
}

export interface MachineRunnerOptions<Event, Effect> {
  readonly context: Pick<HeadContext, "now" | "storage">;
  readonly machine: Machine<Event, Effect>;
  readonly tick: Event;
  /** Does it if it is a change of what is stored; true then. */
  readonly write: (effect: Effect) => boolean;
  readonly perform: (effect: Effect) => void;
}

/**
 * Performs the effects of one machine in order: what is to be written first, the rest when that is durable. So nothing
 * is answered, published or asked of others that a head which dies now and comes back would know nothing of. What is
 * decided while a write is on its way becomes durable with the next one.
 *
 * A store that fails ends the head: the rejection is nobody's to handle.
 */
export class MachineRunner<Event, Effect> {
  readonly #options: MachineRunnerOptions<Event, Effect>;
  readonly #queue: Effect[] = [];
  #isPerforming = false;
  #timer: { readonly at: number; readonly handle: NodeJS.Timeout } | null = null;
  #isClosed = false;

  constructor(options: MachineRunnerOptions<Event, Effect>) {
    this.#options = options;
  }

  post(event: Event): void {
    this.run(this.#options.machine.handle(event, this.#options.context.now()));
  }

  run(effects: readonly Effect[]): void {
    if (this.#isClosed) return;
    this.#queue.push(...effects);
    this.#arm();
    if (!this.#isPerforming) void this.#performAll();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer.handle);
  }

  async #performAll(): Promise<void> {
    this.#isPerforming = true;
    const { context, write, perform } = this.#options;
    while (this.#queue.length > 0 && !this.#isClosed) {
      const batch = this.#queue.splice(0);
      const rest = batch.filter((effect) => !write(effect));
      if (rest.length < batch.length) await context.storage.durable();
      if (this.#isClosed) return;
      for (const effect of rest) perform(effect);
    }
    this.#isPerforming = false;
  }

  #arm(): void {
    const { machine, context, tick } = this.#options;
    const at = machine.nextWakeMs();
    if (at === (this.#timer?.at ?? null)) return;
    if (this.#timer !== null) clearTimeout(this.#timer.handle);
    this.#timer = null;
    if (at === null) return;
    const handle = setTimeout(
      () => {
        this.#timer = null;
        this.post(tick);
      },
      Math.max(1, Math.ceil(at - context.now())),
    );
    this.#timer = { at, handle };
  }
}
