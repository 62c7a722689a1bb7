/** A node as the head reports it to autoscalers. */
export interface NodeRest {
  readonly isAlive: boolean;
  /** For how long nothing of it was used; 0 while something is. ms */
  readonly idleMs: number;
}

/**
 * Since when nothing runs on a cluster and nothing waits for room there. Nodes come and go meanwhile (one that the autoscaler
 * has ended was busy, and does not say so any more), so the last busy moment is kept here. Times are ms.
 */
export class IdleWatch {
  readonly #limit: number;
  #busyAt: number;

  constructor(limit: number, now: number) {
    this.#limit = limit;
    this.#busyAt = now;
  }

  /** @returns whether the cluster has been idle for as long as it may */
  see(nodes: readonly NodeRest[], waiting: number, now: number): boolean {
    const alive = nodes.filter(({ isAlive }) => isAlive);
    const least = waiting > 0 || alive.length === 0 ? 0 : Math.min(...alive.map(({ idleMs }) => idleMs));
    this.#busyAt = Math.max(this.#busyAt, now - least);
    return now - this.#busyAt >= this.#limit;
  }
}
