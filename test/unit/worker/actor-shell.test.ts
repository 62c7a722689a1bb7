import { describe, expect, it, vi } from "vitest";
import type { ObjectId } from "../../../src/ids/index.js";
import type { GcsSubscriber } from "../../../src/runtime/gcs-subscriber.js";
import { rpc } from "../../../src/wire/index.js";
import { ActorShell } from "../../../src/worker/actor-shell.js";
import type { ActorOptions } from "../../../src/worker/actor-spec.js";
import { addressMessage } from "../../../src/worker/context.js";
import { noArguments, Owner, worker } from "./owner.js";

const target = {
  language: rpc.Language.CPP,
  descriptor: { cppFunctionDescriptor: { functionName: "m:Counter", caller: "CPP", className: "Counter" } },
  name: "Counter",
};
const once = { numReturns: 1, group: "" };

function shell() {
  const owner = new Owner();
  const subscriber = { subscribe: vi.fn(async () => undefined), unsubscribe: vi.fn() };
  const actors = new ActorShell(owner.context, owner.objects, owner.ids, subscriber as unknown as GcsSubscriber);
  const head = rpc.ActorInfoGcsService;
  owner.answer(head.registerActor, () => ({}));
  owner.answer(head.createActor, () => ({ actorAddress: addressMessage(worker) }));
  owner.answer(head.getActorInfo, () => ({}));
  owner.answer(head.killActorViaGcs, () => ({}));
  const create = (options: ActorOptions = {}, needs: readonly ObjectId[] = []) =>
    actors.create(target, { ...noArguments, objectIds: needs }, options);
  const call = (actorId: ReturnType<typeof create>["actorId"]) => {
    const [ref] = actors.call(actorId, target, noArguments, once);
    return ref?.then() ?? Promise.reject(new Error("no ref"));
  };
  return { owner, subscriber, actors, create, call };
}

describe("ActorShell", () => {
  it("does not have an actor made that was killed while its arguments were not there", async () => {
    const { owner, actors, create, call } = shell();
    const argument = owner.objects.own(owner.ids.nextPut());
    const { actorId } = create({ name: "late" }, [argument.id]);
    const called = call(actorId);
    await actors.kill(actorId, false);
    await actors.kill(actorId, true);
    await expect(called).rejects.toThrow("The actor late was killed before it was made.");
    await actors.whenRegistered("late");
    owner.objects.setInline(argument.id, Buffer.from("RAW"), Buffer.from("x"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(owner.calls).toEqual([]);
    // Its arguments are needed no more.
    expect(owner.objects.references.counts(argument.id)).toEqual({ local: 1, uses: 0 });
  });

  it("tells the head of a kill only once it knows whom", async () => {
    const { owner, actors, create } = shell();
    let register: () => void = () => undefined;
    owner.answer(rpc.ActorInfoGcsService.registerActor, async () => {
      await new Promise<void>((resolve) => {
        register = resolve;
      });
      return {};
    });
    const { actorId } = create();
    await vi.waitFor(() => expect(owner.calls).toEqual(["RegisterActor"]));
    const killed = actors.kill(actorId, true);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(owner.calls).toEqual(["RegisterActor"]);
    register();
    await killed;
    expect(owner.calls).toContain("KillActorViaGcs");
  });

  it("follows no actor that nobody can call any more", async () => {
    const { owner, subscriber, actors, create } = shell();
    const dropped = create();
    actors.removeHandle(dropped.actorId);
    await vi.waitFor(() => expect(owner.calls).toContain("CreateActor"));
    expect(subscriber.subscribe).not.toHaveBeenCalled();
    create();
    await vi.waitFor(() => expect(subscriber.subscribe).toHaveBeenCalledOnce());
  });
});
