import { earliest } from "../core/due.js";
import type { ObjectManager } from "../core/objects/object-manager.js";
import type { ObjectEffect, ObjectEvent } from "../core/objects/types.js";
import { PullManager } from "../core/transfer/pull-manager.js";
import { PushManager } from "../core/transfer/push-manager.js";
import {
  defaultPullConfig,
  defaultPushConfig,
  type PullEffect,
  type PullEvent,
  type PushEffect,
  type PushEvent,
} from "../core/transfer/types.js";
import { NodeId, ObjectId } from "../ids/index.js";
import type { StoreOwner } from "../native/plasma-store.js";
import type { RpcServer } from "../native/rpc.js";
import { Transfer, type TransferEvent } from "../native/transfer.js";
import { errorText } from "../runtime/errors.js";
import { FoldedWarnings } from "../runtime/folded-warnings.js";
import { decode, encode, hasOwnField, OwnField, rpc, withOwnField } from "../wire/index.js";
import type { RemoteNode } from "./cluster-link.js";
import type { NodeContext } from "./node-context.js";
import type { TransferWays } from "./node-settings.js";

export interface TransferShellOptions {
  readonly context: NodeContext;
  /** The object manager's port. */
  readonly server: RpcServer;
  readonly authToken: string | null;
  readonly capacityBytes: number;
  readonly ways: TransferWays;
  /** Answers what is here. */
  readonly objects: Pick<ObjectManager, "sourceOf" | "argsBytes">;
  readonly post: (event: ObjectEvent) => void;
  readonly nodeOf: (nodeId: string) => RemoteNode | null;
  readonly nodes: () => Iterable<RemoteNode>;
}

const CALL_TIMEOUT_MS = 20_000;
/** Performs what the pull and push managers decide: ObjectManagerService, both ways (Ray 2.60.0). */
export class TransferShell {
  readonly #options: TransferShellOptions;
  readonly #pulls: PullManager;
  readonly #pushes: PushManager;
  readonly #transfer: Transfer;
  readonly #warnings: FoldedWarnings;

  constructor(options: TransferShellOptions) {
    this.#options = options;
    const { context, server, authToken, capacityBytes, ways } = options;
    const { config } = context;
    const chunkBytes = config.object_manager_default_chunk_size;
    const retryMs = config.object_manager_pull_timeout_ms;
    const argsBytes = () => options.objects.argsBytes();
    const pullConfig = { ...defaultPullConfig, capacityBytes, argsBytes, retryMs, random: Math.random };
    this.#pulls = new PullManager(pullConfig);
    this.#pushes = new PushManager({ ...defaultPushConfig, chunkBytes, waitMs: config.object_manager_push_timeout_ms });
    this.#warnings = new FoldedWarnings(context.log, (count) => `${count} more transfers had trouble like the last`);
    this.#transfer = Transfer.start({
      store: context.store,
      server,
      nodeId: context.nodeIdBytes,
      chunkBytes,
      authToken,
      isNearOn: ways.isNearOn,
      onEvents: (events) => {
        // The store sealed what arrived before this was said.
        context.store.drainEvents();
        context.queue.run(() => this.#receive(events));
      },
    });
    const { nearProblem } = this.#transfer;
    if (nearProblem !== null) context.log.warning(`Other nodes on this host send objects over TCP: ${nearProblem}`);
    server.listen(rpc.ObjectManagerService.pull.path, new Uint8Array(), (body, peer) => this.#asked(body, peer));
  }

  /** An effect of the object manager. */
  perform(effect: Extract<ObjectEffect, { type: "pull" | "cancelPull" | "freeOnOtherNodes" }>): void {
    switch (effect.type) {
      case "pull": {
        const { objectId, owner, urgency, spilledNodeId } = effect;
        const { nodeIds: holders, objectSize: sizeBytes } = effect;
        return this.#pull({ type: "wanted", objectId, owner, urgency, holders, spilledNodeId, sizeBytes });
      }
      case "cancelPull":
        return this.#pull({ type: "unwanted", objectId: effect.objectId });
      case "freeOnOtherNodes": {
        const objectIds = effect.objectIds.map((id) => Buffer.from(id, "hex"));
        for (const node of this.#options.nodes()) this.#free(node, objectIds);
      }
    }
  }

  /** A copy of the object lies in the store or on disk from now on. */
  objectCame(objectId: string): void {
    if (!this.#pushes.isAwaited(objectId)) return;
    const source = this.#options.objects.sourceOf(objectId);
    if (source !== null) this.#push({ type: "came", objectId, source });
  }

  /** Another node is dead. @param node as it was known; null if it was not */
  nodeDied(nodeId: string, node: RemoteNode | null): void {
    this.#options.context.queue.run(() => {
      if (node !== null) this.#transfer.disconnect(`${node.ip}:${node.objectManagerPort}`);
      this.#push({ type: "nodeDied", nodeId });
      this.#pull({ type: "nodeDied", nodeId });
    });
  }

