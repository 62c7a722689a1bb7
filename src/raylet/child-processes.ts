import type { Socket } from "node:net";
import { type ProcessExit, ProcessSpawner, type SpawnOptions } from "../native/process.js";

/** Children of the raylet, each with the one who wants to hear of its end. */
export class ChildProcesses {
  readonly #spawner: ProcessSpawner;
  readonly #onExit = new Map<number, (exit: ProcessExit) => void>();

  constructor() {
    this.#spawner = ProcessSpawner.start((exit) => {
      const listener = this.#onExit.get(exit.pid);
      this.#onExit.delete(exit.pid);
      listener?.(exit);
    });
  }

  /** @returns the pid. @throws SpawnError; then `onExit` is never called. */
  async spawn(options: SpawnOptions, onExit: (exit: ProcessExit) => void): Promise<number> {
    const pid = await this.#spawner.spawn(options);
    this.#onExit.set(pid, onExit);
    return pid;
  }

  /** As `spawn`, with a channel as its stdin. @throws SpawnError; then `onExit` is never called. */
  async spawnWithChannel(
    options: SpawnOptions,
    onExit: (exit: ProcessExit) => void,
  ): Promise<{ readonly pid: number; readonly channel: Socket }> {
    const started = await this.#spawner.spawnWithChannel(options);
    this.#onExit.set(started.pid, onExit);
    return started;
  }

  /** Takes in a child that another child made for us. @throws SpawnError; then `onExit` is never called. */
  adopt(pid: number, onExit: (exit: ProcessExit) => void): void {
    this.#spawner.adopt(pid);
    this.#onExit.set(pid, onExit);
  }

  /** False when it has exited already: a pid that the system reused is never hit. */
  kill(pid: number, signal: NodeJS.Signals): boolean {
    return this.#spawner.killPid(pid, signal);
  }

  killGroup(pid: number, signal: NodeJS.Signals): boolean {
    return this.#spawner.killGroup(pid, signal);
  }

  close(): void {
    this.#spawner.close();
    this.#onExit.clear();
  }
}
