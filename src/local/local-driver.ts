/**
 * A driver of local mode, of the program itself or of one of its threads: what it is asked for it has the host do, in the
 * order in which it was asked. Results are where the host says they are, in the answer or in the store.
 */
import { randomBytes } from "node:crypto";
import {
  ActorId,
  idBytes,
  indexOfObject,
  type JobId,
  type NodeId,
  type ObjectId,
  objectIdOfTask,
  taskIdOfObject,
  WorkerId,
} from "../ids/index.js";
import type { PlasmaClient } from "../native/plasma-client.js";
import { collectGarbage } from "../runtime/collect-garbage.js";
import type { Init, rpc } from "../wire/index.js";
import { type ActorFacts, type ActorOptions, actorResources, actorSettings } from "../worker/actor-spec.js";
import { isArrowTable } from "../worker/arrow.js";
import type { ActorCallOptions, Driver, FunctionTarget, PreparedCall, TaskOptions } from "../worker/index.js";
import { ActorDiedError, GetTimeoutError, ObjectLostError, ObjectRef, RayError, UsageError } from "../worker/index.js";
import type { RefHome } from "../worker/object-ref.js";
import type { RefReader } from "../worker/pickled-values.js";
import { readPinned, readValue, serializePlain } from "../worker/read-value.js";
import { Stream } from "../worker/stream.js";
import type { IdSource } from "../worker/task-ids.js";
import { inGroup, maxRetriesOf, resourcesOf } from "../worker/task-spec.js";
import { argumentsOf } from "./local-arguments.js";
import { groupsOf } from "./local-groups.js";
import type { ActorCall, Answer, Arguments, Question, Task, ToClient, ToHost, Value } from "./messages.js";
import { codeOf, envOf, onThisNode } from "./options.js";
import { Puts } from "./puts.js";
import { pinnedIn } from "./values.js";

type Keywords = Readonly<Record<string, unknown>>;
type Template = PreparedCall & Omit<Task, "taskId" | "args" | "numReturns" | "isStream">;
type There = Extract<ToClient, { type: "there" }>;

export interface LocalDriverOptions {
  readonly jobId: JobId;
  readonly namespace: string;
  readonly nodeId: NodeId;
  readonly ids: IdSource;
  readonly plasma: PlasmaClient;
  readonly post: (message: ToHost) => void;
  readonly stats: () => { readonly objectsInScope: number; readonly pendingCalls: number };
  /** What `shutdown` ends. */
  readonly onShutdown: () => Promise<void>;
}

