import type { NodeId } from "../../../ids/index.js";
import type { NodeDeath } from "../types.js";

/**
 * Which nodes there are (Ray 2.60.0, gcs_node_manager.cc and gcs_health_check_manager.cc).
 *
 *   unknown --register--> alive --unregister, missed health checks, another head node registers--> dead --(kept a while)--> unknown
 *
 * A node that is dead stays dead: its raylet finds out and ends, and comes back under a new id. Every alive node is asked for
 * its health; `healthFailureThreshold` failures in a row end it. Where its host says that nobody listens at its port, the raylet
 * has ended: `refusalThreshold` such answers end the node too, and come sooner (stock waits as for a silent one, 15 s). What a
 * node says of itself is the caller's row; here are only the facts that decisions need.
 *
 * Invariants: a node is alive or dead, not both; at most one alive head node; at most one health check a node is open;
 * at most `maxDeadNodes` dead ones are remembered, the longest dead go first.
 */
export interface NodeFacts {
  readonly nodeId: NodeId;
  readonly isHead: boolean;
}

export interface NodeLimits {
  /** Ray 2.60.0: health_check_initial_delay_ms, health_check_period_ms, health_check_failure_threshold. */
  readonly healthInitialDelayMs: number;
  readonly healthPeriodMs: number;
  readonly healthFailureThreshold: number;
  /** After a refused check the next one comes so soon; so many in a row end the node. */
  readonly refusalPeriodMs: number;
  readonly refusalThreshold: number;
  /** Ray 2.60.0, maximum_gcs_dead_node_cached_count. */
  readonly maxDeadNodes: number;
}

export type DrainReason = "idle" | "preemption";

export interface Drain {
  readonly reason: DrainReason;
  /** Whoever drained it says why. */
  readonly message: string;
  /** Epoch ms, 0 = none. */
  readonly deadlineMs: number;
}

export type NodeEvent =
  | { readonly type: "register"; readonly node: NodeFacts }
  | { readonly type: "unregister"; readonly nodeId: NodeId; readonly death: NodeDeath }
  /** What came of a `checkHealth`; refused: its host says that nobody listens at its port. */
  | { readonly type: "health"; readonly nodeId: NodeId; readonly answer: "serving" | "none" | "refused" }
  /** Its stream of resource views broke off. */
  | { readonly type: "outOfTouch"; readonly nodeId: NodeId }
  /** The node agreed to be drained. */
  | ({ readonly type: "drain"; readonly nodeId: NodeId } & Drain)
  | { readonly type: "tick" };

export type NodeEffect =
  | { readonly type: "added"; readonly nodeId: NodeId }
  /** A living node registered once more: only its row is new. */
  | { readonly type: "refreshed"; readonly nodeId: NodeId }
  /** It is dead already and cannot come back under this id. */
  | { readonly type: "refused"; readonly nodeId: NodeId }
  | { readonly type: "removed"; readonly nodeId: NodeId; readonly death: NodeDeath }
  | { readonly type: "draining"; readonly nodeId: NodeId; readonly reason: DrainReason }
  | { readonly type: "checkHealth"; readonly nodeId: NodeId }
  /** Long dead: nothing needs to be known of it any more. */
  | { readonly type: "forgotten"; readonly nodeId: NodeId };

/** Numbers of common.proto NodeDeathInfo.Reason (Ray 2.60.0). */
export const DeathReason = {
  UNSPECIFIED: 0,
  EXPECTED_TERMINATION: 1,
  UNEXPECTED_TERMINATION: 2,
  AUTOSCALER_DRAIN_PREEMPTED: 3,
  AUTOSCALER_DRAIN_IDLE: 4,
} as const;

interface AliveNode extends NodeFacts {
  nextCheckMs: number;
  isChecking: boolean;
  failures: number;
  refusals: number;
  drain: Drain | null;
}

export class NodeManager {
  readonly #limits: NodeLimits;
  readonly #alive = new Map<NodeId, AliveNode>();
  /** In the order they died. */
  readonly #dead = new Set<NodeId>();

  constructor(limits: NodeLimits) {
    this.#limits = limits;
  }

  handle(event: NodeEvent, now: number): NodeEffect[] {
    switch (event.type) {
      case "register":
        return this.#register(event.node, now);
      case "unregister": {
        const node = this.#alive.get(event.nodeId);
        return node === undefined ? [] : this.#remove(node, causeOf(event.death, node.drain, now));
      }
      case "health":
        return this.#health(event, now);
      case "outOfTouch": {
        const node = this.#alive.get(event.nodeId);
        if (node !== undefined) node.nextCheckMs = Math.min(node.nextCheckMs, now);
        return this.#tick(now);
      }
      case "drain": {
        const node = this.#alive.get(event.nodeId);
        if (node === undefined) return [];
        node.drain = { reason: event.reason, message: event.message, deadlineMs: event.deadlineMs };
        return [{ type: "draining", nodeId: event.nodeId, reason: event.reason }];
      }
      case "tick":
        return this.#tick(now);
    }
  }

  /** What an earlier head knew, once, before the first event: the living are asked for their health as new ones are. */
  restore(alive: readonly NodeFacts[], dead: readonly NodeId[], now: number): NodeEffect[] {
    for (const facts of alive) this.#add(facts, now);
    for (const nodeId of dead) this.#dead.add(nodeId);
    return this.#forgetOldest();
  }

  isAlive(nodeId: NodeId): boolean {
    return this.#alive.has(nodeId);
  }