  tick(): void {
    this.#options.context.queue.run(() => {
      this.#pull({ type: "tick" });
      this.#push({ type: "tick" });
    });
  }

  /** Objects that are wanted from other nodes wait for room in the store. */
  isShortOfRoom(): boolean {
    return this.#pulls.isShortOfRoom();
  }

  /** What is being done to bring an object here, in words; null: nothing. */
  describe(objectId: string): string | null {
    return this.#pulls.describe(objectId);
  }

  /** When `tick` is due next, or null. */
  nextDeadlineMs(): number | null {
    return earliest(this.#pulls.nextDeadlineMs(), this.#pushes.nextDeadlineMs());
  }

  close(): void {
    this.#transfer.close();
  }

  /** Pull: another node wants objects. The answer is empty and has left already. */
  #asked(body: Buffer, peer: string): void {
    const { context, objects } = this.#options;
    let nodeId: NodeId;
    let objectIds: ObjectId[];
    let takesStreams: boolean;
    try {
      const request = decode(rpc.PullRequest, body);
      nodeId = NodeId.fromBytes(request.nodeId);
      objectIds = request.objectIds.map((id) => ObjectId.fromBytes(id));
      takesStreams = hasOwnField(body, OwnField.stream);
    } catch (error) {
      this.#warnings.warn(() => `A Pull of ${peer} is not understood and left aside: ${errorText(error)}`);
      return;
    }
    context.store.drainEvents();
    context.queue.run(() => {
      for (const objectId of objectIds) {
        this.#push({ type: "asked", nodeId, objectId, source: objects.sourceOf(objectId), takesStreams });
      }
    });
  }

  #receive(events: readonly TransferEvent[]): void {
    const ofPulls: PullEvent[] = [];
    for (const event of events) {
      if (event.type === "pushed" || event.type === "pushFailed") this.#push(event);
      else ofPulls.push(event);
    }
    if (ofPulls.length > 0) this.#pull(...ofPulls);
  }

  #pull(...events: readonly PullEvent[]): void {
    for (const effect of this.#pulls.handle(events, this.#options.context.now())) this.#performPull(effect);
  }

  #push(event: PushEvent): void {
    for (const effect of this.#pushes.handle(event, this.#options.context.now())) this.#performPush(effect);
  }

  #performPull(effect: PullEffect): void {
    switch (effect.type) {
      case "accept": {
        const { job, objectId, owner, sizeBytes } = effect;
        if (this.#transfer.accept(job, objectId as ObjectId, owner as StoreOwner, sizeBytes)) return;
        return this.#pull({ type: "refused", job, why: "exists", text: "its last transfer has not ended" });
      }
      case "abandon":
        return this.#transfer.abandon(effect.job, effect.objectId as ObjectId);
      case "ask":
        void this.#ask(effect.nodeId, effect.objectIds);
        return;
      case "warn":
        return this.#warnings.warn(() => effect.text);
    }
  }

  async #ask(nodeId: string, objectIds: readonly string[]): Promise<void> {
    const { context, nodeOf, ways } = this.#options;
    const { path } = rpc.ObjectManagerService.pull;
    const request = encode(rpc.PullRequest, {
      nodeId: context.nodeIdBytes,
      objectIds: objectIds.map((id) => Buffer.from(id, "hex")),
    });
    const body = ways.isStreamOn ? withOwnField(request, OwnField.stream) : request;
    try {
      const node = nodeOf(nodeId);
      if (node === null) throw new Error(`node ${nodeId} is not known`);
      await context.rpc.call(`${node.ip}:${node.objectManagerPort}`, path, body, { timeoutMs: CALL_TIMEOUT_MS });
    } catch (error) {
      const text = `node ${nodeId} cannot be asked: ${errorText(error)}`;
      context.queue.run(() => this.#pull({ type: "askFailed", nodeId, objectIds, text }));
    }
  }

  #performPush(effect: PushEffect): void {
    switch (effect.type) {
      case "push": {
        const { job, nodeId, objectId, source, window } = effect;
        const takesStreams = effect.takesStreams && this.#options.ways.isStreamOn;
        const node = this.#options.nodeOf(nodeId);
        if (node === null) {
          return this.#push({ type: "pushFailed", job, why: "receiver", text: "the node is not known" });
        }
        const record = source.type === "file" ? source.copy : null;
        const address = `${node.ip}:${node.objectManagerPort}`;
        const [id, receiver] = [objectId as ObjectId, nodeId as NodeId];
        return this.#transfer.push(job, id, receiver, address, takesStreams, window, record);
      }
      case "copyCorrupt":
        return this.#options.post(effect);
      case "warn":
        return this.#warnings.warn(() => effect.text);
    }
  }

  #free(node: RemoteNode, objectIds: readonly Buffer[]): void {
    const { context } = this.#options;
    const { path } = rpc.NodeManagerService.freeLocalObjects;
    const body = encode(rpc.FreeLocalObjectsRequest, { objectIds: [...objectIds] });
    context.rpc.call(`${node.ip}:${node.port}`, path, body, { timeoutMs: CALL_TIMEOUT_MS }).catch((error) => {
      this.#warnings.warn(() => `A node could not be told to free objects: ${errorText(error)}`);
    });
  }
}
