/** Actors: objects that live in a worker of their own and whose methods are called from anywhere. */
import {
  type ActorCallOptions,
  type ActorFacts,
  type ActorOptions,
  checkGroup,
  type Driver,
  type FunctionTarget,
  ObjectRef,
  UsageError,
} from "../worker/index.js";
import { type AnyFunction, type CallArguments, resultsOf, splitArguments } from "./call-arguments.js";
import { currentDriver } from "./session.js";

type MethodNames<C> = { [K in keyof C]: C[K] extends AnyFunction ? K : never }[keyof C];

/**
 * A handle of an actor of class C: `counter.increment.remote(1)` calls a method and gives a ref of its result. Calls of one
 * handle run in the order in which they were made, unless the actor runs several at a time. An actor that is neither
 * detached nor named elsewhere ends when its last handle is collected, or released by `using`.
 */
export type ActorHandle<C> = ActorIdentity & {
  readonly [K in MethodNames<C>]: ActorMethod<Extract<C[K], AnyFunction>>;
};

/**
 * What every handle has beside the methods. Methods of these names, of those that every object has (`toString`), and `then` and
 * `toJSON` cannot be called by a handle. A handle is no argument and no part of a value: name the actor, and use `getActor`.
 */
export interface ActorIdentity extends Disposable {
  /** Hex. */
  readonly actorId: string;
}

export interface MethodOptions {
  /** Results of one call, from a method that returns as many: `remote` then gives an array of refs. */
  readonly numReturns?: number;
  /**
   * The concurrency group that the call runs in, of those that the actor was made with. Default: its method's, by the class's
   * `static methodGroups` (Python: `@ray.method`), else the default one, with `maxConcurrency`.
   */
  readonly concurrencyGroup?: string;
}

type RefsFor<R, O> = O extends { readonly numReturns: number } ? ObjectRef<unknown>[] : ObjectRef<R>;

export class ActorMethod<F extends AnyFunction, Refs = ObjectRef<Awaited<ReturnType<F>>>> {
  readonly #driver: Driver;
  readonly #facts: ActorFacts;
  readonly #name: string;
  readonly #options: MethodOptions;
  readonly #callOptions: ActorCallOptions;
  /** The handle, which must not be collected before its methods. */
  readonly #handle: object;

  /** @internal `remote` makes them. */
  constructor(driver: Driver, facts: ActorFacts, name: string, options: MethodOptions, handle: object) {
    this.#driver = driver;
    this.#facts = facts;
    this.#name = name;
    this.#options = options;
    this.#callOptions = { numReturns: resultsOf(options), group: options.concurrencyGroup ?? "" };
    this.#handle = handle;
  }

  /** The same method with other options; those not named stay. @throws UsageError for a wrong one */
  options<const O extends MethodOptions>(options: O): ActorMethod<F, RefsFor<Awaited<ReturnType<F>>, O>> {
    const { concurrencyGroup: group } = options;
    if (group !== undefined) checkGroup(group, this.#facts.groups);
    return new ActorMethod(this.#driver, this.#facts, this.#name, { ...this.#options, ...options }, this.#handle);
  }

  /** @throws UnsupportedValueError for an argument that the actor cannot be given */
  remote(...args: CallArguments<F>): Refs {
    const { positional, keywords } = splitArguments(args);
    const { numReturns } = this.#options;
    const refs = this.#driver.callActor(this.#facts, this.#name, positional, keywords, this.#callOptions);
    return (numReturns === undefined ? refs[0] : refs) as Refs;
  }
}

/** A class whose instances are actors. */
export class RemoteClass<C extends object> {
  readonly #target: FunctionTarget;
  readonly #options: ActorOptions;

  /** @internal `remote` makes them. */
  constructor(target: FunctionTarget, options: ActorOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** The same class with other options; those not named stay. */
  options(options: ActorOptions): RemoteClass<C> {
    return new RemoteClass<C>(this.#target, { ...this.#options, ...options });
  }

  /**
   * Makes an actor; its constructor gets the arguments. It may be called at once; if it cannot be made, its calls throw
   * ActorDiedError. @throws UsageError for wrong options
   */
  remote(...args: unknown[]): ActorHandle<C> {
    const driver = currentDriver();
    const { positional, keywords } = splitArguments(args);
    return handleOf<C>(driver, driver.createActor(this.#target, positional, keywords, this.#options));
  }
}

const finalizers = new FinalizationRegistry<{ driver: Driver; facts: ActorFacts }>(({ driver, facts }) => {
  driver.removeActorHandle(facts);
});
const identities = new WeakMap<object, { readonly driver: Driver; readonly facts: ActorFacts }>();

/** What a handle has of itself. A class's, so that a handle inside a value is refused and not sent as an object with an id. */
class Identity {
  /** What errors call it. */
  static readonly name = "ActorHandle";

  constructor(readonly actorId: string) {}
}

function handleOf<C extends object>(driver: Driver, facts: ActorFacts): ActorHandle<C> {
  const methods = new Map<string, ActorMethod<AnyFunction>>();
  let isReleased = false;
  const core: ActorIdentity = Object.assign(new Identity(facts.actorId), {
    [Symbol.dispose]() {
      if (isReleased) return;
      isReleased = true;
      finalizers.unregister(handle);
      driver.removeActorHandle(facts);
    },
  });
  const handle: object = new Proxy(core, {
    get(target, name) {
      if (name in target || typeof name === "symbol") return Reflect.get(target, name);
      // A handle is no promise, and no JSON: whoever looks for these must not be told of a remote method.
      if (name === "then" || name === "toJSON") return undefined;
      if (isReleased) throw new UsageError(`The handle of actor ${facts.name} was released.`);
      let method = methods.get(name);
      if (method === undefined) {
        method = new ActorMethod(driver, facts, name, {}, handle);
        methods.set(name, method);
      }
      return method;
    },
  });
  finalizers.register(handle, { driver, facts }, handle);
  identities.set(handle, { driver, facts });
  return handle as ActorHandle<C>;
}

export interface GetActorOptions {
  /** Default: this driver's. */
  readonly namespace?: string;
}

/**
 * The actor of this name, whoever made it and in whatever language that TypeScript can call.
 * @throws ActorDiedError when there is none
 */
export async function getActor<C extends object>(name: string, options: GetActorOptions = {}): Promise<ActorHandle<C>> {
  const driver = currentDriver();
  return handleOf<C>(driver, await driver.namedActor(name, options.namespace));
}

export interface KillOptions {
  /** False: it may be started again, as often as `maxRestarts` says. Default true. */
  readonly noRestart?: boolean;
}

/** Ends an actor's process (in local mode its thread) at once; calls that are under way are lost. */
export async function kill(actor: ActorIdentity, options: KillOptions = {}): Promise<void> {
  const identity = identities.get(actor);
  if (identity === undefined) {
    const what =
      (actor as object) instanceof ObjectRef ? "an ObjectRef; cancel() ends its task" : "no handle of an actor";
    throw new UsageError(`kill: this is ${what}.`);
  }
  await identity.driver.kill(identity.facts, options.noRestart ?? true);
}
