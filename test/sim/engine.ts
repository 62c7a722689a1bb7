import { Seeded } from "../unit/wire/seeded.js";

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Lines of what happened that a failure shows. */
const keptLines = 60;

/**
 * Virtual time and one source of chance: the same seed gives the same run, step by step. A run is a list of steps in the
 * order of their times; each may plan more.
 */
export class Engine {
  readonly seed: number;
  readonly random: Seeded;
  now = 1_000;
  #heap: Due[] = [];
  #order = 0;
  readonly #lines: string[] = [];

  constructor(seed: number) {
    this.seed = seed;
    this.random = new Seeded(seed);
  }

  /** True with this chance, of 1. */
  chance(share: number): boolean {
    return this.random.below(1_000_000) < share * 1_000_000;
  }

  between(least: number, most: number): number {
    return least + this.random.below(most - least + 1);
  }

  after(delayMs: number, run: () => void): void {
    const due: Due = { atMs: this.now + delayMs, order: this.#order++, run };
    const heap = this.#heap;
    heap.push(due);
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(due, heap[parent] as Due)) break;
      heap[at] = heap[parent] as Due;
      at = parent;
    }
    heap[at] = due;
  }

  note(line: string): void {
    this.#lines.push(`${this.now} ${line}`);
    if (this.#lines.length > keptLines) this.#lines.shift();
  }

  /** Runs all steps up to a time; `check` after each of them. */
  runUntil(atMs: number, check: () => void): void {
    while ((this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) {
      const due = this.#take();
      this.now = Math.max(this.now, due.atMs);
      due.run();
      check();
    }
    this.now = Math.max(this.now, atMs);
  }

  #take(): Due {
    const heap = this.#heap;
    const first = heap[0] as Due;
    const last = heap.pop() as Due;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1;
      if (!isBefore(heap[child] as Due, last)) break;
      heap[at] = heap[child] as Due;
      at = child;
    }
    heap[at] = last;
    return first;
  }

  /** The error of a failed run: how to see it again, and what happened last. */
  failure(error: unknown): Error {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new Error(`seed ${this.seed}: ${text}\n--- what happened last\n${this.#lines.join("\n")}`);
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.atMs !== other.atMs ? one.atMs < other.atMs : one.order < other.order;
}

/** How bad the network is; chances of 1. */
export interface Weather {
  readonly lost: number;
  /** Arrives, and its answer does not. */
  readonly answerLost: number;
  /** Seconds late instead of milliseconds. */
  readonly late: number;
}

export const fairWeather: Weather = { lost: 0, answerLost: 0, late: 0 };

/** What a call that nobody answers costs its caller. */
const callTimeoutMs = 20_000;

/** Calls between processes that may be late, lost, overtaken by others, or find nobody. */
export class Network {
  readonly #engine: Engine;
  weather: Weather;

  constructor(engine: Engine, weather: Weather) {
    this.#engine = engine;
    this.weather = weather;
  }

  delayMs(): number {
    const engine = this.#engine;
    return engine.chance(this.weather.late) ? engine.between(500, 8_000) : engine.between(1, 30);
  }

  /**
   * `perform` runs at the callee if it lives when the call gets there; then `answered` runs at the caller with its
   * result, or with null when the call failed, which says nothing about whether it was performed. While there is no way
   * between them nothing gets there, nor back.
   */
  call<T>(
    isAlive: () => boolean,
    perform: () => T,
    answered: (result: T | null) => void,
    isCut: () => boolean = () => false,
  ): void {
    const engine = this.#engine;
    const noAnswer = () => engine.after(callTimeoutMs, () => answered(null));
    if (engine.chance(this.weather.lost)) return noAnswer();
    engine.after(this.delayMs(), () => {
      if (isCut()) return noAnswer();
      if (!isAlive()) {
        engine.after(this.delayMs(), () => answered(null));
        return;
      }
      const result = perform();
      if (engine.chance(this.weather.answerLost)) return noAnswer();
      engine.after(this.delayMs(), () => (isCut() ? noAnswer() : answered(result)));
    });
  }
}

/** Messages that arrive in the order in which they were sent, late or not: a subscription over one connection. */
export class Channel {
  readonly #engine: Engine;
  readonly #network: Network;
  #lastMs = 0;

  constructor(engine: Engine, network: Network) {
    this.#engine = engine;
    this.#network = network;
  }

  send(deliver: () => void): void {
    this.#lastMs = Math.max(this.#lastMs, this.#engine.now + this.#network.delayMs());
    this.#engine.after(this.#lastMs - this.#engine.now, deliver);
  }
}
