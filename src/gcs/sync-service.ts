import type { ClusterResources, NodeView } from "../core/gcs/resources/cluster-resources.js";
import { toAmounts } from "../core/scheduler/resources.js";
import { idBytes, NodeId } from "../ids/index.js";
import type { RpcServer, ServedStream, ServedStreamEvents } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import { decode, encode, type Init, syncer } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";

/** The head's own id on the syncer's streams (Ray 2.60.0, seen): 28 zero bytes in hex. */
const HEAD_ID = "0".repeat(56);

/**
 * RaySyncer, the head's side (Ray 2.60.0, ray_syncer.cc): one stream from each raylet, its resource view up, everybody
 * else's views and commands down. A node that opens a second stream has lost the first.
 */
export class SyncService {
  readonly #context: HeadContext;
  readonly #resources: ClusterResources;
  readonly #onOutOfTouch: (nodeId: NodeId) => void;
  readonly #streams = new Map<NodeId, ServedStream>();

  /** @param onOutOfTouch a node's stream ended, and it has no other */
  constructor(context: HeadContext, resources: ClusterResources, onOutOfTouch: (nodeId: NodeId) => void) {
    this.#context = context;
    this.#resources = resources;
    this.#onOutOfTouch = onOutOfTouch;
    context.events.listen((event) => {
      if (event.type !== "node-removed") return;
      this.#streams.get(event.nodeId)?.end();
      this.#streams.delete(event.nodeId);
    });
  }

  register(server: RpcServer): void {
    server.handleStream(syncer.RaySyncer.startSync.path, { node_id: HEAD_ID }, (stream) => this.#open(stream));
  }

  #open(stream: ServedStream): ServedStreamEvents {
    const nodeId = NodeId.fromHex(stream.metadata["node_id"] ?? "");
    this.#streams.get(nodeId)?.end();
    this.#streams.set(nodeId, stream);
    for (const other of this.#resources.messages()) {
      if (other.nodeId === nodeId) continue;
      const { version, message: syncMessage } = other;
      const messageType = syncer.MessageType.RESOURCE_VIEW;
      stream.send(encodeBatch({ version, messageType, syncMessage, nodeId: idBytes(other.nodeId) }));
    }
    return {
      onMessage: (body) => this.#receive(nodeId, stream, body),
      onEnd: () => {
        if (this.#streams.get(nodeId) !== stream) return;
        this.#streams.delete(nodeId);
        this.#onOutOfTouch(nodeId);
      },
    };
  }

  #receive(nodeId: NodeId, stream: ServedStream, body: Uint8Array): void {
    try {
      for (const message of decode(syncer.RaySyncMessageBatch, body).messages) this.#take(nodeId, message);
    } catch (error) {
      this.#context.log.warning(`The resource stream of node ${nodeId} is ended: ${errorText(error)}`);
      stream.end();
    }
  }

  /** A node speaks for itself alone: what names another one is not passed on. */
  #take(nodeId: NodeId, message: syncer.RaySyncMessage): void {
    if (NodeId.fromBytes(message.nodeId) !== nodeId) return;
    if (message.messageType === syncer.MessageType.RESOURCE_VIEW) {
      const view = viewOf(decode(syncer.ResourceViewSyncMessage, message.syncMessage));
      const kept = Uint8Array.prototype.slice.call(message.syncMessage);
      if (!this.#resources.update(nodeId, message.version, view, kept, this.#context.now())) return;
      this.#tell(nodeId, view);
    }
    const batch = encodeBatch(message);
    for (const [other, stream] of this.#streams) if (other !== nodeId) stream.send(batch);
  }

  #tell(nodeId: NodeId, view: NodeView): void {
    this.#context.events.tell({
      type: "node-resources",
      nodeId,
      total: toAmounts(Object.entries(view.total)),
      available: toAmounts(Object.entries(view.available)),
      labels: new Map(Object.entries(view.labels)),
      isDraining: view.isDraining,
    });
  }
}

function encodeBatch(message: Init<syncer.RaySyncMessage>): Buffer {
  return encode(syncer.RaySyncMessageBatch, { messages: [message] });
}

function viewOf(message: syncer.ResourceViewSyncMessage): NodeView {
  return {
    total: message.resourcesTotal,
    available: message.resourcesAvailable,
    labels: message.labels,
    isDraining: message.isDraining,
    drainingDeadlineMs: message.drainingDeadlineTimestampMs,
    objectPullsQueued: message.objectPullsQueued,
    idleDurationMs: message.idleDurationMs,
    activity: message.nodeActivity,
  };
}
