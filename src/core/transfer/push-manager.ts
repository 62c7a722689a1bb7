/**
 * Sends objects of this node to those that ask for them: each object once to each node, however often it is asked for,
 * and so much at a time.
 *
 * | state of (node, object) | meaning | leaves by |
 * |---|---|---|
 * | awaited | asked for and not here | it comes: queued; `waitMs` over: forgotten, the node asks others |
 * | queued | here, waits for its turn | its turn: under way |
 * | under way | chunks are sent, `window` at a time | pushed, failed; asked again meanwhile: queued once more |
 *
 * Asked again while it is under way means that chunks were lost (the receiver had no room, or was asked elsewhere in
 * between), so all are sent again, as stock does (Ray 2.60.0, push_manager.cc). Turns go by arrival, but of one large object
 * only `maxCopies` are sent at a time: the first ones are there the sooner, and serve those who come later.
 *
 * Invariants (validate): chunks on their way are the sum of the windows, and at most `maxChunks`, or those of one push; large
 * pushes are counted by object.
 */
import { Deadlines } from "../objects/deadlines.js";
import type { NodeId, ObjectId } from "../objects/types.js";
import type { PushConfig, PushEffect, PushEvent, PushSource } from "./types.js";

type EventOf<T extends PushEvent["type"]> = Extract<PushEvent, { type: T }>;

interface Push {
  readonly key: string;
  readonly nodeId: NodeId;
  readonly objectId: ObjectId;
  /** null while it is awaited. */
  source: PushSource | null;
  takesStreams: boolean;
  /** While it is under way. */
  job: number | null;
  window: number;
  /** Under way, and more than a window long. */
  isLarge: boolean;
  /** To be sent once more when it ends. */
  again: PushSource | null;
}

export class PushManager {
  readonly #config: PushConfig;
  readonly #pushes = new Map<string, Push>();
  /** Keys by object, for those that are awaited. */
  readonly #awaited = new Map<ObjectId, Set<string>>();
  readonly #queue = new Set<string>();
  readonly #jobs = new Map<number, Push>();
  readonly #deadlines = new Deadlines();
  /** Large pushes under way, by object. */
  readonly #copies = new Map<ObjectId, number>();
  #chunks = 0;
  #nextJob = 1;
  #effects: PushEffect[] = [];

  constructor(config: PushConfig) {
    this.#config = config;
  }

  /** `now` in milliseconds of any clock that does not go back. */
  handle(event: PushEvent, now: number): PushEffect[] {
    this.#effects = [];
    switch (event.type) {
      case "asked":
        this.#asked(event, now);
        break;
      case "came":
        this.#came(event);
        break;
      case "pushed":
        this.#ended(event.job);
        break;
      case "pushFailed":
        this.#failed(event);
        break;
      case "nodeDied":
        for (const push of [...this.#pushes.values()]) {
          if (push.nodeId !== event.nodeId) continue;
          push.again = null;
          if (push.job === null) this.#forget(push);
        }
        break;
      case "tick":
        for (const key of this.#deadlines.takeDue(now)) {
          const push = this.#pushes.get(key);
          if (push !== undefined) this.#forget(push);
        }
    }
    this.#pump();
    return this.#effects;
  }

  #asked({ nodeId, objectId, source, takesStreams }: EventOf<"asked">, now: number): void {
    const key = `${nodeId}:${objectId}`;
    const known = this.#pushes.get(key);
    if (known?.job != null) {
      known.again = source ?? known.again;
      return;
    }
    const fresh = { key, nodeId, objectId, source: null, job: null, window: 0, isLarge: false, again: null };
    const push: Push = known ?? { ...fresh, takesStreams };
    this.#pushes.set(key, push);
    if (source !== null) {
      this.#enqueue(push, source);
      return;
    }
    if (push.source !== null) return;
    const keys = this.#awaited.get(objectId) ?? new Set();
    this.#awaited.set(objectId, keys.add(key));
    this.#deadlines.set(key, now + this.#config.waitMs);
  }

