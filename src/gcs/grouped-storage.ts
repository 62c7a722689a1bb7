import type { RowChange } from "../native/head-storage.js";
import type { NarcineError } from "../runtime/errors.js";
import type { HeadStorage, TableName } from "./storage.js";

/** Where rows really are: one file (embedded-storage.ts), or Redis (redis-storage.ts). */
export interface RowStore {
  /** What earlier heads made durable. @throws NarcineError */
  load(table: TableName): Iterable<readonly [key: string, row: Uint8Array]>;
  /** Makes the whole group durable, or none of it. Never called while another group is on its way. @throws NarcineError */
  commit(changes: readonly RowChange[]): Promise<void>;
  close(): void;
}

interface Group {
  /** The last change of each row, by table and key. */
  readonly changes: Map<string, RowChange>;
  readonly isDurable: Promise<void>;
  /** Somebody waits for it, or it is old. */
  isWanted: boolean;
  readonly settle: { readonly resolve: () => void; readonly reject: (error: Error) => void };
}

const DONE = Promise.resolve();

/** So old becomes a change that nobody waits for. */
const MAX_AGE_MS = 5;

/**
 * Makes changes durable in groups. One is committed at a time; what changes meanwhile is the next one, so groups are as
 * large as the store is slow. What changes in one turn of the event loop is in one group; what nobody waits for (a placement
 * group is there before anybody has asked) goes with the next that somebody does wait for, or after {@link MAX_AGE_MS}.
 */
export class GroupedStorage implements HeadStorage {
  readonly #store: RowStore;
  readonly #onLost: (error: NarcineError) => void;
  /** Takes changes. */
  #next: Group | null = null;
  #committing: Group | null = null;
  #lost: NarcineError | null = null;
  #ageing: NodeJS.Timeout | null = null;

  /** @param onLost called once, when a change cannot be made durable: this head must end, it knows what nobody will remember */
  constructor(store: RowStore, onLost: (error: NarcineError) => void) {
    this.#store = store;
    this.#onLost = onLost;
  }

  load(table: TableName): Iterable<readonly [key: string, row: Uint8Array]> {
    return this.#store.load(table);
  }

  put(table: TableName, key: string, row: Uint8Array): void {
    this.#change({ table, key, row });
  }

  delete(table: TableName, key: string): void {
    this.#change({ table, key, row: null });
  }

  durable(): Promise<void> {
    if (this.#lost !== null) return Promise.reject(this.#lost);
    this.#want();
    return (this.#next ?? this.#committing)?.isDurable ?? DONE;
  }

  async close(): Promise<void> {
    // Whether the last changes could be kept was told through `onLost`.
    await this.durable().catch(() => {});
    this.#store.close();
  }

  #change(change: RowChange): void {
    if (this.#lost !== null) return;
    if (this.#next === null) {
      this.#next = newGroup();
      this.#ageing = setTimeout(() => this.#want(), MAX_AGE_MS);
    }
    this.#next.changes.set(`${change.table}\0${change.key}`, change);
  }

  #want(): void {
    if (this.#next === null || this.#next.isWanted) return;
    this.#next.isWanted = true;
    if (this.#committing === null) setImmediate(() => void this.#commitAll());
  }

  async #commitAll(): Promise<void> {
    while (this.#next?.isWanted && this.#committing === null && this.#lost === null) {
      const group = this.#next;
      this.#committing = group;
      this.#next = null;
      if (this.#ageing !== null) clearTimeout(this.#ageing);
      try {
        await this.#store.commit([...group.changes.values()]);
        this.#committing = null;
        group.settle.resolve();
      } catch (error) {
        this.#lose(error as NarcineError);
      }
    }
  }

  #lose(error: NarcineError): void {
    this.#lost = error;
    for (const group of [this.#committing, this.#next]) group?.settle.reject(error);
    this.#committing = null;
    this.#next = null;
    this.#onLost(error);
  }
}

function newGroup(): Group {
  let resolve = () => {};
  let reject = (_error: Error) => {};
  const isDurable = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Nobody may have asked; who does gets the rejection all the same.
  isDurable.catch(() => {});
  return { changes: new Map(), isDurable, isWanted: false, settle: { resolve, reject } };
}
