import { isCause, type Why } from "../core/why.js";
import { ActorId, PlacementGroupId, TaskId } from "../ids/index.js";
import { errorText } from "../runtime/errors.js";
import { decode, encode, type Init, narcine, rpc } from "../wire/index.js";
import type { ActorService } from "./actor-service.js";
import type { HeadContext } from "./head-context.js";
import type { NodeService } from "./node-service.js";
import type { PlacementGroupService } from "./placement-group-service.js";
import { GcsFailure, type Services, StatusCode } from "./services.js";
import type { TaskService } from "./task-service.js";

export interface WhyParts {
  readonly nodes: NodeService;
  readonly actors: ActorService;
  readonly groups: PlacementGroupService;
  readonly tasks: TaskService;
}

/** A node that does not say why within this time is itself the reason. */
const NODE_ANSWERS_WITHIN_MS = 2_000;

/** States in which a task is past its lease (Ray 2.60.0, common.proto TaskStatus). */
const STATES: Readonly<Record<string, { readonly cause: Why["cause"]; readonly text: string }>> = {
  PENDING_ARGS_AVAIL: { cause: "arguments", text: "its owner waits for its arguments to be made" },
  PENDING_OBJ_STORE_MEM_AVAIL: { cause: "arguments", text: "its node has no room for its arguments yet" },
  PENDING_ARGS_FETCH: { cause: "arguments", text: "its arguments are being brought to its node" },
  GETTING_AND_PINNING_ARGS: { cause: "arguments", text: "its worker reads its arguments" },
  PENDING_ACTOR_TASK_ARGS_FETCH: { cause: "arguments", text: "its arguments are being brought to its actor" },
  PENDING_ACTOR_TASK_ORDERING_OR_CONCURRENCY: { cause: "actor", text: "its actor is busy with earlier calls" },
  SUBMITTED_TO_WORKER: { cause: "running", text: "its worker has it" },
  RUNNING: { cause: "running", text: "it runs" },
  RUNNING_IN_RAY_GET: { cause: "running", text: "it runs, and waits in ray.get" },
  RUNNING_IN_RAY_WAIT: { cause: "running", text: "it runs, and waits in ray.wait" },
  FINISHED: { cause: "finished", text: "it has finished" },
  FAILED: { cause: "failed", text: "it has failed" },
};

/** Narcine's HeadService: why a task, an actor or a placement group is where it is, from what lives now. */
export class WhyService {
  readonly #context: HeadContext;
  readonly #parts: WhyParts;

  constructor(context: HeadContext, parts: WhyParts) {
    this.#context = context;
    this.#parts = parts;
  }

  register(services: Services): void {
    services.on(narcine.HeadService.why, async ({ id }) => {
      const { what, why } = await this.#why(id.trim().toLowerCase());
      return { what, cause: why.cause, text: why.text, waitingMs: Math.round(why.waitingMs ?? -1) };
    });
  }

  async #why(id: string): Promise<{ readonly what: string; readonly why: Why }> {
    const bytes = Buffer.from(id, "hex");
    const isHex = bytes.length * 2 === id.length;
    if (isHex && bytes.length === ActorId.size) return { what: "Actor", why: await this.#whyActor(id) };
    if (isHex && bytes.length === PlacementGroupId.size) {
      return { what: "Placement group", why: this.#parts.groups.explain(PlacementGroupId.fromBytes(bytes)) };
    }
    if (isHex && bytes.length === TaskId.size)
      return { what: "Task", why: await this.#whyTask(TaskId.fromBytes(bytes)) };
    const known = "a task has 48 hex digits, an actor 32, a placement group 36";
    throw new GcsFailure(StatusCode.INVALID, `${JSON.stringify(id)} is no id that can be explained: ${known}`);
  }

  async #whyActor(id: string): Promise<Why> {
    const { why, lease } = this.#parts.actors.why(id);
    if (lease === null) return why;
    const leaseId = Buffer.from(lease.leaseId, "hex");
    const [said] = await this.#askNode(lease.nodeId, { leaseId });
    return said ?? why;
  }

  async #whyTask(taskId: TaskId): Promise<Why> {
    const task = this.#parts.tasks.find(taskId);
    if (task === null) {
      const text =
        "the head has not heard of this task: its owner tells of tasks once a second, and finished ones are forgotten";
      return { cause: "unknown", text, waitingMs: null };
    }
    const { info, state, sinceMs } = task;
    const waitingMs = sinceMs === null ? null : Math.max(0, this.#context.now() - sinceMs);
    const known = STATES[state];
    if (known !== undefined) return { ...known, waitingMs };
    if (info?.type === rpc.TaskType.ACTOR_TASK || info?.type === rpc.TaskType.ACTOR_CREATION_TASK) {
      const actorId = Buffer.from(info.actorId ?? []).toString("hex");
      const why = await this.#whyActor(actorId);
      if (info.type === rpc.TaskType.ACTOR_CREATION_TASK) return why;
      return { cause: "actor", text: `it waits for actor ${actorId}: ${why.text}`, waitingMs };
    }
    return (await this.#whyUnleased(taskId, info)) ?? { cause: "owner", text: UNASKED, waitingMs };
  }

  /** A task without a worker: some node has the lease that its owner asked for. */
  async #whyUnleased(taskId: TaskId, info: rpc.TaskInfoEntry | null): Promise<Why | null> {
    const jobId = info?.jobId ?? new Uint8Array();
    const asked = [...this.#parts.nodes.alive()].map(({ nodeId }) =>
      this.#askNode(nodeId, { jobId, taskName: info?.name ?? "" }),
    );
    const answers = (await Promise.all(asked)).flat();
    // One lease serves all waiting tasks of a name and owner, so any that waits says why; a running one says it last.
    const waiting = answers.filter(({ cause }) => cause !== "running" && cause !== "node");
    const [first] = [...waiting, ...answers.filter(({ cause }) => cause === "node")];
    if (first !== undefined) return first;
    const running = answers.length;
    if (running === 0) return null;
    const text = `${running} of its kind run, and it is one of those that wait for their workers (task ${taskId})`;
    return { cause: "noRoom", text, waitingMs: null };
  }

  async #askNode(nodeId: string, request: Init<narcine.WhyLeasesRequest>): Promise<Why[]> {
    const address = this.#parts.nodes.addressOf(nodeId as Parameters<NodeService["addressOf"]>[0]);
    if (address === null) return [];
    const { path, request: codec, reply } = narcine.NodeService.whyLeases;
    try {
      const body = encode(codec, request);
      const answer = await this.#context.rpc.call(address, path, body, { timeoutMs: NODE_ANSWERS_WITHIN_MS });
      return decode(reply, answer).leases.map(({ cause, text, waitingMs }) => {
        return { cause: isCause(cause) ? cause : "unknown", text: `on node ${nodeId}: ${text}`, waitingMs };
      });
    } catch (error) {
      // Ray's own raylets do not know the question.
      const text = `node ${nodeId} was asked for a worker and cannot say more (${errorText(error)})`;
      return [{ cause: "node", text, waitingMs: null }];
    }
  }
}

const UNASKED = "its owner has not asked any node for a worker: it asks for one at a time of tasks that are alike";
