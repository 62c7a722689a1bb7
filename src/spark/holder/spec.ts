import type { NodeRequest } from "../../core/spark/node-memory.js";
import { NarcineError } from "../../runtime/errors.js";

/** Whose program runs as a process of the cluster: ours, or the one in Ray's wheel. */
export type Maker = "ours" | "stock";

/**
 * What a holder is told, as one line of JSON on its stdin: the contract between it and whoever carries it to a host (a
 * pyspark task, a JVM task, `setup_ray_cluster` for the head). It holds the cluster's token, so it never stands in an
 * argument list, a file or a log. stdin then stays open: its end is the end of the node.
 */
export interface HolderSpec {
  readonly role: "head" | "worker";
  /** Address that the node's servers bind and others reach it at; "" finds the one that faces the head. */
  readonly nodeIp: string;
  /** "ip:port" of the head's gcs_server; null for the head itself. */
  readonly headAddress: string | null;
  /** "ip:port" at which the head's holder listens for this one; null for the head itself. */
  readonly controlAddress: string | null;
  /** What the carrier calls the node. */
  readonly name: string;
  /** Made for this node alone and removed with it. Short: unix sockets lie 65 bytes below it. */
  readonly tempDir: string;
  /** The interpreter of workers and agents. */
  readonly python: string;
  /** The folder of the installed `ray` package; null here and below: the holder asks the interpreter. */
  readonly rayFolder: string | null;
  /** "2.60.0", "3.11.4": what CLUSTER_METADATA says or has to say. */
  readonly rayVersion: string | null;
  readonly pythonVersion: string | null;
  readonly makers: { readonly raylet: Maker; readonly gcs: Maker };
  readonly request: NodeRequest;
  /** Nodes of this cluster that Spark lets run on this host at once. */
  readonly slotsOnHost: number;
  /**
   * All GPUs of this host that Spark's executors have, and of which it gave the task its own. Null: Spark gives nobody any
   * (spark.task.resource.gpu.amount is 0); the holder counts the host's, and takes its own (devices.ts).
   */
  readonly hostGpus: number | null;
  /** Further resources, name to amount. */
  readonly resources: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Added to the environment of every process of the node. */
  readonly environment: Readonly<Record<string, string>>;
  /** The cluster's token; null leaves the cluster open. */
  readonly token: string | null;
  /** Where the node's logs go as they are written; null keeps none. */
  readonly logFolder: string | null;
  readonly head: HeadSpec | null;
}

/** A spec with nothing left to find out: what a node is started by. */
export interface NodeSpec extends HolderSpec {
  readonly rayFolder: string;
  readonly rayVersion: string;
  readonly pythonVersion: string;
}

/** What only the task knows in which the holder runs; from its arguments, since a carrier need not read its spec. */
export interface TaskFacts {
  /** Of Spark's attempts at this task; null where there is no task. */
  readonly attempt: number | null;
  /** Addresses of the GPUs that are the task's. */
  readonly gpus: readonly string[];
  readonly hostname: string;
}

export interface HeadSpec {
  /** Of gcs_server; 0 binds any. */
  readonly port: number;
  /** Of Ray Client; it is moved when taken. */
  readonly clientPort: number;
  readonly dashboard: boolean;
  /** Null takes any that is free. */
  readonly dashboardPort: number | null;
  /** Ray's `_system_config`. */
  readonly systemConfig: Readonly<Record<string, unknown>>;
  /** The configuration of Ray's autoscaler, for which its monitor runs; null runs none. */
  readonly autoscaling: Readonly<Record<string, unknown>> | null;
  /** The carrier is told when the cluster has been idle for so long, ms; null never tells. */
  readonly idleLimitMs: number | null;
}

/** The first line on stdin is no spec: the carrier is of another version, or something else wrote there. */
export class SpecError extends NarcineError {
  constructor(problem: string) {
    super("NARCINE_BAD_SPEC", `the holder was given a spec that ${problem}`);
  }
}

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === "string";
const filled: Check = (value) => typeof value === "string" && value !== "";
const amount: Check = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;
const whole: Check = (value) => amount(value) && Number.isInteger(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value as string);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const mapOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);
const shape =
  (fields: Record<string, Check>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const maker = oneOf("ours", "stock");
const CHECKS: Record<keyof HolderSpec, Check> = {
  role: oneOf("head", "worker"),
  nodeIp: text,
  headAddress: orNull(filled),
  controlAddress: orNull(filled),
  name: filled,
  tempDir: (value) => filled(value) && (value as string).startsWith("/"),
  python: filled,
  rayFolder: orNull(filled),
  rayVersion: orNull(filled),
  pythonVersion: orNull(filled),
  makers: shape({ raylet: maker, gcs: maker }),
  request: shape({ cpus: amount, gpus: amount, heapMemory: orNull(whole), objectStoreMemory: orNull(whole) }),
  slotsOnHost: whole,
  hostGpus: orNull(whole),
  resources: mapOf(amount),
  labels: mapOf(text),
  environment: mapOf(text),
  token: orNull(filled),
  logFolder: orNull(filled),
  head: orNull(
    shape({
      port: whole,
      clientPort: whole,
      dashboard: (value) => typeof value === "boolean",
      dashboardPort: orNull(whole),
      systemConfig: isObject,
      autoscaling: orNull(isObject),
      idleLimitMs: orNull(amount),
    }),
  ),
};

/** @throws SpecError; its message names the field and never a value, since one of them is the token. */
export function parseSpec(line: string): HolderSpec {
  let spec: unknown;
  try {
    spec = JSON.parse(line);
  } catch {
    throw new SpecError(`is no JSON (${line.length} characters)`);
  }
  if (!isObject(spec)) throw new SpecError("is no JSON object");
  const wrong = Object.entries(CHECKS).filter(([name, check]) => !check(spec[name]));
  if (wrong.length > 0) throw new SpecError(`lacks or misstates ${wrong.map(([name]) => name).join(", ")}`);
  const typed = spec as unknown as HolderSpec;
  const isHead = typed.role === "head";
  const ofWorkers = [typed.headAddress, typed.controlAddress];
  if (isHead !== (typed.head !== null) || ofWorkers.some((address) => isHead !== (address === null))) {
    throw new SpecError("must have `head` for a head, and `headAddress` and `controlAddress` for a worker");
  }
  return typed;
}

/** The spec with GPUs of the node's own. */
export function withDevices<Spec extends HolderSpec>(spec: Spec, devices: readonly string[]): Spec {
  if (devices.length === 0) return spec;
  return { ...spec, environment: { ...spec.environment, CUDA_VISIBLE_DEVICES: devices.join(",") } };
}

/** The spec as it is for this attempt: with a folder and a log folder of its own, and the task's GPUs. */
export function specOfTask<Spec extends HolderSpec>(spec: Spec, { attempt, gpus, hostname }: TaskFacts): Spec {
  if (attempt === null) return spec;
  const name = `${spec.name}.${attempt}`;
  return {
    ...withDevices(spec, gpus),
    name,
    tempDir: `${spec.tempDir}-${attempt}`,
    logFolder: spec.logFolder === null ? null : `${spec.logFolder}/${name}-${hostname}`,
  };
}
