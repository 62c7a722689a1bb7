/**
 * The order in which an actor runs the calls it is sent: for each caller by the caller's sequence numbers, from 0 and
 * without gaps, since the network may deliver them in any order (Ray 2.60.0, ordered_actor_task_execution_queue.cc). Calls
 * that name a concurrency group have numbers of their own in each.
 *
 *   a call with   | is
 *   attempt > 0   | run as it comes: its number says nothing
 *   the next one  | run, and after it those that waited for it
 *   a later one   | kept, for `maxWaitMs` at most: then the numbers before it will never come, and it fails
 *   an older one  | refused
 *
 * `processedUpTo` of a call says that the caller waits for no number up to it: the next one is at least the one after, and
 * what is kept below is cancelled.
 */
import type { WorkerId } from "../../ids/index.js";

export type CallQueueEvent =
  | {
      readonly type: "arrive";
      readonly callNumber: number;
      readonly caller: WorkerId;
      /** As the call names it; "": none. */
      readonly group: string;
      readonly sequenceNumber: number;
      readonly processedUpTo: number;
      readonly attempt: number;
    }
  | { readonly type: "tick" };

export type CallQueueEffect =
  | { readonly type: "run"; readonly callNumber: number }
  /** Its caller has given it up. */
  | { readonly type: "cancel"; readonly callNumber: number }
  /** A number that was dealt with before, or whose turn never comes. */
  | { readonly type: "refuse"; readonly callNumber: number; readonly reason: string };

/** actor_scheduling_queue_max_reorder_wait_seconds of Ray 2.60.0. */
export const maxReorderWaitMs = 30_000;

interface Caller {
  next: number;
  readonly kept: Map<number, { readonly callNumber: number; readonly dueAtMs: number }>;
}

export class CallQueue {
  /** By caller, and by group where a call names one. */
  readonly #callers = new Map<string, Caller>();
  #effects: CallQueueEffect[] = [];

  handle(event: CallQueueEvent, now: number): CallQueueEffect[] {
    this.#effects = [];
    if (event.type === "arrive") this.#arrive(event, now);
    else this.#giveUp(now);
    return this.#effects;
  }

  /** When a `tick` has something to do; null: never. */
  get dueAtMs(): number | null {
    let due: number | null = null;
    for (const { kept } of this.#callers.values()) {
      for (const { dueAtMs } of kept.values()) due = due === null ? dueAtMs : Math.min(due, dueAtMs);
    }
    return due;
  }

  #arrive(event: Extract<CallQueueEvent, { type: "arrive" }>, now: number): void {
    const { callNumber, sequenceNumber, processedUpTo, attempt } = event;
    if (attempt > 0) {
      this.#effects.push({ type: "run", callNumber });
      return;
    }
    const key = event.group === "" ? event.caller : `${event.caller} ${event.group}`;
    const caller = this.#callers.get(key) ?? { next: 0, kept: new Map() };
    this.#callers.set(key, caller);
    if (processedUpTo >= caller.next) this.#skipTo(caller, processedUpTo + 1);
    if (sequenceNumber < caller.next) {
      const reason = `call ${sequenceNumber} comes after call ${caller.next - 1}`;
      this.#effects.push({ type: "refuse", callNumber, reason });
      return;
    }
    caller.kept.set(sequenceNumber, { callNumber, dueAtMs: now + maxReorderWaitMs });
    this.#runReady(caller);
  }

  #skipTo(caller: Caller, next: number): void {
    for (const [number, { callNumber }] of caller.kept) {
      if (number >= next) continue;
      caller.kept.delete(number);
      this.#effects.push({ type: "cancel", callNumber });
    }
    caller.next = next;
  }

  #runReady(caller: Caller): void {
    for (let call = caller.kept.get(caller.next); call !== undefined; call = caller.kept.get(caller.next)) {
      caller.kept.delete(caller.next);
      caller.next += 1;
      this.#effects.push({ type: "run", callNumber: call.callNumber });
    }
  }

  #giveUp(now: number): void {
    for (const caller of this.#callers.values()) {
      for (const [number, { callNumber, dueAtMs }] of caller.kept) {
        if (dueAtMs > now) continue;
        caller.kept.delete(number);
        const reason = `call ${number} waited ${maxReorderWaitMs / 1_000} s for call ${caller.next}`;
        this.#effects.push({ type: "refuse", callNumber, reason });
      }
    }
  }
}
