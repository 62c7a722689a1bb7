import type { NodeRest } from "../../core/spark/idle-watch.js";
import { GrpcCode, RpcClient, RpcError } from "../../native/rpc.js";
import { NarcineError } from "../../runtime/errors.js";
import { autoscaler, decode, encode, type Init, type Method, rpc } from "../../wire/index.js";

/** The head does not answer, refuses the token, or is of another version. */
export class HeadLinkError extends NarcineError {
  constructor(message: string, options?: ErrorOptions) {
    super("NARCINE_SPARK_HEAD", message, options);
  }
}

const RETRY_MS = 50;
const CALL_MS = 5_000;

/** The few calls of a holder to the head (Ray 2.60.0, node.py makes the same). */
export class HeadLink {
  readonly address: string;
  readonly #rpc: RpcClient;

  constructor(address: string, token: string | null) {
    this.address = address;
    this.#rpc = RpcClient.start({ authToken: token });
  }

  close(): void {
    this.#rpc.close();
  }

  /** Hex. Tried again until `patienceMs` are over: a head that has just bound its port may not answer yet. */
  async clusterId(patienceMs: number): Promise<string> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        const reply = await this.#call(rpc.NodeInfoGcsService.getClusterId, {});
        return Buffer.from(reply.clusterId).toString("hex");
      } catch (error) {
        if (error instanceof RpcError && error.code === GrpcCode.UNAUTHENTICATED) {
          throw new HeadLinkError(
            `the head at ${this.address} refuses this node's token: ${error.message}. Set the cluster up again, so that head and nodes get the same one.`,
            { cause: error },
          );
        }
        if (Date.now() > deadline) {
          throw new HeadLinkError(
            `the head at ${this.address} cannot be reached from this host: ${error instanceof Error ? error.message : error}. The driver's address and port must be open to the Spark workers (spark.driver.host).`,
            { cause: error },
          );
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** Null when there is no such key. */
  async get(namespace: string, key: string): Promise<string | null> {
    const request = { namespace: Buffer.from(namespace), key: Buffer.from(key) };
    const { status, value } = await this.#call(rpc.InternalKVGcsService.internalKVGet, request);
    return status?.code ? null : Buffer.from(value).toString("utf8");
  }

  async put(namespace: string, key: string, value: string): Promise<void> {
    const [keyBytes, namespaceBytes] = [Buffer.from(key), Buffer.from(namespace)];
    const request = { namespace: namespaceBytes, key: keyBytes, value: Buffer.from(value), overwrite: true };
    await this.#call(rpc.InternalKVGcsService.internalKVPut, request);
  }

  /** What the head knows of a node that is alive; null while it knows none. */
  async node(nodeId: string): Promise<rpc.GcsNodeInfo | null> {
    const reply = await this.#call(rpc.NodeInfoGcsService.getAllNodeInfo, {
      nodeSelectors: [{ nodeId: Buffer.from(nodeId, "hex") }],
      stateFilter: rpc.GcsNodeInfo_GcsNodeState.ALIVE,
    });
    return reply.nodeInfoList[0] ?? null;
  }

  /** Every node, and how much waits for room. */
  async rest(): Promise<{ readonly nodes: readonly NodeRest[]; readonly waiting: number }> {
    const { clusterResourceState: state } = await this.#call(
      autoscaler.AutoscalerStateService.getClusterResourceState,
      {},
    );
    const nodes = (state?.nodeStates ?? []).map(({ status, idleDurationMs }) => ({
      isAlive: status !== autoscaler.NodeStatus.DEAD,
      idleMs: idleDurationMs,
    }));
    const waiting = (state?.pendingResourceRequests.length ?? 0) + (state?.pendingGangResourceRequests.length ?? 0);
    return { nodes, waiting };
  }

  async #call<Request, Reply>(method: Method<Request, Reply>, request: Init<Request>): Promise<Reply> {
    const body = encode(method.request, request);
    return decode(method.reply, await this.#rpc.call(this.address, method.path, body, { timeoutMs: CALL_MS }));
  }
}
