/**
 * Keeps objects that came from other nodes in the store until the last request that names them and does not hold them
 * itself is over: a lease has its worker, an actor call all its arguments, a wait its answer. (A get takes what it waits
 * for as it comes.) Otherwise the arguments of one task would push out those of another while both still wait for the
 * rest. (What was on this node's disk is held by restoring.ts.)
 *
 * At most `budgetBytes` are held, together with what restoring.ts brings back: the rest of the store is for what tasks make,
 * which would wait for room otherwise, and everything else behind it. When that waits all the same, and there is nothing to
 * spill, what others than the first request hold is given up. What comes beyond that can be evicted and is then pulled
 * again, but for the request for arguments and the wait that have waited longest: they get all of their objects held, in
 * files if the store is full of them. So those who came first get on, and nobody waits for a hold.
 *
 * The store itself holds what it receives from another node, from the moment it can be read (crates/transfer): the creates
 * that wait for room might push it out before its news gets here. So there is one hold for each arrival, which is kept or
 * ended here, and what is held cannot be deleted.
 * Invariants (validate): what is held is local and named by such a request; the bytes are the sum.
 */
import type { ObjectEntry, ObjectTable } from "./object-table.js";
import { type ObjectRequest, type RequestTable, urgencyOf } from "./requests.js";
import type { ObjectEffect, ObjectId, Urgency } from "./types.js";

/** What holding needs of the object manager it is a part of. */
export interface HoldingContext {
  readonly budgetBytes: number;
  /** Of that, what arguments from this node's disk take. */
  restoredBytes(): number;
  /** Creates wait for room that only arguments could give. */
  isPressed(): boolean;
  readonly objects: ObjectTable;
  readonly requests: RequestTable;
  emit(effect: ObjectEffect): void;
}

export class Holding {
  readonly #context: HoldingContext;
  /** With their sizes. */
  readonly #held = new Map<ObjectId, number>();
  #bytes = 0;

  constructor(context: HoldingContext) {
    this.#context = context;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A copy came from another node, held: the hold is kept or ended. */
  came(entry: ObjectEntry): void {
    const { objectId } = entry;
    const sizeBytes = entry.local?.sizeBytes ?? 0;
    const { budgetBytes, restoredBytes, isPressed } = this.#context;
    const isWithin = !isPressed() && this.#bytes + restoredBytes() + sizeBytes <= budgetBytes;
    if (this.#held.has(objectId) || !(isWithin ? this.#isKept(entry) : this.#isOfFirst(entry))) {
      this.#context.emit({ type: "unhold", objectIds: [objectId] });
      return;
    }
    this.#held.set(objectId, sizeBytes);
    this.#bytes += sizeBytes;
  }

  /** A request is over and its objects do not list it any more. */
  requestEnded(request: ObjectRequest): void {
    if (urgencyOf(request) === "get" || this.#held.size === 0) return;
    this.#letGo(
      request.objectIds.filter((objectId) => {
        const entry = this.#context.objects.get(objectId);
        return this.#held.has(objectId) && (entry === undefined || !this.#isKept(entry));
      }),
    );
  }

  /**
   * All but the first request, and the first that misses something, give their room to the creates that wait.
   *
   * @param restoredKey the request that keeps what comes from this node's disk (restoring.ts), if there is one
   */
  yieldRoom(restoredKey: string | undefined): void {
    if (this.#held.size === 0) return;
    const waiting = [...this.#context.requests.all()].filter((request) => urgencyOf(request) !== "get");
    const first = [waiting[0]?.key, waiting.find(({ missing }) => missing > 0)?.key, restoredKey];
    const isFirst = ({ wantedBy }: ObjectEntry) => first.some((key) => key !== undefined && wantedBy.has(key));
    const { objects } = this.#context;
    this.#letGo([...this.#held.keys()].filter((objectId) => !isFirst(objects.need(objectId))));
  }

  #letGo(objectIds: readonly ObjectId[]): void {
    for (const objectId of objectIds) {
      this.#bytes -= this.#held.get(objectId) ?? 0;
      this.#held.delete(objectId);
    }
    if (objectIds.length > 0) this.#context.emit({ type: "unhold", objectIds });
  }

  /** Does the request that has waited longest name it, of those for arguments or of waits? One waits for what the other makes. */
  #isOfFirst({ wantedBy }: ObjectEntry): boolean {
    const seen = new Set<Urgency>(["get"]);
    for (const request of this.#context.requests.all()) {
      const urgency = urgencyOf(request);
      if (request.missing === 0 || seen.has(urgency)) continue;
      if (wantedBy.has(request.key)) return true;
      seen.add(urgency);
    }
    return false;
  }

  #isKept(entry: ObjectEntry): boolean {
    for (const key of entry.wantedBy) if (urgencyOf(this.#context.requests.need(key)) !== "get") return true;
    return false;
  }

  validate(): void {
    let bytes = 0;
    for (const [objectId, sizeBytes] of this.#held) {
      bytes += sizeBytes;
      const entry = this.#context.objects.get(objectId);
      if (entry?.local == null || !this.#isKept(entry)) throw new Error(`${objectId} is held for nobody`);
    }
    if (bytes !== this.#bytes) throw new Error(`${bytes} bytes held, counted ${this.#bytes}`);
  }
}
