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
  /** A request to a node that a head which comes back and knows nothing of it has the node take back: it need not wait. */
  readonly mayBeForgotten?: (effect: Effect) => boolean;
  readonly perform: (effect: Effect) => void;
}

/**
 * Performs the effects of one machine in order: writes as they are decided, the rest when these are durable. So nothing
 * is answered, published or asked of others that a head which dies now and comes back would know nothing of, but for what
 * may be forgotten: the disk and the nodes work on that at the same time. Whoever reads a machine and then waits for the
 * storage tells nothing either that may be forgotten.
 *
 * A store that fails ends the head: the rejection is nobody's to handle.
 */
export class MachineRunner<Event, Effect> {
  readonly #options: MachineRunnerOptions<Event, Effect>;
  /** What events come to, without their writes. */
  readonly #queue: Effect[][] = [];
  #isPerforming = false;
  /** Something was written for whose durability nothing has waited yet. */
  #hasWritten = false;
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
    const { write, mayBeForgotten, perform } = this.#options;
    const left = all.filter((effect) => !write(effect));
    this.#hasWritten ||= left.length < all.length;
    const mustWait = this.#hasWritten || this.#isPerforming;
    const isEarly = (effect: Effect) => mustWait && mayBeForgotten?.(effect) === true;
    const rest = left.filter((effect) => !isEarly(effect));
    // A write that nothing follows is not waited for: the storage has it durable together with later ones.
    if (rest.length > 0) this.#queue.push(rest);
    for (const effect of left) if (isEarly(effect)) perform(effect);
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
      if (this.#hasWritten) {
        this.#hasWritten = false;
        await context.storage.durable();
      }
      if (this.#isClosed) return;
      for (const effects of batch) for (const effect of effects) perform(effect);
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
