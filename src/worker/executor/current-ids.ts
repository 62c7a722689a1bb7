/** By which ids the code that runs submits: those of its task. */
import { randomBytes } from "node:crypto";
import { idBytes, type JobId, type ObjectId, TaskId } from "../../ids/index.js";
import { currentScope } from "../current-task.js";
import { type IdSource, TaskIds } from "../task-ids.js";

/** What runs outside of any task, a timer of an actor's module say, has a parent of its own. */
export class IdsOfCurrentTask implements IdSource {
  readonly #otherwise: TaskIds;

  constructor(jobId: JobId) {
    const parent = TaskId.fromBytes(Buffer.concat([randomBytes(8), Buffer.alloc(12, 0xff), idBytes(jobId)]));
    this.#otherwise = new TaskIds(jobId, parent, 0);
  }

  get #current(): IdSource {
    return currentScope()?.ids ?? this.#otherwise;
  }

  get parent(): TaskId {
    return this.#current.parent;
  }

  next(actorPart: string): ReturnType<IdSource["next"]> {
    return this.#current.next(actorPart);
  }

  nextPut(): ObjectId {
    return this.#current.nextPut();
  }
}
