/**
 * A driver: registers a job with the head and itself with the raylet of its node, and makes the part that calls others. The
 * order of the steps is Ray's (2.60.0): who is announced is called.
 */
import { randomUUID } from "node:crypto";
import { driverTaskOfJob, idBytes, jobIdFromInt, workerIdOfDriver } from "../ids/index.js";
import { PlasmaClient } from "../native/plasma-client.js";
import { RpcServer } from "../native/rpc.js";
import { GcsClient } from "../runtime/gcs-client.js";
import { GcsSubscriber } from "../runtime/gcs-subscriber.js";
import type { Logger } from "../runtime/logger.js";
import { setUpTlsOnce } from "../runtime/tls.js";
import { encode, type Init, rpc } from "../wire/index.js";
import { addressMessage, type WorkerContext } from "./context.js";
import { CoreWorker } from "./core-worker.js";
import { ConnectError } from "./errors.js";
import { headAddress, localNode } from "./find-node.js";
import { meetHead } from "./meet-head.js";
import { NodeTable } from "./node-table.js";
import { RayletConnection } from "./raylet-connection.js";
import { SpecTemplate } from "./spec-template.js";
import { TaskEvents } from "./task-events.js";
import { TaskIds } from "./task-ids.js";
import type { TaskContext } from "./task-spec.js";
import { printWorkerLogs } from "./worker-logs.js";

export interface DriverOptions {
  readonly address?: string;
  readonly authToken?: string;
  readonly namespace?: string;
  readonly runtimeEnv?: Readonly<Record<string, unknown>>;
  /** Folders in which Python workers look for modules. */
  readonly codeSearchPath: readonly string[];
  readonly logToDriver: boolean;
  readonly log: Logger;
  /** The raylet or the head is gone for good; everything has failed by then. */
  readonly onLost: (error: Error) => void;
}

/** gcs_rpc_server_reconnect_timeout_s of Ray 2.60.0. */
const headReconnectMs = 60_000;

