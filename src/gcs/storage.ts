/** A table of the head that outlives it, named as the keys of its rows are to be found again. */
export type TableName = "meta" | "kv" | "job" | "node" | "actor" | "actor-task-spec" | "placement-group" | "worker";

/**
 * Where the head keeps what it must not forget. Rows are bytes under a text key. Changes are visible to `load` at once and
 * safe once `durable` has resolved: no answer and no publication that tells of a change leaves before that.
 */
export interface HeadStorage {
  load(table: TableName): Iterable<readonly [key: string, row: Uint8Array]>;
  put(table: TableName, key: string, row: Uint8Array): void;
  delete(table: TableName, key: string): void;
  /** Resolves when every change made so far is durable. @throws NarcineError when they cannot be made so */
  durable(): Promise<void>;
  close(): Promise<void>;
}

const DONE = Promise.resolve();

/**
 * Keeps nothing: the tables live in the head's memory alone, and a head that ends takes the cluster's state along, as
 * stock's does without Redis (Ray 2.60.0, gcs_storage "memory").
 */
export class VolatileStorage implements HeadStorage {
  load(): Iterable<readonly [key: string, row: Uint8Array]> {
    return [];
  }

  put(): void {}

  delete(): void {}

  durable(): Promise<void> {
    return DONE;
  }

  close(): Promise<void> {
    return DONE;
  }
}
