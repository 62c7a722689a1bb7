/**
 * A driver: registers a job with the head and itself with the raylet of its node, serves what owners are asked for, and
 * holds the parts that submit tasks and keep objects. The order of the steps is Ray's (2.60.0): who is announced is called.
 */
import { randomUUID } from "node:crypto";
import { ErrorType } from "../core/core-worker/types.js";
import {
  ActorId,
  driverTaskOfJob,
  idBytes,
  jobIdFromInt,
  type NodeId,
  type ObjectId,
  taskIdOfObject,
  workerIdOfDriver,
} from "../ids/index.js";
import { PlasmaClient } from "../native/plasma-client.js";
import { type RpcClient, RpcServer } from "../native/rpc.js";
import { GcsClient, GcsStatusError } from "../runtime/gcs-client.js";
import { GcsSubscriber } from "../runtime/gcs-subscriber.js";
import type { Logger } from "../runtime/logger.js";
import { setUpTlsOnce } from "../runtime/tls.js";
import { encode, type Init, rpc } from "../wire/index.js";
import { ActorShell } from "./actor-shell.js";
import { type ActorFacts, type ActorOptions, factsOf, methodOf } from "./actor-spec.js";
import { pythonArguments, type TaskArguments } from "./arguments.js";
import { Borrowers } from "./borrowers.js";
import { addressMessage, type WorkerContext } from "./context.js";
import { ActorDiedError, ConnectError, UsageError } from "./errors.js";
import { headAddress, localNode } from "./find-node.js";
import { meetHead } from "./meet-head.js";
import { NodeTable } from "./node-table.js";
import type { ObjectRef } from "./object-ref.js";
import { ObjectShell } from "./object-shell.js";
import { serveOwner } from "./owner-service.js";
import { PlacementGroups } from "./placement-groups.js";
import { RayletConnection } from "./raylet-connection.js";
import { Stream } from "./stream.js";
import { TaskIds } from "./task-ids.js";
import { TaskShell } from "./task-shell.js";
import {
  type FunctionTarget,
  type TaskContext,
  type TaskOptions,
  type TaskTemplate,
  taskTemplate,
} from "./task-spec.js";
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

interface Parts {
  readonly context: WorkerContext;
  readonly rpcClient: RpcClient;
  readonly server: RpcServer;
  readonly subscribers: readonly GcsSubscriber[];
  readonly plasma: PlasmaClient;
  readonly ids: TaskIds;
}

export class Driver {
  readonly #parts: Parts;
  readonly #objects: ObjectShell;
  readonly #tasks: TaskShell;
  readonly #actors: ActorShell;
  readonly #borrowers: Borrowers;
  readonly placementGroups: PlacementGroups;
  #closing: Promise<void> | null = null;