/** @throws ConnectError, AuthTokenError */
export async function connectDriver(options: DriverOptions): Promise<CoreWorker> {
  setUpTlsOnce(process.env);
  const address = headAddress(options.address, process.env);
  const { rpcClient, clusterId, token } = await meetHead(address, options.authToken ?? null);
  const undo: (() => unknown)[] = [() => rpcClient.close()];
  try {
    const lost = { tell: (_error: Error): void => undefined };
    const gcs = new GcsClient({
      rpc: rpcClient,
      address,
      clusterId,
      reconnectTimeoutMs: headReconnectMs,
      log: options.log,
      onLost: (error) => lost.tell(error),
    });
    undo.push(() => gcs.close());
    const node = await localNode(gcs);
    const { jobId: jobNumber } = await gcs.call(rpc.JobInfoGcsService.getNextJobID, {});
    const jobId = jobIdFromInt(jobNumber);
    const server = RpcServer.start({ host: node.nodeManagerAddress, port: 0, authToken: token });
    undo.push(() => server.close());
    const raylet = await RayletConnection.open(node.rayletSocketName, (error) => lost.tell(error));
    undo.push(() => raylet.disconnect("INTENDED_USER_EXIT", "The driver could not be set up."));
    const jobConfig = jobConfigOf(options);
    const workerId = workerIdOfDriver(jobId);
    const registered = await raylet.ask(
      {
        type: "RegisterClientRequest",
        workerType: "DRIVER",
        workerId,
        pid: process.pid,
        jobId,
        runtimeEnvHash: 0,
        // Any language may be called whatever this says; a stock raylet without a C++ worker command ends itself when a
        // C++ driver registers (Ray 2.60.0, worker_pool.cc: GetStateForLanguage).
        language: "PYTHON",
        ip: node.nodeManagerAddress,
        port: 0,
        serializedJobConfig: encode(rpc.JobConfig, jobConfig),
      },
      "RegisterClientReply",
    );
    if (!registered.success) throw new ConnectError(`The raylet refuses this driver: ${registered.failureReason}`);
    const own = { nodeId: registered.nodeId, ip: node.nodeManagerAddress, port: server.port, workerId };
    const tasks: TaskContext = {
      jobId,
      job: idBytes(jobId),
      jobConfig,
      caller: addressMessage(own),
      runtimeEnv: jobConfig.runtimeEnvInfo?.serializedRuntimeEnv ?? "{}",
      depth: 1,
      rootDetachedActorId: new Uint8Array(),
    };
    const nodes: NodeTable = new NodeTable((nodeId) => driver.nodeDied(nodeId));
    const context: WorkerContext = {
      rpc: rpcClient,
      gcs,
      raylet,
      rayletAddress: `${node.nodeManagerAddress}:${node.nodeManagerPort}`,
      nodes,
      address: own,
      tasks,
      events: TaskEvents.to({ gcs, tasks }),
      log: options.log,
    };
    const plasma = PlasmaClient.connect(node.objectStoreSocketName);
    undo.push(() => plasma.close());
    const subscriber = (service: "controlPlane" | "observability") => {
      const { metadata } = gcs;
      const made = new GcsSubscriber({ client: rpcClient, address, service, metadata, logger: options.log });
      undo.push(() => made.close());
      return made;
    };
    const control = subscriber("controlPlane");
    const subscribers = [control];
    if (options.logToDriver) {
      const observability = subscriber("observability");
      subscribers.push(observability);
      void printWorkerLogs(observability, jobId);
    }
    const rayletSocket = node.rayletSocketName;
    const ids = new TaskIds(jobId, driverTaskOfJob(jobId), 0);
    const driver = new CoreWorker({
      context,
      rpcClient,
      server,
      control,
      subscribers,
      plasma,
      ids,
      rayletSocket,
      workerType: rpc.WorkerType.DRIVER,
      onExit: () => false,
      onWaiting: () => undefined,
    });
    lost.tell = (error) => {
      void driver.end(error);
      options.onLost(error);
    };
    await gcs.call(rpc.WorkerInfoGcsService.addWorkerInfo, { workerData: workerData(context, node) });
    const entrypoint = process.argv.slice(1).join(" ");
    const announced = await raylet.ask(
      { type: "AnnounceWorkerPort", port: server.port, entrypoint },
      "AnnounceWorkerPortReply",
    );
    if (!announced.success) throw new ConnectError(`The head refuses this job: ${announced.failureReason}`);
    await nodes.follow(gcs, control);
    const driverTask = driverTaskOfJob(jobId);
    const ownTask = new SpecTemplate({ type: rpc.TaskType.DRIVER_TASK, name: "driver", jobId: tasks.job });
    context.events.driverRuns(driverTask, ownTask, own);
    return driver;
  } catch (error) {
    for (const each of undo.reverse()) await each();
    throw error;
  }
}

function jobConfigOf(options: DriverOptions): Init<rpc.JobConfig> {
  return {
    // Python workers import functions by name from these folders only if there is one (load_code_from_local).
    codeSearchPath: options.codeSearchPath,
    pyDriverSysPath: options.codeSearchPath,
    rayNamespace: options.namespace ?? randomUUID(),
    defaultActorLifetime: rpc.JobConfig_ActorLifetime.NON_DETACHED,
    runtimeEnvInfo: {
      serializedRuntimeEnv: JSON.stringify(options.runtimeEnv ?? {}),
      runtimeEnvConfig: { setupTimeoutSeconds: 600, eagerInstall: true },
    },
  };
}

function workerData(context: WorkerContext, node: rpc.GcsNodeInfo): Init<rpc.WorkerTableData> {
  const { address } = context;
  const text = (value: string) => Buffer.from(value);
  return {
    isAlive: true,
    workerAddress: addressMessage(address),
    workerType: rpc.WorkerType.DRIVER,
    pid: process.pid,
    startTimeMs: Date.now(),
    workerInfo: {
      node_ip_address: text(address.ip),
      plasma_store_socket: text(node.objectStoreSocketName),
      raylet_socket: text(node.rayletSocketName),
      driver_id: idBytes(address.workerId),
      name: text(process.argv[1] ?? "node"),
      start_time: text(String(Math.floor(Date.now() / 1_000))),
    },
  };
}
