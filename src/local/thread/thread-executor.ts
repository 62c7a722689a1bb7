/** Runs what this thread is given: a function, or an actor's constructor and then its calls as the host sends them. */
import { type JobId, type ObjectId, objectIdOfTask, type TaskId } from "../../ids/index.js";
import type { PlasmaClient } from "../../native/plasma-client.js";
import { Cancellation } from "../../worker/cancellation.js";
import { inTask, OwnScope } from "../../worker/current-task.js";
import { CodeLoader } from "../../worker/executor/code-loader.js";
import { exceptionOf, failureOf } from "../../worker/executor/exceptions.js";
import { isClass } from "../../worker/executor/executor.js";
import { iteratorOf } from "../../worker/executor/generator.js";
import { severalResults } from "../../worker/executor/several-results.js";
import { checkMethodGroups, methodGroupsOf } from "../../worker/method-groups.js";
import { serializeAny } from "../../worker/read-value.js";
import type { SerializedValue } from "../../worker/xlang.js";
import type { LocalDriver } from "../local-driver.js";
import type { Code, RunArgument, RunCall, ThreadData, ThreadRun, ToHost, Value } from "../messages.js";
import { inMemory, isSmall, writeTo } from "../values.js";

/** How long the listeners of an aborted signal have; a worker of a cluster gives them as much. */
const abandonedMs = 100;

type Callable = (...args: unknown[]) => unknown;

export interface ThreadExecutorOptions {
  readonly data: ThreadData;
  readonly driver: LocalDriver;
  readonly plasma: PlasmaClient;
  readonly post: (message: ToHost) => void;
  /** A call has ended. */
  readonly onEnd: () => void;
}

export class ThreadExecutor {
  readonly #options: ThreadExecutorOptions;
  readonly #code = new CodeLoader();
  readonly #running = new Map<TaskId, Cancellation>();
  #actor: Record<string, unknown> | null = null;
  /** Its function was cancelled: this thread runs no other. */
  #isEnding = false;

  constructor(options: ThreadExecutorOptions) {
    this.#options = options;
  }

