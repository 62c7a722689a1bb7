/** What the threads of an actor run (threads.ts): Piscina calls the function that is exported. */
import { workerData } from "node:worker_threads";
import { move, transferableSymbol, valueSymbol } from "piscina";
import type { TaskId } from "../../ids/index.js";
import { offerCoreWorker } from "../current-core-worker.js";
import { inTask } from "../current-task.js";
import { UsageError } from "../errors.js";
import { readValue, serializeAny } from "../read-value.js";
import type { IdSource } from "../task-ids.js";
import { CodeLoader } from "./code-loader.js";
import { exceptionText } from "./exception-text.js";
import { memoryOf, type Packed, packed } from "./packed.js";
import { severalResults } from "./several-results.js";
import type { ThreadAnswer, ThreadCall, ThreadData } from "./threads.js";

type Instance = Record<string, (...args: unknown[]) => unknown>;

const { place, args: constructorArgs } = workerData as ThreadData;
let instance: Promise<Instance> | null = null;

const without = (what: string): never => {
  throw new UsageError(
    `A threaded method has no connection to the cluster: ${what}. Do it in another method of the actor, or in the caller.`,
  );
};
offerCoreWorker(() => without("it cannot call get, put, remote or an actor"));
const noIds = { next: () => without("it submits nothing") } as unknown as IdSource;

export default async function run({ method, args, numReturns, taskId }: ThreadCall): Promise<ThreadAnswer> {
  try {
    instance ??= make();
    const target = await instance.catch((error: unknown) => {
      instance = null;
      throw error;
    });
    const values = await unpacked(args);
    // Nothing aborts it: a cancelled call ends with its thread.
    const scope = { taskId: taskId as TaskId, signal: new AbortController().signal, ids: noIds };
    const result = await inTask(scope, () => target[method]?.(...values));
    const results: Packed[] = [];
    for (const each of severalResults(numReturns, result)) results.push(packed(await serializeAny(each)));
    // Piscina takes the first as what to hand over, the second as what to send.
    return move({ [transferableSymbol]: memoryOf(results), [valueSymbol]: { results } }) as unknown as ThreadAnswer;
  } catch (error) {
    return { thrown: exceptionText(error) };
  }
}

async function make(): Promise<Instance> {
  const Class = await new CodeLoader().callable(place);
  return Reflect.construct(Class, await unpacked(constructorArgs)) as Instance;
}

async function unpacked(values: readonly Packed[]): Promise<unknown[]> {
  const noRefs = () => without("it cannot take an ObjectRef inside a value; as an argument by itself it is a value");
  const out: unknown[] = [];
  for (const { metadata, data } of values) out.push(await readValue(metadata, data, noRefs));
  return out;
}
