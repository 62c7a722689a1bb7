import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import type { Redis, RedisOptions } from "ioredis";
import type { RowChange } from "../native/head-storage.js";
import { errorText, NarcineError } from "../runtime/errors.js";
import { GroupedStorage, type RowStore } from "./grouped-storage.js";
import { TABLES, type TableName } from "./storage.js";

/** Redis as Ray's flags and settings name it (Ray 2.60.0, services.py start_gcs_server, ray_config_def.h). */
export interface RedisPlace {
  readonly host: string;
  readonly port: number;
  /** "" = none. */
  readonly username: string;
  readonly password: string;
  /** Null: no TLS. Paths of PEM files, "" = none. */
  readonly tls: RedisTls | null;
  /** Clusters that share a Redis differ by it: RAY_external_storage_namespace. */
  readonly namespace: string;
  /** How long a head waits for it at the start: RAY_redis_db_connect_retries x RAY_redis_db_connect_wait_milliseconds. */
  readonly connectWithinMs: number;
  /** RAY_num_redis_request_retries, RAY_redis_retry_base_ms, RAY_redis_retry_max_ms. */
  readonly retries: number;
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
}

export interface RedisTls {
  readonly caCert: string;
  readonly clientCert: string;
  readonly clientKey: string;
  readonly serverName: string;
}

/** Redis cannot be used: says where it is, why, and what to do. */
export class RedisStorageError extends NarcineError {
  constructor(place: RedisPlace, problem: string, options: ErrorOptions = {}) {
    const help = "Start that Redis, or correct RAY_REDIS_ADDRESS, or unset it to keep the state in a file";
    super("NARCINE_HEAD_STORAGE_REDIS", `The head's storage in ${nameOf(place)} ${problem}. ${help}.`, options);
  }
}

export const nameOf = ({ host, port, namespace }: RedisPlace): string => `Redis ${host}:${port} (${namespace})`;

/** Fields in one command: Redis serves nobody else while it runs one. */
const FIELDS_PER_COMMAND = 500;

/**
 * Keeps the head's rows in Redis: a hash for each table. Key-values lie as stock's do (hash RAY<namespace>@KV, field
 * @namespace_<kv namespace>:<key>; Ray 2.60.0, seen), because Ray's Python looks there for the session of the head before;
 * the others as RAY<namespace>@NARCINE_<TABLE>, which Ray's clean-up of a namespace finds too. A group is one transaction
 * (MULTI), sent again when its answer was lost, which changes nothing. How durable Redis is, is Redis's own matter.
 *
 * @throws RedisStorageError
 */
export async function openRedisStorage(
  place: RedisPlace,
  onLost: (error: NarcineError) => void,
): Promise<GroupedStorage> {
  // Loaded here: a head without Redis should not pay for its client.
  const { Redis } = await import("ioredis");
  let redis: Redis | null = null;
  try {
    redis = new Redis(optionsOf(place));
    await ready(redis, place.connectWithinMs);
    const rows = new Map<TableName, [string, Uint8Array][]>();
    for (const table of TABLES) rows.set(table, await readTable(redis, place, table));
    return new GroupedStorage(new RedisRows(redis, place, rows), onLost);
  } catch (cause) {
    redis?.disconnect();
    throw new RedisStorageError(place, `cannot be read (${errorText(cause)})`, { cause });
  }
}

/** Codes of Node for a certificate that is not to be trusted: no later attempt will find another one. */
const UNTRUSTED = /^(ERR_TLS_CERT|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/;

/** Rejects with the last error when there is no connection in time, and at once when one side refuses the other. */
function ready(redis: Redis, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let last: unknown = new Error("it does not answer");
    const timer = setTimeout(() => reject(last), withinMs);
    redis.once("ready", () => {
      clearTimeout(timer);
      resolve();
    });
    // Kept for as long as the client: an error nobody listens to would be printed.
    redis.on("error", (error: NodeJS.ErrnoException) => {
      last = error;
      if (error.name !== "ReplyError" && !UNTRUSTED.test(error.code ?? "")) return;
      clearTimeout(timer);
      reject(error);
    });
  });
}

class RedisRows implements RowStore {
  readonly #redis: Redis;
  readonly #place: RedisPlace;
  /** What was there at the start, until it has been taken. */
  readonly #loaded: Map<TableName, [string, Uint8Array][]>;

  constructor(redis: Redis, place: RedisPlace, loaded: Map<TableName, [string, Uint8Array][]>) {
    this.#redis = redis;
    this.#place = place;
    this.#loaded = loaded;
  }

  /** A table is loaded once, but for the few rows of "meta". */
  load(table: TableName): Iterable<readonly [key: string, row: Uint8Array]> {
    const rows = this.#loaded.get(table) ?? [];
    if (table !== "meta") this.#loaded.delete(table);
    return rows;
  }

