/**
 * The refs that came inside the arguments of one task. They are held while it runs; at its end its caller is told which of
 * them this process has kept, or given to others (Ray 2.60.0, PushTaskReply.borrowed_refs).
 */
import type { WorkerAddress } from "../../core/core-worker/types.js";
import type { ObjectId } from "../../ids/index.js";
import type { Init, rpc } from "../../wire/index.js";
import { reportMessage } from "../borrowed-refs.js";
import { workerAddress } from "../context.js";
import type { ObjectShell } from "../object-shell.js";
import type { RefReader } from "../pickled-values.js";

export class TaskRefs {
  readonly #objects: () => ObjectShell;
  readonly #held = new Set<ObjectId>();

  /** @param objects asked for with the first ref: most tasks have none */
  constructor(objects: () => ObjectShell) {
    this.#objects = objects;
  }

  /** Makes refs of those in an argument. @param outer the object that is the argument; null: it travelled in the task */
  reader(outer: { readonly objectId: ObjectId; readonly owner: WorkerAddress } | null): RefReader {
    return (objectId, owner) => {
      if (outer !== null) this.#hold(outer.objectId, outer.owner, null);
      this.#hold(objectId, workerAddress(owner), outer?.objectId ?? null);
      return this.#objects().borrow(objectId, workerAddress(owner), outer?.objectId ?? null);
    };
  }

  /** What the caller is told while the task goes on although it was answered: everything is kept. */
  reportRunning(): Init<rpc.ObjectReferenceCount>[] {
    return this.#held.size === 0 ? [] : this.#objects().references.report(this.#held, 0).map(reportMessage);
  }

  /** What the caller is told at the end; refs that nothing holds are gone from then on. */
  report(): Init<rpc.ObjectReferenceCount>[] {
    if (this.#held.size === 0) return [];
    const objects = this.#objects();
    const reports = objects.references.report(this.#held, 1);
    for (const objectId of this.#held) objects.apply({ type: "removeUse", objectId });
    this.#held.clear();
    return reports.map(reportMessage);
  }

  #hold(objectId: ObjectId, owner: WorkerAddress, outer: ObjectId | null): void {
    if (this.#held.has(objectId)) return;
    this.#held.add(objectId);
    this.#objects().hold(objectId, owner, outer);
    this.#objects().apply({ type: "addUse", objectId });
  }
}
