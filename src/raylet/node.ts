import { rmSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { rpc } from "../wire/index.js";
import type { AgentPorts } from "./agent-ports.js";
import type { ClusterLink } from "./cluster-link.js";
import type { RayletFlags } from "./flags.js";
import { makeParts, type NodeOptions, type PartEvent, type Parts } from "./node-parts.js";
import { nodeLabels } from "./node-settings.js";
import { RuntimeEnvClient } from "./runtime-env-client.js";

/** How long a graceful end may take before everything left is killed. */
const SHUTDOWN_LIMIT_MS = 8_000;

/** For so long after the first zygote is warm the first tasks have the machine's cores before Ray's agents get theirs. */
const FIRST_TASKS_MS = 800;

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
    const { context, cluster, workers, agents, timers, memory } = this.#parts;
    context.log.info(`The node leaves: ${reason}`);
    removeSocketFiles(context.flags);
    memory?.stop();
    context.metrics.stop();
    const forced = setTimeout(() => this.#finish(exitCode), SHUTDOWN_LIMIT_MS);
    await cluster.leave(deathReason, reason);
    agents.stop("SIGTERM");
    await workers.shutdown(!graceful);
    clearTimeout(forced);
    timers.stop();
    this.#finish(exitCode);
  }

  #finish(exitCode: number): void {
    const { sockets, server, objectServer, agents, context, spill, transfer } = this.#parts;
    agents.stop("SIGKILL");
    spill?.close();
    transfer.close();
    sockets.stop();
    server.close();
    objectServer.close();
    context.children.close();
    context.rpc.close();
    void Promise.resolve(context.store.stop()).finally(() => this.#options.onEnd(exitCode));
  }

  async #bringUp(): Promise<void> {
    const { context, sockets, agents, cluster, workers, server } = this.#parts;
    await sockets.listen(context.flags.rayletSocketName);
    const firstTasksRan = workers.firstForksReady.then(() => sleep(FIRST_TASKS_MS, undefined, { ref: false }));
    const ports = await agents.start(firstTasksRan);
    workers.useRuntimeEnvs(
      new RuntimeEnvClient({
        host: context.flags.nodeIpAddress,
        port: ports.runtimeEnvAgentPort,
        authToken: this.#options.authToken,
        registerTimeoutMs: context.config.agent_register_timeout_ms,
        onCall: () => agents.hurry(),
      }),
      server.port,
    );
    if (ports.metricsAgentPort > 0) context.metrics.start(`${context.flags.nodeIpAddress}:${ports.metricsAgentPort}`);
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
      case "agentsFailed":
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
        void this.stop(0, EXPECTED_TERMINATION, "Terminated by autoscaler.", event.graceful);
        return;
    }
  }
}

/** How the death of a drained node is recorded (Ray 2.60.0, common.proto NodeDeathInfo). */
const DRAIN_DEATHS = {
  idleTermination: rpc.NodeDeathInfo_Reason.AUTOSCALER_DRAIN_IDLE,
  preemption: rpc.NodeDeathInfo_Reason.AUTOSCALER_DRAIN_PREEMPTED,
} as const;

/** The files of both unix sockets, which nothing else would remove once this process is gone. */
export function removeSocketFiles(flags: RayletFlags): void {
  for (const path of [flags.rayletSocketName, flags.storeSocketName]) rmSync(path, { force: true });
}