  /** Resolves when the thread is free: never, where it is an actor's. */
  async run(run: ThreadRun): Promise<void> {
    const { post } = this.#options;
    if (run.kind === "function") {
      post({ type: "started", runKey: run.runKey });
      const restore = setEnvironment(run.env);
      await this.#execute(run.call, async (args) => (await this.#load(run.code))(...args));
      restore();
      if (this.#isEnding) await never();
      return;
    }
    const { actorId, creation, code, env, groups } = run;
    post({ type: "started", runKey: run.runKey });
    setEnvironment(env);
    let failure: string | null = null;
    let methodGroups: ReadonlyMap<string, string> = new Map();
    try {
      await this.#scoped(creation, async (args) => {
        const made = await this.#load(code);
        methodGroups = new Map(Object.entries(methodGroupsOf(made)));
        checkMethodGroups(methodGroups, groups);
        this.#actor = (isClass(made) ? Reflect.construct(made, args) : await made(...args)) as Record<string, unknown>;
      });
    } catch (error) {
      failure = exceptionOf(error).text;
    }
    post({ type: "made", actorId, failure, methodGroups });
    await never();
  }

  /** A call of this thread's actor. */
  call(call: RunCall, name: string): void {
    void this.#execute(call, async (args) => {
      const actor = this.#actor;
      const method = actor?.[name];
      if (typeof method !== "function" || name === "constructor") {
        throw new TypeError(`The actor ${actor?.constructor.name} has no method ${JSON.stringify(name)}.`);
      }
      return (method as Callable).apply(actor, args);
    });
  }

  /** The call was cancelled: its caller has been answered. The thread of a function ends, that of an actor goes on. */
  abort(taskId: TaskId): void {
    const cancellation = this.#running.get(taskId);
    if (cancellation === undefined) return;
    if (this.#actor === null) {
      this.#isEnding = true;
      setTimeout(() => process.exit(0), abandonedMs);
    }
    cancellation.cancel();
  }

  /** Runs it and tells the host what became of it. Never rejects. */
  async #execute(call: RunCall, run: (args: unknown[]) => Promise<unknown>): Promise<void> {
    const { taskId, numReturns, isStream } = call;
    const { post, onEnd } = this.#options;
    let items = 0;
    try {
      const values = await this.#scoped(call, async (args, cancellation) => {
        const result = await run(args);
        if (!isStream) return this.#returns(call, result);
        items = await this.#stream(taskId, result, cancellation.signal);
        // A stream's own object says nothing.
        return this.#returns(call, null);
      });
      post({ type: "done", taskId, hasThrown: false, values, items });
    } catch (error) {
      const failure = inMemory(failureOf(error));
      post({ type: "done", taskId, hasThrown: true, values: Array(numReturns).fill(failure), items });
    }
    onEnd();
  }

  /** Runs it as the task that it is, with its arguments read. */
  async #scoped<T>(call: RunCall, run: (args: unknown[], cancellation: Cancellation) => Promise<T>): Promise<T> {
    const { taskId, attempt } = call;
    const cancellation = new Cancellation();
    this.#running.set(taskId, cancellation);
    try {
      const args: unknown[] = [];
      for (const each of call.args) args.push(await this.#argument(each));
      cancellation.throwIfCancelled();
      const scope = new OwnScope(taskId, cancellation, this.#options.data.jobId as JobId, attempt);
      return await inTask(scope, () => run(args, cancellation));
    } finally {
      this.#running.delete(taskId);
    }
  }

  /** @throws the error that the argument is, UnreadableValueError */
  #argument(argument: RunArgument): Promise<unknown> {
    const { driver } = this.#options;
    if (argument.kind === "stored") return driver.read(argument.objectId, { kind: "stored", inner: [] });
    const { metadata, data } = argument;
    return driver.read("" as ObjectId, { kind: "memory", metadata, data, inner: [] });
  }

  /** @throws UnsupportedValueError; TypeError when a function of several results gives another number */
  async #returns({ taskId, numReturns }: RunCall, result: unknown): Promise<Value[]> {
    return Promise.all(
      severalResults(numReturns, result).map(async (value, at) =>
        this.#write(objectIdOfTask(taskId, at + 1), await serializeAny(value)),
      ),
    );
  }

  async #write(objectId: ObjectId, value: SerializedValue): Promise<Value> {
    if (isSmall(value)) return inMemory(value);
    const written = await writeTo(this.#options.plasma, objectId, value);
    this.#options.driver.puts.keepPin(objectId, written);
    return written.value;
  }

  /** @returns how many items there were; what the generator throws is the last one @throws TypeError for what is none */
  async #stream(taskId: TaskId, result: unknown, signal: AbortSignal): Promise<number> {
    const iterator = iteratorOf(result);
    let index = 0;
    try {
      for (;;) {
        let value: SerializedValue;
        let isLast = false;
        try {
          const item = await iterator.next();
          if (item.done === true || signal.aborted) return index;
          value = await serializeAny(await item.value);
        } catch (error) {
          value = failureOf(error);
          isLast = true;
        }
        const objectId = objectIdOfTask(taskId, index + 2);
        this.#options.post({ type: "item", taskId, index, value: await this.#write(objectId, value) });
        index += 1;
        if (isLast) return index;
      }
    } finally {
      await iterator.return?.(undefined);
    }
  }

  async #load({ name, source }: Code): Promise<Callable> {
    if (source !== null) return this.#code.evaluate(source) as Callable;
    const loaded = await this.#code.load(name, this.#options.data.codeSearchPath);
    if (typeof loaded !== "function") throw new TypeError(`${name} is ${typeof loaded}, not a function or class.`);
    return loaded as Callable;
  }
}

const never = () => new Promise<never>(() => undefined);

/** Of this thread alone, whose process.env is its own. @returns puts back what was there */
function setEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
