import type { ObjectId } from "../ids/index.js";
import type { Init, rpc } from "../wire/index.js";

/** What a ref needs of the process it is in. */
export interface RefHome {
  /** Where the object's owner listens. */
  ownerOf(objectId: ObjectId): Init<rpc.Address>;
  getOne<T>(ref: ObjectRef<T>): Promise<T>;
  removeLocal(objectId: ObjectId): void;
}

const finalizers = new FinalizationRegistry<{ home: RefHome; objectId: ObjectId }>(({ home, objectId }) => {
  home.removeLocal(objectId);
});

/**
 * Stands for a value that a task makes or that was put into the store; `await ref` is the value, or throws what the task
 * threw (see errors.ts). A ref can be an argument, and stand inside other values: who reads those has a ref of the same
 * object. The object is kept for as long as a ref of it, in any process, or a task that takes it needs it: when the last ref
 * is collected, or released by `using` or `release()`, it is freed on every node.
 */
export class ObjectRef<T = unknown> implements PromiseLike<T> {
  readonly id: ObjectId;
  readonly #home: RefHome;
  #isReleased = false;

  /** @internal Counts as one handle of `objectId`, which the caller has added. */
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

  /** Whoever keeps the object, for others to ask: this process, unless the ref came inside a value. */
  get owner(): Init<rpc.Address> {
    return this.#home.ownerOf(this.id);
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
