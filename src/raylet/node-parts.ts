import { statfsSync } from "node:fs";
import type { ObjectEvent } from "../core/objects/types.js";
import type { DrainReason } from "../core/scheduler/types.js";
import { describeEnd } from "../core/worker-pool/deaths.js";
import { PlasmaStore } from "../native/plasma-store.js";
import { RpcClient, RpcServer } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import { GcsClient } from "../runtime/gcs-client.js";
import type { Logger } from "../runtime/logger.js";
import { loadRayConfig } from "../runtime/ray-config.js";
import { encode, rpc } from "../wire/index.js";
import { type AgentName, Agents } from "./agents.js";
import { ChildProcesses } from "./child-processes.js";
import { ClientMessages } from "./client-messages.js";
import { ClusterLink } from "./cluster-link.js";
import { CoreWorkers } from "./core-workers.js";
import { ErrorReporter } from "./error-reporter.js";
import { EventQueue } from "./event-queue.js";
import type { RayletFlags } from "./flags.js";
import { IoWorkerShell } from "./io-workers.js";
import { startJanitor } from "./janitor.js";
import { LeaseShell } from "./lease-shell.js";
import { MachineTimers } from "./machine-timers.js";
import { MemoryShell } from "./memory-shell.js";
import { Metrics } from "./metrics.js";
import type { NodeContext, Peers } from "./node-context.js";
import { NodeManagerService } from "./node-manager-service.js";
import {
  childEnvironment,
  memoryMonitorConfig,
  readInfeasiblePolicy,
  schedulerConfig,
  transferWays,
  workerPoolLimits,
} from "./node-settings.js";
import { ObjectShell } from "./object-shell.js";
import { OwnerClient } from "./owner-client.js";
import { RayStorage } from "./ray-storage.js";
import { RayletSocketServer } from "./raylet-socket-server.js";
import { SpillShell, type SpillStorage, spillConfig, spillTarget } from "./spill-shell.js";
import { storeSize } from "./store-size.js";
import { TransferShell } from "./transfer-shell.js";
import { WorkerShell } from "./worker-shell.js";
import { WorkerStarter } from "./worker-starter.js";

export interface NodeOptions {
  readonly flags: RayletFlags;
  readonly authToken: string | null;
  readonly log: Logger;
  readonly environment: Readonly<Record<string, string>>;
  /** The node is over; the process should end with this code. Called once. */
  readonly onEnd: (exitCode: number) => void;
}

/** What a part tells the node as a whole. */
export type PartEvent =
  | { readonly type: "agentExited"; readonly agent: AgentName }
  | { readonly type: "agentsFailed"; readonly reason: string }
  | { readonly type: "declaredDead"; readonly reason: string }
  | { readonly type: "gcsLost"; readonly reason: string }
  | { readonly type: "storeFailed"; readonly reason: string }
  | { readonly type: "drained"; readonly reason: DrainReason; readonly message: string }
  | { readonly type: "shutdownAsked"; readonly graceful: boolean };

export interface Parts {
  readonly context: NodeContext;
  readonly staticResources: ReadonlyMap<string, number>;
  readonly leases: LeaseShell;
  readonly workers: WorkerShell;
  readonly objects: ObjectShell;
  /** null: this node does not spill. */
  readonly spill: SpillStorage | null;
  readonly transfer: TransferShell;
  /** null: it is switched off. */
  readonly memory: MemoryShell | null;
  readonly sockets: RayletSocketServer;
  readonly server: RpcServer;
  readonly objectServer: RpcServer;
  readonly agents: Agents;
  readonly cluster: ClusterLink;
  readonly timers: MachineTimers;
}

/**
 * Makes all parts of a node and ties them together; nothing is started beyond a zygote, servers, the store and one call
 * to the head.
 */