  /** @throws ConnectError, AuthTokenError */
  static async connect(options: DriverOptions): Promise<Driver> {
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
      };
      const nodes: NodeTable = new NodeTable((nodeId) => driver.#nodeDied(nodeId));
      const context: WorkerContext = {
        rpc: rpcClient,
        gcs,
        raylet,
        rayletAddress: `${node.nodeManagerAddress}:${node.nodeManagerPort}`,
        nodes,
        address: own,
        tasks,
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
      const ids = new TaskIds(jobId, driverTaskOfJob(jobId), 0);
      const driver = new Driver({ context, rpcClient, server, subscribers, plasma, ids }, control);
      lost.tell = (error) => {
        void driver.#end(error);
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
      return driver;
    } catch (error) {
      for (const each of undo.reverse()) await each();
      throw error;
    }
  }

  private constructor(parts: Parts, control: GcsSubscriber) {
    this.#parts = parts;
    const { context, server, plasma, ids } = parts;
    this.#objects = new ObjectShell(context, plasma, {
      onBorrower: (objectId, borrower) => this.#borrowers.watch(objectId, borrower),
      onLost: (objectId) => this.#lost(objectId),
      onFreed: (objectId) => {
        this.#tasks.freed(objectId);
        this.#actors.freed(taskIdOfObject(objectId), objectId);
      },
    });
    this.placementGroups = new PlacementGroups(context);
    this.#borrowers = new Borrowers(context, this.#objects);
    this.#tasks = new TaskShell(context, this.#objects, ids);
    this.#actors = new ActorShell(context, this.#objects, ids, control);
    serveOwner(server, {
      context,
      objects: this.#objects,
      pendingTasks: () => this.pendingCalls,
      cancel: (objectId, isForced) => this.#cancel(objectId, isForced),
      actorRefDeleted: (actorId) => this.#actors.whenUnreachable(ActorId.fromBytes(actorId)),
      streamed: (request) => this.#tasks.streamed(request),
      onExit: () => false,
      onHeadRestart: () => control.resubscribe(),
    });
  }

  get namespace(): string {
    return this.#parts.context.tasks.jobConfig.rayNamespace ?? "";
  }

  get jobId(): string {
    return this.#parts.context.tasks.jobId;
  }

  get nodeId(): string {
    return this.#parts.context.address.nodeId;
  }

  /** @throws UsageError */
  template(target: FunctionTarget, options: TaskOptions): TaskTemplate {
    return taskTemplate(this.#parts.context.tasks, target, options);
  }

  callPython(
    template: TaskTemplate,
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
    numReturns: number,
  ): ObjectRef[] {
    return this.#withArguments(positional, keywords, (args) => this.#tasks.submit(template, args, numReturns));
  }

  /** @returns the stream, and the ref that stands for it: while it is kept items are taken in */
  streamPython(
    template: TaskTemplate,
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
  ): { readonly stream: Stream; readonly ref: ObjectRef } {
    const stream = new Stream();
    const [ref] = this.#withArguments(positional, keywords, (args) => this.#tasks.submit(template, args, 1, stream));
    return { stream, ref: ref as ObjectRef };
  }

  /** @throws UsageError, UnsupportedValueError */
  createPythonActor(
    target: FunctionTarget,
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
    options: ActorOptions,
  ): ActorFacts {
    return this.#withArguments(positional, keywords, (args) => this.#actors.create(target, args, options));
  }

  callPythonActor(
    facts: ActorFacts,
    method: string,
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
    numReturns: number,
  ): ObjectRef[] {
    const target = methodOf(facts, method);
    return this.#withArguments(positional, keywords, (args) =>
      this.#actors.call(facts.actorId, target, args, numReturns),
    );
  }

  /** @throws ActorDiedError when there is no such actor */
  async namedActor(name: string, namespace: string | undefined): Promise<ActorFacts> {
    this.#refuseIfClosed();
    const request = { name, rayNamespace: namespace ?? this.namespace };
    await this.#actors.whenRegistered(name);
    const { actorTableData: table, taskSpec } = await this.#parts.context.gcs
      .call(rpc.ActorInfoGcsService.getNamedActorInfo, request)
      .catch((error: unknown) => {
        if (!(error instanceof GcsStatusError)) throw error;
        const where = `namespace ${JSON.stringify(request.rayNamespace)}`;
        throw new ActorDiedError(`There is no actor named ${JSON.stringify(name)} in ${where}.`, { cause: error });
      });
    if (table === null || taskSpec === null) throw new ActorDiedError(`The actor ${name} is gone.`);
    const facts = factsOf(table, taskSpec);
    this.#actors.adopt(facts, table);
    return facts;
  }

  /** The head has heard it when this resolves; the process may take a moment to end. */
  kill(facts: ActorFacts, noRestart: boolean): Promise<void> {
    this.#refuseIfClosed();
    return this.#actors.kill(facts.actorId, noRestart);
  }

  removeActorHandle(facts: ActorFacts): void {
    this.#actors.removeHandle(facts.actorId);
  }

  #withArguments<T>(
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
    use: (args: TaskArguments) => T,
  ): T {
    this.#refuseIfClosed();
    // Refs of arguments that were put for this call live until it has taken its own hold of them.
    const puts: ObjectRef[] = [];
    const args = pythonArguments(positional, keywords, (value) => {
      const ref = this.#objects.putSerialized(this.#parts.ids.nextPut(), value);
      puts.push(ref);
      return ref;
    });
    try {
      return use(args);
    } finally {
      for (const ref of puts) ref.release();
    }
  }

  put<T>(value: T): ObjectRef<T> {
    this.#refuseIfClosed();
    return this.#objects.put(this.#parts.ids.nextPut(), value);
  }

  get<T>(ref: ObjectRef<T>, deadline: number | null): Promise<T> {
    return this.#objects.get(ref, deadline);
  }

  wait(refs: readonly ObjectRef[], count: number, deadline: number | null): Promise<ReadonlySet<ObjectRef>> {
    return this.#objects.wait(refs, count, deadline);
  }

  cancel(ref: ObjectRef, isForced: boolean): void {
    this.#refuseIfClosed();
    this.#cancel(ref.id, isForced);
  }

  #cancel(objectId: ObjectId, isForced: boolean): void {
    const taskId = taskIdOfObject(objectId);
    this.#tasks.cancel(taskId, isForced);
    this.#actors.cancel(taskId, isForced);
  }

  get objectsInScope(): number {
    return this.#objects.references.size;
  }

  get pendingCalls(): number {
    return this.#tasks.pendingTasks + this.#actors.pendingCalls;
  }

  /** Ends the job: what still runs is killed by the raylet. Idempotent. */
  shutdown(): Promise<void> {
    return this.#end(new UsageError("The driver was shut down."));
  }

  #end(error: Error): Promise<void> {
    this.#closing ??= this.#close(error);
    return this.#closing;
  }

  async #close(error: Error): Promise<void> {
    const { context, rpcClient, server, subscribers } = this.#parts;
    this.#tasks.close();
    this.#actors.close();
    this.#borrowers.close();
    this.#objects.close(error);
    for (const subscriber of subscribers) subscriber.close();
    await context.raylet.disconnect("INTENDED_USER_EXIT", "Shutdown by narcine's shutdown().");
    context.gcs.close();
    await server.close();
    rpcClient.close();
  }

  #refuseIfClosed(): void {
    if (this.#closing !== null) throw new UsageError("The driver was shut down. Call init() again.");
  }

  #nodeDied(nodeId: NodeId): void {
    this.#objects.apply({ type: "nodeDied", nodeId });
  }

  #lost(objectId: ObjectId): void {
    if (this.#tasks.recover(objectId)) return;
    this.#objects.setFailed(objectId, {
      type: ErrorType.OBJECT_LOST,
      message: `All copies of object ${objectId} are lost, and it cannot be made again: it was put, or an argument of its task is gone.`,
    });
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
