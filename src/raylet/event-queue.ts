/**
 * One turn at a time for all machines of the node: a step (an event into one machine, its effects out) that causes
 * further steps queues them, so that a machine's effects are always performed in the order it gave them and no machine
 * is entered while another one's effects are half done.
 */
export class EventQueue {
  readonly #steps: (() => void)[] = [];
  #running = false;
  readonly #onError: (error: unknown) => void;
  readonly #afterDrain: () => void;

  /**
   * @param onError a step threw: a defect of ours, the node goes on with the next step
   * @param afterDrain called whenever the queue ran empty, to arm timers once for many events
   */
  constructor(onError: (error: unknown) => void, afterDrain: () => void) {
    this.#onError = onError;
    this.#afterDrain = afterDrain;
  }

  run(step: () => void): void {
    this.#steps.push(step);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = 0; next < this.#steps.length; next++) {
        try {
          (this.#steps[next] as () => void)();
        } catch (error) {
          this.#onError(error);
        }
      }
    } finally {
      this.#steps.length = 0;
      this.#running = false;
    }
    this.#afterDrain();
  }
}
