import type { ObjectId } from "../ids/index.js";

/** What a ref needs of the process that owns its object. */
export interface RefHome {
  getOne<T>(ref: ObjectRef<T>): Promise<T>;
  removeLocal(objectId: ObjectId): void;
}

const finalizers = new FinalizationRegistry<{ home: RefHome; objectId: ObjectId }>(({ home, objectId }) => {
  home.removeLocal(objectId);
});

/**
 * Stands for a value that a task makes or that was put into the store; `await ref` is the value, or throws what the task
 * threw (see errors.ts). The object is kept for as long as a ref, a task that takes it or a worker that was given it needs
 * it: when the last ref is collected, or released by `using` or `release()`, it is freed on every node.
 */
export class ObjectRef<T = unknown> implements PromiseLike<T> {
  readonly id: ObjectId;
  readonly #home: RefHome;
  #isReleased = false;

  /** Counts as one handle of `objectId`, which the caller has added. */
  constructor(objectId: ObjectId, home: RefHome) {
    this.id = objectId;
    this.#home = home;
    finalizers.register(this, { home, objectId }, this);
  }

  // biome-ignore lint/suspicious/noThenProperty: a ref is awaited like a promise; that is what it is for.
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#home.getOne(this).then(onValue, onError);
  }

  /** True after `release()`. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  /** Gives this ref up now. It cannot be used afterwards. Idempotent. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    finalizers.unregister(this);
    this.#home.removeLocal(this.id);
  }

  [Symbol.dispose](): void {
    this.release();
  }

  toString(): string {
    return `ObjectRef(${this.id})`;
  }
}
