import { DiskPace } from "../core/gcs/disk-pace.js";
import { HeadStorageFile, StorageFault } from "../native/head-storage.js";
import { NarcineError } from "../runtime/errors.js";
import { GroupedStorage, type RowStore } from "./grouped-storage.js";

export interface EmbeddedStorageOptions {
  /** Of the file. */
  readonly path: string;
  /** See {@link GroupedStorage}. */
  readonly onLost: (error: NarcineError) => void;
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
    help: `Bring a copy of it and of its -journal back, or move both away to begin a new cluster, or ${ELSEWHERE}.`,
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

/** Keeps the head's rows in one file, with a journal beside it (crates/storage). @throws HeadStorageError */
export function openEmbeddedStorage({ path, onLost }: EmbeddedStorageOptions): GroupedStorage {
  const named = (fault: unknown) => (fault instanceof StorageFault ? new HeadStorageError(path, fault) : fault);
  const naming = <T>(action: () => T): T => {
    try {
      return action();
    } catch (fault) {
      throw named(fault);
    }
  };
  const file = naming(() => HeadStorageFile.open(path, new DiskPace()));
  const store: RowStore = {
    load: (table) => naming(() => [...file.rows(table)]),
    commit: (changes) =>
      file.commit(changes).catch((fault) => {
        throw named(fault);
      }),
    close: () => file.close(),
  };
  return new GroupedStorage(store, onLost);
}
