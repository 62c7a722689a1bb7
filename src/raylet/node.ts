import { rmSync, statfsSync } from "node:fs";
import { hostname } from "node:os";
import { toAmounts } from "../core/scheduler/resources.js";
import type { DrainReason, SchedulerConfig } from "../core/scheduler/types.js";
import { DEFAULT_WORKER_POOL_LIMITS, type WorkerPoolLimits } from "../core/worker-pool/types.js";
import { PlasmaStore } from "../native/plasma-store.js";
import { RpcClient, RpcServer } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import type { Logger } from "../runtime/logger.js";
import { loadRayConfig, type RayConfig } from "../runtime/ray-config.js";
import { encode, rpc } from "../wire/index.js";
import { type AgentName, type AgentPorts, Agents } from "./agents.js";
import { ChildProcesses } from "./child-processes.js";
import { ClientMessages } from "./client-messages.js";
import { ClusterLink } from "./cluster-link.js";
import { CoreWorkers } from "./core-workers.js";
import { ErrorReporter } from "./error-reporter.js";
import { EventQueue } from "./event-queue.js";
import type { RayletFlags } from "./flags.js";
import { GcsClient } from "./gcs-client.js";
import { LeaseShell } from "./lease-shell.js";
import { MachineTimers } from "./machine-timers.js";
import type { NodeContext } from "./node-context.js";
import { NodeManagerService } from "./node-manager-service.js";
import { ObjectShell } from "./object-shell.js";
import { OwnerClient } from "./owner-client.js";
import { RayletSocketServer } from "./raylet-socket-server.js";
import { RuntimeEnvClient } from "./runtime-env-client.js";
import { storeSize } from "./store-size.js";
import { WorkerShell } from "./worker-shell.js";

export interface NodeOptions {
  readonly flags: RayletFlags;
  readonly authToken: string | null;
  readonly log: Logger;
  readonly environment: Readonly<Record<string, string>>;
  /** The node is over; the process should end with this code. Called once. */
  readonly onEnd: (exitCode: number) => void;
}

/**
 * A node whose event loop has not turned for so long tells the head's health checks that it does not serve, and is
 * declared dead after some more (Ray 2.60.0: 5 checks, 3 s apart): its actors start elsewhere, whoever waits gets an
 * error. Far above any pause that a machine short of CPU or memory makes.
 */
const STALLED_AFTER_MS = 30_000;

/** How long a graceful end may take before everything left is killed. */
const SHUTDOWN_LIMIT_MS = 8_000;

/** One raylet: makes its parts, brings them up in the order Ray's clients rely on, and takes them down again. */
export class RayletNode {
  readonly #options: NodeOptions;
  readonly #parts: Parts;
  #ending = false;

  static async start(options: NodeOptions): Promise<RayletNode> {
    let made: RayletNode | null = null;
    // Until there is a node, a head that stays away makes the call that waits for it fail, and with it this start.
    const parts = await makeParts(options, (event) => {
      if (made !== null) made.#onPartEvent(event);
    });
    const node = new RayletNode(options, parts);
    made = node;
    try {
      await node.#bringUp();
    } catch (error) {
      removeSocketFiles(options.flags);
      throw error;
    }
    return node;
  }

