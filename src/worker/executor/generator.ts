/**
 * Sends what a generator yields to its caller, item by item (Ray 2.60.0, ReportGeneratorItemReturns): item k (from 0) is the
 * object of index k + 2. One report is under way at a time, so items arrive in their order.
 */
import { idBytes, objectIdOfTask, TaskId } from "../../ids/index.js";
import { type Init, rpc } from "../../wire/index.js";
import { addressMessage, callMethod, type WorkerContext, workerAddress } from "../context.js";
import { UsageError } from "../errors.js";
import { serializeAny } from "../read-value.js";
import type { SerializedValue } from "../xlang.js";
import { failureOf } from "./exceptions.js";
import type { Values } from "./values.js";

/** An index that only items of a generator have. */
const firstItemIndex = 2;

export type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

export class GeneratorReports {
  readonly #context: WorkerContext;
  readonly #values: Values;
  readonly #spec: rpc.TaskSpec;
  readonly #sent: Init<rpc.StreamingGeneratorReturnIdInfo>[] = [];
  #taken = 0;
  #wake: () => void = () => undefined;

  constructor(context: WorkerContext, values: Values, spec: rpc.TaskSpec) {
    this.#context = context;
    this.#values = values;
    this.#spec = spec;
  }

  /** The caller has taken so many items. */
  consumed(total: number): void {
    this.#taken = Math.max(this.#taken, total);
    this.#wake();
  }

  /**
   * Runs the generator to its end, or until `signal`. What it throws is its last item.
   * @returns the items that were sent @throws TypeError for what is no iterable, RpcError when the caller is gone
   */
  async run(items: unknown, signal: AbortSignal): Promise<Init<rpc.StreamingGeneratorReturnIdInfo>[]> {
    const iterator = iteratorOf(items);
    try {
      for (;;) {
        const value = await this.#next(iterator);
        if (value === null || signal.aborted) break;
        await this.#send(value);
      }
    } finally {
      await iterator.return?.(undefined);
    }
    return this.#sent;
  }

  async #next(iterator: AnyIterator): Promise<SerializedValue | null> {
    try {
      const { done, value } = await iterator.next();
      return done === true ? null : await serializeAny(await value);
    } catch (error) {
      const failure = failureOf(error);
      iterator.next = () => ({ done: true, value: undefined });
      return failure;
    }
  }

  async #send(value: SerializedValue): Promise<void> {
    const { taskId, callerAddress, attemptNumber, generatorBackpressureNumObjects: most } = this.#spec;
    if (callerAddress === null) throw new UsageError("The caller of this generator has no address.");
    const at = this.#sent.length;
    const item = await this.#values.returnOf(this.#spec, at + firstItemIndex, value);
    const caller = workerAddress(callerAddress);
    const request = {
      returnedObjects: [item],
      workerAddr: addressMessage(this.#context.address),
      itemIndex: at,
      generatorId: idBytes(objectIdOfTask(TaskId.fromBytes(taskId), 1)),
      attemptNumber,
    };
    const { reportGeneratorItemReturns } = rpc.CoreWorkerService;
    const reply = await callMethod(this.#context, `${caller.ip}:${caller.port}`, reportGeneratorItemReturns, request);
    this.#sent.push({ objectId: item.objectId, isPlasmaObject: item.inPlasma });
    this.consumed(reply.totalNumObjectConsumed);
    // The caller says how far ahead of it the generator may be.
    while (most > 0 && this.#sent.length - this.#taken >= most) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** @throws TypeError for what is no iterable */
export function iteratorOf(items: unknown): AnyIterator {
  const iterable = items as Partial<Iterable<unknown> & AsyncIterable<unknown>> | null | undefined;
  const iterator = iterable?.[Symbol.asyncIterator]?.() ?? iterable?.[Symbol.iterator]?.();
  if (iterator !== undefined) return iterator;
  throw new TypeError("The caller takes results one by one, but the function returned nothing to iterate over.");
}
