/**
 * A TypeScript worker, started by a raylet as its C++ worker: with the flags, the environment and the duties of one (Ray
 * 2.60.0). Registers, serves, announces itself, and ends with its raylet.
 */
import { join } from "node:path";
import { idBytes, JobId, type NodeId, ObjectId, TaskId, taskIdOfObject, WorkerId } from "../../ids/index.js";
import { PlasmaClient } from "../../native/plasma-client.js";
import { RpcServer } from "../../native/rpc.js";
import { collectGarbage } from "../../runtime/collect-garbage.js";
import { errorText } from "../../runtime/errors.js";
import { GcsClient } from "../../runtime/gcs-client.js";
import { readGflags } from "../../runtime/gflags.js";
import { logLevelFromEnvironment, RayLogger, redirectStandardStreams } from "../../runtime/logger.js";
import { setUpTlsOnce } from "../../runtime/tls.js";
import { decode, encode, type Init, type Method, rpc } from "../../wire/index.js";
import { addressMessage, type WorkerContext } from "../context.js";
import type { CoreWorker } from "../core-worker.js";
import { workersCoreWorker } from "../current-core-worker.js";
import { meetHead } from "../meet-head.js";
import { NodeTable } from "../node-table.js";
import { RayletConnection } from "../raylet-connection.js";
import { TaskEvents } from "../task-events.js";
import type { TaskContext } from "../task-spec.js";
import { CodeLoader } from "./code-loader.js";
import { Executor } from "./executor.js";
import { IdleGarbage } from "./idle-garbage.js";
import { Submitting } from "./submitting.js";
import { Values } from "./values.js";
import { VisibleGpus } from "./visible-gpus.js";
import { dieWithProcess } from "./watch-raylet.js";

const { given } = readGflags(process.argv.slice(2));
const flag = (name: string): string => {
  const value = given.get(name);
  if (value === undefined || value === "") throw new Error(`the flag --${name} is missing`);
  return value;
};

async function main(): Promise<void> {
  const workerId = WorkerId.fromHex(flag("ray_worker_id"));
  const jobId = JobId.fromHex(process.env["RAY_JOB_ID"] ?? JobId.nil);
  // The log monitor sends files of these names to the job's driver.
  const logFile = join(flag("ray_logs_dir"), `worker-${workerId}-${jobId}-${process.pid}`);
  redirectStandardStreams(`${logFile}.out`, `${logFile}.err`);
  const log = new RayLogger(
    "worker",
    { out: 1, err: 2 },
    logLevelFromEnvironment(process.env["RAY_BACKEND_LOG_LEVEL"]),
  );
  if (process.env["NARCINE_DIES_WITH_RAYLET"] !== "1") dieWithProcess(Number(process.env["RAY_RAYLET_PID"]));
  setUpTlsOnce(process.env);
  const ip = flag("ray_node_ip_address");
  const leave = (): never => process.exit(1);
  const raylet = await RayletConnection.open(flag("ray_raylet_socket_name"), leave);
  const registered = await raylet.ask(
    {
      type: "RegisterClientRequest",
      workerType: "WORKER",
      workerId,
      pid: process.pid,
      jobId,
      runtimeEnvHash: Number(given.get("ray_runtime_env_hash") ?? 0),
      language: "CPP",
      ip,
      port: 0,
      serializedJobConfig: new Uint8Array(),
    },
    "RegisterClientReply",
  );
  if (!registered.success) throw new Error(`the raylet refuses this worker: ${registered.failureReason}`);
  const gcsAddress = flag("ray_address");
  const { rpcClient, clusterId, token } = await meetHead(gcsAddress, null);
  const gcs = new GcsClient({
    rpc: rpcClient,
    address: gcsAddress,
    clusterId,
    reconnectTimeoutMs: 60_000,
    log,
    onLost: leave,
  });
  const server = RpcServer.start({ host: ip, port: registered.port, authToken: token });
  const address = { nodeId: registered.nodeId, ip, port: server.port, workerId };
  const tasks: { -readonly [Field in keyof TaskContext]: TaskContext[Field] } = {
    jobId,
    job: idBytes(jobId),
    jobConfig: {},
    caller: addressMessage(address),
    runtimeEnv: "{}",
    depth: 1,
    rootDetachedActorId: new Uint8Array(),
  };
  const context: WorkerContext = {
    rpc: rpcClient,
    gcs,
    raylet,
    rayletAddress: `${ip}:${flag("ray_node_manager_port")}`,
    nodes: new NodeTable((_: NodeId) => undefined),
    address,
    tasks,
    events: TaskEvents.to({ gcs, tasks }),
    log,
  };
  const plasma = PlasmaClient.connect(flag("ray_plasma_store_socket_name"));
  const end = async (
    exitType: "INTENDED_SYSTEM_EXIT" | "INTENDED_USER_EXIT" | "USER_ERROR",
    detail: string,
    exception: Uint8Array | null = null,
  ) => {
    // What the head is not told by now it need not know.
    await Promise.race([context.events.close(), new Promise((resolve) => setTimeout(resolve, 200))]);
    await raylet.disconnect(exitType, detail, exception);
    process.exit(exitType === "USER_ERROR" ? 1 : 0);
  };
  const gpus = new VisibleGpus(process.env);
  const garbage = new IdleGarbage(() => submitting.objectsInScope);
  // Nobody awaits what threw: the process is of no use, and whoever asks for its end learns of what.
  process.once("uncaughtException", (error) => {
    process.stderr.write(`narcine worker: uncaught ${errorText(error)}\n`);
    void end("USER_ERROR", `Code of this worker threw where nobody caught it: ${errorText(error)}`);
  });
  const executor = new Executor({
    context,
    values: new Values(context, plasma, () => (workersCoreWorker() as CoreWorker).objects),
    code: new CodeLoader(),
    codeSearchPath: (given.get("ray_code_search_path") ?? "").split(":").filter((path) => path !== ""),
    // What it submits has its job, its environment, and one level more.
    onTask: (spec, lease) => {
      context.events.running(spec, address);
      // Another job may call an actor; what the actor submits is its maker's.
      if (spec.type === rpc.TaskType.ACTOR_TASK) return;
      if (spec.jobConfig !== null) tasks.jobConfig = spec.jobConfig;
      gpus.show(lease);
      tasks.runtimeEnv = spec.runtimeEnvInfo?.serializedRuntimeEnv || "{}";
      tasks.depth = spec.depth + 1;
      tasks.rootDetachedActorId = spec.rootDetachedActorId;
    },
    onActorMade: () => raylet.tell({ type: "ActorCreationTaskDone" }),
    // After the answer has left.
    onActorFailed: (exception) =>
      void setTimeout(() => void end("USER_ERROR", "The actor's constructor threw.", exception), 100),
    onEnd: () => garbage.taskEnded(),
    onAbandoned: () => void setTimeout(() => void end("INTENDED_USER_EXIT", "The task that ran was cancelled."), 100),
  });
  const exit = (isForced: boolean): boolean => {
    const leaves = isForced || (executor.pendingTasks === 0 && submitting.ownedObjects === 0);
    if (leaves) soon(() => end("INTENDED_SYSTEM_EXIT", "The raylet asked this worker to exit."));
    return leaves;
  };
  const rayletSocket = flag("ray_raylet_socket_name");
  const submitting = new Submitting({ context, rpcClient, server, plasma, rayletSocket });
  serve(server, executor, exit, end);
  raylet.tell({ type: "AnnounceWorkerPort", port: server.port, entrypoint: "" });
  await gcs.call(rpc.WorkerInfoGcsService.addWorkerInfo, {
    workerData: {
      isAlive: true,
      workerAddress: addressMessage(address),
      workerType: rpc.WorkerType.WORKER,
      pid: process.pid,
      startTimeMs: Date.now(),
      workerInfo: { node_ip_address: Buffer.from(ip) },
    },
  });
}

