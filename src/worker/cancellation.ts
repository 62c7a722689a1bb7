/**
 * Whether a task that runs was cancelled. Its signal is made when somebody asks for it: most tasks never look, and an
 * AbortController costs more than all else that a short call of an actor needs.
 */
export class Cancellation {
  #controller: AbortController | null = null;
  #reason: DOMException | null = null;

  /** Aborted when the task is cancelled. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#reason !== null) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  cancel(): void {
    this.#reason ??= new DOMException("The task was cancelled.", "AbortError");
    this.#controller?.abort(this.#reason);
  }

  /** @throws AbortError once the task is cancelled */
  throwIfCancelled(): void {
    if (this.#reason !== null) throw this.#reason;
  }
}
