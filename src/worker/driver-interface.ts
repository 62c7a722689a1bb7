/**
 * What `src/api` calls: a core worker of a cluster (core-worker.ts), or a driver of local mode (src/local). Errors come as
 * on a cluster from both.
 */
import type { ActorFacts, ActorOptions } from "./actor-spec.js";
import type { ObjectRef } from "./object-ref.js";
import type { Bundle, PlacementGroupOptions } from "./placement-groups.js";
import type { Stream } from "./stream.js";
import type { FunctionTarget, TaskOptions } from "./task-spec.js";

/** What calls of one function have in common, made by `template` for the driver that is to call it. */
export interface PreparedCall {
  readonly target: FunctionTarget;
}

/** Of one call of an actor. */
export interface ActorCallOptions {
  readonly numReturns: number;
  /** Names one of the actor's concurrency groups; "": its method's. */
  readonly group: string;
}

type Keywords = Readonly<Record<string, unknown>>;

export interface Driver {
  readonly jobId: string;
  readonly namespace: string;
  readonly nodeId: string;
  readonly objectsInScope: number;
  readonly pendingCalls: number;
  readonly placementGroups: {
    create(bundles: readonly Bundle[], options: PlacementGroupOptions): Promise<string>;
    ready(id: string): Promise<void>;
    remove(id: string): Promise<void>;
  };

  /** @throws UsageError */
  template(target: FunctionTarget, options: TaskOptions): PreparedCall;
  call(template: PreparedCall, positional: readonly unknown[], keywords: Keywords, numReturns: number): ObjectRef[];
  /** @returns the stream, and the ref that stands for it: while it is kept items are taken in */
  stream(
    template: PreparedCall,
    positional: readonly unknown[],
    keywords: Keywords,
  ): { readonly stream: Stream; readonly ref: ObjectRef };
  /** @throws UsageError, UnsupportedValueError */
  createActor(
    target: FunctionTarget,
    positional: readonly unknown[],
    keywords: Keywords,
    options: ActorOptions,
  ): ActorFacts;
  callActor(
    facts: ActorFacts,
    method: string,
    positional: readonly unknown[],
    keywords: Keywords,
    options: ActorCallOptions,
  ): ObjectRef[];
  /** @throws ActorDiedError when there is no such actor */
  namedActor(name: string, namespace: string | undefined): Promise<ActorFacts>;
  kill(facts: ActorFacts, noRestart: boolean): Promise<void>;
  removeActorHandle(facts: ActorFacts): void;

  put<T>(value: T): ObjectRef<T>;
  /** @param deadline of performance.now(); null: none */
  get<T>(ref: ObjectRef<T>, deadline: number | null): Promise<T>;
  wait(refs: readonly ObjectRef[], count: number, deadline: number | null): Promise<ReadonlySet<ObjectRef>>;
  cancel(ref: ObjectRef, isForced: boolean): void;
  /** Idempotent. */
  shutdown(): Promise<void>;
}
