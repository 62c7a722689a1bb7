/**
 * Actors of local mode: each has a thread of its own for its life, and its calls reach it in their callers' order, at most
 * as many at a time as their concurrency group may have. A call waits for its arguments, and those after it of the same caller
 * and group wait with it, unless the actor takes its calls in any order.
 *
 *   waiting   | for its constructor's arguments                       | leaves by argsReady, kill, its last handle
 *   making    | for resources, a thread and its constructor           | leaves by made, failed, refused, ended, kill, its last handle
 *   alive     | it is sent calls                                      | leaves by ended, kill, its last handle
 *   ending    | killed, to be made again once its thread has ended    | leaves by ended, kill, its last handle
 *   dead      | calls fail; kept while there are handles of it        | leaves by its last handle
 *
 * When its thread dies it is made again while `maxRestarts` allows; calls that were under way go to the next thread while
 * `maxTaskRetries` allows, and fail otherwise. One that is not detached ends with its last handle, after the calls that it
 * has; handles are counted by client, a thread or the program itself.
 *
 * Invariants (`validate`): calls run only of actors that are alive, of no group more than its bound; a name is one
 * actor's, which is not dead.
 */
import type { ActorId, TaskId } from "../../ids/index.js";
import type { GroupSettings } from "../core-worker/call-groups.js";
import { ErrorType } from "../core-worker/types.js";
import { type GroupedCall, GroupedCalls } from "./grouped-calls.js";

export interface ActorSettings extends GroupSettings {
  readonly maxRestarts: number;
  readonly maxTaskRetries: number;
  readonly takesAnyOrder: boolean;
  readonly isDetached: boolean;
}

export type ActorBookEvent =
  | {
      readonly type: "create";
      readonly actorId: ActorId;
      readonly client: string;
      /** For people. */
      readonly name: string;
      /** Namespace and name where it has one. */
      readonly key: string | null;
      readonly settings: ActorSettings;
    }
  | { readonly type: "argsReady"; readonly actorId: ActorId }
  | { readonly type: "started"; readonly actorId: ActorId }
  | { readonly type: "refused"; readonly actorId: ActorId; readonly reason: string }
  /** `methodGroups`: what its class says of its methods. */
  | { readonly type: "made"; readonly actorId: ActorId; readonly methodGroups: ReadonlyMap<string, string> }
  /** Its constructor threw. */
  | { readonly type: "failed"; readonly actorId: ActorId; readonly text: string }
  /** Its thread has ended. */
  | { readonly type: "ended"; readonly actorId: ActorId; readonly reason: string }
  | { readonly type: "kill"; readonly actorId: ActorId; readonly noRestart: boolean }
  | { readonly type: "hold"; readonly actorId: ActorId; readonly client: string }
  | { readonly type: "drop"; readonly actorId: ActorId; readonly client: string }
  | { readonly type: "leave"; readonly client: string }
  | {
      readonly type: "call";
      readonly actorId: ActorId;
      readonly callId: TaskId;
      readonly client: string;
      readonly method: string;
      /** As the call names it; "": none. */
      readonly group: string;
    }
  | { readonly type: "callReady"; readonly callId: TaskId }
  | { readonly type: "callDone"; readonly callId: TaskId }
  | { readonly type: "cancelCall"; readonly callId: TaskId };

export type ActorBookEffect =
  | { readonly type: "queue"; readonly actorId: ActorId }
  | { readonly type: "unqueue"; readonly actorId: ActorId }
  /** In the thread that it was given. */
  | { readonly type: "make"; readonly actorId: ActorId }
  /** It was made: it needs no more than it runs with. */
  | { readonly type: "settle"; readonly actorId: ActorId }
  | { readonly type: "release"; readonly actorId: ActorId }
  | { readonly type: "terminate"; readonly actorId: ActorId }
  | { readonly type: "send"; readonly actorId: ActorId; readonly callId: TaskId }
  | { readonly type: "answerCall"; readonly callId: TaskId }
  | { readonly type: "discardCall"; readonly callId: TaskId }
  | { readonly type: "failCall"; readonly callId: TaskId; readonly errorType: ErrorType; readonly message: string }
  | { readonly type: "abortCall"; readonly actorId: ActorId; readonly callId: TaskId }
  /** Nothing is made of it any more: what its constructor was given may go. */
  | { readonly type: "forget"; readonly actorId: ActorId };

interface Call extends GroupedCall {
  readonly callId: TaskId;
  readonly actorId: ActorId;
  retries: number;
}

interface Actor {
  readonly actorId: ActorId;
  readonly name: string;
  readonly key: string | null;
  readonly settings: ActorSettings;
  state: "waiting" | "making" | "alive" | "ending" | "dead";
  /** Whether it has a thread, or a place in the queue for one. */
  run: "none" | "queued" | "running";
  restarts: number;
  readonly handles: Map<string, number>;
  readonly calls: GroupedCalls<Call>;
  whyDead: string;
}

