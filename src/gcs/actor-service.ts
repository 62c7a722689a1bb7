import { ActorManager } from "../core/gcs/actors/actor-manager.js";
import { isRestartable } from "../core/gcs/actors/death-causes.js";
import type {
  ActorData,
  ActorEffect,
  ActorEvent,
  ActorStatus,
  CreationOutcome,
  WorkerExitType,
} from "../core/gcs/actors/types.js";
import type { ClusterEvent, WorkerDeath } from "../core/gcs/types.js";
import { ActorId, idFromRandom, JobId, leaseIdOf, WorkerId } from "../ids/index.js";
import { GrpcCode, RpcError } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import { OpenRequests } from "../runtime/open-requests.js";
import { randomBytes } from "../runtime/random-bytes.js";
import { decode, encode, type Init, rpc } from "../wire/index.js";
import { concatFields, rawFields, varintField } from "../wire/raw-fields.js";
import {
  actorRow,
  decodeActorRow,
  decodeActorSpec,
  decodeLeaseReply,
  encodeAddress,
  encodeCreationPush,
  encodeDeathCause,
  encodeLeaseSpec,
  publishedActor,
} from "./actor-codec.js";
import type { HeadContext } from "./head-context.js";
import { publishJobError } from "./job-errors.js";
import { MachineRunner } from "./machine-runner.js";
import type { RayletCaller } from "./raylet-caller.js";
import { GcsFailure, type Services, StatusCode } from "./services.js";

type EffectOf<T extends ActorEffect["type"]> = Extract<ActorEffect, { type: T }>;

const OWNER_RETRY_MS = 1_000;
/** Fields of gcs_service.proto RegisterActorRequest, CreateActorRequest and the replies that are put together here. */
const TASK_SPEC = 1;
const STATUS = { field: 1, parts: [] };
const TABLE_DATA = 2;
const NAMED_TASK_SPEC = 3;
const ALL_TOTAL = 3;
const ALL_NUM_FILTERED = 4;
const CREATED_BORROWED_REFS = 3;
/** Of pubsub.proto PubMessage. */
const PUBLISHED_ACTOR = 6;
/** Of core_worker.proto PushTaskReply. */
const PUSHED_BORROWED_REFS = 4;

const STATUS_CODES: Record<Exclude<ActorStatus, "ok">, number> = {
  invalid: StatusCode.INVALID,
  notFound: StatusCode.NOT_FOUND,
  alreadyExists: StatusCode.ALREADY_EXISTS,
  schedulingCancelled: StatusCode.SCHEDULING_CANCELLED,
  creationTaskError: StatusCode.CREATION_TASK_ERROR,
};

/** ActorInfoGcsService (Ray 2.60.0, gcs_service.proto): decodes, asks the actor manager, performs what it decides. */
export class ActorService {
  readonly #context: HeadContext;
  readonly #raylets: RayletCaller;
  readonly #manager: ActorManager;
  readonly #runner: MachineRunner<ActorEvent, ActorEffect>;
  readonly #requests = new OpenRequests<EffectOf<"reply"> | EffectOf<"replyCreated">>();
  readonly #endListeners: ((actorId: string) => void)[] = [];
  readonly #changeListeners: ((actor: ActorData, isOver: boolean) => void)[] = [];
  #lastLease = 0;

