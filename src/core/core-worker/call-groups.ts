/**
 * Which of an actor's calls may run: each concurrency group has a bound of its own, and its calls start in the order in which
 * they came, whatever other groups do (Ray 2.60.0, concurrency_group_manager.cc). A call is of the group that it names itself,
 * else of its method's, else of the default group, whose bound is `maxConcurrency`.
 *
 *   waiting | its group is full, or those before it wait   | leaves by done of another, bounds
 *   running | it has a place in its group                  | leaves by done
 *
 * Until `bounds` the actor is being made: whatever comes waits behind that, one at a time. A worker without an actor stays so.
 * A call of a group that there is not is refused; Ray's own worker ends itself instead. Once the actor could not be made nothing
 * starts any more: the worker ends, and callers learn from the head why.
 *
 * Invariants (`validate`): no group runs more than its bound; none has a place while calls of it wait.
 */

/** Of an actor, as its maker and its class say. */
export interface GroupSettings {
  readonly maxConcurrency: number;
  /** Bounds by name. */
  readonly groups: ReadonlyMap<string, number>;
  /** Groups by method; all of them are in `groups`. */
  readonly methodGroups: ReadonlyMap<string, string>;
}

export type CallGroupsEvent =
  /** `group`: "" where the call names none. */
  | { readonly type: "arrive"; readonly callNumber: number; readonly method: string; readonly group: string }
  | { readonly type: "done"; readonly callNumber: number }
  /** The actor is made. */
  | { readonly type: "bounds"; readonly settings: GroupSettings }
  /** The actor could not be made. */
  | { readonly type: "failed" };

export type CallGroupsEffect =
  | { readonly type: "run"; readonly callNumber: number }
  | { readonly type: "refuse"; readonly callNumber: number; readonly reason: string };

/** The group of calls that neither name one nor are of a method that does. */
export const defaultGroup = "";

export function groupOfCall(
  call: { readonly method: string; readonly group: string },
  settings: GroupSettings,
): string {
  return call.group || (settings.methodGroups.get(call.method) ?? defaultGroup);
}

/** Why there is no such group. */
export function noSuchGroup(group: string, names: Iterable<string>): string {
  const known = [...names];
  const these = known.length === 0 ? "it was made with none" : `its groups are: ${known.join(", ")}`;
  return `The actor has no concurrency group ${JSON.stringify(group)}; ${these}. Name it in concurrencyGroups (Python: concurrency_groups) where the actor is made.`;
}

/** How many calls of each group run. */
export class GroupPlaces {
  readonly #bounds: ReadonlyMap<string, number>;
  readonly #running = new Map<string, number>();

  constructor({ maxConcurrency, groups }: GroupSettings) {
    this.#bounds = new Map([...groups, [defaultGroup, maxConcurrency]]);
  }

  has(group: string): boolean {
    return this.#bounds.has(group);
  }

  hasRoom(group: string): boolean {
    return this.running(group) < (this.#bounds.get(group) ?? 0);
  }

  running(group: string): number {
    return this.#running.get(group) ?? 0;
  }

  take(group: string): void {
    this.#running.set(group, this.running(group) + 1);
  }

  give(group: string): void {
    this.#running.set(group, this.running(group) - 1);
  }

  clear(): void {
    this.#running.clear();
  }

  /** @throws Error naming a group that runs more than it may */
  validate(): void {
    for (const [group, running] of this.#running) {
      if (running < 0 || running > (this.#bounds.get(group) ?? 0)) {
        throw new Error(`the group ${JSON.stringify(group)} runs ${running} calls`);
      }
    }
  }
}

type Arrival = Extract<CallGroupsEvent, { type: "arrive" }>;

const unmade: GroupSettings = { maxConcurrency: 1, groups: new Map(), methodGroups: new Map() };

export class CallGroups {
  #settings = unmade;
  #places = new GroupPlaces(unmade);
  #isMade = false;
  #hasFailed = false;
  /** By group, in order. */
  readonly #waiting = new Map<string, Map<number, Arrival>>();
  /** Groups by call. */
  readonly #running = new Map<number, string>();
  #effects: CallGroupsEffect[] = [];

  handle(event: CallGroupsEvent): CallGroupsEffect[] {
    this.#effects = [];
    if (event.type === "arrive") this.#arrive(event);
    else if (event.type === "done") this.#done(event.callNumber);
    else if (event.type === "failed") this.#hasFailed = true;
    else this.#setBounds(event.settings);
    return this.#effects;
  }

  #arrive(call: Arrival): void {
    const group = this.#isMade ? groupOfCall(call, this.#settings) : defaultGroup;
    if (!this.#places.has(group)) {
      const reason = noSuchGroup(group, this.#settings.groups.keys());
      this.#effects.push({ type: "refuse", callNumber: call.callNumber, reason });
      return;
    }
    const waiting = this.#waiting.get(group) ?? new Map<number, Arrival>();
    this.#waiting.set(group, waiting.set(call.callNumber, call));
    this.#start(group);
  }

  #done(callNumber: number): void {
    const group = this.#running.get(callNumber);
    if (group === undefined) return;
    this.#running.delete(callNumber);
    this.#places.give(group);
    this.#start(group);
  }

  /** What waited for the actor takes its place in its group; the constructor keeps its own in the default one. */
  #setBounds(settings: GroupSettings): void {
    const before = [...(this.#waiting.get(defaultGroup)?.values() ?? [])];
    this.#waiting.clear();
    this.#settings = settings;
    this.#places = new GroupPlaces(settings);
    for (const group of this.#running.values()) this.#places.take(group);
    this.#isMade = true;
    for (const call of before) this.#arrive(call);
  }

  #start(group: string): void {
    const waiting = this.#waiting.get(group) ?? new Map<number, Arrival>();
    for (const callNumber of waiting.keys()) {
      if (this.#hasFailed || !this.#places.hasRoom(group)) return;
      waiting.delete(callNumber);
      this.#places.take(group);
      this.#running.set(callNumber, group);
      this.#effects.push({ type: "run", callNumber });
    }
  }

  /** @throws Error naming the invariant that does not hold; for tests */
  validate(): void {
    this.#places.validate();
    for (const [group, { size }] of this.#waiting) {
      if (size > 0 && !this.#hasFailed && this.#places.hasRoom(group))
        throw new Error(`${size} calls of ${JSON.stringify(group)} wait for nothing`);
    }
  }
}
