import { earliest } from "../../src/core/due.js";
import type { ObjectEffect } from "../../src/core/objects/types.js";
import { PullManager } from "../../src/core/transfer/pull-manager.js";
import { PushManager } from "../../src/core/transfer/push-manager.js";
import {
  defaultPullConfig,
  defaultPushConfig,
  type PullEffect,
  type PullEvent,
  type PushEffect,
  type PushEvent,
  type PushFailure,
} from "../../src/core/transfer/types.js";
import type { NodeWorld, SimNode } from "./sim-node.js";

export const chunkBytes = 10;

interface Arrival {
  readonly job: number;
  readonly sizeBytes: number;
  isReady: boolean;
  ticket: number;
  readonly received: Set<number>;
  toldAtMs: number | null;
  hasToldSize: boolean;
}

/** The production machines that move objects, over a model of crates/transfer: room first, then chunks in any order. */
export class SimTransfer {
  readonly #world: NodeWorld;
  readonly #node: SimNode;
  readonly #pulls: PullManager;
  readonly #pushes: PushManager;
  readonly #arrivals = new Map<string, Arrival>();
  /** Chunks that were sent from here. */
  sent = 0;

  constructor(world: NodeWorld, node: SimNode, capacityBytes: number) {
    this.#world = world;
    this.#node = node;
    const random = () => world.engine.random.below(1_000) / 1_000;
    const argsBytes = () => node.objects.argsBytes();
    this.#pulls = new PullManager({ ...defaultPullConfig, capacityBytes, argsBytes, maxPulls: 8, random });
    this.#pushes = new PushManager({ ...defaultPushConfig, chunkBytes, window: 2, maxChunks: 8 });
  }

  perform(effect: Extract<ObjectEffect, { type: "pull" | "cancelPull" }>): void {
    if (effect.type === "cancelPull") return this.#pull({ type: "unwanted", objectId: effect.objectId });
    const { objectId, owner, urgency, nodeIds: holders, spilledNodeId, objectSize: sizeBytes } = effect;
    this.#pull({ type: "wanted", objectId, owner, urgency, holders, spilledNodeId, sizeBytes });
  }

