/**
 * The gRPC ports workers are told to bind: `--worker_port_list`, else `--min_worker_port` to `--max_worker_port`, else
 * none (every worker binds port 0). First in, first out, so that a port rests as long as possible before it is reused.
 */
export class PortPool {
  readonly #free: number[];
  readonly #taken = new Set<number>();
  /** false: workers choose their own ports. */
  readonly isLimited: boolean;

  constructor(options: {
    readonly minWorkerPort: number;
    readonly maxWorkerPort: number;
    readonly workerPortList: readonly number[];
  }) {
    const { minWorkerPort, maxWorkerPort, workerPortList } = options;
    this.#free = [...new Set(workerPortList)];
    this.isLimited = this.#free.length > 0 || minWorkerPort > 0;
    if (this.#free.length === 0 && minWorkerPort > 0) {
      const last = maxWorkerPort > 0 ? maxWorkerPort : 65_535;
      for (let port = minWorkerPort; port <= last; port++) this.#free.push(port);
    }
  }

  /** A free port, 0 where workers choose their own, or null when all are taken. */
  take(): number | null {
    if (!this.isLimited) return 0;
    const port = this.#free.shift();
    if (port === undefined) return null;
    this.#taken.add(port);
    return port;
  }

  /** 0 and ports that were not taken are ignored. */
  release(port: number): void {
    if (this.#taken.delete(port)) this.#free.push(port);
  }

  /** All ports of the list or range. */
  get size(): number {
    return this.#free.length + this.#taken.size;
  }

  get takenCount(): number {
    return this.#taken.size;
  }

  get freeCount(): number {
    return this.#free.length;
  }

  isTaken(port: number): boolean {
    return this.#taken.has(port);
  }
}
