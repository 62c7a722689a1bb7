import { NarcineError } from "../runtime/errors.js";
import { readGflags } from "../runtime/gflags.js";

/** What `ray._private.services.start_gcs_server` passes to a head (Ray 2.60.0), typed. */
export interface GcsFlags {
  /** 0 = chosen by the kernel, or the one in the port file of an earlier run of this head. */
  readonly port: number;
  readonly nodeIpAddress: string;
  /** Hex id of the head's node, which names the port file. "" when the head runs without one. */
  readonly nodeId: string;
  readonly sessionName: string;
  readonly sessionDir: string;
  readonly logDir: string;
  /** JSON, as clients get it from GetInternalConfig. */
  readonly systemConfig: string;
  /** Null: no Redis was asked for. */
  readonly redis: RedisFlags | null;
  /** Narcine's own flag: "memory", a folder, or "" for what the environment says. */
  readonly headStorage: string;
  readonly stdoutFilepath: string | null;
  readonly stderrFilepath: string | null;
  /** Flags this version does not know: reported once, never fatal, so that a newer Ray can add one. */
  readonly unknown: readonly string[];
}

export interface RedisFlags {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** "" = none. */
  readonly username: string;
  readonly password: string;
}

/** A flag that is missing or cannot be read. */
export class GcsFlagError extends NarcineError {
  constructor(flag: string, problem: string) {
    super("NARCINE_BAD_FLAG", `gcs_server flag --${flag} ${problem}`);
  }
}

/** Known to stock's gcs_server and without meaning here; accepted in silence. */
const IGNORED = ["metrics_agent_port", "ray_commit", "retry_redis"];

/** @throws GcsFlagError */
export function parseGcsFlags(argv: readonly string[]): GcsFlags {
  const { given, malformed } = readGflags(argv);
  const read = new Set<string>(IGNORED);
  const text = (name: string, fallback?: string): string => {
    read.add(name);
    const value = given.get(name) ?? fallback;
    if (value === undefined) throw new GcsFlagError(name, "is missing; a head is started by Ray or by `narcine start`");
    return value;
  };
  const path = (name: string): string | null => {
    const value = text(name, "");
    return value === "" ? null : value;
  };
  const flags = {
    port: readPort("gcs_server_port", text("gcs_server_port", "0")),
    nodeIpAddress: text("node_ip_address"),
    nodeId: readNodeId(text("node_id", "")),
    sessionName: text("session_name", ""),
    sessionDir: text("session_dir"),
    logDir: text("log_dir", ""),
    systemConfig: readConfig(text("config_list", "")),
    redis: readRedis(text),
    headStorage: text("head_storage", ""),
    stdoutFilepath: path("stdout_filepath"),
    stderrFilepath: path("stderr_filepath"),
  };
  const unknown = [...[...given.keys()].filter((name) => !read.has(name)).map((name) => `--${name}`), ...malformed];
  return { ...flags, unknown };
}

function readPort(flag: string, value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new GcsFlagError(flag, `is ${JSON.stringify(value)}, not a port (0..65535)`);
  }
  return port;
}

function readRedis(text: (name: string, fallback: string) => string): RedisFlags | null {
  const redis = {
    host: text("redis_address", ""),
    port: readPort("redis_port", text("redis_port", "6379")),
    isTls: text("redis_enable_ssl", "false") === "true",
    username: text("redis_username", ""),
    password: text("redis_password", ""),
  };
  return redis.host === "" ? null : redis;
}

function readNodeId(value: string): string {
  if (value === "") return value;
  if (!/^[0-9a-f]{56}$/i.test(value))
    throw new GcsFlagError("node_id", `is ${JSON.stringify(value)}, not 56 hex digits`);
  return value.toLowerCase();
}

/** base64 of a JSON object. */
function readConfig(value: string): string {
  const text = Buffer.from(value, "base64").toString("utf8");
  if (text === "") return "{}";
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw new GcsFlagError("config_list", `is not the base64 of JSON (${String(cause)})`);
  }
  const isObject = typeof config === "object" && config !== null && !Array.isArray(config);
  if (!isObject) throw new GcsFlagError("config_list", `is ${text}, not a JSON object`);
  return text;
}
