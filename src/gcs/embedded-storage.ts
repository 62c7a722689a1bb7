import { HeadStorageFile, type RowChange, StorageFault } from "../native/head-storage.js";
import { NarcineError } from "../runtime/errors.js";
import type { HeadStorage, TableName } from "./storage.js";

export interface EmbeddedStorageOptions {
  /** Of the file. */
  readonly path: string;
  /** Called once, when a change cannot be made durable: this head must end, it knows what nobody will remember. */
  readonly onLost: (error: HeadStorageError) => void;
}

/** The head's storage cannot be used. The message says which file, why, and what to do. */
export class HeadStorageError extends NarcineError {
  constructor(path: string, { kind, message }: Pick<StorageFault, "kind" | "message">) {
    const { code, problem, help } = SAYINGS[kind];
    super(code, `The head's storage ${path} ${problem} (${message}). ${help}`);
  }
}

const ELSEWHERE = "set NARCINE_HEAD_STORAGE to another folder, or to memory";
const SAYINGS = {
  locked: {
    code: "NARCINE_HEAD_STORAGE_LOCKED",
    problem: "is in use by another head",
    help: `End that head first, or ${ELSEWHERE}.`,
  },
  corrupt: {
    code: "NARCINE_HEAD_STORAGE_CORRUPT",
    problem: "is not a file of Narcine's head, or is damaged",
    help: `Bring a copy back, or move it away to begin a new cluster, or ${ELSEWHERE}.`,
  },
  full: {
    code: "NARCINE_HEAD_STORAGE_FULL",
    problem: "has no room on its disk",
    help: "Make room and start the head again on the same storage: what it acknowledged is there.",
  },
  io: {
    code: "NARCINE_HEAD_STORAGE_IO",
    problem: "cannot be read or written",
    help: `Mend that and start the head again, or ${ELSEWHERE}.`,
  },
} as const;

interface Group {
  /** The last change of each row, by table and key. */
  readonly changes: Map<string, RowChange>;
  readonly isDurable: Promise<void>;
  readonly settle: { readonly resolve: () => void; readonly reject: (error: Error) => void };
}

const DONE = Promise.resolve();

/**
 * Keeps the head's rows in one file. One group of changes is committed at a time; what changes meanwhile is the next one,
 * so groups are as large as the disk is slow. What changes in one turn of the event loop is in one group.
 */
export class EmbeddedStorage implements HeadStorage {
  readonly #options: EmbeddedStorageOptions;
  readonly #file: HeadStorageFile;
  /** Takes changes. */
  #next: Group | null = null;
  #committing: Group | null = null;
  #lost: HeadStorageError | null = null;

  /** @throws HeadStorageError */
  static open(options: EmbeddedStorageOptions): EmbeddedStorage {
    return new EmbeddedStorage(options);
  }

  private constructor(options: EmbeddedStorageOptions) {
    this.#options = options;
    this.#file = this.#naming(() => HeadStorageFile.open(options.path));
  }

  load(table: TableName): Iterable<readonly [key: string, row: Uint8Array]> {
    return this.#naming(() => [...this.#file.rows(table)]);
  }

  put(table: TableName, key: string, row: Uint8Array): void {
    this.#change({ table, key, row });
  }

  delete(table: TableName, key: string): void {
    this.#change({ table, key, row: null });
  }

  durable(): Promise<void> {
    if (this.#lost !== null) return Promise.reject(this.#lost);
    return (this.#next ?? this.#committing)?.isDurable ?? DONE;
  }

  async close(): Promise<void> {
    // Whether the last changes could be kept was told through `onLost`.
    await this.durable().catch(() => {});
    this.#file.close();
  }

  #change(change: RowChange): void {
    if (this.#lost !== null) return;
    if (this.#next === null) {
      this.#next = newGroup();
      if (this.#committing === null) setImmediate(() => void this.#commitAll());
    }
    this.#next.changes.set(`${change.table}\0${change.key}`, change);
  }

  async #commitAll(): Promise<void> {
    while (this.#next !== null && this.#committing === null && this.#lost === null) {
      const group = this.#next;
      this.#committing = group;
      this.#next = null;
      try {
        await this.#file.commit(group.changes.values());
        this.#committing = null;
        group.settle.resolve();
      } catch (fault) {
        this.#lose(fault);
      }
    }
  }

  #lose(fault: unknown): void {
    if (!(fault instanceof StorageFault)) throw fault;
    this.#lost = new HeadStorageError(this.#options.path, fault);
    for (const group of [this.#committing, this.#next]) group?.settle.reject(this.#lost);
    this.#committing = null;
    this.#next = null;
    this.#options.onLost(this.#lost);
  }

  #naming<T>(action: () => T): T {
    try {
      return action();
    } catch (fault) {
      if (fault instanceof StorageFault) throw new HeadStorageError(this.#options.path, fault);
      throw fault;
    }
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
  return { changes: new Map(), isDurable, settle: { resolve, reject } };
}
