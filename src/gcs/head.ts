import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ClusterResources } from "../core/gcs/resources/cluster-resources.js";
import { RpcClient, RpcServer, type RpcServerEvents } from "../native/rpc.js";
import type { NarcineError } from "../runtime/errors.js";
import type { Logger } from "../runtime/logger.js";
import { randomBytes } from "../runtime/random-bytes.js";
import { autoscaler, rpc } from "../wire/index.js";
import { ActorService } from "./actor-service.js";
import { AutoscalerService } from "./autoscaler-service.js";
import { ClusterEvents } from "./cluster-events.js";
import { ExportService } from "./export-service.js";
import type { GcsFlags } from "./flags.js";
import { type HeadConfig, loadHeadConfig } from "./head-config.js";
import type { HeadContext } from "./head-context.js";
import { JobService } from "./job-service.js";
import { KeyValueService, keyValueBudget } from "./kv-service.js";
import { NodeService } from "./node-service.js";
import { openStorage, placeName, storagePlace } from "./open-storage.js";
import { PlacementGroupService } from "./placement-group-service.js";
import { PublisherShell } from "./publisher-shell.js";
import { servePubsub } from "./pubsub-services.js";
import { RayletCaller } from "./raylet-caller.js";
import { ResourceService } from "./resource-service.js";
import { restoreHead } from "./restart.js";
import { RuntimeEnvService } from "./runtime-env-service.js";
import { Services } from "./services.js";
import { type HeadStorage, MetaKey, metaRow } from "./storage.js";
import { SyncService } from "./sync-service.js";
import { TaskService } from "./task-service.js";
import { WhyService } from "./why-service.js";
import { WorkerService } from "./worker-service.js";

export interface HeadOptions {
  readonly flags: GcsFlags;
  readonly authToken: string | null;
  readonly log: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What this head knows can no longer be made durable: it must end, and answers nothing from now on. */
  readonly onStorageLost: (error: NarcineError) => void;
}

/** What there is before the first part of the head is. */
interface Ground {
  readonly config: HeadConfig;
  readonly storage: HeadStorage;
  readonly clusterId: Uint8Array;
}

/** Served by nobody here: its messages are another hundred, and Ray's own processes do not call it unless told to. */
const EVENT_EXPORT_PATH = "/ray.rpc.RayEventExportGcsService/AddEvents";

/** One head: its tables, services and port (Ray 2.60.0, gcs_server.cc). */
export class Head {
  /** Hex. */
  readonly clusterId: string;
  readonly #context: HeadContext;
  readonly #server: RpcServer;
  readonly #kv: KeyValueService;
  readonly #closers: (() => void)[] = [];

  /**
   * Opens the storage, binds, brings back what an earlier head wrote, writes what clients look for, and only then says
   * where it is (the port file). @throws NarcineError
   */
  static async start(options: HeadOptions): Promise<Head> {
    const { flags, environment, log } = options;
    const config = loadHeadConfig(flags.systemConfig, environment);
    const place = storagePlace(flags, config, environment);
    log.info(`The head keeps its state in ${placeName(place)}.`);
    const storage = await openStorage(place, options.onStorageLost);
    try {
      const clusterId = clusterIdOf(storage);
      const head = new Head(options, { config, storage, clusterId });
      await head.#announce();
      return head;
    } catch (error) {
      await storage.close();
      throw error;
    }
  }