  constructor(context: HeadContext, raylets: RayletCaller) {
    this.#context = context;
    this.#raylets = raylets;
    const { config } = context;
    this.#manager = new ActorManager({
      maxDeadActors: config.maximum_gcs_destroyed_actor_cached_count,
      leaseRetryMs: config.gcs_lease_worker_retry_interval_ms,
      creationRetryMs: config.gcs_create_actor_retry_interval_ms,
      gracefulShutdownMs: config.actor_graceful_shutdown_timeout_ms,
      ownerRetryMs: OWNER_RETRY_MS,
      newLeaseId: () => leaseIdOf(this.#lastLease++ % 2 ** 32, idFromRandom(WorkerId, randomBytes(WorkerId.size))),
      random: Math.random,
    });
    this.#runner = new MachineRunner({
      context,
      machine: this.#manager,
      tick: { type: "tick" },
      write: (effect) => this.#write(effect),
      // A head that knows nothing of this worker has it released (ReleaseUnusedActorWorkers).
      mayBeForgotten: ({ type }) => type === "requestLease" || type === "createOnWorker",
      perform: (effect) => this.#perform(effect),
    });
    context.events.listen((event) => {
      const told = actorEventOf(event);
      if (told) this.#runner.post(told);
    });
  }

  register(services: Services): void {
    const service = rpc.ActorInfoGcsService;
    const asked = { hasWaited: true };
    const registerActor = async (body: Buffer) => {
      const spec = decodeActorSpec(ownField(body, TASK_SPEC));
      const { status, message } = await this.#request((requestId) => ({ type: "registerActor", requestId, spec }));
      const code = status === "ok" ? {} : { code: STATUS_CODES[status], message };
      return encode(rpc.RegisterActorReply, { status: code });
    };
    services.onRaw(service.registerActor, registerActor, asked);
    const createActor = async (body: Buffer) => {
      const spec = decodeActorSpec(ownField(body, TASK_SPEC));
      return createdReply(await this.#request((requestId) => ({ type: "createActor", requestId, spec })));
    };
    services.onRaw(service.createActor, createActor, asked);
    services.on(service.restartActorForLineageReconstruction, (request) => {
      const actorId = ActorId.fromBytes(request.actorId);
      const numRestartsByLineage = request.numRestartsDueToLineageReconstruction;
      return this.#ask((requestId) => ({ type: "restartForLineage", requestId, actorId, numRestartsByLineage }));
    });
    services.on(service.reportActorOutOfScope, (request) => {
      const actorId = ActorId.fromBytes(request.actorId);
      const numRestartsByLineage = request.numRestartsDueToLineageReconstruction;
      return this.#ask((requestId) => ({ type: "actorOutOfScope", requestId, actorId, numRestartsByLineage }));
    });
    const kill = ({ actorId, forceKill, noRestart }: rpc.KillActorViaGcsRequest) => {
      const about = { actorId: ActorId.fromBytes(actorId), force: forceKill, noRestart };
      return this.#ask((requestId) => ({ type: "killActor", requestId, ...about }));
    };
    services.on(service.killActorViaGcs, kill, asked);
    services.onBytes(service.getActorInfo, ({ actorId }) => {
      const actor = this.#manager.get(ActorId.fromBytes(actorId));
      return concatFields([STATUS, ...(actor ? [{ field: TABLE_DATA, parts: actorRow(actor) }] : [])]);
    });
    services.onBytes(service.getNamedActorInfo, ({ name, rayNamespace }) => {
      const actor = this.#manager.named(name, rayNamespace);
      if (actor === null) {
        const status = { code: StatusCode.NOT_FOUND, message: `Actor with name '${name}' was not found.` };
        return encode(rpc.GetNamedActorInfoReply, { status });
      }
      const task = { field: NAMED_TASK_SPEC, parts: [actor.spec.taskSpec] };
      return concatFields([STATUS, { field: TABLE_DATA, parts: actorRow(actor) }, task]);
    });
    services.on(service.listNamedActors, ({ allNamespaces, rayNamespace }) => ({
      namedActorsList: this.#manager.names(allNamespaces ? null : rayNamespace).map(({ namespace, name }) => {
        return { rayNamespace: namespace, name };
      }),
    }));
    services.onBytes(service.getAllActorInfo, (request) => this.#getAll(request));
  }

  /** An actor is dead, or begins anew: its placement groups may end with it. */
  onEnded(listener: (actorId: string) => void): void {
    this.#endListeners.push(listener);
  }

  /** Called with each actor whenever what is kept of it has changed; `isOver`: it can never start again. */
  onChanged(listener: (actor: ActorData, isOver: boolean) => void): void {
    this.#changeListeners.push(listener);
  }

  /** What an earlier head wrote, once the nodes and jobs it wrote are known. */
  restore(cluster: Pick<Parameters<ActorManager["restore"]>[0], "nodes" | "liveJobs">): void {
    const { storage, now } = this.#context;
    for (const { nodeId } of cluster.nodes) this.#raylets.know(nodeId);
    const tasks = new Map(storage.load("actor-task-spec"));
    const actors = [...storage.load("actor")].map(([actorId, row]) => decodeActorRow(row, tasks.get(actorId) ?? null));
    this.#runner.run(this.#manager.restore({ ...cluster, actors }, now()));
  }

  /** A death that an earlier head may have told nobody of. */
  workerDied(death: WorkerDeath): void {
    const told = actorEventOf({ type: "worker-died", death });
    if (told) this.#runner.post(told);
  }

  why(actorId: string): ReturnType<ActorManager["why"]> {
    return this.#manager.why(actorId, this.#context.now());
  }

  /** All that are known, dead ones too. */
  all(): readonly ActorData[] {
    return this.#manager.list({ actorId: null, jobId: null, state: null }, Number.POSITIVE_INFINITY).actors;
  }

  /** Can it never be alive again? True of an actor that nobody knows. */
  isOver(actorId: string): boolean {
    const actor = this.#manager.get(actorId);
    return actor === null || (actor.state === "DEAD" && !isRestartable(actor));
  }

  close(): void {
    this.#runner.close();
  }

  async #ask(event: (requestId: number) => ActorEvent): Promise<Record<string, never>> {
    const { status, message } = await this.#request(event);
    if (status !== "ok") throw new GcsFailure(STATUS_CODES[status], message);
    return {};
  }

  #request(event: (requestId: number) => ActorEvent): Promise<EffectOf<"reply"> | EffectOf<"replyCreated">> {
    return this.#requests.ask((requestId) => this.#runner.post(event(requestId)));
  }

  #getAll({ filters, limit }: rpc.GetAllActorInfoRequest): Buffer {
    const state = filters?.state ?? null;
    const wanted = {
      actorId: ActorId.fromOptionalBytes(filters?.actorId),
      jobId: JobId.fromOptionalBytes(filters?.jobId),
      state: state === null ? null : (STATES[state] ?? "DEAD"),
    };
    const most = limit !== null && limit > 0 ? limit : Number.POSITIVE_INFINITY;
    const { actors, total, numFiltered } = this.#manager.list(wanted, most);
    const rows = actors.map((actor) => ({ field: TABLE_DATA, parts: actorRow(actor) }));
    const counts = [varintField(ALL_TOTAL, total), varintField(ALL_NUM_FILTERED, numFiltered)];
    return Buffer.concat([concatFields([STATUS, ...rows]), ...counts]);
  }

  #write(effect: ActorEffect): boolean {
    const { storage } = this.#context;
    if (effect.type === "persist") {
      const { actorId, taskSpec } = effect.actor.spec;
      storage.put("actor", actorId, Buffer.concat(actorRow(effect.actor)));
      if (effect.spec === "write") storage.put("actor-task-spec", actorId, taskSpec);
      if (effect.spec === "delete") storage.delete("actor-task-spec", actorId);
      for (const listener of this.#changeListeners) listener(effect.actor, effect.spec === "delete");
      return true;
    }
    if (effect.type !== "forget") return false;
    storage.delete("actor", effect.actorId);
    storage.delete("actor-task-spec", effect.actorId);
    return true;
  }

  #perform(effect: ActorEffect): void {
    switch (effect.type) {
      case "reply":
      case "replyCreated":
        this.#requests.answer(effect);
        break;
      case "publish":
        this.#publish(effect);
        break;
      case "publishError":
        publishJobError(this.#context, effect);
        break;
      case "requestLease":
        void this.#requestLease(effect);
        break;
      case "dropLease":
        void this.#dropLease(effect);
        break;
      case "createOnWorker":
        void this.#createOnWorker(effect);
        break;
      case "killWorker":
        void this.#raylets.deliver(effect.node, rpc.NodeManagerService.killLocalActor, {
          intendedActorId: Buffer.from(effect.actor.spec.actorId, "hex"),
          workerId: Buffer.from(effect.worker.workerId, "hex"),
          forceKill: effect.force,
          deathCause: encodeDeathCause(effect.deathCause, effect.actor),
        });
        break;
      case "watchOwner":
        void this.#watchOwner(effect);
        break;
      case "releaseUnusedWorkers":
        void this.#releaseUnusedWorkers(effect);
        break;
      case "actorEnded":
        for (const listener of this.#endListeners) listener(effect.actorId);
        break;
      case "persist":
      case "forget":
        break;
    }
  }

  #publish({ actor, isFull }: EffectOf<"publish">): void {
    const key = Buffer.from(actor.spec.actorId, "hex");
    const { controlPlane } = this.#context;
    const row = () => publishedActor(actor, isFull);
    controlPlane.publishEncoded(rpc.ChannelType.GCS_ACTOR_CHANNEL, key, PUBLISHED_ACTOR, row);
    this.#context.log.debug(`Actor ${actor.spec.actorId} is ${actor.state}.`);
  }

  async #requestLease({ actor, node, leaseId, grantOrReject }: EffectOf<"requestLease">): Promise<void> {
    const about = { type: "leaseReply", actorId: actor.spec.actorId, leaseId, nodeId: node.nodeId } as const;
    try {
      const leaseSpec = encodeLeaseSpec(actor, leaseId);
      const reply = await this.#raylets.call(node, rpc.NodeManagerService.requestWorkerLease, {
        leaseSpec,
        grantOrReject,
      });
      this.#runner.post({ ...about, outcome: decodeLeaseReply(reply) });
    } catch (error) {
      this.#context.log.info(`No lease for actor ${about.actorId} from node ${node.nodeId} yet: ${errorText(error)}`);
      this.#runner.post({ ...about, outcome: { type: "failed", message: errorText(error) } });
    }
  }

  async #dropLease({ node, leaseId }: EffectOf<"dropLease">): Promise<void> {
    const id = Buffer.from(leaseId, "hex");
    const { cancelWorkerLease, returnWorkerLease } = rpc.NodeManagerService;
    if (!(await this.#raylets.deliver(node, cancelWorkerLease, { leaseId: id }))) return;
    const disconnectWorkerErrorDetail = "The head does not want this lease any more.";
    const end = { leaseId: id, disconnectWorker: true, disconnectWorkerErrorDetail };
    await this.#raylets.deliver(node, returnWorkerLease, end);
  }

  async #createOnWorker({ actor, worker }: EffectOf<"createOnWorker">): Promise<void> {
    const about = { type: "creationReply", actorId: actor.spec.actorId, workerId: worker.workerId } as const;
    const { pushTask } = rpc.CoreWorkerService;
    try {
      const body = encodeCreationPush(actor, worker, this.#context.now());
      const reply = await this.#context.rpc.call(`${worker.ip}:${worker.port}`, pushTask.path, body);
      this.#runner.post({ ...about, outcome: creationOutcome(reply) });
    } catch (error) {
      this.#context.log.info(`Actor ${about.actorId} could not be made on ${worker.workerId}: ${errorText(error)}`);
      this.#runner.post({ ...about, outcome: { type: "failed", message: errorText(error) } });
    }
  }

  async #watchOwner({ actorId, owner }: EffectOf<"watchOwner">): Promise<void> {
    const { waitForActorRefDeleted } = rpc.CoreWorkerService;
    const ids = { intendedWorkerId: Buffer.from(owner.workerId, "hex"), actorId: Buffer.from(actorId, "hex") };
    try {
      const body = encode(waitForActorRefDeleted.request, ids);
      await this.#context.rpc.call(`${owner.ip}:${owner.port}`, waitForActorRefDeleted.path, body);
      this.#runner.post({ type: "ownerReply", actorId, outcome: "refDeleted" });
    } catch (error) {
      // ABORTED: a worker is there, and it is another one.
      const isOther = error instanceof RpcError && error.code === GrpcCode.ABORTED;
      this.#runner.post({ type: "ownerReply", actorId, outcome: isOther ? "gone" : "unreachable" });
    }
  }

  async #releaseUnusedWorkers({ node, inUse }: EffectOf<"releaseUnusedWorkers">): Promise<void> {
    const workerIdsInUse = inUse.map((workerId) => Buffer.from(workerId, "hex"));
    const method = rpc.NodeManagerService.releaseUnusedActorWorkers;
    if (await this.#raylets.deliver(node, method, { workerIdsInUse })) {
      this.#runner.post({ type: "unusedWorkersReleased", nodeId: node.nodeId });
    }
  }
}

