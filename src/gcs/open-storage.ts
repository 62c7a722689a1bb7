import { isAbsolute, join } from "node:path";
import { NarcineError } from "../runtime/errors.js";
import { openEmbeddedStorage } from "./embedded-storage.js";
import type { GcsFlags } from "./flags.js";
import type { HeadConfig } from "./head-config.js";
import { nameOf, openRedisStorage, type RedisPlace } from "./redis-storage.js";
import { type HeadStorage, MetaKey, metaRow, VolatileStorage } from "./storage.js";

/** Of the rows; a head refuses what a newer one wrote. */
const FORMAT = 1;
const FILE_NAME = "head.redb";
const MEMORY = "memory";

type StorageConfig = Pick<
  HeadConfig,
  | "gcs_storage"
  | "gcs_storage_path"
  | "external_storage_namespace"
  | "redis_db_connect_retries"
  | "redis_db_connect_wait_milliseconds"
  | "num_redis_request_retries"
  | "redis_retry_base_ms"
  | "redis_retry_max_ms"
  | "REDIS_CA_CERT"
  | "REDIS_CLIENT_CERT"
  | "REDIS_CLIENT_KEY"
  | "REDIS_SERVER_NAME"
>;

/** What was asked for as storage is not to be had. */
export class HeadStorageSettingError extends NarcineError {
  constructor(setting: string, problem: string) {
    super("NARCINE_BAD_HEAD_STORAGE", `${setting} ${problem}`);
  }
}

export type StoragePlace =
  | { readonly type: "memory" }
  | { readonly type: "file"; readonly path: string }
  | { readonly type: "redis"; readonly place: RedisPlace };

/**
 * Where the head's rows are. In this order:
 *
 *   --head_storage=memory|FOLDER, NARCINE_HEAD_STORAGE=memory|FOLDER
 *   --redis_address, which Ray's Python passes when RAY_REDIS_ADDRESS is set
 *   RAY_gcs_storage=memory, or rocksdb with the folder RAY_gcs_storage_path (Ray 2.60.0; the file in it is ours)
 *   the session's folder, where every later head of this session finds it
 *
 * A folder that a later session is to find must be named: each `ray start` and `ray.init` makes a session of its own,
 * unless Redis or RAY_gcs_storage=rocksdb has Ray's Python take up the name of the one before.
 *
 * @throws HeadStorageSettingError
 */
export function storagePlace(
  flags: Pick<GcsFlags, "headStorage" | "sessionDir" | "redis">,
  config: StorageConfig,
  environment: Readonly<Record<string, string | undefined>>,
): StoragePlace {
  const variable = environment["NARCINE_HEAD_STORAGE"] ?? "";
  if (flags.headStorage !== "") return inFolder("--head_storage", flags.headStorage);
  if (variable !== "") return inFolder("NARCINE_HEAD_STORAGE", variable);
  if (flags.redis !== null) return { type: "redis", place: redisPlace(flags.redis, config) };
  switch (config.gcs_storage) {
    case "":
      return { type: "file", path: join(flags.sessionDir, FILE_NAME) };
    case MEMORY:
      return { type: "memory" };
    case "rocksdb":
      return inFolder("RAY_gcs_storage_path", config.gcs_storage_path);
    default: {
      const known = "known are memory and rocksdb (kept in a file of our own)";
      throw new HeadStorageSettingError("RAY_gcs_storage", `is ${JSON.stringify(config.gcs_storage)}; ${known}`);
    }
  }
}

export function placeName(place: StoragePlace): string {
  switch (place.type) {
    case "memory":
      return "memory only";
    case "file":
      return place.path;
    case "redis":
      return nameOf(place.place);
  }
}

/** @throws HeadStorageError, RedisStorageError, HeadStorageSettingError */
export async function openStorage(place: StoragePlace, onLost: (error: NarcineError) => void): Promise<HeadStorage> {
  if (place.type === "memory") return new VolatileStorage();
  const storage =
    place.type === "redis"
      ? await openRedisStorage(place.place, onLost)
      : openEmbeddedStorage({ path: place.path, onLost });
  const format = metaRow(storage, MetaKey.FORMAT)?.toString("latin1") ?? String(FORMAT);
  if (format !== String(FORMAT)) {
    await storage.close();
    const help = "use the Narcine that wrote it, or another folder (NARCINE_HEAD_STORAGE)";
    throw new HeadStorageSettingError(
      placeName(place),
      `has rows of format ${format}, and this head knows ${FORMAT}; ${help}`,
    );
  }
  storage.put("meta", MetaKey.FORMAT, Buffer.from(format));
  return storage;
}

function redisPlace(redis: NonNullable<GcsFlags["redis"]>, config: StorageConfig): RedisPlace {
  const tls = {
    caCert: config.REDIS_CA_CERT,
    clientCert: config.REDIS_CLIENT_CERT,
    clientKey: config.REDIS_CLIENT_KEY,
    serverName: config.REDIS_SERVER_NAME,
  };
  return {
    host: redis.host,
    port: redis.port,
    username: redis.username,
    password: redis.password,
    tls: redis.isTls ? tls : null,
    namespace: config.external_storage_namespace,
    connectWithinMs: config.redis_db_connect_retries * config.redis_db_connect_wait_milliseconds,
    retries: config.num_redis_request_retries,
    retryBaseMs: config.redis_retry_base_ms,
    retryMaxMs: config.redis_retry_max_ms,
  };
}

function inFolder(setting: string, folder: string): StoragePlace {
  if (folder === MEMORY) return { type: "memory" };
  if (isAbsolute(folder)) return { type: "file", path: join(folder, FILE_NAME) };
  const wanted = `not the absolute path of a folder${setting === "RAY_gcs_storage_path" ? "" : ` and not "${MEMORY}"`}`;
  throw new HeadStorageSettingError(setting, `is ${JSON.stringify(folder)}, ${wanted}`);
}
