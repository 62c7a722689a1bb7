/**
 * Refs that a task leaves behind are seen to be gone only when they are collected, and a worker that idles collects nothing
 * by itself: objects of the cluster would lie there for ever.
 */
import { collectGarbage } from "../../runtime/collect-garbage.js";

/** After a task, so that many tasks in a row cost one collection; twice as long whenever one has found nothing. */
const pauseMs = 100;
const maxPauseMs = 3_200;
/** Finalizers run in later turns of the event loop than the collection. */
const finalizersMs = 50;

export class IdleGarbage {
  readonly #count: () => number;
  #pauseMs = pauseMs;
  #isWaiting = false;
  #again = false;

  /** @param count objects that this process has references of */
  constructor(count: () => number) {
    this.#count = count;
  }

  /** A task that runs, or has run, may have let go of something. */
  taskEnded(): void {
    if (this.#isWaiting) this.#again = true;
    else if (this.#count() > 0) this.#collectLater();
  }

  #collectLater(): void {
    this.#isWaiting = true;
    setTimeout(() => {
      this.#again = false;
      const before = this.#count();
      collectGarbage();
      setTimeout(() => {
        this.#isWaiting = false;
        this.#pauseMs = this.#count() < before ? pauseMs : Math.min(2 * this.#pauseMs, maxPauseMs);
        if (this.#again) this.taskEnded();
      }, finalizersMs).unref();
    }, this.#pauseMs).unref();
  }
}