const STATES: readonly ActorData["state"][] = [
  "DEPENDENCIES_UNREADY",
  "PENDING_CREATION",
  "ALIVE",
  "RESTARTING",
  "DEAD",
];
const EXIT_TYPES: readonly WorkerExitType[] = [
  "SYSTEM_ERROR",
  "INTENDED_SYSTEM_EXIT",
  "USER_ERROR",
  "INTENDED_USER_EXIT",
  "NODE_OUT_OF_MEMORY",
];

function actorEventOf(event: ClusterEvent): ActorEvent | null {
  switch (event.type) {
    case "node-added":
      return { type: "nodeAdded", node: { nodeId: event.nodeId, ip: event.ip, port: event.port } };
    case "node-removed":
      return { type: "nodeDied", nodeId: event.nodeId, death: event.death };
    case "node-draining":
      return event.isPreemption ? { type: "nodePreempted", nodeId: event.nodeId } : null;
    case "worker-died": {
      const { workerId, nodeId, exitType, detail, creationException } = event.death;
      const how = { exitType: EXIT_TYPES[exitType] ?? "SYSTEM_ERROR", detail, creationException };
      return { type: "workerDied", nodeId: nodeId ?? "", workerId, ...how };
    }
    case "job-finished":
      return { type: "jobFinished", jobId: event.jobId };
    case "node-resources":
      return null;
  }
}