  objectCame(objectId: string): void {
    if (!this.#pushes.isAwaited(objectId)) return;
    const source = this.#node.objects.sourceOf(objectId);
    if (source !== null) this.#push({ type: "came", objectId, source });
  }

  nodeDied(nodeId: string): void {
    this.#node.run(() => {
      this.#push({ type: "nodeDied", nodeId });
      this.#pull({ type: "nodeDied", nodeId });
    });
  }

  tick(): void {
    this.#pull({ type: "tick" });
    this.#push({ type: "tick" });
  }

  nextDeadlineMs(): number | null {
    return earliest(this.#pulls.nextDeadlineMs(), this.#pushes.nextDeadlineMs());
  }

  describe(objectId: string): string | null {
    return this.#pulls.describe(objectId);
  }

  counts(): { pulls: number; pushes: number; arrivals: number } {
    return { pulls: this.#pulls.counts().pulls, pushes: this.#pushes.counts().pushes, arrivals: this.#arrivals.size };
  }

  #pull(event: PullEvent): void {
    for (const effect of this.#pulls.handle([event], this.#world.engine.now)) this.#performPull(effect);
  }

  #push(event: PushEvent): void {
    for (const effect of this.#pushes.handle(event, this.#world.engine.now)) this.#performPush(effect);
  }

  /** News of a thread: it gets here a little later. */
  #later(event: PullEvent): void {
    const { engine } = this.#world;
    engine.after(engine.between(0, 3), () => this.#node.run(() => this.#pull(event)));
  }

  // Objects on their way here.

  #performPull(effect: PullEffect): void {
    switch (effect.type) {
      case "accept":
        return this.#accept(effect);
      case "abandon":
        return this.#abandon(effect);
      case "ask":
        return this.#ask(effect);
      case "warn":
        this.#world.engine.note(`${this.#node.nodeId}: ${effect.text}`);
    }
  }

  #accept({ job, objectId, owner, sizeBytes }: Extract<PullEffect, { type: "accept" }>): void {
    if (this.#arrivals.has(objectId)) throw new Error(`${objectId} is accepted twice`);
    const isReady = sizeBytes === 0;
    const rest = { ticket: 0, received: new Set<number>(), toldAtMs: null, hasToldSize: false };
    const arrival: Arrival = { job, sizeBytes, isReady, ...rest };
    this.#arrivals.set(objectId, arrival);
    if (isReady) return this.#later({ type: "ready", job });
    const { store } = this.#node;
    arrival.ticket = store.create({ objectId, owner, source: "receivedFromRemoteRaylet", sizeBytes }, (outcome) => {
      if (outcome === "ok") {
        arrival.isReady = true;
        return this.#later({ type: "ready", job });
      }
      this.#arrivals.delete(objectId);
      this.#later({ type: "refused", job, why: outcome, text: `the store says ${outcome}` });
    });
  }

  #abandon({ job, objectId }: Extract<PullEffect, { type: "abandon" }>): void {
    const arrival = this.#arrivals.get(objectId);
    if (arrival?.job !== job) return;
    this.#arrivals.delete(objectId);
    if (arrival.sizeBytes === 0) return;
    if (arrival.isReady) this.#node.store.abort(objectId);
    else this.#node.store.cancel(arrival.ticket);
  }

  #ask({ nodeId, objectIds }: Extract<PullEffect, { type: "ask" }>): void {
    const { network } = this.#world;
    const asker = this.#node;
    const holder = this.#world.nodeOf(nodeId);
    network.call(
      () => holder?.isAlive === true,
      () => holder?.transfer.asked(asker, objectIds),
      (answer) => {
        if (answer !== null) return;
        asker.run(() => this.#pull({ type: "askFailed", nodeId, objectIds, text: "no answer" }));
      },
    );
  }

  /** One chunk comes. `misfit`: it is an error for its sender; `unwanted`: the sender may spare itself the rest. */
  chunk(objectId: string, sizeBytes: number, index: number): "taken" | "unwanted" | "misfit" {
    const arrival = this.#arrivals.get(objectId);
    if (arrival === undefined) return "unwanted";
    if (!arrival.isReady) return "taken";
    if (sizeBytes !== arrival.sizeBytes) {
      if (!arrival.hasToldSize) this.#later({ type: "otherSize", job: arrival.job, sizeBytes });
      arrival.hasToldSize = true;
      return arrival.sizeBytes === 0 ? "taken" : "misfit";
    }
    arrival.received.add(index);
    const { now } = this.#world.engine;
    if (arrival.received.size < chunksOf(sizeBytes)) {
      if (arrival.toldAtMs !== null && now - arrival.toldAtMs < 1_000) return "taken";
      arrival.toldAtMs = now;
      this.#later({ type: "progress", job: arrival.job, receivedBytes: arrival.received.size * chunkBytes });
      return "taken";
    }
    this.#arrivals.delete(objectId);
    this.#node.store.seal(objectId, true);
    this.#later({ type: "arrived", job: arrival.job });
    return "taken";
  }

  // Objects on their way to others.

  /** ObjectManagerService.Pull. */
  asked(asker: SimNode, objectIds: readonly string[]): true {
    this.#node.run(() => {
      for (const objectId of objectIds) {
        const source = this.#node.objects.sourceOf(objectId);
        this.#push({ type: "asked", nodeId: asker.nodeId, objectId, source, takesStreams: true });
      }
    });
    return true;
  }

  #performPush(effect: PushEffect): void {
    switch (effect.type) {
      case "push":
        return this.#beginPush(effect);
      case "copyCorrupt":
        return this.#node.post(effect);
      case "warn":
        this.#world.engine.note(`${this.#node.nodeId}: ${effect.text}`);
    }
  }

  #beginPush({ job, nodeId, objectId, source, window }: Extract<PushEffect, { type: "push" }>): void {
    const { engine, network } = this.#world;
    const node = this.#node;
    const end = (why: PushFailure | null) => {
      if (source.type === "store" && why !== "gone") node.store.change(objectId, "holds", -1);
      const event: PushEvent =
        why === null ? { type: "pushed", job } : { type: "pushFailed", job, why, text: `it is ${why}` };
      node.run(() => this.#push(event));
    };
    if (source.type === "store" && !node.store.change(objectId, "holds", 1)) {
      engine.after(1, () => end("gone"));
      return;
    }
    const trouble = source.type === "file" ? node.disk.trouble(objectId, source.copy.path) : null;
    if (trouble !== null) {
      engine.after(1, () => end(trouble));
      return;
    }
    const sizeBytes = source.type === "file" ? source.copy.dataSize : (node.store.sealed(objectId)?.sizeBytes ?? 0);
    const target = this.#world.nodeOf(nodeId);
    let next = 0;
    let underWay = 0;
    let isOver = false;
    const pump = () => {
      while (!isOver && underWay < window && next < chunksOf(sizeBytes)) {
        const index = next++;
        underWay += 1;
        this.sent += 1;
        network.call(
          () => target?.isAlive === true,
          () => target?.transfer.chunk(objectId, sizeBytes, index) ?? "misfit",
          (answer) => {
            underWay -= 1;
            if (isOver || !node.isAlive) return;
            if (answer === null || answer === "misfit") {
              isOver = true;
              end("receiver");
              return;
            }
            if (answer === "unwanted" || (next === chunksOf(sizeBytes) && underWay === 0)) {
              isOver = true;
              end(null);
            } else pump();
          },
        );
      }
    };
    pump();
  }

  validate(): void {
    this.#pulls.validate();
    this.#pushes.validate();
    const { pulls, arrivals } = this.counts();
    if (arrivals > pulls) throw new Error(`${arrivals} objects arrive here, ${pulls} are pulled`);
  }
}

function chunksOf(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / chunkBytes));
}