export async function makeParts(options: NodeOptions, onEvent: (event: PartEvent) => void): Promise<Parts> {
  const { flags, log, authToken, environment } = options;
  let timers: MachineTimers | null = null;
  const queue = new EventQueue(
    (error) => log.error(`A step of the node failed: ${error instanceof Error ? error.stack : errorText(error)}`),
    () => {
      if (timers === null) return;
      timers.arm();
      cluster.viewMayHaveChanged();
    },
  );
  const children = new ChildProcesses();
  const inherited = childEnvironment(environment);
  const starter = new WorkerStarter({ flags, children, queue, log, now: monotonicNow, environment: inherited });
  // First of all: it takes about a second on another core, and the first workers wait for it.
  starter.post({ type: "warmUp" });
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
  // Settings that are refused are refused before there is anything that would stay behind.
  const monitoring = memoryMonitorConfig(flags, config);
  const target = spillTarget(config, flags.fallbackDirectory);
  if (target.type === "none") log.warning(`Objects are not spilled to disk: ${target.reason}.`);
  const infeasiblePolicy = await readInfeasiblePolicy(gcs, environment, log);

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
    children,
    coreWorkers: new CoreWorkers(rpcClient),
    errors: new ErrorReporter(gcs, log),
    metrics: new Metrics({
      rpc: rpcClient,
      log,
      tags: { Component: "raylet", NodeAddress: flags.nodeIpAddress, SessionName: flags.sessionName },
      intervalMs: config.metrics_report_interval_ms,
      now: monotonicNow,
    }),
    childEnvironment: inherited,
  };

  const server = startServer(options, flags.nodeManagerPort, store);
  server.setStaticReply(
    rpc.NodeManagerService.getSystemConfig.path,
    encode(rpc.GetSystemConfigReply, { systemConfig: configJson }),
  );
  server.receiveChannels(store.native);
  const objectServer = startServer(options, flags.objectManagerPort, null);
  const peers: Peers = {
    get leases() {
      return leases;
    },
    get workers() {
      return workers;
    },
    get objects() {
      return objects;
    },
    get sockets() {
      return sockets;
    },
    get owners() {
      return owners;
    },
    get spill() {
      return spill;
    },
    get ioWorkers() {
      return ioWorkers;
    },
    get transfer() {
      return transfer;
    },
    get memory() {
      return memory;
    },
  };
  const leases: LeaseShell = new LeaseShell(
    context,
    peers,
    schedulerConfig(flags, config, staticResources, infeasiblePolicy),
    {
      addressOf: (nodeId) => cluster.addressOf(nodeId),
      onDrained: (reason, message) => onEvent({ type: "drained", reason, message }),
    },
  );
  const poolLimits = workerPoolLimits(flags, config);
  const workers: WorkerShell = new WorkerShell(context, peers, poolLimits, starter);
  const quota = environment["NARCINE_SPILL_QUOTA_BYTES"];
  const spilling = spillConfig(config, flags.nodeId, target, capacityBytes, quota);
  const spillFolders = target.type === "files" ? spilling.folders : [];
  startJanitor(context, [flags.rayletSocketName, flags.storeSocketName, ...spillFolders]);
  const objects: ObjectShell = new ObjectShell(context, peers, spilling);
  const ioWorkers: IoWorkerShell = new IoWorkerShell(context, peers);
  const postToObjects = (event: ObjectEvent) => objects.post(event);
  const spill: SpillStorage | null =
    target.type === "files"
      ? new SpillShell(context, target.directories, postToObjects)
      : target.type === "ray"
        ? new RayStorage(context, peers)
        : null;
  const transfer: TransferShell = new TransferShell({
    context,
    server: objectServer,
    authToken,
    capacityBytes,
    ways: transferWays(environment),
    objects: objects.machine,
    post: postToObjects,
    nodeOf: (nodeId) => cluster.addressOf(nodeId),
    nodes: () => cluster.nodes(),
  });
  const memory: MemoryShell | null = monitoring === null ? null : new MemoryShell(context, peers, monitoring);
  const messages = new ClientMessages({ context, leases, workers, objects });
  const sockets: RayletSocketServer = new RayletSocketServer(
    {
      onMessage: (connectionId, message) => messages.receive(connectionId, message),
      onClosed: (connectionId) => {
        workers.post({ type: "connectionClosed", connectionId });
        objects.post({ type: "connectionClosed", connectionId });
      },
    },
    log,
  );
  const owners: OwnerClient = new OwnerClient({
    client: rpcClient,
    nodeId: flags.nodeId,
    onEvent: postToObjects,
    spillsToThisNode: !spilling.isShared,
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
    onExit: (agent, exit) => {
      log.error(`Ray's ${agent} ${describeEnd(exit)}; see ${agent}.log beside this log.`);
      onEvent({ type: "agentExited", agent });
    },
    onStartFailed: (error) => onEvent({ type: "agentsFailed", reason: error.message }),
  });
  const cluster: ClusterLink = new ClusterLink({
    context,
    leases,
    workers,
    objects,
    transfer,
    onDeclaredDead: (reason) => onEvent({ type: "declaredDead", reason }),
  });
  timers = new MachineTimers({ context, leases, workers, objects, transfer });
  new NodeManagerService({
    context,
    leases,
    workers,
    objects,
    agents,
    memory,
    onGcsRestart: () => cluster.resubscribe(),
    onGlobalGc: () => cluster.broadcastGlobalGc(),
    onShutdown: (graceful) => onEvent({ type: "shutdownAsked", graceful }),
  }).register(server);
  const shells = { leases, workers, objects, spill, transfer, memory };
  return { context, staticResources, ...shells, sockets, server, objectServer, agents, cluster, timers };
}

function startServer(options: NodeOptions, port: number, store: PlasmaStore | null): RpcServer {
  const { flags, authToken, log } = options;
  const server: RpcServer = RpcServer.start(
    {
      host: flags.nodeIpAddress,
      port,
      authToken,
      healthServices: [flags.nodeId],
      plasma: store,
      // The object manager's server has no store: its chunks go there by way of the transfer.
      isForData: store === null,
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

function fileSystemBytes(directory: string): number {
  const { blocks, bsize } = statfsSync(directory);
  return blocks * bsize;
}

function monotonicNow(): number {
  return performance.timeOrigin + performance.now();
}
