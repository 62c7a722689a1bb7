/**
 * The host of local mode, in the program's main thread: what the head, the raylet and the owners are on a cluster. Its
 * clients are the program's driver and the threads; each tells it what it wants in messages, whose order it keeps.
 */

import { ErrorType } from "../core/core-worker/types.js";
import { type ActorId, type ObjectId, objectIdOfTask, type TaskId } from "../ids/index.js";
import type { PlasmaStore } from "../native/plasma-store.js";
import { HostActors } from "./host-actors.js";
import { HostObjects } from "./host-objects.js";
import { type Amounts, HostRuns } from "./host-runs.js";
import { HostTasks } from "./host-tasks.js";
import type { Answer, Question, ThreadData, ToClient, ToHost, Value } from "./messages.js";
import { HostResults, itemId } from "./results.js";
import { type Thread, Threads } from "./threads.js";
import { failedValue } from "./values.js";

interface Client {
  readonly id: string;
  readonly post: (message: ToClient) => void;
  /** Null: the program's own. */
  readonly thread: Thread | null;
  /** Open ones, by request. `runId`: of the task or actor that waits. */
  readonly awaits: Map<number, { readonly takeBack: () => void; readonly runId: string | null }>;
  /** What it has refs of and will yet put. */
  readonly puts: Set<ObjectId>;
}

/** A collection takes some milliseconds for each hundred megabytes of live values, of every thread. */
const betweenCollectionsMs = 500;

export interface HostOptions {
  readonly store: PlasmaStore;
  /** Units by name. */
  readonly resources: Amounts;
  readonly threadData: ThreadData;
}

export class Host {
  readonly #objects: HostObjects;
  readonly #runs: HostRuns;
  readonly #threads: Threads;
  readonly #results: HostResults;
  readonly #tasks: HostTasks;
  readonly #actors: HostActors;
  readonly #clients = new Map<string, Client>();
  #isClosed = false;
  #nextCollectionMs = 0;