/** After the answer has left. */
const soon = (leave: () => Promise<void>) => void setTimeout(() => void leave(), 20);

function serve(
  server: RpcServer,
  executor: Executor,
  exit: (isForced: boolean) => boolean,
  end: (exitType: "INTENDED_SYSTEM_EXIT" | "INTENDED_USER_EXIT", detail: string) => Promise<void>,
): void {
  const service = rpc.CoreWorkerService;
  function handle<Request, Reply>(
    method: Method<Request, Reply>,
    answer: (request: Request) => Init<Reply> | Promise<Init<Reply>>,
  ): void {
    server.handle(method.path, (body) => {
      const reply = answer(decode(method.request, body));
      return reply instanceof Promise ? reply.then((each) => encode(method.reply, each)) : encode(method.reply, reply);
    });
  }
  handle(service.pushTask, (request) => executor.push(request));
  handle(service.exit, ({ forceExit }) => ({ success: exit(forceExit) }));
  handle(service.killActor, ({ forceKill }) => {
    soon(() => end("INTENDED_SYSTEM_EXIT", forceKill ? "The actor was killed." : "The actor is out of scope."));
    return {};
  });
  handle(service.cancelTask, ({ intendedTaskId, forceKill }) => {
    const { isRunning, isCancelled } = executor.cancel(TaskId.fromBytes(intendedTaskId));
    if (isRunning && forceKill) soon(() => Promise.resolve(process.exit(1)));
    return { requestedTaskRunning: isRunning, attemptSucceeded: isCancelled || forceKill };
  });
  handle(service.updateGeneratorBackpressureConsumed, ({ generatorId, totalNumObjectConsumed }) => {
    executor.consumed(taskIdOfObject(ObjectId.fromBytes(generatorId)), totalNumObjectConsumed);
    return {};
  });
  handle(service.localGC, () => {
    collectGarbage();
    return {};
  });
  handle(service.numPendingTasks, () => ({ numPendingTasks: executor.pendingTasks }));
  handle(service.rayletNotifyGCSRestart, () => ({}));
}

process.on("SIGINT", () => undefined);
main().catch((error: unknown) => {
  process.stderr.write(`narcine worker: ${errorText(error)}\n`);
  process.exit(1);
});
