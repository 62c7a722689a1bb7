import { resolve } from "node:path";
import { NarcineError } from "../../runtime/errors.js";
import { isHeadAddress } from "../cluster-address.js";

/** What `narcine start` is asked for; the names and meanings of `ray start`'s options (Ray 2.60.0, scripts.py). */
export interface StartOptions {
  readonly head: boolean;
  readonly address?: string;
  readonly port?: number;
  readonly nodeIpAddress?: string;
  readonly nodeName?: string;
  readonly numCpus?: number;
  readonly numGpus?: number;
  readonly memory?: number;
  readonly objectStoreMemory?: number;
  readonly resources?: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly tempDir?: string;
  readonly plasmaDirectory?: string;
  readonly objectSpillingDirectory?: string;
  readonly systemConfig?: Readonly<Record<string, unknown>>;
  readonly nodeManagerPort?: number;
  readonly objectManagerPort?: number;
  readonly minWorkerPort?: number;
  readonly maxWorkerPort?: number;
  readonly workerPortList?: string;
  readonly metricsExportPort?: number;
  readonly dashboardAgentListenPort?: number;
  readonly dashboardAgentGrpcPort?: number;
  readonly runtimeEnvAgentPort?: number;
  readonly redisUsername?: string;
  readonly redisPassword?: string;
  readonly block?: boolean;
  /** The head lives in the node's process; not an option of Ray's. */
  readonly embedHead?: boolean;
  /** The Python that runs workers; not an option of Ray's, whose own Python it is there. */
  readonly python?: string;
}

/** As the command line has them. */
export type RawStartOptions = Omit<StartOptions, "resources" | "labels" | "systemConfig"> & {
  readonly resources?: string;
  readonly labels?: string;
  readonly systemConfig?: string;
};

/** Folders: a node's processes have another working folder than the command. */
const FOLDERS = ["tempDir", "plasmaDirectory", "objectSpillingDirectory"] as const;

/** @throws StartOptionError */
export function readOptions({ resources, labels, systemConfig, ...rest }: RawStartOptions): StartOptions {
  const folders = FOLDERS.flatMap((name) => (rest[name] === undefined ? [] : [[name, resolve(rest[name])]]));
  return {
    ...rest,
    ...Object.fromEntries(folders),
    ...(resources === undefined ? {} : { resources: parseResources(resources) }),
    ...(labels === undefined ? {} : { labels: parseLabels(labels) }),
    ...(systemConfig === undefined ? {} : { systemConfig: parseObject("--system-config", systemConfig) }),
  };
}

/** An option that cannot be meant so. */
export class StartOptionError extends NarcineError {
  constructor(problem: string) {
    super("NARCINE_BAD_START", problem);
  }
}

/** @throws StartOptionError */
export function checkOptions(options: StartOptions): void {
  if (options.head === (options.address !== undefined)) {
    throw new StartOptionError("say --head for a new cluster, or --address=host:port of the head to join");
  }
  if (options.address !== undefined && !isHeadAddress(options.address)) {
    throw new StartOptionError(`--address=${options.address} is not host:port of the head to join`);
  }
  if (options.embedHead === true && !options.head) throw new StartOptionError("--embed-head goes with --head");
  if (!options.head && options.port !== undefined)
    throw new StartOptionError("--port is the head's; a node that joins says --address");
  if (!options.head && options.systemConfig !== undefined) {
    throw new StartOptionError("--system-config is the head's: nodes that join get it from there");
  }
}

function parseResources(text: string): Record<string, number> {
  const resources = parseObject("--resources", text);
  for (const [name, amount] of Object.entries(resources)) {
    if (typeof amount !== "number" || !Number.isFinite(amount) || amount < 0) {
      throw new StartOptionError(`--resources says ${name}: ${JSON.stringify(amount)}, which is no amount`);
    }
  }
  return resources as Record<string, number>;
}

/** "key=value,key2=value2" (ray start --labels). */
function parseLabels(text: string): Record<string, string> {
  const pairs = text.split(",").map((pair) => pair.trim());
  return Object.fromEntries(
    pairs.map((pair) => {
      const end = pair.indexOf("=");
      if (end < 1) throw new StartOptionError(`--labels has ${JSON.stringify(pair)}, not key=value`);
      return [pair.slice(0, end), pair.slice(end + 1)];
    }),
  );
}

function parseObject(option: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StartOptionError(`${option} is not JSON (${String(cause)})`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StartOptionError(`${option} is ${text}, not a JSON object`);
  }
  return value as Record<string, unknown>;
}
