import type { ClusterEvent } from "../core/gcs/types.js";

export type ClusterListener = (event: ClusterEvent) => void;

/**
 * Hands what happens to the cluster to everybody who lives on it, one event after the other: what a listener causes is
 * told after all have heard of the first.
 */
export class ClusterEvents {
  readonly #listeners: ClusterListener[] = [];
  readonly #queue: ClusterEvent[] = [];
  readonly #onError: (error: unknown) => void;
  #isTelling = false;

  /** @param onError a listener threw: a defect of ours, the others still hear of the event */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  listen(listener: ClusterListener): void {
    this.#listeners.push(listener);
  }

  tell(event: ClusterEvent): void {
    this.#queue.push(event);
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      for (const listener of this.#listeners) {
        try {
          listener(next);
        } catch (error) {
          this.#onError(error);
        }
      }
    }
    this.#isTelling = false;
  }
}
