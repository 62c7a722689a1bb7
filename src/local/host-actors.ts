/** Actors of local mode: performs what the ActorBook decides. */
import { ActorBook, type ActorBookEvent } from "../core/local/actor-book.js";
import { type ActorId, creationTaskOfActor, type TaskId } from "../ids/index.js";
import type { HostParts } from "./host-tasks.js";
import type { ActorCall, ActorCreation, Answer, RunMessage } from "./messages.js";
import { type HostResults, runArguments } from "./results.js";

export class HostActors {
  readonly #parts: HostParts;
  readonly #results: HostResults;
  readonly #book = new ActorBook();
  /** While they may be made again. */
  readonly #creations = new Map<ActorId, ActorCreation>();
  readonly #calls = new Map<TaskId, ActorCall>();

  constructor(parts: HostParts, results: HostResults) {
    this.#parts = parts;
    this.#results = results;
  }

  get unanswered(): number {
    return this.#book.unanswered;
  }

  isCall(taskId: TaskId): boolean {
    return this.#calls.has(taskId);
  }

  create(client: string, creation: ActorCreation): void {
    const { facts, args, settings } = creation;
    const { actorId, name } = facts;
    const isTaken = creation.key !== null && this.#book.named(creation.key) !== null;
    this.#creations.set(actorId, creation);
    this.#results.holdArguments(creationTaskOfActor(actorId), args);
    this.#apply({ type: "create", actorId, client, name, key: isTaken ? null : creation.key, settings });
    if (isTaken) {
      this.#apply({ type: "refused", actorId, reason: `There is an actor named ${name} in this namespace already.` });
      return;
    }
    this.#parts.objects.whenThere(args.needs, args.needs.length, () => this.#apply({ type: "argsReady", actorId }));
  }

  call(client: string, call: ActorCall): void {
    const { taskId: callId, actorId, args, method, group } = call;
    this.#calls.set(callId, call);
    this.#results.begin(client, call);
    this.#apply({ type: "call", actorId, callId, client, method, group });
    this.#parts.objects.whenThere(args.needs, args.needs.length, () => this.#apply({ type: "callReady", callId }));
  }

  made({ actorId, failure, methodGroups }: Extract<RunMessage, { type: "made" }>): void {
    this.#apply(
      failure === null ? { type: "made", actorId, methodGroups } : { type: "failed", actorId, text: failure },
    );
  }

  done(message: Extract<RunMessage, { type: "done" }>): void {
    this.#results.came(message);
    this.#apply({ type: "callDone", callId: message.taskId });
  }

  ended(actorId: ActorId, crash: string | null): void {
    this.#apply({ type: "ended", actorId, reason: crash ?? "it ended" });
  }

  cancel(callId: TaskId): void {
    this.#apply({ type: "cancelCall", callId });
  }

  named(client: string, key: string): Answer {
    const actorId = this.#book.named(key);
    const creation = actorId === null ? undefined : this.#creations.get(actorId);
    if (actorId === null || creation === undefined) return { type: "ok", facts: null };
    this.#apply({ type: "hold", actorId, client });
    return { type: "ok", facts: creation.facts };
  }

  kill(actorId: ActorId, noRestart: boolean): void {
    this.#apply({ type: "kill", actorId, noRestart });
  }

  drop(client: string, actorId: ActorId): void {
    this.#apply({ type: "drop", actorId, client });
  }

  leave(client: string): void {
    this.#apply({ type: "leave", client });
  }

  #apply(event: ActorBookEvent): void {
    const { runs, threads, post } = this.#parts;
    for (const effect of this.#book.handle(event)) {
      switch (effect.type) {
        case "queue":
          this.#queue(effect.actorId);
          break;
        case "unqueue":
          runs.withdraw(effect.actorId);
          break;
        case "make":
          this.#make(effect.actorId);
          break;
        case "settle":
          runs.settle(effect.actorId, this.#creations.get(effect.actorId)?.running ?? {});
          break;
        case "release":
          runs.release(effect.actorId);
          break;
        case "terminate":
          threads.terminate(effect.actorId);
          break;
        case "send":
          this.#send(effect.actorId, effect.callId);
          break;
        case "answerCall":
          this.#calls.delete(effect.callId);
          this.#results.answer(effect.callId);
          break;
        case "discardCall":
          this.#results.discard(effect.callId);
          break;
        case "failCall":
          this.#calls.delete(effect.callId);
          this.#results.fail(effect.callId, effect.errorType, effect.message);
          break;
        case "abortCall": {
          const thread = threads.of(effect.actorId);
          if (thread !== null) post(thread.client, { type: "abort", taskId: effect.callId });
          break;
        }
        case "forget":
          this.#creations.delete(effect.actorId);
          this.#results.dropArguments(creationTaskOfActor(effect.actorId));
      }
    }
  }

  #queue(actorId: ActorId): void {
    const placing = this.#creations.get(actorId)?.placing ?? {};
    this.#parts.runs.submit(actorId, placing, {
      onStart: () => this.#apply({ type: "started", actorId }),
      onRefused: (_, reason) => this.#apply({ type: "refused", actorId, reason }),
      onEvicted: () => this.#parts.threads.terminate(actorId),
    });
  }

  #make(actorId: ActorId): void {
    const creation = this.#creations.get(actorId);
    if (creation === undefined) return;
    const { code, env, args, facts } = creation;
    this.#parts.threads.start(actorId, {
      kind: "actor",
      actorId,
      creation: {
        taskId: creationTaskOfActor(actorId),
        attempt: 0,
        args: runArguments(this.#parts.objects, args),
        numReturns: 0,
        isStream: false,
      },
      groups: facts.groups,
      code,
      env,
    });
  }

  #send(actorId: ActorId, callId: TaskId): void {
    const call = this.#calls.get(callId);
    const thread = this.#parts.threads.of(actorId);
    if (call === undefined || thread === null) return;
    const { method, args, numReturns, isStream } = call;
    const run = { taskId: callId, attempt: 0, args: runArguments(this.#parts.objects, args), numReturns, isStream };
    this.#parts.post(thread.client, { type: "runCall", call: run, method });
  }
}