export class LocalDriver implements Driver, RefHome {
  readonly #options: LocalDriverOptions;
  readonly #plasma: PlasmaClient;
  readonly #post: (message: ToHost) => void;
  readonly #awaits = new Map<number, (answer: There | Error) => void>();
  readonly #questions = new Map<number, (answer: Answer | Error) => void>();
  readonly #streams = new Map<string, Stream>();
  readonly puts: Puts;
  readonly #taskPart: string;
  #lastRequest = 0;
  #held = 0;
  #closed: Error | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: LocalDriverOptions) {
    this.#options = options;
    this.#plasma = options.plasma;
    this.#post = (message) => {
      if (this.#closed === null) options.post(message);
    };
    const newRef = (objectId: ObjectId) => this.#newRef(objectId);
    this.puts = new Puts({ plasma: options.plasma, post: this.#post, newRef });
    this.#taskPart = "ff".repeat(12) + options.jobId;
  }

  get jobId(): string {
    return this.#options.jobId;
  }

  get namespace(): string {
    return this.#options.namespace;
  }

  get nodeId(): string {
    return this.#options.nodeId;
  }

  get objectsInScope(): number {
    return this.#options.stats().objectsInScope;
  }

  get pendingCalls(): number {
    return this.#options.stats().pendingCalls;
  }

  /** Refs and handles of this client that were neither released nor collected. */
  get held(): number {
    return this.#held;
  }

  /** What the host tells this client. */
  receive(message: ToClient): void {
    switch (message.type) {
      case "there":
        this.#awaits.get(message.requestId)?.(message);
        this.#awaits.delete(message.requestId);
        break;
      case "answer":
        this.#questions.get(message.requestId)?.(message.answer);
        this.#questions.delete(message.requestId);
        break;
      case "pinned":
        this.puts.pinned(message.objectId);
        break;
      case "streamItem": {
        const stream = this.#streams.get(message.taskId);
        if (stream?.wants(message.index)) stream.add(message.index, this.#newRef(message.objectId));
        else this.#post({ type: "drop", objectId: message.objectId });
        break;
      }
      case "streamEnd":
        this.#streamEnded(message.taskId, message.total);
        break;
      case "collectGarbage":
        collectGarbage();
    }
  }

  #streamEnded(taskId: string, total: number | null): void {
    const stream = this.#streams.get(taskId);
    this.#streams.delete(taskId);
    if (stream === undefined) return;
    if (total !== null) {
      stream.end(total);
      return;
    }
    const failed = this.#borrow(objectIdOfTask(taskId as Task["taskId"], 1));
    this.get(failed, null)
      .then(
        () => stream.fail(new RayError("The generator's task failed.")),
        (error: Error) => stream.fail(error),
      )
      .finally(() => failed.release());
  }

  template(target: FunctionTarget, options: TaskOptions): Template {
    const { schedulingStrategy } = options;
    const resources = inGroup(onThisNode(resourcesOf(options, 1), schedulingStrategy, this.nodeId), schedulingStrategy);
    return {
      target,
      code: codeOf(target),
      name: options.name ?? target.name,
      resources,
      retries: maxRetriesOf(options),
      retryExceptions: options.retryExceptions ?? false,
      env: envOf(options.runtimeEnv),
    };
  }

  call(template: PreparedCall, positional: readonly unknown[], keywords: Keywords, numReturns: number): ObjectRef[] {
    return this.#submit(template as Template, positional, keywords, numReturns, null);
  }

  stream(template: PreparedCall, positional: readonly unknown[], keywords: Keywords) {
    const stream = new Stream();
    const [ref] = this.#submit(template as Template, positional, keywords, 1, stream);
    return { stream, ref: ref as ObjectRef };
  }

  #submit(
    template: Template,
    positional: readonly unknown[],
    keywords: Keywords,
    numReturns: number,
    stream: Stream | null,
  ): ObjectRef[] {
    const { taskId } = this.#options.ids.next(this.#taskPart);
    const { target, ...rest } = template;
    return this.#withArguments(target, positional, keywords, (args) => {
      if (stream !== null) this.#streams.set(taskId, stream);
      this.#post({ type: "submit", task: { ...rest, taskId, args, numReturns, isStream: stream !== null } });
      return this.#returnRefs(taskId, numReturns);
    });
  }

  #returnRefs(taskId: Task["taskId"], numReturns: number): ObjectRef[] {
    return Array.from({ length: numReturns }, (_, at) => this.#newRef(objectIdOfTask(taskId, at + 1)));
  }

  createActor(
    target: FunctionTarget,
    positional: readonly unknown[],
    keywords: Keywords,
    options: ActorOptions,
  ): ActorFacts {
    const code = codeOf(target);
    const { name, ...settings } = actorSettings(options);
    const actorId = ActorId.fromBytes(Buffer.concat([randomBytes(12), idBytes(this.#options.jobId)]));
    const { takesAnyOrder, maxTaskRetries, isDetached, groups } = settings;
    const facts: ActorFacts = {
      actorId,
      // What it is made of is not said to those who only call it.
      target: { language: target.language, descriptor: target.descriptor, name: target.name },
      takesAnyOrder,
      maxTaskRetries,
      isDetached,
      groups: [...groups.keys()],
      name: name || target.name,
    };
    const { schedulingStrategy } = options;
    const { running, placing } = actorResources(options);
    const here = onThisNode(placing, schedulingStrategy, this.nodeId);
    const key = name === "" ? null : this.#key(name, options.namespace);
    const env = envOf(options.runtimeEnv);
    return this.#withArguments(target, positional, keywords, (args) => {
      this.#held += 1;
      this.#post({ type: "createActor", creation: { facts, code, args, key, settings, running, placing: here, env } });
      return facts;
    });
  }

  #key(name: string, namespace: string | undefined): string {
    return JSON.stringify([namespace ?? this.namespace, name]);
  }

  callActor(
    facts: ActorFacts,
    method: string,
    positional: readonly unknown[],
    keywords: Keywords,
    { numReturns, group }: ActorCallOptions,
  ): ObjectRef[] {
    const { actorId, target } = facts;
    const { taskId } = this.#options.ids.next(actorId);
    return this.#withArguments(target, positional, keywords, (args) => {
      const call: ActorCall = { actorId, method, group, taskId, args, numReturns, isStream: false };
      this.#post({ type: "callActor", call });
      return this.#returnRefs(taskId, numReturns);
    });
  }

  async namedActor(name: string, namespace: string | undefined): Promise<ActorFacts> {
    const answer = await this.#ask({ type: "namedActor", key: this.#key(name, namespace) });
    if (answer.type === "ok" && answer.facts !== null) {
      this.#held += 1;
      return answer.facts;
    }
    const where = `namespace ${JSON.stringify(namespace ?? this.namespace)}`;
    throw new ActorDiedError(`There is no actor named ${JSON.stringify(name)} in ${where}.`);
  }

  async kill(facts: ActorFacts, noRestart: boolean): Promise<void> {
    await this.#ask({ type: "kill", actorId: facts.actorId, noRestart });
  }

  removeActorHandle(facts: ActorFacts): void {
    this.#held -= 1;
    this.#post({ type: "dropActor", actorId: facts.actorId });
  }

  readonly placementGroups = groupsOf(this, (question) => this.#ask(question));

  #ask(question: Question): Promise<Answer> {
    this.#refuseIfClosed();
    return new Promise((resolve, reject) => {
      this.#lastRequest += 1;
      const requestId = this.#lastRequest;
      this.#questions.set(requestId, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      this.#post({ type: "ask", requestId, question });
    });
  }

  #withArguments<T>(
    target: FunctionTarget,
    positional: readonly unknown[],
    keywords: Keywords,
    use: (args: Arguments) => T,
  ): T {
    this.#refuseIfClosed();
    // Refs of arguments that were put for this call live until the host has taken the call's own holds of them.
    const puts: ObjectRef[] = [];
    const put = (make: () => ObjectRef) => {
      const ref = make();
      puts.push(ref);
      return ref;
    };
    const args = argumentsOf(
      target,
      positional,
      keywords,
      (value) => put(() => this.puts.serialized(this.#options.ids.nextPut(), value)),
      (table) => put(() => this.puts.table(this.#options.ids.nextPut(), table)),
    );
    try {
      return use(args);
    } finally {
      for (const ref of puts) ref.release();
    }
  }

  put<T>(value: T): ObjectRef<T> {
    this.#refuseIfClosed();
    const objectId = this.#options.ids.nextPut();
    if (isArrowTable(value)) return this.puts.table(objectId, value) as ObjectRef<T>;
    return this.puts.serialized(objectId, serializePlain(value)) as ObjectRef<T>;
  }

  getOne<T>(ref: ObjectRef<T>): Promise<T> {
    return this.get(ref, null);
  }

  async get<T>(ref: ObjectRef<T>, deadline: number | null): Promise<T> {
    this.#refuseIfClosed();
    if (ref.isReleased) throw new UsageError(`${ref} was released; what is to be read must be kept.`);
    const there = await this.#await([ref.id], 1, true, deadline);
    if (there === null) throw new GetTimeoutError(`${ref} was not there in time.`);
    if (there.value === null) throw new ObjectLostError(`${ref} is not an object of this process, or was freed.`);
    return (await this.read(ref.id, there.value)) as T;
  }

  /** @throws the error that the value is, UnreadableValueError */
  async read(objectId: ObjectId, value: Value): Promise<unknown> {
    if (value.kind === "memory") return readValue(value.metadata, value.data, this.refReader);
    const pinned = pinnedIn(this.#plasma, objectId);
    if (pinned === null) throw new ObjectLostError(`The object ${objectId} is not in the store any more.`);
    return readPinned(pinned, this.refReader);
  }

  /** Makes refs of those in a value, which somebody holds while it is read. */
  readonly refReader: RefReader = (objectId) => this.#borrow(objectId);

  #borrow(objectId: ObjectId): ObjectRef {
    this.#post({ type: "hold", objectId });
    return this.#newRef(objectId);
  }

  #newRef(objectId: ObjectId): ObjectRef {
    this.#held += 1;
    return new ObjectRef(objectId, this);
  }

  async wait(refs: readonly ObjectRef[], count: number, deadline: number | null): Promise<ReadonlySet<ObjectRef>> {
    this.#refuseIfClosed();
    const ids = refs.map(({ id }) => id);
    let there = await this.#await(ids, count, false, deadline);
    // What is there when the time is over.
    there ??= await this.#await(ids, 0, false, null);
    const ready = new Set(there?.objectIds);
    return new Set(refs.filter(({ id }) => ready.has(id)).slice(0, count));
  }

  /** Null when the deadline has passed before. */
  #await(
    objectIds: readonly ObjectId[],
    count: number,
    wantsValue: boolean,
    deadline: number | null,
  ): Promise<There | null> {
    return new Promise((resolve, reject) => {
      this.#lastRequest += 1;
      const requestId = this.#lastRequest;
      let timer: NodeJS.Timeout | undefined;
      this.#awaits.set(requestId, (answer) => {
        clearTimeout(timer);
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
      this.#post({ type: "await", requestId, objectIds, count, wantsValue });
      if (deadline === null || !this.#awaits.has(requestId)) return;
      const late = () => {
        if (!this.#awaits.delete(requestId)) return;
        this.#post({ type: "unawait", requestId });
        resolve(null);
      };
      timer = setTimeout(late, Math.max(0, deadline - performance.now()));
    });
  }

  cancel(ref: ObjectRef, isForced: boolean): void {
    this.#post({ type: "cancel", taskId: taskIdOfObject(ref.id), isForced });
  }

  ownerOf(): Init<rpc.Address> {
    const { nodeId } = this.#options;
    return { nodeId: idBytes(nodeId), workerId: idBytes(WorkerId.nil), ipAddress: "", port: 0 };
  }

  removeLocal(objectId: ObjectId): void {
    this.#held -= 1;
    // That of a stream that nobody has any more: what it yields is taken in for nobody.
    if (this.#streams.size > 0 && indexOfObject(objectId) === 1) this.#streams.get(taskIdOfObject(objectId))?.drop();
    this.#post({ type: "drop", objectId });
  }

  shutdown(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const error = new UsageError("The driver was shut down.");
    this.#closed = error;
    for (const answer of this.#awaits.values()) answer(error);
    for (const answer of this.#questions.values()) answer(error);
    for (const stream of this.#streams.values()) stream.fail(error);
    this.#awaits.clear();
    this.#questions.clear();
    this.#streams.clear();
    await this.#options.onShutdown();
  }

  #refuseIfClosed(): void {
    if (this.#closed !== null) throw new UsageError("The driver was shut down. Call init() again.");
  }
}