  constructor({ store, resources, threadData }: HostOptions) {
    this.#objects = new HostObjects(store);
    this.#runs = new HostRuns(resources);
    this.#threads = new Threads(threadData, {
      onOpened: (thread) => this.#opened(thread),
      onMessage: (thread, message) => {
        const client = this.#clients.get(thread.client);
        if (client !== undefined) this.#receive(client, message);
      },
      onClosed: (thread) => this.#left(thread.client),
      onEnded: (runId, crash) => this.#ended(runId, crash),
    });
    const post = (client: string, message: ToClient) => this.#clients.get(client)?.post(message);
    const parts = { objects: this.#objects, runs: this.#runs, threads: this.#threads, post };
    this.#results = new HostResults(this.#objects, post);
    this.#tasks = new HostTasks(parts, this.#results);
    this.#actors = new HostActors(parts, this.#results);
  }

  /** Of the program itself. @returns what it posts by */
  connect(post: (message: ToClient) => void): (message: ToHost) => void {
    const client: Client = { id: "program", post, thread: null, awaits: new Map(), puts: new Set() };
    this.#clients.set(client.id, client);
    return (message) => this.#receive(client, message);
  }

  get objectsInScope(): number {
    return this.#objects.size;
  }

  get pendingCalls(): number {
    return this.#tasks.unanswered + this.#actors.unanswered;
  }

  /** The store is full: refs and views that nobody uses are somewhere. */
  storeIsFull(): void {
    const now = performance.now();
    if (now < this.#nextCollectionMs) return;
    this.#nextCollectionMs = now + betweenCollectionsMs;
    for (const client of this.#clients.values()) client.post({ type: "collectGarbage" });
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#threads.close();
  }

  #opened(thread: Thread): void {
    const { client: id } = thread;
    const post = (message: ToClient) => thread.post(message);
    this.#clients.set(id, { id, post, thread, awaits: new Map(), puts: new Set() });
  }

  #left(clientId: string): void {
    const client = this.#clients.get(clientId);
    this.#clients.delete(clientId);
    if (client === undefined || this.#isClosed) return;
    for (const { takeBack } of client.awaits.values()) takeBack();
    for (const objectId of client.puts) {
      this.#objects.set(
        objectId,
        failedValue("The thread that put the object died before it had.", ErrorType.OWNER_DIED),
      );
    }
    this.#objects.apply({ type: "leave", holder: clientId });
    this.#actors.leave(clientId);
  }

  #ended(runId: string, crash: string | null): void {
    if (this.#isClosed) return;
    if (this.#tasks.has(runId as TaskId)) this.#tasks.ended(runId as TaskId, crash);
    else this.#actors.ended(runId as ActorId, crash);
  }

  #receive(client: Client, message: ToHost): void {
    if (this.#isClosed) return;
    const { id: holder } = client;
    switch (message.type) {
      case "own":
        client.puts.add(message.objectId);
        this.#objects.apply({ type: "own", objectId: message.objectId, holder });
        break;
      case "hold":
      case "drop":
        this.#objects.apply({ type: message.type, objectId: message.objectId, holder });
        break;
      case "put":
        client.puts.delete(message.objectId);
        if (this.#objects.has(message.objectId)) this.#objects.set(message.objectId, message.value);
        else this.#objects.discard(message.objectId, message.value);
        this.#pinned(client, [[message.objectId, message.value]]);
        break;
      case "await":
        this.#await(client, message);
        break;
      case "unawait":
        this.#answered(client, message.requestId, true);
        break;
      case "submit":
        this.#tasks.submit(holder, message.task);
        break;
      case "createActor":
        this.#actors.create(holder, message.creation);
        break;
      case "callActor":
        this.#actors.call(holder, message.call);
        break;
      case "dropActor":
        this.#actors.drop(holder, message.actorId);
        break;
      case "cancel":
        if (this.#actors.isCall(message.taskId)) this.#actors.cancel(message.taskId);
        else this.#tasks.cancel(message.taskId, message.isForced);
        break;
      case "ask":
        this.#ask(client, message.requestId, message.question);
        break;
      case "item":
        this.#results.item(message);
        this.#pinned(client, [[itemId(message.taskId, message.index), message.value]]);
        break;
      case "made":
        this.#actors.made(message);
        break;
      case "done":
        if (this.#tasks.has(message.taskId)) this.#tasks.done(message);
        else this.#actors.done(message);
        this.#pinned(
          client,
          message.values.map((value, at) => [objectIdOfTask(message.taskId, at + 1), value] as const),
        );
    }
  }

  /** Whoever wrote these into the store may let go of them. */
  #pinned(client: Client, values: readonly (readonly [ObjectId, Value])[]): void {
    for (const [objectId, { kind }] of values) if (kind === "stored") client.post({ type: "pinned", objectId });
  }

  #await(client: Client, message: Extract<ToHost, { type: "await" }>): void {
    const { requestId, objectIds, count, wantsValue } = message;
    let isOver = false;
    const takeBack = this.#objects.whenThere(objectIds, count, (ready) => {
      isOver = true;
      this.#answered(client, requestId, false);
      const [first] = objectIds;
      const value = wantsValue && first !== undefined ? this.#objects.value(first) : null;
      client.post({ type: "there", requestId, objectIds: ready, value });
    });
    if (isOver) return;
    const { thread } = client;
    const runId = thread?.run?.runId ?? null;
    client.awaits.set(requestId, { takeBack, runId });
    if (thread === null || runId === null) return;
    thread.waits += 1;
    // A task that waits gives its CPUs to those it waits for.
    if (thread.waits === 1) this.#runs.setBlocked(runId, true);
  }

  /** An `await` is over: answered, or taken back. */
  #answered(client: Client, requestId: number, isTakenBack: boolean): void {
    const open = client.awaits.get(requestId);
    if (open === undefined) return;
    client.awaits.delete(requestId);
    if (isTakenBack) open.takeBack();
    const { thread } = client;
    // What an earlier task of this thread left open is not waited for by the one that it has now.
    if (thread === null || open.runId === null || open.runId !== thread.run?.runId) return;
    thread.waits -= 1;
    if (thread.waits === 0) this.#runs.setBlocked(open.runId, false);
  }

  #ask(client: Client, requestId: number, question: Question): void {
    const answer = (what: Answer) => client.post({ type: "answer", requestId, answer: what });
    switch (question.type) {
      case "namedActor":
        answer(this.#actors.named(client.id, question.key));
        break;
      case "kill":
        this.#actors.kill(question.actorId, question.noRestart);
        answer({ type: "ok", facts: null });
        break;
      default:
        this.#runs.group(question, answer);
    }
  }
}