  isDead(nodeId: NodeId): boolean {
    return this.#dead.has(nodeId);
  }

  /** Alive ones in the order they came, then dead ones in the order they went. */
  nodeIds(): NodeId[] {
    return [...this.#alive.keys(), ...this.#dead];
  }

  /** The deadlines (epoch ms, 0 = none) of the nodes that are being drained. */
  draining(): ReadonlyMap<NodeId, number> {
    const draining = new Map<NodeId, number>();
    for (const { nodeId, drain } of this.#alive.values()) if (drain !== null) draining.set(nodeId, drain.deadlineMs);
    return draining;
  }

  /** When the next `tick` has something to do; null with no node. */
  nextWakeMs(): number | null {
    let next: number | null = null;
    for (const node of this.#alive.values()) {
      if (!node.isChecking && (next === null || node.nextCheckMs < next)) next = node.nextCheckMs;
    }
    return next;
  }

  validate(): void {
    for (const nodeId of this.#alive.keys()) {
      if (this.#dead.has(nodeId)) throw new Error(`${nodeId} is alive and dead`);
    }
    const heads = [...this.#alive.values()].filter((node) => node.isHead);
    if (heads.length > 1) throw new Error(`${heads.length} head nodes are alive`);
    if (this.#dead.size > this.#limits.maxDeadNodes) throw new Error(`${this.#dead.size} dead nodes are remembered`);
  }

  #register(facts: NodeFacts, now: number): NodeEffect[] {
    const { nodeId } = facts;
    if (this.#dead.has(nodeId)) return [{ type: "refused", nodeId }];
    if (this.#alive.has(nodeId)) return [{ type: "refreshed", nodeId }];
    const effects: NodeEffect[] = [];
    if (facts.isHead) {
      for (const other of [...this.#alive.values()].filter((node) => node.isHead)) {
        const message = "a new head node registered, so this one must have ended";
        effects.push(...this.#remove(other, { reason: DeathReason.UNEXPECTED_TERMINATION, message }));
      }
    }
    this.#add(facts, now);
    effects.push({ type: "added", nodeId });
    return effects;
  }

  #add(facts: NodeFacts, now: number): void {
    const nextCheckMs = now + this.#limits.healthInitialDelayMs;
    this.#alive.set(facts.nodeId, { ...facts, nextCheckMs, isChecking: false, failures: 0, refusals: 0, drain: null });
  }

  #remove(node: AliveNode, death: NodeDeath): NodeEffect[] {
    this.#alive.delete(node.nodeId);
    this.#dead.add(node.nodeId);
    return [{ type: "removed", nodeId: node.nodeId, death }, ...this.#forgetOldest()];
  }

  #forgetOldest(): NodeEffect[] {
    const effects: NodeEffect[] = [];
    for (const oldest of this.#dead) {
      if (this.#dead.size <= this.#limits.maxDeadNodes) break;
      this.#dead.delete(oldest);
      effects.push({ type: "forgotten", nodeId: oldest });
    }
    return effects;
  }

  #health({ nodeId, answer }: Extract<NodeEvent, { type: "health" }>, now: number): NodeEffect[] {
    const node = this.#alive.get(nodeId);
    if (node === undefined) return [];
    const { healthPeriodMs, healthFailureThreshold, refusalPeriodMs, refusalThreshold } = this.#limits;
    node.isChecking = false;
    node.nextCheckMs = now + (answer === "refused" ? refusalPeriodMs : healthPeriodMs);
    node.failures = answer === "serving" ? 0 : node.failures + 1;
    node.refusals = answer === "refused" ? node.refusals + 1 : 0;
    const hasEnded = node.refusals >= refusalThreshold;
    if (!hasEnded && node.failures < healthFailureThreshold) return [];
    return this.#remove(node, causeOfSilence(node.drain, hasEnded, now));
  }

  #tick(now: number): NodeEffect[] {
    const effects: NodeEffect[] = [];
    for (const node of this.#alive.values()) {
      if (node.isChecking || node.nextCheckMs > now) continue;
      node.isChecking = true;
      effects.push({ type: "checkHealth", nodeId: node.nodeId });
    }
    return effects;
  }
}

/** A node that was asked to go and went has gone for that reason. */
function causeOf(death: NodeDeath, drain: Drain | null, now: number): NodeDeath {
  if (drain === null || death.reason === DeathReason.UNEXPECTED_TERMINATION) return death;
  if (drain.reason === "idle") return { ...death, reason: DeathReason.AUTOSCALER_DRAIN_IDLE };
  return isTaken(drain, now) ? { ...death, reason: DeathReason.AUTOSCALER_DRAIN_PREEMPTED } : death;
}

/** A machine that is taken away says nothing (Ray 2.60.0, gcs_node_manager.cc InferDeathInfo). */
function causeOfSilence(drain: Drain | null, hasEnded: boolean, now: number): NodeDeath {
  if (drain !== null && isTaken(drain, now)) {
    return { reason: DeathReason.AUTOSCALER_DRAIN_PREEMPTED, message: drain.message };
  }
  // The words of stock's head: programs and people look for them.
  const words = "health check failed due to missing too many heartbeats";
  const message = hasEnded ? `${words}: its raylet has ended, nobody listens at its port` : words;
  return { reason: DeathReason.UNEXPECTED_TERMINATION, message };
}

/** It was to be preempted by now. */
function isTaken({ reason, deadlineMs }: Drain, now: number): boolean {
  return reason === "preemption" && deadlineMs > 0 && deadlineMs <= now;
}
