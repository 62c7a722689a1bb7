import { fileURLToPath } from "node:url";
import type { ClusterRequest, WorkerNodeOptions } from "../core/spark/cluster-request.js";
import type { HostShare } from "../core/spark/cluster-types.js";
import type { HolderSpec } from "./holder/spec.js";

/** Settings of the driver that every node gets: Ray's own (lower case after RAY_), ours, and credentials that tasks use. */
const FORWARDED =
  /^(RAY_[a-z]\w*|(DATABRICKS|MLFLOW|NARCINE)_\w+|DISABLE_MLFLOW_INTEGRATION|RAY_BACKEND_LOG_LEVEL|RAY_OBJECT_STORE_ALLOW_SLOW_STORAGE|RAY_USAGE_STATS_ENABLED)$/;
/** What of these is about the driver's host. */
const NOT_FORWARDED =
  /^(DATABRICKS_RUNTIME_VERSION|NARCINE_(CACHE_DIR|HOME|NODE|RAYLET_EXECUTABLE|GCS_SERVER_EXECUTABLE|TYPESCRIPT_WORKER))$/;

export function forwardedEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const own = Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(own.filter(([name]) => FORWARDED.test(name) && !NOT_FORWARDED.test(name)));
}

/** Where Python finds the autoscaler's node provider. */
const PROVIDER = fileURLToPath(new URL("../../python/narcine/src", import.meta.url));

export interface HeadAddresses {
  readonly address: string;
  readonly controlAddress: string;
}

/** What the holders of one cluster are told. */
export class Specs {
  readonly #request: ClusterRequest;
  readonly #name: string;
  readonly #token: string;
  readonly #python: string;

  constructor(request: ClusterRequest, name: string, token: string, python: string) {
    this.#request = request;
    this.#name = name;
    this.#token = token;
    this.#python = python;
  }

  /** @param ip at which its servers are; @param autoscaling configuration of Ray's autoscaler, null for none */
  head(ip: string, autoscaling: Readonly<Record<string, unknown>> | null): HolderSpec {
    const { head, headOptions, idleShutdownMinutes } = this.#request;
    const any = this.#any("head", headOptions, headOptions.disableUsageStats === true);
    const paths = [PROVIDER, process.env["PYTHONPATH"]].filter((path) => path !== undefined && path !== "");
    // The autoscaler's process loads our provider, looks every second, and is of the version that takes one.
    const ofAutoscaler = {
      PYTHONPATH: paths.join(":"),
      AUTOSCALER_UPDATE_INTERVAL_S: "1",
      RAY_enable_autoscaler_v2: "0",
    };
    return {
      ...any,
      environment: { ...any.environment, ...(autoscaling === null ? {} : ofAutoscaler) },
      role: "head",
      nodeIp: ip,
      request: head,
      hostGpus: head.gpus === 0 ? 0 : null,
      logFolder: this.#logFolder("head"),
      head: {
        port: headOptions.port ?? 0,
        clientPort: headOptions.rayClientServerPort ?? 10001,
        dashboard: headOptions.includeDashboard ?? true,
        dashboardPort: headOptions.dashboardPort ?? null,
        systemConfig: headOptions.systemConfig ?? {},
        autoscaling,
        idleLimitMs: idleShutdownMinutes === null ? null : idleShutdownMinutes * 60_000,
      },
    };
  }

  worker(number: number, share: HostShare, { address, controlAddress }: HeadAddresses): HolderSpec {
    const { worker, workerOptions, minWorkerNodes, workerNodes } = this.#request;
    // By this the autoscaler tells nodes of one host apart.
    const own = minWorkerNodes === workerNodes ? {} : { NODE_ID_AS_RESOURCE: number };
    const options = { ...workerOptions, resources: { ...workerOptions.resources, ...own } };
    return {
      ...this.#any(`node-${number}`, options, false),
      role: "worker",
      headAddress: address,
      controlAddress,
      request: worker,
      ...share,
    };
  }

  probe(share: HostShare): object {
    return { request: this.#request.worker, ...share, python: this.#python };
  }

  #any(name: string, options: WorkerNodeOptions, noUsageStats: boolean) {
    const environment = forwardedEnvironment(process.env);
    return {
      nodeIp: "",
      headAddress: null,
      controlAddress: null,
      name,
      tempDir: `${this.#request.tempRoot}/${this.#name}-${name}`,
      python: this.#python,
      rayFolder: null,
      rayVersion: null,
      pythonVersion: null,
      makers: { raylet: "ours", gcs: "ours" } as const,
      slotsOnHost: 1,
      resources: options.resources ?? {},
      labels: options.labels ?? {},
      environment: noUsageStats ? { ...environment, RAY_USAGE_STATS_ENABLED: "0" } : environment,
      token: this.#token,
      // A worker's task adds its attempt and its host.
      logFolder: this.#logFolder(""),
      head: null,
    };
  }

  #logFolder(under: string): string | null {
    const { collectLogToPath } = this.#request;
    return collectLogToPath === null ? null : `${collectLogToPath}/${this.#name}-logs${under && `/${under}`}`;
  }
}
