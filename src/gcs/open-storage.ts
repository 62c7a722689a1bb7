import { isAbsolute, join } from "node:path";
import { NarcineError } from "../runtime/errors.js";
import { EmbeddedStorage, type EmbeddedStorageOptions } from "./embedded-storage.js";
import type { GcsFlags } from "./flags.js";
import type { HeadConfig } from "./head-config.js";
import { type HeadStorage, MetaKey, metaRow, VolatileStorage } from "./storage.js";

/** Of the rows; a head refuses what a newer one wrote. */
const FORMAT = 1;
const FILE_NAME = "head.redb";
const MEMORY = "memory";

/** What was asked for as storage is not to be had. */
export class HeadStorageSettingError extends NarcineError {
  constructor(setting: string, problem: string) {
    super("NARCINE_BAD_HEAD_STORAGE", `${setting} ${problem}`);
  }
}

/**
 * The file of the head's rows, or null: memory only. In this order:
 *
 *   --head_storage=memory|FOLDER, NARCINE_HEAD_STORAGE=memory|FOLDER
 *   RAY_gcs_storage=memory, or rocksdb with the folder RAY_gcs_storage_path (Ray 2.60.0; the file in it is ours)
 *   the session's folder, where every later head of this session finds it
 *
 * A folder that a later session is to find must be named: each `ray start` and `ray.init` makes a session of its own,
 * unless RAY_gcs_storage=rocksdb has Ray's Python take up the name of the one before.
 *
 * @throws HeadStorageSettingError
 */
export function storagePath(
  flags: Pick<GcsFlags, "headStorage" | "sessionDir">,
  config: Pick<HeadConfig, "gcs_storage" | "gcs_storage_path">,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const variable = environment["NARCINE_HEAD_STORAGE"] ?? "";
  if (flags.headStorage !== "") return inFolder("--head_storage", flags.headStorage);
  if (variable !== "") return inFolder("NARCINE_HEAD_STORAGE", variable);
  switch (config.gcs_storage) {
    case "":
      return join(flags.sessionDir, FILE_NAME);
    case MEMORY:
      return null;
    case "rocksdb":
      return inFolder("RAY_gcs_storage_path", config.gcs_storage_path);
    default: {
      const known = "known are memory and rocksdb (kept in a file of our own)";
      throw new HeadStorageSettingError("RAY_gcs_storage", `is ${JSON.stringify(config.gcs_storage)}; ${known}`);
    }
  }
}

/** @throws HeadStorageError, HeadStorageSettingError */
export async function openStorage(path: string | null, onLost: EmbeddedStorageOptions["onLost"]): Promise<HeadStorage> {
  if (path === null) return new VolatileStorage();
  const storage = EmbeddedStorage.open({ path, onLost });
  const format = metaRow(storage, MetaKey.FORMAT)?.toString("latin1") ?? String(FORMAT);
  if (format !== String(FORMAT)) {
    await storage.close();
    const help = "use the Narcine that wrote it, or another folder (NARCINE_HEAD_STORAGE)";
    throw new HeadStorageSettingError(path, `has rows of format ${format}, and this head knows ${FORMAT}; ${help}`);
  }
  storage.put("meta", MetaKey.FORMAT, Buffer.from(format));
  return storage;
}

function inFolder(setting: string, folder: string): string | null {
  if (folder === MEMORY) return null;
  if (isAbsolute(folder)) return join(folder, FILE_NAME);
  const wanted = `not the absolute path of a folder${setting === "RAY_gcs_storage_path" ? "" : ` and not "${MEMORY}"`}`;
  throw new HeadStorageSettingError(setting, `is ${JSON.stringify(folder)}, ${wanted}`);
}
