/** The cluster's nodes: where their raylets listen, and which have died. */
import { NodeId } from "../ids/index.js";
import type { GcsClient } from "../runtime/gcs-client.js";
import type { GcsSubscriber } from "../runtime/gcs-subscriber.js";
import { rpc } from "../wire/index.js";

export class NodeTable {
  readonly #addresses = new Map<NodeId, string>();
  readonly #onDead: (nodeId: NodeId) => void;

  /** @param onDead once for each node that was alive */
  constructor(onDead: (nodeId: NodeId) => void) {
    this.#onDead = onDead;
  }

  async follow(gcs: GcsClient, subscriber: GcsSubscriber): Promise<void> {
    const fetch = async () => {
      const { nodeInfoList } = await gcs.call(rpc.NodeInfoGcsService.getAllNodeInfo, {});
      for (const node of nodeInfoList) this.#learn(node);
    };
    await subscriber.subscribe({
      channel: rpc.ChannelType.GCS_NODE_INFO_CHANNEL,
      key: null,
      onMessage: ({ nodeInfoMessage }) => {
        if (nodeInfoMessage !== null) this.#learn(nodeInfoMessage);
      },
      // What this misses the next message or the next failed call brings.
      onGap: () => void fetch().catch(() => undefined),
    });
    await fetch();
  }

  /** "ip:port" of an alive node's raylet. */
  raylet(nodeId: NodeId): string | undefined {
    return this.#addresses.get(nodeId);
  }

  #learn(node: rpc.GcsNodeInfo): void {
    const nodeId = NodeId.fromBytes(node.nodeId);
    if (node.state === rpc.GcsNodeInfo_GcsNodeState.ALIVE) {
      this.#addresses.set(nodeId, `${node.nodeManagerAddress}:${node.nodeManagerPort}`);
    } else if (this.#addresses.delete(nodeId)) this.#onDead(nodeId);
  }
}
