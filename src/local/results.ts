/** What calls return: objects that their callers hold from the beginning, and items of streams as they come. */
import type { ErrorType } from "../core/core-worker/types.js";
import { type ObjectId, objectIdOfTask, type TaskId } from "../ids/index.js";
import type { HostObjects } from "./host-objects.js";
import type { Arguments, RunArgument, RunMessage, ToClient, Value } from "./messages.js";
import { failedValue } from "./values.js";

type Done = Extract<RunMessage, { type: "done" }>;

interface Call {
  readonly taskId: TaskId;
  readonly args: Arguments;
  readonly numReturns: number;
  readonly isStream: boolean;
}

interface Entry {
  readonly client: string;
  readonly numReturns: number;
  readonly isStream: boolean;
  /** What a thread has returned, until it is decided whose it is. */
  came: Omit<Done, "type" | "taskId"> | null;
  /** Items that the caller has been told of. */
  items: number;
}

/** Who holds a call's arguments. */
const argumentHolder = (taskId: TaskId) => `call ${taskId}`;

/** As threads are given them: those that are in memory come along. */
export function runArguments(objects: HostObjects, { items }: Arguments): RunArgument[] {
  return items.map((item) => (item.kind === "value" ? item : objects.argument(item.objectId)));
}

/** Item k (from 0) of a stream, numbered as on a cluster. */
export const itemId = (taskId: TaskId, index: number): ObjectId => objectIdOfTask(taskId, index + 2);

export class HostResults {
  readonly #objects: HostObjects;
  readonly #post: (client: string, message: ToClient) => void;
  readonly #calls = new Map<TaskId, Entry>();

  constructor(objects: HostObjects, post: (client: string, message: ToClient) => void) {
    this.#objects = objects;
    this.#post = post;
  }

  /** Its caller holds what it will return, and it its arguments. */
  begin(client: string, { taskId, args, numReturns, isStream }: Call): void {
    for (const objectId of returnIds(taskId, numReturns)) {
      this.#objects.apply({ type: "own", objectId, holder: client });
    }
    this.holdArguments(taskId, args);
    this.#calls.set(taskId, { client, numReturns, isStream, came: null, items: 0 });
  }

  holdArguments(taskId: TaskId, { needs, inner }: Arguments): void {
    const holder = argumentHolder(taskId);
    for (const objectId of [...needs, ...inner]) this.#objects.apply({ type: "hold", objectId, holder });
  }

  dropArguments(taskId: TaskId): void {
    this.#objects.apply({ type: "leave", holder: argumentHolder(taskId) });
  }

  item({ taskId, index, value }: Extract<RunMessage, { type: "item" }>): void {
    const objectId = itemId(taskId, index);
    const entry = this.#calls.get(taskId);
    // A task that runs again yields again what its caller has.
    if (entry === undefined || index < entry.items) {
      this.#objects.discard(objectId, value);
      return;
    }
    entry.items = index + 1;
    this.#objects.apply({ type: "own", objectId, holder: entry.client });
    this.#objects.set(objectId, value);
    this.#post(entry.client, { type: "streamItem", taskId, index, objectId });
  }

  came({ taskId, values, items, hasThrown }: Done): void {
    const entry = this.#calls.get(taskId);
    if (entry !== undefined) entry.came = { values, items, hasThrown };
    else this.#discard(taskId, values);
  }

  /** What came is what the call returns. */
  answer(taskId: TaskId): void {
    const entry = this.#calls.get(taskId);
    if (entry?.came == null) return;
    const { values, items, hasThrown } = entry.came;
    entry.came = null;
    for (const [at, objectId] of returnIds(taskId, entry.numReturns).entries()) {
      const value = values[at];
      if (value !== undefined) this.#objects.set(objectId, value);
    }
    if (entry.isStream) this.#post(entry.client, { type: "streamEnd", taskId, total: hasThrown ? null : items });
    this.forget(taskId);
  }

  discard(taskId: TaskId): void {
    const entry = this.#calls.get(taskId);
    if (entry?.came == null) return;
    this.#discard(taskId, entry.came.values);
    entry.came = null;
  }

  #discard(taskId: TaskId, values: readonly Value[]): void {
    for (const [at, value] of values.entries()) this.#objects.discard(objectIdOfTask(taskId, at + 1), value);
  }

  fail(taskId: TaskId, errorType: ErrorType, message: string): void {
    const entry = this.#calls.get(taskId);
    if (entry === undefined) return;
    for (const objectId of returnIds(taskId, entry.numReturns)) {
      this.#objects.set(objectId, failedValue(message, errorType));
    }
    if (entry.isStream) this.#post(entry.client, { type: "streamEnd", taskId, total: null });
    this.forget(taskId);
  }

  /** The call has its answer: its arguments are not needed any more, and what may come yet is for nobody. */
  forget(taskId: TaskId): void {
    if (this.#calls.delete(taskId)) this.dropArguments(taskId);
  }
}

function returnIds(taskId: TaskId, count: number): ObjectId[] {
  return Array.from({ length: count }, (_, at) => objectIdOfTask(taskId, at + 1));
}
