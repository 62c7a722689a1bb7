/** The tables of the head that outlive it, named as the keys of their rows are to be found again. */
export const TABLES = ["meta", "kv", "job", "node", "actor", "actor-task-spec", "placement-group", "worker"] as const;
export type TableName = (typeof TABLES)[number];

/** Rows of "meta" that only the head itself has. */
export const MetaKey = {
  FORMAT: "format",
  CLUSTER_ID: "cluster-id",
  LAST_JOB_NUMBER: "last-job-number",
  RESOURCE_CONSTRAINT: "resource-constraint",
} as const;

/**
 * Where the head keeps what it must not forget. Rows are bytes under a key, a latin1 string of its bytes. `load` gives
 * what earlier heads made durable; each row is the caller's. A change is safe once `durable` has resolved: no answer and
 * no publication that tells of it leaves before that.
 */
export interface HeadStorage {
  load(table: TableName): Iterable<readonly [key: string, row: Uint8Array]>;
  /** @param row kept, and not changed by anybody any more */
  put(table: TableName, key: string, row: Uint8Array): void;
  delete(table: TableName, key: string): void;
  /** Resolves when every change made so far is durable. @throws NarcineError when they cannot be made so */
  durable(): Promise<void>;
  close(): Promise<void>;
}

/** What an earlier head wrote under this key of "meta"; null when there is none. */
export function metaRow(storage: HeadStorage, key: string): Buffer | null {
  for (const [at, row] of storage.load("meta")) if (at === key) return Buffer.from(row);
  return null;
}

const DONE = Promise.resolve();

/**
 * Keeps nothing: the tables live in the head's memory alone, and a head that ends takes the cluster's state along, as
 * stock's does without Redis or RocksDB (Ray 2.60.0, gcs_storage "memory").
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
