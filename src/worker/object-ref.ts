import type { ObjectId } from "../ids/index.js";
import type { Init, rpc } from "../wire/index.js";

/** What a ref needs of the process it is in. */
export interface RefHome {
  /** Where the object's owner listens. */
  ownerOf(objectId: ObjectId): Init<rpc.Address>;
  getOne<T>(ref: ObjectRef<T>): Promise<T>;
  removeLocal(objectId: ObjectId): void;
}

/** What a ref counts for, which outlives it until that is given up. */
interface Hold {
  readonly home: RefHome;
  readonly objectId: ObjectId;
  isReleased: boolean;
}

// Without tokens to take a ref out again by: with one a ref costs four times as much, and most are never released by hand.
const finalizers = new FinalizationRegistry<Hold>(giveUp);

function giveUp(hold: Hold): void {
  if (hold.isReleased) return;
  hold.isReleased = true;
  hold.home.removeLocal(hold.objectId);
}

/**
 * Stands for a value that a task makes or that was put into the store; `await ref` is the value, or throws what the task
 * threw (see errors.ts). A ref can be an argument, and stand inside other values: who reads those has a ref of the same
 * object. The object is kept for as long as a ref of it, in any process, or a task that takes it needs it: when the last ref
 * is collected, or released by `using` or `release()`, it is freed on every node.
 */
export class ObjectRef<T = unknown> implements PromiseLike<T> {
  readonly id: ObjectId;
  readonly #hold: Hold;

  /** @internal Counts as one handle of `objectId`, which the caller has added. */
  constructor(objectId: ObjectId, home: RefHome) {
    this.id = objectId;
    this.#hold = { home, objectId, isReleased: false };
    finalizers.register(this, this.#hold);
  }

  // biome-ignore lint/suspicious/noThenProperty: a ref is awaited like a promise; that is what it is for.
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#hold.home.getOne(this).then(onValue, onError);
  }

  /** Whoever keeps the object, for others to ask: this process, unless the ref came inside a value. */
  get owner(): Init<rpc.Address> {
    return this.#hold.home.ownerOf(this.id);
  }

  /** True after `release()`. */
  get isReleased(): boolean {
    return this.#hold.isReleased;
  }

  /** Gives this ref up now. It cannot be used afterwards. Idempotent. */
  release(): void {
    giveUp(this.#hold);
  }

  [Symbol.dispose](): void {
    this.release();
  }

  toString(): string {
    return `ObjectRef(${this.id})`;
  }
}
