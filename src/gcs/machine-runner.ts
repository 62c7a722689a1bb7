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

/** What one event comes to, without its writes. */
interface Rest<Effect> {
  readonly effects: readonly Effect[];
  readonly hasWritten: boolean;
}

/**
 * Performs the effects of one machine in order: writes as they are decided, the rest when these are durable. So nothing
 * is answered, published or asked of others that a head which dies now and comes back would know nothing of. Whoever
 * reads a machine and then waits for the storage tells nothing either that may be forgotten.
 *
 * A store that fails ends the head: the rejection is nobody's to handle.
 */
export class MachineRunner<Event, Effect> {
  readonly #options: MachineRunnerOptions<Event, Effect>;
  readonly #queue: Rest<Effect>[] = [];
  #isPerforming = false;
  #timer: { readonly at: number; readonly handle: NodeJS.Timeout } | null = null;
  #isClosed = false;

  constructor(options: MachineRunnerOptions<Event, Effect>) {
    this.#options = options;
  }

  post(event: Event): void {
    this.run(this.#options.machine.handle(event, this.#options.context.now()));
  }

  run(all: readonly Effect[]): void {
    if (this.#isClosed) return;
    const effects = all.filter((effect) => !this.#options.write(effect));
    this.#queue.push({ effects, hasWritten: effects.length < all.length });
    this.#arm();
    if (!this.#isPerforming) void this.#performAll();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer.handle);
  }

  async #performAll(): Promise<void> {
    this.#isPerforming = true;
    const { context, perform } = this.#options;
    while (this.#queue.length > 0 && !this.#isClosed) {
      const batch = this.#queue.splice(0);
      if (batch.some(({ hasWritten }) => hasWritten)) await context.storage.durable();
      if (this.#isClosed) return;
      for (const { effects } of batch) for (const effect of effects) perform(effect);
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