  private constructor({ flags, authToken, log, environment }: HeadOptions, { config, storage, clusterId }: Ground) {
    const now = monotonicEpoch();
    const publisher = (name: string) => new PublisherShell({ name, publisherId: randomBytes(28), config, now, log });
    this.#context = {
      flags,
      config,
      log,
      now,
      rpc: RpcClient.start({ authToken }),
      storage,
      events: new ClusterEvents((error) => log.error(`A defect in the head: ${stackOf(error)}`)),
      controlPlane: publisher("control plane"),
      observability: publisher("observability"),
    };
    this.clusterId = Buffer.from(clusterId).toString("hex");
    this.#server = bind(flags, authToken, this.clusterId, log);
    this.#kv = new KeyValueService(this.#context, keyValueBudget(environment));
    this.#serve(clusterId);
  }

  get port(): number {
    return this.#server.port;
  }

  async stop(): Promise<void> {
    for (const close of this.#closers) close();
    await this.#server.close();
    this.#context.rpc.close();
    await this.#context.storage.close();
  }

  #serve(clusterId: Uint8Array): void {
    const context = this.#context;
    const services = new Services(this.#server, context);
    const resources = new ClusterResources<rpc.LabelSelector>();
    const nodes = new NodeService(context, resources, clusterId);
    const jobs = new JobService(context, this.#kv);
    const workers = new WorkerService(context);
    const tasks = new TaskService(context);
    const raylets = new RayletCaller(context);
    const actors = new ActorService(context, raylets);
    const runtimeEnvs = new RuntimeEnvService(context, this.#kv, jobs, actors);
    const exports = new ExportService(context, this.#kv, jobs, actors);
    const groups = new PlacementGroupService(context, raylets, jobs);
    actors.onEnded((actorId) => groups.actorEnded(actorId));
    const load = new ResourceService(context, resources, nodes, () => groups.load());
    const scaling = new AutoscalerService(context, resources, nodes, load, this.#kv, groups);
    const syncing = new SyncService(context, resources, (nodeId) => nodes.outOfTouch(nodeId));
    const why = new WhyService(context, { nodes, actors, groups, tasks });
    tasks.register(services, this.#server);
    for (const part of [why, this.#kv, nodes, jobs, workers, runtimeEnvs, actors, groups, load, scaling])
      part.register(services);
    servePubsub(services, context);
    syncing.register(this.#server);
    services.refuseRest(
      rpc.JobInfoGcsService,
      rpc.ActorInfoGcsService,
      rpc.WorkerInfoGcsService,
      rpc.PlacementGroupInfoGcsService,
      rpc.InternalKVGcsService,
      rpc.RuntimeEnvGcsService,
      rpc.NodeResourceInfoGcsService,
      rpc.NodeInfoGcsService,
      rpc.TaskInfoGcsService,
      autoscaler.AutoscalerStateService,
    );
    services.refuse(EVENT_EXPORT_PATH);
    restoreHead({ context, nodes, jobs, workers, raylets, actors, groups, runtimeEnvs, exports, scaling });
    this.#closers.push(
      () => nodes.close(),
      () => runtimeEnvs.close(),
      () => tasks.close(),
      () => raylets.close(),
      () => actors.close(),
      () => groups.close(),
      () => load.close(),
      () => context.controlPlane.close(),
      () => context.observability.close(),
    );
  }

  /** The head's own keys (Ray 2.60.0, gcs_server.cc and gcs_autoscaler_state_manager.cc), then its port file. */
  async #announce(): Promise<void> {
    const { flags, config, log } = this.#context;
    const isV2 = Buffer.from(config.enable_autoscaler_v2 ? "1" : "0");
    // With all that was written since the storage was opened this is one commit.
    await Promise.all([
      this.#kv.putOwn("", "gcs_pid", Buffer.from(String(process.pid))),
      this.#kv.putOwn("__autoscaler", "__autoscaler_v2_enabled", isV2),
    ]);
    if (flags.nodeId !== "") writePortFile(flags, this.port);
    log.info(`The head listens on ${flags.nodeIpAddress}:${this.port}.`);
  }
}

/** That of the head before, or a new one that every later head has too (Ray 2.60.0, gcs_server.cc GetOrGenerateClusterId). */
function clusterIdOf(storage: HeadStorage): Uint8Array {
  const known = metaRow(storage, MetaKey.CLUSTER_ID);
  if (known !== null) return known;
  const made = randomBytes(28);
  storage.put("meta", MetaKey.CLUSTER_ID, made);
  return made;
}

function portFileOf(flags: GcsFlags): string {
  return join(flags.sessionDir, `gcs_server_port_${flags.nodeId}`);
}

/** Written beside its place and renamed: who waits for it reads a whole number. */
function writePortFile(flags: GcsFlags, port: number): void {
  const draft = `${portFileOf(flags)}.${process.pid}`;
  writeFileSync(draft, String(port), { mode: 0o600 });
  renameSync(draft, portFileOf(flags));
}

/** Asked for no certain port, a head that was here before takes the one its cluster knows (Ray 2.60.0, node.py). */
function bind(flags: GcsFlags, authToken: string | null, clusterId: string, log: Logger): RpcServer {
  const options = { host: flags.nodeIpAddress, authToken, clusterId };
  const before = flags.port === 0 && flags.nodeId !== "" ? portBefore(flags) : 0;
  if (before !== 0) {
    try {
      return RpcServer.start({ ...options, port: before }, serverEvents(log));
    } catch (error) {
      log.warning(`The port of the head before, ${before}, is taken (${String(error)}); another one is used.`);
    }
  }
  return RpcServer.start({ ...options, port: flags.port }, serverEvents(log));
}

function portBefore(flags: GcsFlags): number {
  try {
    const port = Number(readFileSync(portFileOf(flags), "utf8").trim());
    return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : 0;
  } catch {
    return 0;
  }
}

function serverEvents(log: Logger): RpcServerEvents {
  return {
    onHandlerError: (error, path) => log.error(`A defect in the head: ${path}: ${stackOf(error)}`),
    onBadConnection: (peer, reason) => log.warning(`The connection of ${peer} was ended: ${reason}.`),
    onRefusedCall: (peer, path, reason) => log.warning(`A call of ${peer} to ${path} was refused: ${reason}.`),
    onMoreTurnedAway: (what, count) => log.warning(`${count} more ${what} were turned away like the last ones.`),
  };
}

/** Epoch milliseconds that never go back, whatever the wall clock does. */
function monotonicEpoch(): () => number {
  const offset = Date.now() - performance.now();
  return () => Math.floor(offset + performance.now());
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