  private constructor(options: NodeOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  /**
   * Leaves the cluster: the head is told first, so that nobody sends work any more, then workers and agents end. The
   * socket files go before all else: `ray.shutdown()` sends SIGKILL one second after SIGTERM (Ray 2.60.0, node.py), and
   * connections that are open live on without them.
   *
   * @param reason as the head and `ray list nodes` show it
   */
  async stop(
    exitCode: number,
    deathReason: rpc.NodeDeathInfo_Reason,
    reason: string,
    graceful: boolean,
  ): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    const { context, cluster, workers, agents, timers } = this.#parts;
    context.log.info(`The node leaves: ${reason}`);
    removeSocketFiles(context.flags);
    const forced = setTimeout(() => this.#finish(exitCode), SHUTDOWN_LIMIT_MS);
    await cluster.leave(deathReason, reason);
    agents.stop("SIGTERM");
    await workers.shutdown(!graceful);
    clearTimeout(forced);
    timers.stop();
    this.#finish(exitCode);
  }

  #finish(exitCode: number): void {
    const { sockets, server, objectServer, agents, context } = this.#parts;
    agents.stop("SIGKILL");
    sockets.stop();
    server.close();
    objectServer.close();
    context.children.close();
    context.rpc.close();
    void Promise.resolve(context.store.stop()).finally(() => this.#options.onEnd(exitCode));
  }

  async #bringUp(): Promise<void> {
    const { context, sockets, agents, cluster, workers, server, timers } = this.#parts;
    await sockets.listen(context.flags.rayletSocketName);
    const ports = await agents.start();
    workers.useRuntimeEnvs(
      new RuntimeEnvClient({
        host: context.flags.nodeIpAddress,
        port: ports.runtimeEnvAgentPort,
        authToken: this.#options.authToken,
        registerTimeoutMs: context.config.agent_register_timeout_ms,
      }),
      server.port,
    );
    timers.start();
    await cluster.join(this.#nodeInfo(ports));
    context.log.info(
      `Node ${context.flags.nodeId} is up: NodeManager ${server.port}, store ${context.store.stats().capacityBytes} bytes.`,
    );
  }

  #nodeInfo(ports: AgentPorts): Parameters<ClusterLink["join"]>[0] {
    const { context, server, objectServer } = this.#parts;
    const { flags } = context;
    return {
      nodeId: context.nodeIdBytes,
      nodeManagerAddress: flags.nodeIpAddress,
      rayletSocketName: flags.rayletSocketName,
      objectStoreSocketName: flags.storeSocketName,
      nodeManagerPort: server.port,
      objectManagerPort: objectServer.port,
      nodeManagerHostname: hostname(),
      metricsExportPort: ports.metricsExportPort,
      runtimeEnvAgentPort: ports.runtimeEnvAgentPort,
      metricsAgentPort: ports.metricsAgentPort,
      dashboardAgentListenPort: ports.dashboardAgentListenPort,
      resourcesTotal: Object.fromEntries(this.#parts.staticResources),
      nodeName: flags.nodeName === "" ? flags.nodeIpAddress : flags.nodeName,
      instanceId: this.#options.environment["RAY_CLOUD_INSTANCE_ID"] ?? "",
      nodeTypeName: this.#options.environment["RAY_NODE_TYPE_NAME"] ?? "",
      instanceTypeName: this.#options.environment["RAY_CLOUD_INSTANCE_TYPE_NAME"] ?? "",
      startTimeMs: Math.floor(context.now()),
      isHeadNode: flags.isHead,
      labels: nodeLabels(flags),
      stateSnapshot: { state: rpc.NodeSnapshot_State.ACTIVE },
      tempDir: flags.tempDir,
      sessionDir: flags.sessionDir,
    };
  }

  #onPartEvent(event: PartEvent): void {
    const { UNEXPECTED_TERMINATION, EXPECTED_TERMINATION } = rpc.NodeDeathInfo_Reason;
    switch (event.type) {
      case "agentExited":
        void this.stop(1, UNEXPECTED_TERMINATION, `${event.agent} failed and raylet fate-shares with it.`, false);
        return;
      case "declaredDead":
      case "gcsLost":
      case "storeFailed":
        if (!this.#ending) this.#options.log.fatal(event.reason);
        void this.stop(1, UNEXPECTED_TERMINATION, event.reason, false);
        return;
      case "drained":
        void this.stop(0, DRAIN_DEATHS[event.reason], event.message, true);
        return;
      case "shutdownAsked":
        void this.stop(0, EXPECTED_TERMINATION, "ShutdownRaylet", event.graceful);
        return;
    }
  }
}

/** How the death of a drained node is recorded (Ray 2.60.0, common.proto NodeDeathInfo). */
const DRAIN_DEATHS = {
  idleTermination: rpc.NodeDeathInfo_Reason.AUTOSCALER_DRAIN_IDLE,
  preemption: rpc.NodeDeathInfo_Reason.AUTOSCALER_DRAIN_PREEMPTED,
} as const;

type PartEvent =
  | { readonly type: "agentExited"; readonly agent: AgentName }
  | { readonly type: "declaredDead"; readonly reason: string }
  | { readonly type: "gcsLost"; readonly reason: string }
  | { readonly type: "storeFailed"; readonly reason: string }
  | { readonly type: "drained"; readonly reason: DrainReason; readonly message: string }
  | { readonly type: "shutdownAsked"; readonly graceful: boolean };

interface Parts {
  readonly context: NodeContext;
  readonly staticResources: ReadonlyMap<string, number>;
  readonly leases: LeaseShell;
  readonly workers: WorkerShell;
  readonly objects: ObjectShell;
  readonly sockets: RayletSocketServer;
  readonly server: RpcServer;
  readonly objectServer: RpcServer;
  readonly agents: Agents;
  readonly cluster: ClusterLink;
  readonly timers: MachineTimers;
}

async function makeParts(options: NodeOptions, onEvent: (event: PartEvent) => void): Promise<Parts> {
  const { flags, log, authToken, environment } = options;
  const rpcClient = RpcClient.start({ authToken });
  const gcs = new GcsClient({
    rpc: rpcClient,
    address: flags.gcsAddress,
    clusterId: flags.clusterId,
    reconnectTimeoutMs: loadRayConfig("", environment).gcs_rpc_server_reconnect_timeout_s * 1_000,
    log,
    onLost: (error) => onEvent({ type: "gcsLost", reason: error.message }),
  });
  const { config: configJson } = await gcs.call(rpc.InternalKVGcsService.getInternalConfig, {});
  const config = loadRayConfig(configJson, environment);
  const infeasiblePolicy = await readInfeasiblePolicy(gcs, environment);

  const { capacityBytes, warning } = storeSize(
    flags.objectStoreMemory,
    flags.plasmaDirectory,
    fileSystemBytes(flags.plasmaDirectory),
    Math.max(1, Number(environment["NARCINE_LOCAL_NODES"] ?? 1)),
  );
  if (warning !== null) log.warning(warning);
  const staticResources = new Map(flags.staticResources);
  if (staticResources.has("object_store_memory")) staticResources.set("object_store_memory", capacityBytes);

  const nodeIdBytes = Buffer.from(flags.nodeId, "hex");
  const store = PlasmaStore.start({
    socketPath: flags.storeSocketName,
    capacityBytes,
    plasmaDirectory: flags.plasmaDirectory,
    fallbackDirectory: flags.fallbackDirectory,
    oomGraceMs: config.oom_grace_period_s * 1_000,
    fsCapacityThreshold: config.local_fs_capacity_threshold,
    onEvents: (events) => objects.postStoreEvents(events),
    onWarning: (text) => log.warning(text),
    onFailure: (reason) => onEvent({ type: "storeFailed", reason }),
  });
  const queue = new EventQueue(
    (error) => log.error(`A step of the node failed: ${error instanceof Error ? error.stack : errorText(error)}`),
    () => timers.arm(),
  );
  const context: NodeContext = {
    flags,
    config,
    log,
    nodeIdBytes,
    now: monotonicNow,
    queue,
    rpc: rpcClient,
    gcs,
    store,
    children: new ChildProcesses(),
    coreWorkers: new CoreWorkers(rpcClient),
    errors: new ErrorReporter(gcs, log),
    childEnvironment: childEnvironment(environment),
  };

  const server = startServer(options, flags.nodeManagerPort, store);
  server.setStaticReply(
    rpc.NodeManagerService.getSystemConfig.path,
    encode(rpc.GetSystemConfigReply, { systemConfig: configJson }),
  );
  const objectServer = startServer(options, flags.objectManagerPort, null);
  const leases = new LeaseShell(context, schedulerConfig(flags, config, staticResources, infeasiblePolicy), {
    addressOf: (nodeId) => cluster.addressOf(nodeId),
    onDrained: (reason, message) => onEvent({ type: "drained", reason, message }),
  });
  const workers = new WorkerShell(context, workerPoolLimits(flags, config));
  const objects = new ObjectShell(context);
  const messages = new ClientMessages({ context, leases, workers, objects });
  const sockets = new RayletSocketServer(
    {
      onMessage: (connectionId, message) => messages.receive(connectionId, message),
      onClosed: (connectionId) => {
        workers.post({ type: "connectionClosed", connectionId });
        objects.post({ type: "connectionClosed", connectionId });
      },
    },
    log,
  );
  const owners = new OwnerClient({
    client: rpcClient,
    nodeId: flags.nodeId,
    onEvent: (event) => objects.post(event),
    isOwnerDead: (owner) => cluster.isOwnerDead(owner),
    logger: log,
  });
  const agents = new Agents({
    children: context.children,
    sessionDir: flags.sessionDir,
    nodeId: flags.nodeId,
    dashboardAgentCommand: flags.dashboardAgentCommand,
    runtimeEnvAgentCommand: flags.runtimeEnvAgentCommand,
    nodeManagerPort: server.port,
    registerTimeoutMs: config.agent_register_timeout_ms,
    environment: context.childEnvironment,
    onExit: (agent) => onEvent({ type: "agentExited", agent }),
  });
  const cluster = new ClusterLink({
    context,
    leases,
    workers,
    objects,
    onDeclaredDead: (reason) => onEvent({ type: "declaredDead", reason }),
  });
  const timers = new MachineTimers({ context, leases, workers, objects });
  leases.connect(workers, objects);
  workers.connect(leases, objects, sockets);
  objects.connect(leases, workers, sockets, owners);
  new NodeManagerService({
    context,
    leases,
    workers,
    agents,
    onGcsRestart: () => cluster.resubscribe(),
    onGlobalGc: () => cluster.broadcastGlobalGc(),
    onShutdown: (graceful) => onEvent({ type: "shutdownAsked", graceful }),
  }).register(server);
  return { context, staticResources, leases, workers, objects, sockets, server, objectServer, agents, cluster, timers };
}

function startServer(options: NodeOptions, port: number, store: PlasmaStore | null): RpcServer {
  const { flags, authToken, log } = options;
  const server: RpcServer = RpcServer.start(
    {
      host: flags.nodeIpAddress,
      port,
      authToken,
      healthServices: [flags.nodeId],
      stalledAfterMs: STALLED_AFTER_MS,
      plasma: store,
    },
    {
      onHandlerError: (error, path) =>
        log.error(`${path} failed: ${error instanceof Error ? error.stack : errorText(error)}`),
      onBadConnection: (peer, reason) => log.warning(`The gRPC connection of ${peer} is closed: ${reason}`),
      onRefusedCall: (peer, path, reason) => log.warning(`The gRPC call ${path} of ${peer} is refused: ${reason}`),
      onMoreTurnedAway: (what, count) =>
        log.warning(`gRPC port ${server.port} turned away ${count} more ${what} like the last ones`),
    },
  );
  return server;
}

/** Who started the cluster fixed its size if it is a local `ray.init()`: then what cannot be served never will be. */
async function readInfeasiblePolicy(
  gcs: GcsClient,
  environment: Readonly<Record<string, string>>,
): Promise<"fail" | "wait"> {
  const given = environment["NARCINE_INFEASIBLE"];
  if (given === "fail" || given === "wait") return given;
  try {
    const { value } = await gcs.call(rpc.InternalKVGcsService.internalKVGet, {
      key: Buffer.from("CLUSTER_METADATA"),
      namespace: Buffer.from("cluster"),
    });
    const metadata = JSON.parse(Buffer.from(value).toString("utf8")) as { ray_init_cluster?: boolean };
    return metadata.ray_init_cluster === true ? "fail" : "wait";
  } catch {
    // Another starter than Ray's Python writes no such key; waiting is what stock does everywhere.
    return "wait";
  }
}

function schedulerConfig(
  flags: RayletFlags,
  config: RayConfig,
  staticResources: ReadonlyMap<string, number>,
  infeasiblePolicy: "fail" | "wait",
): SchedulerConfig {
  const unitInstances = `${config.predefined_unit_instance_resources},${config.custom_unit_instance_resources}`;
  return {
    nodeId: flags.nodeId,
    total: toAmounts(staticResources),
    labels: new Map(Object.entries(nodeLabels(flags))),
    unitInstanceResources: new Set(unitInstances.split(",").filter((name) => name !== "")),
    infeasiblePolicy,
    infeasibleGraceMs: 500,
    spreadThreshold: config.scheduler_spread_threshold,
    topKFraction: config.scheduler_top_k_fraction,
    topKAbsolute: config.scheduler_top_k_absolute,
    avoidGpuNodes: config.scheduler_avoid_gpu_nodes,
    workerCapEnabled: config.worker_cap_enabled,
    workerCapInitialBackoffMs: config.worker_cap_initial_backoff_delay_ms,
    workerCapMaxBackoffMs: config.worker_cap_max_backoff_delay_ms,
    random: Math.random,
  };
}

function workerPoolLimits(flags: RayletFlags, config: RayConfig): WorkerPoolLimits {
  return {
    ...DEFAULT_WORKER_POOL_LIMITS,
    maxStartupConcurrency: flags.maximumStartupConcurrency,
    numPrestartPythonWorkers: flags.numPrestartPythonWorkers,
    prestartWorkerFirstDriver: config.prestart_worker_first_driver,
    workerRegisterTimeoutMs: config.worker_register_timeout_seconds * 1_000,
    popWorkerMaxRetries: config.pop_worker_max_retries,
    idleWorkerKeepAliveMs: config.idle_worker_killing_time_threshold_ms,
    killWorkerTimeoutMs: config.kill_worker_timeout_milliseconds,
    actorGracefulShutdownTimeoutMs: config.actor_graceful_shutdown_timeout_ms,
    minWorkerPort: flags.minWorkerPort,
    maxWorkerPort: flags.maxWorkerPort,
    workerPortList: flags.workerPortList,
  };
}

/** The files of both unix sockets, which nothing else would remove once this process is gone. */
export function removeSocketFiles(flags: RayletFlags): void {
  for (const path of [flags.rayletSocketName, flags.storeSocketName]) rmSync(path, { force: true });
}

/** Ray 2.60.0 adds the node's own id to what the user gave. */
function nodeLabels(flags: RayletFlags): Record<string, string> {
  return { ...flags.labels, "ray.io/node-id": flags.nodeId };
}

/** Ray preloads jemalloc into raylets; its workers and agents get it only where the user asked for that. */
function childEnvironment(environment: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = { ...environment };
  if (inherited["RAY_LD_PRELOAD_ON_WORKERS"] !== "1") delete inherited["LD_PRELOAD"];
  return inherited;
}

function fileSystemBytes(directory: string): number {
  const { blocks, bsize } = statfsSync(directory);
  return blocks * bsize;
}

function monotonicNow(): number {
  return performance.timeOrigin + performance.now();
}