  async commit(changes: readonly RowChange[]): Promise<void> {
    let problem: unknown = null;
    for (let attempt = 0; attempt <= this.#place.retries; attempt++) {
      if (attempt > 0) await pause(retryDelayOf(this.#place, attempt));
      try {
        return await this.#commitOnce(changes);
      } catch (error) {
        problem = error;
      }
    }
    throw new RedisStorageError(this.#place, `takes no changes (${errorText(problem)})`, { cause: problem });
  }

  close(): void {
    this.#redis.disconnect();
  }

  async #commitOnce(changes: readonly RowChange[]): Promise<void> {
    const transaction = this.#redis.multi();
    for (const table of TABLES) {
      const all = changes.filter((change) => change.table === table);
      const hash = hashOf(this.#place, table);
      const kept = all.flatMap(({ key, row }) => (row === null ? [] : [fieldOf(table, key), Buffer.from(row)]));
      const gone = all.flatMap(({ key, row }) => (row === null ? [fieldOf(table, key)] : []));
      for (const part of parts(kept, 2 * FIELDS_PER_COMMAND)) transaction.hset(hash, ...part);
      for (const part of parts(gone, FIELDS_PER_COMMAND)) transaction.hdel(hash, ...part);
    }
    const answers = await transaction.exec();
    const refused = answers?.find(([error]) => error !== null)?.[0];
    if (refused) throw refused;
  }
}

async function readTable(redis: Redis, place: RedisPlace, table: TableName): Promise<[string, Uint8Array][]> {
  // A scan may give a field twice, where Redis moves the hash to a larger or smaller table meanwhile.
  const rows = new Map<string, Uint8Array>();
  let cursor = "0";
  do {
    const [next, found] = await redis.hscanBuffer(hashOf(place, table), cursor, "COUNT", FIELDS_PER_COMMAND);
    for (let at = 0; at + 1 < found.length; at += 2) {
      const [field, row] = [found[at], found[at + 1]];
      if (field !== undefined && row !== undefined) rows.set(keyOf(table, field.toString("latin1")), row);
    }
    cursor = next.toString();
  } while (cursor !== "0");
  return [...rows];
}

function optionsOf(place: RedisPlace): Omit<RedisOptions, "replyMapping"> {
  const { host, port, username, password, tls } = place;
  return {
    host,
    port,
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
    ...(tls === null ? {} : { tls: tlsOf(tls) }),
    // A command whose connection breaks fails at once, and `commit` decides; meanwhile the client connects again.
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => retryDelayOf(place, attempt),
    connectTimeout: 5_000,
  };
}

function tlsOf({ caCert, clientCert, clientKey, serverName }: RedisTls): ConnectionOptions {
  return {
    ca: caCert === "" ? knownAuthorities() : readFileSync(caCert),
    ...(clientCert === "" ? {} : { cert: readFileSync(clientCert) }),
    ...(clientKey === "" ? {} : { key: readFileSync(clientKey) }),
    ...(serverName === "" ? {} : { servername: serverName }),
  };
}

/** Node's own, and those of NODE_EXTRA_CA_CERTS, which its launcher keeps from a head's Node (bin/load.cjs). */
function knownAuthorities(): (string | Buffer)[] {
  const { rootCertificates } = process.getBuiltinModule("node:tls");
  const extra = process.env["NODE_EXTRA_CA_CERTS"] ?? "";
  return extra === "" ? [...rootCertificates] : [...rootCertificates, readFileSync(extra)];
}

const retryDelayOf = ({ retryBaseMs, retryMaxMs }: RedisPlace, attempt: number): number =>
  Math.min(retryMaxMs, retryBaseMs * 2 ** (attempt - 1));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function* parts<T>(all: readonly T[], size: number): Iterable<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

function hashOf({ namespace }: RedisPlace, table: TableName): string {
  return `RAY${namespace}@${table === "kv" ? "KV" : `NARCINE_${table.toUpperCase().replaceAll("-", "_")}`}`;
}

/** Rows of key-values are named "namespace NUL key" (kv-service.ts). */
const KV_SEPARATOR = "\0";
const KV_PREFIX = "@namespace_";

function fieldOf(table: string, key: string): Buffer {
  if (table !== "kv") return Buffer.from(key, "latin1");
  const end = key.indexOf(KV_SEPARATOR);
  const [namespace, name] = [key.slice(0, end), key.slice(end + 1)];
  return Buffer.from(namespace === "" ? name : `${KV_PREFIX}${namespace}:${name}`, "latin1");
}

function keyOf(table: TableName, field: string): string {
  if (table !== "kv") return field;
  const end = field.indexOf(":");
  if (!field.startsWith(KV_PREFIX) || end < 0) return `${KV_SEPARATOR}${field}`;
  return `${field.slice(KV_PREFIX.length, end)}${KV_SEPARATOR}${field.slice(end + 1)}`;
}