export class ActorBook {
  readonly #actors = new Map<ActorId, Actor>();
  readonly #names = new Map<string, ActorId>();
  readonly #calls = new Map<TaskId, Call>();
  #unanswered = 0;

  handle(event: ActorBookEvent): ActorBookEffect[] {
    const effects: ActorBookEffect[] = [];
    this.#apply(event, effects);
    return effects;
  }

  #apply(event: ActorBookEvent, effects: ActorBookEffect[]): void {
    switch (event.type) {
      case "create":
        this.#create(event);
        return;
      case "leave":
        for (const actor of [...this.#actors.values()]) {
          if (actor.handles.delete(event.client)) this.#endUnused(actor, effects);
        }
        return;
      case "call":
        this.#call(event, effects);
        return;
      case "callReady":
      case "callDone":
      case "cancelCall":
        this.#callEvent(event.type, event.callId, effects);
        return;
    }
    const actor = this.#actors.get(event.actorId);
    if (actor === undefined) return;
    switch (event.type) {
      case "argsReady":
        if (actor.state !== "waiting") return;
        actor.state = "making";
        actor.run = "queued";
        effects.push({ type: "queue", actorId: actor.actorId });
        return;
      case "started":
        actor.run = "running";
        if (actor.state === "making") effects.push({ type: "make", actorId: actor.actorId });
        return;
      case "refused":
        actor.run = "none";
        this.#die(actor, event.reason, effects);
        return;
      case "made":
        if (actor.state !== "making") return;
        actor.state = "alive";
        actor.calls.learn(event.methodGroups);
        effects.push({ type: "settle", actorId: actor.actorId });
        this.#send(actor, effects);
        this.#endUnused(actor, effects);
        return;
      case "failed":
        this.#die(actor, `The constructor of the actor ${actor.name} threw: ${event.text}`, effects);
        return;
      case "ended":
        this.#ended(actor, event.reason, effects);
        return;
      case "kill":
        this.#kill(actor, event.noRestart, effects);
        return;
      case "hold":
        actor.handles.set(event.client, (actor.handles.get(event.client) ?? 0) + 1);
        return;
      case "drop": {
        const left = (actor.handles.get(event.client) ?? 0) - 1;
        if (left > 0) actor.handles.set(event.client, left);
        else actor.handles.delete(event.client);
        this.#endUnused(actor, effects);
      }
    }
  }

  /** Null where there is none, or it is dead. */
  named(key: string): ActorId | null {
    return this.#names.get(key) ?? null;
  }

  /** Calls whose callers have no answer. */
  get unanswered(): number {
    return this.#unanswered;
  }

  isCall(callId: TaskId): boolean {
    return this.#calls.has(callId);
  }

