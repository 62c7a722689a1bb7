import { Engine, fairWeather, Network, type Weather } from "./engine.js";
import { type ClientKind, SimClient } from "./sim-client.js";
import { type ClientAnswer, type NodeSize, SimNode } from "./sim-node.js";
import { type Owned, SimOwner } from "./sim-owner.js";

export interface ObjectClusterOptions {
  readonly seed: number;
  readonly nodes: number;
  readonly size: NodeSize;
  readonly weather: Weather;
}

/** Nodes with the production machines for objects, their owners and clients, a network, and a head that tells of deaths. */
export class ObjectCluster {
  readonly engine: Engine;
  readonly network: Network;
  readonly all: SimNode[] = [];
  readonly owners: SimOwner[] = [];
  readonly clients: SimClient[] = [];
  #nextObject = 0;

  constructor({ seed, nodes, size, weather }: ObjectClusterOptions) {
    this.engine = new Engine(seed);
    this.network = new Network(this.engine, weather);
    for (let number = 0; number < nodes; number += 1) {
      const node = new SimNode(this, `n${number}`, size);
      this.all.push(node);
      this.owners.push(new SimOwner(this, node, `owner${number}`));
    }
  }

  // What nodes, owners and clients need of it.

  nodes(): readonly SimNode[] {
    return this.all.filter((node) => node.isAlive);
  }

  nodeOf(nodeId: string): SimNode | null {
    return this.all.find((node) => node.nodeId === nodeId) ?? null;
  }

  ownerOf(workerId: string): SimOwner | null {
    return this.owners.find(({ address }) => address.workerId === workerId) ?? null;
  }

  sealed(node: SimNode, objectId: string): void {
    for (const client of this.clients) if (client.node === node) client.sealed(objectId);
  }

  answered(node: SimNode, effect: ClientAnswer): void {
    const number = numberOf(effect);
    const client = this.clients[number];
    if (client?.node !== node) throw new Error(`nobody on ${node.nodeId} is ${number}`);
    client.answered(effect);
  }

  // What happens to it.

  make(owner: SimOwner, sizeBytes: number): string {
    const objectId = `o${this.#nextObject++}`;
    owner.start(objectId, sizeBytes);
    return objectId;
  }

  ask(
    kind: ClientKind,
    node: SimNode,
    owned: readonly { readonly owner: SimOwner; readonly objectId: string }[],
  ): void {
    const objects = owned.map(({ owner, objectId }) => ({ objectId, owner: owner.address }));
    const client = new SimClient(this.engine, kind, node, this.clients.length, objects);
    this.clients.push(client);
    client.begin();
  }

  /** kill -9; the others hear of it sooner or later. */
  crash(node: SimNode): void {
    this.engine.note(`${node.nodeId} is killed`);
    node.isAlive = false;
    for (const client of this.clients) if (client.node === node) client.isDone = true;
    for (const other of this.nodes()) {
      this.engine.after(this.engine.between(100, 5_000), () => {
        other.post({ type: "nodeDied", nodeId: node.nodeId });
        other.transfer.nodeDied(node.nodeId);
      });
    }
    for (const owner of this.owners.filter(({ isAlive }) => isAlive)) {
      this.engine.after(this.engine.between(100, 5_000), () => owner.nodeDied(node.nodeId));
    }
  }

  /** Objects that somebody may ask for, of living owners and others. */
  known(): { readonly owner: SimOwner; readonly objectId: string; readonly owned: Owned }[] {
    return this.owners.flatMap((owner) =>
      [...owner.objects.values()].map((owned) => ({ owner, objectId: owned.objectId, owned })),
    );
  }

  // What must hold.

  runFor(ms: number): void {
    this.engine.runUntil(this.engine.now + ms, () => this.check());
  }

  /** After each step: the machines' own invariants where something happened, and that nothing that is owned is lost. */
  check(): void {
    let isTouched = false;
    for (const node of this.all) {
      if (!node.isTouched || !node.isAlive) continue;
      node.validate();
      isTouched = true;
    }
    if (!isTouched) return;
    for (const { owner, owned } of this.known()) {
      const { isReleased, makingOn, madeOn, objectId } = owned;
      if (!owner.isAlive || isReleased || makingOn !== null || madeOn === null || !madeOn.isAlive) continue;
      if (!madeOn.keeps(objectId)) throw new Error(`${objectId} is lost on ${madeOn.nodeId}, where it was made`);
    }
  }

  waiting(): SimClient[] {
    return this.clients.filter(({ isDone }) => !isDone);
  }

  /** The world behaves from now on: everybody gets what he waits for, or an error. */
  calmDown(): void {
    this.network.weather = fairWeather;
    for (const node of this.nodes()) {
      node.disk.isFull = false;
      node.disk.isDeaf = false;
      node.store.hasFallback = true;
    }
    for (let round = 0; round < 10 && this.waiting().length > 0; round += 1) this.runFor(60_000);
    const [stuck] = this.waiting();
    if (stuck !== undefined) throw new Error(stuck.why());
  }

  /** All references go: nothing may be left of what living owners had. */
  releaseAll(): void {
    for (const { owner, owned } of this.known()) if (owner.isAlive) owner.release(owned);
    this.runFor(60_000);
    for (const node of this.nodes()) {
      const { requests } = node.objects.counts();
      const { pulls, pushes, arrivals } = node.transfer.counts();
      const counts = { requests, pulls, pushes, arrivals, files: node.disk.files.size };
      if (Object.values(counts).some((count) => count > 0))
        throw new Error(`${node.nodeId}: ${JSON.stringify(counts)}`);
      for (const stored of node.store.objects.values()) {
        const { objectId, owner, isPrimary, refs, holds, source } = stored;
        const isOwned = owner !== null && this.ownerOf(owner.workerId)?.isAlive === true;
        const isLeft = isOwned && source !== "errorStoredByRaylet";
        if (isPrimary || refs > 0 || holds > 0 || isLeft)
          throw new Error(`${objectId} is left on ${node.nodeId}: ${JSON.stringify(stored)}`);
      }
    }
  }
}

function numberOf(effect: ClientAnswer): number {
  switch (effect.type) {
    case "replyWait":
      return effect.waitId;
    case "actorArgsReady":
      return effect.connectionId;
    case "plasmaReady":
      return effect.connectionId;
    case "dependenciesReady":
    case "dependenciesLost":
      return Number(effect.leaseId.slice(1));
  }
}
