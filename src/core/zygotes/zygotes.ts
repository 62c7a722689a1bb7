/**
 * Which worker is forked from a warmed Python process, and which one is started by exec as stock does.
 *
 * Importing Ray and what a first result needs takes a worker most of its start. A zygote has done that once; there is one
 * for each runtime environment, because interpreter, variables and working directory are fixed when a process starts.
 * The pool says which workers it wants and how many may be in start-up; here each of them gets one answer.
 *
 * | state    | meaning                                        | leaves by                                              |
 * |----------|------------------------------------------------|--------------------------------------------------------|
 * | warming  | ordered; workers wait for it                   | ready, unfit, gone, warmUpLimitMs, shutdown            |
 * | ready    | forks                                          | unfit, gone, shutdown; not the empty env's: idleMs, or |
 * |          |                                                | another environment's needs its place                  |
 * | leaving  | takes no new worker; answers what it was asked | gone                                                   |
 *
 * The empty environment's zygote is started with the raylet. Any other environment's first worker is started by exec, for
 * a zygote would cost it a start and a fork; the second one makes a zygote and waits for it, which takes as long as an
 * exec. Whatever goes wrong with a zygote, its workers are started by exec; an environment that rules forks out, or
 * whose zygotes keep failing, is remembered and said once.
 *
 * Invariants (`validate()`):
 *  1. each start is answered once; unanswered ones wait at, or were asked of, exactly one zygote that is not gone;
 *  2. at most one zygote of an environment takes workers; an environment without forks has none;
 *  3. nobody waits at a zygote that is warm, and nothing was asked of one that is not;
 *  4. at most maxOfRuntimeEnvs zygotes of other environments than the empty one take workers;
 *  5. after shutdown nobody waits.
 */
import { normalRuntimeEnv } from "../worker-pool/runtime-env-hash.js";
import { EMPTY_RUNTIME_ENV, type RuntimeEnvSpec, type WorkerKey } from "../worker-pool/types.js";
import type { ZygoteEffect, ZygoteEvent, ZygoteLimits } from "./types.js";

interface Zygote {
  readonly id: number;
  /** The environment's serialized text. */
  readonly key: string;
  state: "warming" | "ready" | "leaving";
  wasReady: boolean;
  readonly startedAtMs: number;
  lastWantedMs: number;
  readonly waiting: Set<WorkerKey>;
  readonly asked: Set<WorkerKey>;
}

const EMPTY = EMPTY_RUNTIME_ENV.serialized;

export class Zygotes {
  readonly #limits: ZygoteLimits;
  readonly #all = new Map<number, Zygote>();
  /** Those that take workers, by environment. */
  readonly #byKey = new Map<string, Zygote>();
  /** Other environments that had a worker before. */
  readonly #seen = new Set<string>();
  /** Zygotes in a row that ended before they were warm. */
  readonly #failures = new Map<string, number>();
  readonly #withoutForks = new Set<string>();
  readonly #said = new Set<string>();
  readonly #unanswered = new Set<WorkerKey>();
  #isShuttingDown = false;
  #nextId = 1;
  #now = 0;
  #effects: ZygoteEffect[] = [];

  constructor(limits: ZygoteLimits) {
    this.#limits = limits;
  }