  #create({ actorId, client, name, key, settings }: Extract<ActorBookEvent, { type: "create" }>): void {
    this.#actors.set(actorId, {
      actorId,
      name,
      key,
      settings,
      state: "waiting",
      run: "none",
      restarts: 0,
      handles: new Map([[client, 1]]),
      calls: new GroupedCalls(settings),
      whyDead: "",
    });
    if (key !== null) this.#names.set(key, actorId);
  }

  #call(event: Extract<ActorBookEvent, { type: "call" }>, effects: ActorBookEffect[]): void {
    const { actorId, callId, client, method, group } = event;
    const actor = this.#actors.get(actorId);
    this.#unanswered += 1;
    if (actor === undefined || actor.state === "dead") {
      this.#failCall(callId, ErrorType.ACTOR_DIED, actor?.whyDead ?? "The actor is dead.", effects);
      return;
    }
    const retries = actor.settings.maxTaskRetries;
    const call: Call = { callId, actorId, client, method, group, state: "waiting", retries };
    this.#calls.set(callId, call);
    actor.calls.add(call);
  }

  #callEvent(type: "callReady" | "callDone" | "cancelCall", callId: TaskId, effects: ActorBookEffect[]): void {
    const call = this.#calls.get(callId);
    if (call === undefined) {
      if (type === "callDone") effects.push({ type: "discardCall", callId });
      return;
    }
    const actor = this.#actors.get(call.actorId) as Actor;
    if (type === "callReady") {
      if (call.state === "waiting") call.state = "ready";
    } else if (type === "callDone") {
      if (!actor.calls.ended(call)) return;
      this.#calls.delete(callId);
      if (call.state === "cancelled") effects.push({ type: "discardCall", callId });
      else {
        this.#unanswered -= 1;
        effects.push({ type: "answerCall", callId });
      }
    } else if (call.state === "running") {
      // The method keeps its place until it returns.
      call.state = "cancelled";
      this.#failCall(callId, ErrorType.TASK_CANCELLED, `The call of ${actor.name} was cancelled.`, effects);
      effects.push({ type: "abortCall", actorId: actor.actorId, callId });
    } else if (call.state !== "cancelled") {
      actor.calls.withdraw(call);
      this.#calls.delete(callId);
      this.#failCall(callId, ErrorType.TASK_CANCELLED, `The call of ${actor.name} was cancelled.`, effects);
    }
    this.#send(actor, effects);
    this.#endUnused(actor, effects);
  }

  #send(actor: Actor, effects: ActorBookEffect[]): void {
    if (actor.state !== "alive") return;
    for (const { callId } of actor.calls.start()) effects.push({ type: "send", actorId: actor.actorId, callId });
  }

  #ended(actor: Actor, reason: string, effects: ActorBookEffect[]): void {
    actor.run = "none";
    effects.push({ type: "release", actorId: actor.actorId });
    if (actor.state === "dead") {
      this.#forgetUnused(actor);
      return;
    }
    const { maxRestarts } = actor.settings;
    if (maxRestarts >= 0 && actor.restarts >= maxRestarts) {
      this.#die(actor, `The thread of the actor ${actor.name} died: ${reason}.`, effects);
      return;
    }
    actor.restarts += 1;
    actor.state = "making";
    actor.run = "queued";
    this.#loseRunning(actor, reason, effects);
    effects.push({ type: "queue", actorId: actor.actorId });
  }

  /** Calls that were under way are first of those to come, or fail. */
  #loseRunning(actor: Actor, reason: string, effects: ActorBookEffect[]): void {
    const again: Call[] = [];
    for (const call of actor.calls.running) {
      if (call.state === "cancelled") this.#calls.delete(call.callId);
      else if (call.retries !== 0) {
        if (call.retries > 0) call.retries -= 1;
        call.state = "ready";
        again.push(call);
      } else {
        this.#calls.delete(call.callId);
        const message = `The call was under way when the thread of the actor ${actor.name} died (${reason}); it may have run. Set maxTaskRetries to have such calls tried again.`;
        this.#failCall(call.callId, ErrorType.ACTOR_UNAVAILABLE, message, effects);
      }
    }
    actor.calls.stopped(again);
  }

  #kill(actor: Actor, noRestart: boolean, effects: ActorBookEffect[]): void {
    if (actor.state === "dead") return;
    if (noRestart) this.#die(actor, `The actor ${actor.name} was killed.`, effects);
    else if (actor.run === "running") {
      actor.state = "ending";
      effects.push({ type: "terminate", actorId: actor.actorId });
    }
  }

  #die(actor: Actor, why: string, effects: ActorBookEffect[]): void {
    if (actor.state === "dead") return;
    const { actorId } = actor;
    if (actor.run === "running") effects.push({ type: "terminate", actorId });
    else if (actor.run === "queued") {
      actor.run = "none";
      effects.push({ type: "unqueue", actorId });
    }
    actor.state = "dead";
    actor.whyDead = why;
    if (actor.key !== null && this.#names.get(actor.key) === actorId) this.#names.delete(actor.key);
    for (const call of actor.calls.all) {
      this.#calls.delete(call.callId);
      if (call.state !== "cancelled") this.#failCall(call.callId, ErrorType.ACTOR_DIED, why, effects);
    }
    actor.calls.clear();
    effects.push({ type: "forget", actorId });
    this.#forgetUnused(actor);
  }

  #endUnused(actor: Actor, effects: ActorBookEffect[]): void {
    if (actor.handles.size > 0) return;
    if (actor.state === "dead") this.#forgetUnused(actor);
    else if (!actor.settings.isDetached && actor.calls.isEmpty) {
      this.#die(actor, `The actor ${actor.name} has ended with its last handle.`, effects);
    }
  }

  #forgetUnused(actor: Actor): void {
    if (actor.handles.size === 0 && actor.run === "none") this.#actors.delete(actor.actorId);
  }

  #failCall(callId: TaskId, errorType: ErrorType, message: string, effects: ActorBookEffect[]): void {
    this.#unanswered -= 1;
    effects.push({ type: "failCall", callId, errorType, message });
  }

  /** @throws Error naming the invariant that does not hold */
  validate(): void {
    let open = 0;
    for (const { name, state, calls } of this.#actors.values()) {
      if ([...calls.running].length > 0 && state !== "alive" && state !== "ending")
        throw new Error(`${name} runs calls while ${state}`);
      calls.validate();
      for (const call of calls.all) {
        if (call.state !== "cancelled") open += 1;
        if (this.#calls.get(call.callId) !== call) throw new Error(`the call ${call.callId} is not known`);
      }
    }
    if (open !== this.#unanswered) throw new Error(`${open} calls have no answer, and ${this.#unanswered} are counted`);
    for (const [key, actorId] of this.#names) {
      const state = this.#actors.get(actorId)?.state;
      if (state === undefined || state === "dead") throw new Error(`${key} is the name of no actor`);
    }
  }
}
