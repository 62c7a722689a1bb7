import type { ObjectRef, Stream } from "../worker/index.js";

/**
 * What a generator task yields, as refs: `for await (const ref of f.stream(10)) console.log(await ref)`. No async generator,
 * since those await what they yield, and a ref would become its value.
 */
export class RefStream<T> implements AsyncIterableIterator<ObjectRef<T>>, AsyncDisposable {
  readonly #stream: Stream;
  /** The stream's own object: while it is held the items are taken in. */
  readonly #ref: ObjectRef;
  readonly #cancel: () => void;
  #hasEnded = false;

  /** @internal `stream` makes them. */
  constructor(stream: Stream, ref: ObjectRef, cancel: () => void) {
    this.#stream = stream;
    this.#ref = ref;
    this.#cancel = cancel;
  }

  async next(): Promise<IteratorResult<ObjectRef<T>, undefined>> {
    if (this.#hasEnded) return { done: true, value: undefined };
    const item = await this.#stream.next();
    if (item !== null) return { done: false, value: item.ref as ObjectRef<T> };
    this.#end();
    return { done: true, value: undefined };
  }

  /** Cancels the generator, if it still runs, and forgets what was not taken. */
  return(): Promise<IteratorResult<ObjectRef<T>, undefined>> {
    if (!this.#hasEnded) this.#cancel();
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stream.drop();
    this.#ref.release();
  }
}