  handle(event: ZygoteEvent, now: number): ZygoteEffect[] {
    this.#now = now;
    this.#apply(event);
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Ids of the zygotes that are not gone. */
  get live(): number[] {
    return [...this.#all.keys()];
  }

  /** Whether one is on the way to its first fork. */
  get isWarming(): boolean {
    for (const { state } of this.#all.values()) if (state === "warming") return true;
    return false;
  }

  #apply(event: ZygoteEvent): void {
    if (event.type === "start") this.#start(event.workerId, event.runtimeEnv, event.ruledOut);
    else if (event.type === "warmUp") this.#warmUp();
    else if (event.type === "tick") this.#tick();
    else if (event.type === "shutdown") this.#shutdown();
    else {
      const zygote = this.#all.get(event.zygoteId);
      if (zygote === undefined) return;
      if (event.type === "ready") this.#ready(zygote, event.modules);
      else if (event.type === "unfit") this.#ruleOut(zygote, event.why, false);
      else if (event.type === "forked") this.#answered(zygote, event.workerId);
      else if (event.type === "forkFailed") this.#forkFailed(zygote, event.workerId, event.why);
      else this.#gone(zygote, event.why);
    }
  }

  #start(workerId: WorkerKey, runtimeEnv: RuntimeEnvSpec, ruledOut: string | null): void {
    this.#unanswered.add(workerId);
    const key = normalRuntimeEnv(runtimeEnv.serialized);
    if (this.#isShuttingDown) {
      this.#refuse(workerId);
      return;
    }
    if (!this.#limits.isOn || this.#withoutForks.has(key)) {
      this.#exec(workerId);
      return;
    }
    if (ruledOut !== null) {
      this.#sayOnce("info", `Workers are started by exec where ${ruledOut}.`);
      this.#exec(workerId);
      return;
    }
    const zygote = this.#byKey.get(key) ?? this.#newZygote(key, runtimeEnv);
    if (zygote === null) {
      this.#exec(workerId);
      return;
    }
    zygote.lastWantedMs = this.#now;
    if (zygote.state === "ready") this.#ask(zygote, workerId);
    else zygote.waiting.add(workerId);
  }

  #warmUp(): void {
    if (!this.#limits.isOn || this.#isShuttingDown || this.#withoutForks.has(EMPTY)) return;
    if (!this.#byKey.has(EMPTY)) this.#newZygote(EMPTY, EMPTY_RUNTIME_ENV);
  }

  /** null: not for this worker. */
  #newZygote(key: string, runtimeEnv: RuntimeEnvSpec): Zygote | null {
    if (key !== EMPTY) {
      if (!this.#seen.has(key)) {
        remember(this.#seen, key, this.#limits.maxRemembered);
        return null;
      }
      if (!this.#makeRoom()) return null;
    }
    const id = this.#nextId++;
    const zygote: Zygote = {
      id,
      key,
      state: "warming",
      wasReady: false,
      startedAtMs: this.#now,
      lastWantedMs: this.#now,
      waiting: new Set(),
      asked: new Set(),
    };
    this.#all.set(id, zygote);
    this.#byKey.set(key, zygote);
    this.#effects.push({ type: "startZygote", zygoteId: id, runtimeEnv });
    return zygote;
  }

  /** The zygote that was not wanted for the longest time makes way, unless it is at work. */
  #makeRoom(): boolean {
    const others = [...this.#byKey.values()].filter(({ key }) => key !== EMPTY);
    if (others.length < this.#limits.maxOfRuntimeEnvs) return true;
    const resting = others.filter(({ state, asked }) => state === "ready" && asked.size === 0);
    resting.sort((a, b) => a.lastWantedMs - b.lastWantedMs);
    const [oldest] = resting;
    if (oldest === undefined) return false;
    this.#leave(oldest, false);
    return true;
  }

  #ready(zygote: Zygote, modules: number): void {
    if (zygote.state !== "warming") return;
    zygote.state = "ready";
    zygote.wasReady = true;
    this.#failures.delete(zygote.key);
    const ms = Math.round(this.#now - zygote.startedAtMs);
    this.#log("info", `The zygote of ${named(zygote.key)} is warm after ${ms} ms: ${modules} modules.`);
    for (const workerId of [...zygote.waiting]) this.#ask(zygote, workerId);
  }

  #ask(zygote: Zygote, workerId: WorkerKey): void {
    zygote.waiting.delete(workerId);
    zygote.asked.add(workerId);
    this.#effects.push({ type: "fork", zygoteId: zygote.id, workerId });
  }

  #answered(zygote: Zygote, workerId: WorkerKey): void {
    if (zygote.asked.delete(workerId)) this.#unanswered.delete(workerId);
  }

  #forkFailed(zygote: Zygote, workerId: WorkerKey, why: string): void {
    if (!zygote.asked.delete(workerId)) return;
    this.#sayOnce("warn", `A worker is started by exec because the zygote could not fork it: ${why}`);
    this.#insteadOfFork(workerId);
  }

  /** No forks in this environment from now on. */
  #ruleOut(zygote: Zygote, why: string, force: boolean): void {
    const { key } = zygote;
    if (!this.#isShuttingDown && !this.#withoutForks.has(key)) {
      remember(this.#withoutForks, key, this.#limits.maxRemembered);
      this.#log("warn", `Workers of ${named(key)} are started by exec from now on: ${why}`);
    }
    this.#leave(zygote, force);
    // One that was leaving already may have a follower.
    const follower = this.#byKey.get(key);
    if (follower !== undefined) this.#leave(follower, force);
  }

  #leave(zygote: Zygote, force: boolean): void {
    const wasLeaving = zygote.state === "leaving";
    zygote.state = "leaving";
    if (this.#byKey.get(zygote.key) === zygote) this.#byKey.delete(zygote.key);
    for (const workerId of zygote.waiting) this.#insteadOfFork(workerId);
    zygote.waiting.clear();
    if (!wasLeaving || force) this.#effects.push({ type: "stopZygote", zygoteId: zygote.id, force });
  }

  /** Its workers live on; the next one that is wanted makes a new zygote. */
  #gone(zygote: Zygote, why: string): void {
    const { key, state, wasReady } = zygote;
    this.#all.delete(zygote.id);
    if (this.#byKey.get(key) === zygote) this.#byKey.delete(key);
    const unserved = [...zygote.waiting, ...zygote.asked];
    if (state !== "leaving" && !this.#isShuttingDown) {
      const failures = (this.#failures.get(key) ?? 0) + 1;
      const text = `The zygote of ${named(key)} ended${wasReady ? "" : " before it was warm"}: ${why}`;
      if (wasReady || failures < this.#limits.maxFailures) {
        this.#log("warn", `${text}. Its workers go on; the next one that is wanted starts another zygote.`);
        if (!wasReady) this.#failures.set(key, failures);
      } else {
        this.#failures.delete(key);
        remember(this.#withoutForks, key, this.#limits.maxRemembered);
        this.#log("warn", `${text}. That happened ${failures} times; from now on its workers are started by exec.`);
      }
    }
    for (const workerId of unserved) this.#insteadOfFork(workerId);
  }

  #tick(): void {
    const { warmUpLimitMs, idleMs } = this.#limits;
    for (const zygote of [...this.#byKey.values()]) {
      if (zygote.state === "warming" && this.#now - zygote.startedAtMs >= warmUpLimitMs) {
        this.#ruleOut(zygote, `its zygote was not warm after ${warmUpLimitMs} ms`, true);
      } else if (zygote.state === "ready" && zygote.key !== EMPTY && this.#now - zygote.lastWantedMs >= idleMs) {
        if (zygote.asked.size === 0) this.#leave(zygote, false);
      }
    }
  }

  #shutdown(): void {
    this.#isShuttingDown = true;
    for (const zygote of [...this.#all.values()]) this.#leave(zygote, true);
  }

  #insteadOfFork(workerId: WorkerKey): void {
    if (this.#isShuttingDown) this.#refuse(workerId);
    else this.#exec(workerId);
  }

  #exec(workerId: WorkerKey): void {
    this.#unanswered.delete(workerId);
    this.#effects.push({ type: "exec", workerId });
  }

  #refuse(workerId: WorkerKey): void {
    this.#unanswered.delete(workerId);
    this.#effects.push({ type: "refuse", workerId, why: "the raylet is shutting down" });
  }

  #sayOnce(level: "info" | "warn", message: string): void {
    if (this.#said.has(message)) return;
    remember(this.#said, message, this.#limits.maxRemembered);
    this.#log(level, message);
  }

  #log(level: "info" | "warn", message: string): void {
    this.#effects.push({ type: "log", level, message });
  }

  /** @throws Error naming every broken invariant */
  validate(): void {
    const problems: string[] = [];
    const check = (holds: boolean, problem: string) => {
      if (!holds) problems.push(problem);
    };
    const found: WorkerKey[] = [];
    for (const { id, key, state, waiting, asked } of this.#all.values()) {
      found.push(...waiting, ...asked);
      const isTaking = this.#byKey.get(key)?.id === id;
      check(isTaking === (state !== "leaving"), `zygote ${id} is ${state} and ${isTaking ? "" : "not "}listed`);
      check(waiting.size === 0 || state === "warming", `${waiting.size} wait at zygote ${id}, which is ${state}`);
      check(asked.size === 0 || state !== "warming", `zygote ${id} was asked before it was warm`);
      check(!isTaking || !this.#withoutForks.has(key), `zygote ${id} takes workers of an environment without forks`);
    }
    for (const { id } of this.#byKey.values()) check(this.#all.has(id), `zygote ${id} is gone and listed`);
    check(new Set(found).size === found.length, "a worker is at two zygotes");
    check(
      found.length === this.#unanswered.size && found.every((workerId) => this.#unanswered.has(workerId)),
      `${this.#unanswered.size} starts are unanswered, ${found.length} are at zygotes`,
    );
    const others = [...this.#byKey.keys()].filter((key) => key !== EMPTY).length;
    check(others <= this.#limits.maxOfRuntimeEnvs, `${others} zygotes of runtime environments`);
    check(!this.#isShuttingDown || this.#byKey.size === 0, "zygotes take workers after shutdown");
    if (problems.length > 0) throw new Error(`zygotes invariants broken: ${problems.join("; ")}`);
  }
}

const named = (key: string): string => (key === EMPTY ? "the empty runtime environment" : `runtime environment ${key}`);

/** A set that forgets what it has held longest. */
function remember(set: Set<string>, value: string, max: number): void {
  set.add(value);
  if (set.size <= max) return;
  for (const oldest of set) {
    set.delete(oldest);
    return;
  }
}
