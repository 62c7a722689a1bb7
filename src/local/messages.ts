/**
 * What clients of local mode, the program itself and its threads, and the host in the program's main thread tell each other.
 * Between threads it is cloned; bytes are small, since large objects lie in the store.
 */
import type { ActorSettings } from "../core/local/actor-book.js";
import type { ActorId, ObjectId, TaskId } from "../ids/index.js";
import type { ActorFacts } from "../worker/index.js";

/** An object's value: its parts in memory, or in the store under the object's id. `inner`: what refs inside it are of. */
export type Value =
  | {
      readonly kind: "memory";
      readonly metadata: Uint8Array;
      readonly data: Uint8Array;
      readonly inner: readonly ObjectId[];
    }
  | { readonly kind: "stored"; readonly inner: readonly ObjectId[] };

export type Argument =
  | { readonly kind: "value"; readonly metadata: Uint8Array; readonly data: Uint8Array }
  | { readonly kind: "ref"; readonly objectId: ObjectId };

/** A function or class: "module:export", or its source. */
export interface Code {
  readonly name: string;
  readonly source: string | null;
}

export interface Arguments {
  readonly items: readonly Argument[];
  /** To be there before the call runs. */
  readonly needs: readonly ObjectId[];
  /** Needed while it runs. */
  readonly inner: readonly ObjectId[];
}

/** Of a call: whose results its caller gets refs of. */
interface Call {
  readonly taskId: TaskId;
  readonly args: Arguments;
  readonly numReturns: number;
  readonly isStream: boolean;
}

export interface Task extends Call {
  readonly code: Code;
  /** For people. */
  readonly name: string;
  /** Units by name, as options have them. */
  readonly resources: Readonly<Record<string, number>>;
  readonly retries: number;
  readonly retryExceptions: boolean;
  readonly env: Readonly<Record<string, string>>;
}

export interface ActorCreation {
  readonly facts: ActorFacts;
  readonly code: Code;
  readonly args: Arguments;
  readonly key: string | null;
  readonly settings: ActorSettings;
  readonly running: Readonly<Record<string, number>>;
  readonly placing: Readonly<Record<string, number>>;
  readonly env: Readonly<Record<string, string>>;
}

export interface ActorCall extends Call {
  readonly actorId: ActorId;
  readonly method: string;
  /** That it names; "": none. */
  readonly group: string;
}

/** Of a client that waits for an answer. */
export type Question =
  | { readonly type: "namedActor"; readonly key: string }
  | { readonly type: "kill"; readonly actorId: ActorId; readonly noRestart: boolean }
  | {
      readonly type: "createGroup";
      readonly groupId: string;
      readonly bundles: readonly Readonly<Record<string, number>>[];
    }
  | { readonly type: "groupReady"; readonly groupId: string }
  | { readonly type: "removeGroup"; readonly groupId: string };

/** What a run in a thread tells. */
export type RunMessage =
  /** This thread has the run. */
  | { readonly type: "started"; readonly runKey: number }
  | { readonly type: "item"; readonly taskId: TaskId; readonly index: number; readonly value: Value }
  /** A call has ended; `values` are its results, `items` how many items its stream has. */
  | {
      readonly type: "done";
      readonly taskId: TaskId;
      readonly hasThrown: boolean;
      readonly values: readonly Value[];
      readonly items: number;
    }
  /** `failure`: what the constructor threw; null: the actor is made. */
  | {
      readonly type: "made";
      readonly actorId: ActorId;
      readonly failure: string | null;
      readonly methodGroups: ReadonlyMap<string, string>;
    };

export type ToHost =
  | RunMessage
  | { readonly type: "own"; readonly objectId: ObjectId }
  | { readonly type: "hold"; readonly objectId: ObjectId }
  | { readonly type: "drop"; readonly objectId: ObjectId }
  | { readonly type: "put"; readonly objectId: ObjectId; readonly value: Value }
  /** Answered by `there`, with the value of the first object where that is wanted. */
  | {
      readonly type: "await";
      readonly requestId: number;
      readonly objectIds: readonly ObjectId[];
      readonly count: number;
      readonly wantsValue: boolean;
    }
  | { readonly type: "unawait"; readonly requestId: number }
  | { readonly type: "submit"; readonly task: Task }
  | { readonly type: "createActor"; readonly creation: ActorCreation }
  | { readonly type: "callActor"; readonly call: ActorCall }
  | { readonly type: "dropActor"; readonly actorId: ActorId }
  | { readonly type: "cancel"; readonly taskId: TaskId; readonly isForced: boolean }
  | { readonly type: "ask"; readonly requestId: number; readonly question: Question };

/** Answers of `ask`. `refused` is no fault of the asker's option, but of what there is. */
export type Answer =
  | { readonly type: "ok"; readonly facts: ActorFacts | null }
  | { readonly type: "refused"; readonly reason: string };

/** A call as its thread runs it. Arguments that are in memory come along. */
export interface RunCall {
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly args: readonly RunArgument[];
  readonly numReturns: number;
  readonly isStream: boolean;
}

export type RunArgument =
  | { readonly kind: "value"; readonly metadata: Uint8Array; readonly data: Uint8Array }
  | { readonly kind: "stored"; readonly objectId: ObjectId };

export type ToClient =
  | {
      readonly type: "there";
      readonly requestId: number;
      readonly objectIds: readonly ObjectId[];
      /** Null: it was not wanted, or the object is gone. */
      readonly value: Value | null;
    }
  | { readonly type: "answer"; readonly requestId: number; readonly answer: Answer }
  /** What was put is pinned: whoever wrote it into the store may let go of it. */
  | { readonly type: "pinned"; readonly objectId: ObjectId }
  /** An item of a stream, which the client holds from now on. */
  | { readonly type: "streamItem"; readonly taskId: TaskId; readonly index: number; readonly objectId: ObjectId }
  /** `failure`: the object of this id says why; else the stream has so many items. */
  | { readonly type: "streamEnd"; readonly taskId: TaskId; readonly total: number | null }
  | { readonly type: "runCall"; readonly call: RunCall; readonly method: string }
  | { readonly type: "abort"; readonly taskId: TaskId }
  /** The store is full: let go of what only the garbage collector knows to be unused. */
  | { readonly type: "collectGarbage" };

/** What the pool gives a thread to run: a function, or the life of an actor. */
export type ThreadRun = { /** Of this try of it. */ readonly runKey: number } & RunWork;

export type RunWork =
  | {
      readonly kind: "function";
      readonly call: RunCall;
      readonly code: Code;
      readonly env: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "actor";
      readonly actorId: ActorId;
      readonly creation: RunCall;
      /** Names of its concurrency groups. */
      readonly groups: readonly string[];
      readonly code: Code;
      readonly env: Readonly<Record<string, string>>;
    };

/** What every thread is started with. */
export interface ThreadData {
  /** Under which threads of this process reach the store. */
  readonly storeSocket: string;
  readonly jobId: string;
  readonly namespace: string;
  readonly nodeId: string;
  readonly codeSearchPath: readonly string[];
}

/** What a thread sends through the pool as it starts: its end of the channel between it and the host. */
export interface ThreadHello {
  readonly narcinePort: import("node:worker_threads").MessagePort;
}
