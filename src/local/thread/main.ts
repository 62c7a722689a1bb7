/**
 * A thread of local mode, as piscina starts it: one task after the other, or one actor. Its own channel to the host goes out
 * with its first message to the pool.
 */
import { MessageChannel, parentPort, workerData } from "node:worker_threads";
import type { JobId, NodeId } from "../../ids/index.js";
import { PlasmaClient } from "../../native/plasma-client.js";
import { offerCoreWorker } from "../../worker/current-core-worker.js";
import { IdsOfCurrentTask } from "../../worker/executor/current-ids.js";
import { IdleGarbage } from "../../worker/executor/idle-garbage.js";
import { LocalDriver } from "../local-driver.js";
import type { ThreadData, ThreadHello, ThreadRun, ToClient, ToHost } from "../messages.js";
import { ThreadExecutor } from "./thread-executor.js";

const data = workerData as ThreadData;
const { port1: port, port2: narcinePort } = new MessageChannel();
const plasma = PlasmaClient.connect(data.storeSocket);
const post = (message: ToHost) => port.postMessage(message);
const driver: LocalDriver = new LocalDriver({
  jobId: data.jobId as JobId,
  namespace: data.namespace,
  nodeId: data.nodeId as NodeId,
  ids: new IdsOfCurrentTask(data.jobId as JobId),
  plasma,
  post,
  stats: () => ({ objectsInScope: driver.held, pendingCalls: 0 }),
  // Its program's: threads end with that.
  onShutdown: () => Promise.resolve(),
});
offerCoreWorker(() => driver);
const garbage = new IdleGarbage(() => driver.held);
const executor = new ThreadExecutor({ data, driver, plasma, post, onEnd: () => garbage.taskEnded() });
port.on("message", (message: ToClient) => {
  if (message.type === "runCall") executor.call(message.call, message.method);
  else if (message.type === "abort") executor.abort(message.taskId);
  else driver.receive(message);
});
parentPort?.postMessage({ narcinePort } satisfies ThreadHello, [narcinePort]);

export default (run: ThreadRun): Promise<void> => executor.run(run);