/** @throws WireError */
function creationOutcome(body: Buffer): CreationOutcome {
  const reply = decode(rpc.PushTaskReply, body);
  const error = reply.taskExecutionError || "The actor's constructor raised an exception.";
  return {
    type: "done",
    reprName: reply.actorReprName ?? "",
    borrowedRefs: [...rawFields(body, PUSHED_BORROWED_REFS)],
    applicationError: reply.isApplicationError ? error : null,
  };
}

function createdReply(answer: EffectOf<"reply"> | EffectOf<"replyCreated">): Buffer {
  const { status, message } = answer;
  const code = status === "ok" ? null : { code: STATUS_CODES[status], message };
  const reply: Init<rpc.CreateActorReply> = { status: code ?? {} };
  if (answer.type === "reply") return encode(rpc.CreateActorReply, reply);
  const { worker, deathCause, actor, borrowedRefs } = answer;
  const known = {
    ...reply,
    actorAddress: worker && encodeAddress(worker),
    deathCause: deathCause && encodeDeathCause(deathCause, actor),
  };
  const refs = borrowedRefs.map((ref) => ({ field: CREATED_BORROWED_REFS, parts: [ref] }));
  return Buffer.concat([encode(rpc.CreateActorReply, known), concatFields(refs)]);
}

/** A message field's bytes, as a buffer of their own: the request's is not kept. */
function ownField(body: Uint8Array, field: number): Buffer {
  return Buffer.concat([...rawFields(body, field)]);
}