  #came({ objectId, source }: EventOf<"came">): void {
    for (const key of this.#awaited.get(objectId) ?? []) {
      const push = this.#pushes.get(key);
      if (push !== undefined) this.#enqueue(push, source);
    }
  }

  #enqueue(push: Push, source: PushSource): void {
    this.#stopWaiting(push);
    push.source = source;
    this.#queue.add(push.key);
  }

  #stopWaiting({ key, objectId }: Push): void {
    this.#deadlines.clear(key);
    const keys = this.#awaited.get(objectId);
    keys?.delete(key);
    if (keys?.size === 0) this.#awaited.delete(objectId);
  }

  #pump(): void {
    const { chunkBytes, window, maxChunks, maxCopies } = this.#config;
    for (const key of this.#queue) {
      const push = this.#pushes.get(key);
      if (push?.source == null) continue;
      const chunks = Math.max(1, Math.ceil(sizeOf(push.source) / chunkBytes));
      const wanted = Math.min(window, chunks);
      const isLarge = chunks > window;
      if (isLarge && (this.#copies.get(push.objectId) ?? 0) >= maxCopies) continue;
      if (this.#chunks > 0 && this.#chunks + wanted > maxChunks) return;
      this.#queue.delete(key);
      const job = this.#nextJob++;
      push.job = job;
      push.window = wanted;
      push.isLarge = isLarge;
      this.#countCopy(push, 1);
      this.#chunks += wanted;
      this.#jobs.set(job, push);
      const { nodeId, objectId, source, takesStreams } = push;
      this.#effects.push({ type: "push", job, nodeId, objectId, source, takesStreams, window: wanted });
    }
  }

  #ended(job: number): Push | undefined {
    const push = this.#jobs.get(job);
    if (push === undefined) return undefined;
    this.#jobs.delete(job);
    this.#chunks -= push.window;
    push.job = null;
    push.window = 0;
    this.#countCopy(push, -1);
    push.isLarge = false;
    const { again } = push;
    push.again = null;
    if (again === null) this.#forget(push);
    else this.#enqueue(push, again);
    return push;
  }

  #countCopy({ objectId, isLarge }: Push, change: number): void {
    if (!isLarge) return;
    const copies = (this.#copies.get(objectId) ?? 0) + change;
    if (copies > 0) this.#copies.set(objectId, copies);
    else this.#copies.delete(objectId);
  }

  #failed({ job, why, text }: EventOf<"pushFailed">): void {
    const source = this.#jobs.get(job)?.source;
    const push = this.#ended(job);
    if (push === undefined || why === "gone") return;
    if (why === "corrupt" && source?.type === "file")
      this.#effects.push({ type: "copyCorrupt", objectId: push.objectId, copy: source.copy, text });
    else
      this.#effects.push({
        type: "warn",
        text: `Object ${push.objectId} could not be sent to node ${push.nodeId}: ${text}`,
      });
  }

  #forget(push: Push): void {
    this.#stopWaiting(push);
    this.#queue.delete(push.key);
    this.#pushes.delete(push.key);
  }

  /** Whether somebody asked for an object that was not here. */
  isAwaited(objectId: ObjectId): boolean {
    return this.#awaited.has(objectId);
  }

  /** When `tick` is due next, or null. */
  nextDeadlineMs(): number | null {
    return this.#deadlines.next();
  }

  counts(): { pushes: number; underWay: number; chunks: number } {
    return { pushes: this.#pushes.size, underWay: this.#jobs.size, chunks: this.#chunks };
  }

  /** Throws when an invariant does not hold. */
  validate(): void {
    let chunks = 0;
    const copies = new Map<ObjectId, number>();
    for (const [key, push] of this.#pushes) {
      chunks += push.window;
      if (push.isLarge) copies.set(push.objectId, (copies.get(push.objectId) ?? 0) + 1);
      const isAwaited = push.source === null;
      if (this.#deadlines.has(key) !== isAwaited) throw new Error(`${key}: deadline`);
      if ((this.#awaited.get(push.objectId)?.has(key) ?? false) !== isAwaited) throw new Error(`${key}: awaited`);
      if (this.#queue.has(key) !== (!isAwaited && push.job === null)) throw new Error(`${key}: queue`);
      if (push.job !== null && this.#jobs.get(push.job) !== push) throw new Error(`${key}: job ${push.job}`);
    }
    for (const push of this.#jobs.values()) {
      if (this.#pushes.get(push.key) !== push) throw new Error(`${push.key}: job without a push`);
    }
    if (chunks !== this.#chunks) throw new Error(`${chunks} chunks on their way, counted ${this.#chunks}`);
    const { maxChunks, maxCopies, window } = this.#config;
    for (const objectId of new Set([...copies.keys(), ...this.#copies.keys()])) {
      const count = copies.get(objectId) ?? 0;
      if (count !== this.#copies.get(objectId) || count > maxCopies)
        throw new Error(`${objectId}: ${count} large pushes`);
    }
    if (chunks > Math.max(maxChunks, window)) throw new Error(`${chunks} chunks on their way, at most ${maxChunks}`);
  }
}

function sizeOf(source: PushSource): number {
  return source.type === "store" ? source.sizeBytes : source.copy.dataSize + source.copy.metadataSize;
}
