/**
 * The calls of one actor of local mode, by concurrency group: in each they start in their callers' order, as many at a time as
 * its bound allows. One that waits for its arguments holds up those after it of its caller and group, unless any order will do.
 */
import { GroupPlaces, type GroupSettings, groupOfCall } from "../core-worker/call-groups.js";

export interface GroupedCall {
  readonly client: string;
  readonly method: string;
  /** As it names it; "": none. */
  readonly group: string;
  state: "waiting" | "ready" | "running" | "cancelled";
}

export class GroupedCalls<C extends GroupedCall> {
  readonly #takesAnyOrder: boolean;
  #settings: GroupSettings;
  readonly #places: GroupPlaces;
  /** By group, in their order, each with its place among all. */
  #queued = new Map<string, Map<C, number>>();
  #lastPlace = 0;
  /** With their groups. */
  readonly #running = new Map<C, string>();

  constructor(settings: GroupSettings & { readonly takesAnyOrder: boolean }) {
    this.#settings = settings;
    this.#places = new GroupPlaces(settings);
    this.#takesAnyOrder = settings.takesAnyOrder;
  }

  get isEmpty(): boolean {
    return this.#running.size === 0 && [...this.#queued.values()].every(({ size }) => size === 0);
  }

  get running(): Iterable<C> {
    return this.#running.keys();
  }

  /** Those that run first. */
  get all(): C[] {
    return [...this.#running.keys(), ...this.#all()];
  }

  add(call: C): void {
    const group = groupOfCall(call, this.#settings);
    const queued = this.#queued.get(group) ?? new Map<C, number>();
    this.#lastPlace += 1;
    this.#queued.set(group, queued.set(call, this.#lastPlace));
  }

  /** What the class of the actor says of its methods is known; its maker's word on one counts before that. */
  learn(methodGroups: ReadonlyMap<string, string>): void {
    const all = this.#all();
    this.#settings = { ...this.#settings, methodGroups: new Map([...methodGroups, ...this.#settings.methodGroups]) };
    this.#queued = new Map();
    for (const call of all) this.add(call);
  }

  /** Those that start now. */
  start(): C[] {
    return [...this.#queued].flatMap(([group, queued]) => this.#startIn(group, queued));
  }

  #startIn(group: string, queued: Map<C, number>): C[] {
    const started: C[] = [];
    const waiting = new Set<string>();
    for (const call of queued.keys()) {
      if (!this.#places.hasRoom(group)) break;
      if (call.state === "ready" && !waiting.has(call.client)) {
        queued.delete(call);
        this.#places.take(group);
        this.#running.set(call, group);
        call.state = "running";
        started.push(call);
      } else if (!this.#takesAnyOrder) waiting.add(call.client);
    }
    return started;
  }

  /** @returns whether it ran */
  ended(call: C): boolean {
    const group = this.#running.get(call);
    if (group === undefined) return false;
    this.#running.delete(call);
    this.#places.give(group);
    return true;
  }

  withdraw(call: C): void {
    this.#queued.get(groupOfCall(call, this.#settings))?.delete(call);
  }

  /** What ran has stopped; `again` are those of it that are to start before all others. */
  stopped(again: readonly C[]): void {
    const later = this.#all();
    this.clear();
    for (const call of [...again, ...later]) this.add(call);
  }

  clear(): void {
    this.#running.clear();
    this.#places.clear();
    this.#queued = new Map();
  }

  #all(): C[] {
    const all = [...this.#queued.values()].flatMap((queued) => [...queued]);
    return all.sort(([, one], [, other]) => one - other).map(([call]) => call);
  }

  /** @throws Error naming the invariant that does not hold */
  validate(): void {
    this.#places.validate();
    for (const group of [...this.#queued.keys(), ...this.#running.values()]) {
      if (!this.#places.has(group)) throw new Error(`there are calls of ${JSON.stringify(group)}, which is no group`);
    }
  }
}
