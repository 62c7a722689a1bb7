/** Ids of what one parent (a driver, or a task that submits tasks) makes: the same again if the parent runs again. */
import { hash } from "node:crypto";
import { idBytes, type JobId, type ObjectId, objectIdOfTask, type TaskId } from "../ids/index.js";

/** Put n of a task has this plus n as its index (Ray 2.60.0). */
const putIndexBase = 100_000_000;

/** The ids of whoever submits at this moment: a driver always, of a worker the task that runs. */
export type IdSource = Pick<TaskIds, "parent" | "next" | "nextPut">;

export class TaskIds {
  /** What the id of a child is the hash of: the job, the parent's attempt, and as 8 bytes which of its children it is. */
  readonly #child: Buffer;
  readonly #attemptTaskId: TaskId;
  #children = 0;
  #puts = 0;

  /** @param attempt of the parent: each has ids of its own for what it puts */
  constructor(
    readonly jobId: JobId,
    readonly parent: TaskId,
    attempt: number,
  ) {
    const attemptTask = idBytes(parent);
    attemptTask[0] = ((attemptTask[0] as number) + attempt + 1) & 0xff;
    this.#attemptTaskId = attemptTask.toString("hex") as TaskId;
    this.#child = Buffer.concat([idBytes(jobId), attemptTask, Buffer.alloc(8)]);
  }

  /** @param actorPart 16 bytes in hex: the actor's id, or 12 x ff and the job for a task of no actor */
  next(actorPart: string): { readonly taskId: TaskId; readonly counter: number } {
    this.#children += 1;
    this.#child.writeUIntLE(this.#children, this.#child.length - 8, 6);
    const unique = hash("sha256", this.#child, "hex").slice(0, 16);
    return { taskId: (unique + actorPart) as TaskId, counter: this.#children };
  }

  nextPut(): ObjectId {
    this.#puts += 1;
    return objectIdOfTask(this.#attemptTaskId, putIndexBase + this.#puts);
  }
}
