import { afterEach, describe, expect, it } from "vitest";
import { ActorService } from "../../../src/gcs/actor-service.js";
import { ClusterEvents } from "../../../src/gcs/cluster-events.js";
import { parseGcsFlags } from "../../../src/gcs/flags.js";
import { loadHeadConfig } from "../../../src/gcs/head-config.js";
import type { HeadContext } from "../../../src/gcs/head-context.js";
import { JobService } from "../../../src/gcs/job-service.js";
import { KeyValueService } from "../../../src/gcs/kv-service.js";
import { PlacementGroupService } from "../../../src/gcs/placement-group-service.js";
import { PublisherShell } from "../../../src/gcs/publisher-shell.js";
import { RayletCaller } from "../../../src/gcs/raylet-caller.js";
import { Services } from "../../../src/gcs/services.js";
import type { HeadStorage, TableName } from "../../../src/gcs/storage.js";
import { NodeId } from "../../../src/ids/index.js";
import { RpcClient, RpcServer } from "../../../src/native/rpc.js";
import type { Logger } from "../../../src/runtime/logger.js";
import { decode, encode, type Init, type Method, rpc } from "../../../src/wire/index.js";

const JOB = Buffer.from([1, 0, 0, 0]);
const ACTOR = Buffer.concat([Buffer.alloc(12, 5), JOB]);
const GROUP = Buffer.concat([Buffer.alloc(14, 6), JOB]);
const NODE = Buffer.alloc(28, 1);
const WORKER = Buffer.alloc(28, 50);

/** Rows outlive the head; what was not yet durable does not. */
class Rows implements HeadStorage {
  readonly #tables = new Map<string, Map<string, Uint8Array>>();
  readonly #pending: (() => void)[] = [];

  load(table: TableName): Iterable<readonly [string, Uint8Array]> {
    return this.#table(table);
  }

  put(table: TableName, key: string, row: Uint8Array): void {
    this.#pending.push(() => this.#table(table).set(key, row));
  }

  delete(table: TableName, key: string): void {
    this.#pending.push(() => this.#table(table).delete(key));
  }

  async durable(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    for (const change of this.#pending.splice(0)) change();
  }

  async close(): Promise<void> {}

  #table(table: string): Map<string, Uint8Array> {
    const rows = this.#tables.get(table) ?? new Map<string, Uint8Array>();
    this.#tables.set(table, rows);
    return rows;
  }
}

/** The part of a head that has actors and placement groups, over given rows. */
class Part {
  readonly server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null });
  readonly rpc = RpcClient.start({ authToken: null });
  readonly events = new ClusterEvents((error) => {
    throw error;
  });
  readonly actors: ActorService;
  readonly groups: PlacementGroupService;
  readonly #raylets: RayletCaller;
  readonly #publishers: PublisherShell[];

  constructor(storage: HeadStorage) {
    const quiet = () => {};
    const log: Logger = { debug: quiet, info: quiet, warning: quiet, error: quiet, fatal: quiet };
    const config = loadHeadConfig("", {});
    const now = () => Date.now();
    const publisher = (name: string) =>
      new PublisherShell({ name, publisherId: Buffer.alloc(28, 1), config, now, log });
    this.#publishers = [publisher("a"), publisher("b")];
    const [controlPlane, observability] = this.#publishers as [PublisherShell, PublisherShell];
    const { events, rpc } = this;
    const flags = parseGcsFlags(["--node_ip_address=127.0.0.1", "--session_dir=/nowhere", "--session_name=s"]);
    const context: HeadContext = { flags, config, log, now, rpc, storage, events, controlPlane, observability };
    this.#raylets = new RayletCaller(context);
    this.actors = new ActorService(context, this.#raylets);
    this.groups = new PlacementGroupService(
      context,
      this.#raylets,
      new JobService(context, new KeyValueService(context, 1e9)),
    );
    const services = new Services(this.server, context);
    this.actors.register(services);
    this.groups.register(services);
  }

  async call<Request, Reply>({ path, request, reply }: Method<Request, Reply>, message: Init<Request>): Promise<Reply> {
    const address = `127.0.0.1:${this.server.port}`;
    return decode(reply, await this.rpc.call(address, path, encode(request, message), { timeoutMs: 20_000 }));
  }

  async close(): Promise<void> {
    for (const part of [this.actors, this.groups, this.#raylets, ...this.#publishers]) part.close();
    this.rpc.close();
    await this.server.close();
  }
}

describe("a head that comes back", () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  it("has the actors and placement groups it answered for, and tells raylets what is in use", async () => {
    const raylet = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null });
    open.push(raylet);
    const released: string[] = [];
    const address = { nodeId: NODE, ipAddress: "127.0.0.1", port: raylet.port, workerId: WORKER };
    const answers: readonly (readonly [Method<never, never>, object])[] = [
      [rpc.NodeManagerService.requestWorkerLease, { workerAddress: address, workerPid: 7 }],
      [rpc.CoreWorkerService.pushTask, {}],
      [rpc.NodeManagerService.prepareBundleResources, { success: true }],
      [rpc.NodeManagerService.commitBundleResources, {}],
    ] as never;
    for (const [{ path, reply }, answer] of answers) raylet.handle(path, () => encode(reply, answer as never));
    const { releaseUnusedActorWorkers: workers, releaseUnusedBundles: bundles } = rpc.NodeManagerService;
    raylet.handle(workers.path, (body) => {
      for (const id of decode(workers.request, body).workerIdsInUse) released.push(Buffer.from(id).toString("hex"));
      return encode(workers.reply, {});
    });
    raylet.handle(bundles.path, (body) => {
      for (const { bundleId } of decode(bundles.request, body).bundlesInUse) released.push(`#${bundleId?.bundleIndex}`);
      return encode(bundles.reply, {});
    });

    const rows = new Rows();
    const before = new Part(rows);
    const nodeId = NodeId.fromBytes(NODE);
    const node = { nodeId, ip: "127.0.0.1", port: raylet.port };
    const total = new Map([["CPU", 20_000]]);
    before.events.tell({ type: "node-added", ...node, total, labels: new Map(), isHead: true });
    const taskSpec: Init<rpc.TaskSpec> = {
      type: rpc.TaskType.ACTOR_CREATION_TASK,
      jobId: JOB,
      callerAddress: address,
      rootDetachedActorId: ACTOR,
      actorCreationTaskSpec: { actorId: ACTOR, isDetached: true, name: "x", rayNamespace: "n" },
    };
    await before.call(rpc.ActorInfoGcsService.registerActor, { taskSpec });
    await before.call(rpc.ActorInfoGcsService.createActor, { taskSpec });
    const placementGroupSpec: Init<rpc.PlacementGroupSpec> = {
      placementGroupId: GROUP,
      name: "g",
      creatorJobId: JOB,
      isDetached: true,
      bundles: [{ bundleId: { placementGroupId: GROUP, bundleIndex: 0 }, unitResources: { CPU: 1 } }],
    };
    await before.call(rpc.PlacementGroupInfoGcsService.createPlacementGroup, { placementGroupSpec });
    await before.call(rpc.PlacementGroupInfoGcsService.waitPlacementGroupUntilReady, { placementGroupId: GROUP });
    await before.close();

    const after = new Part(rows);
    open.push(after);
    const view = { nodeId, total, available: total, labels: new Map(), isDraining: false };
    const liveJobs = new Set<string>();
    after.actors.restore({ nodes: [node], liveJobs });
    after.groups.restore({ nodes: [{ node, view }], liveJobs, isActorOver: () => false });
    const named = await after.call(rpc.ActorInfoGcsService.getNamedActorInfo, { name: "x", rayNamespace: "n" });
    expect(named.actorTableData).toMatchObject({ state: rpc.ActorTableData_ActorState.ALIVE, pid: 7 });
    expect(Buffer.from(named.taskSpec?.actorCreationTaskSpec?.actorId ?? [])).toEqual(ACTOR);
    const group = await after.call(rpc.PlacementGroupInfoGcsService.getNamedPlacementGroup, {
      name: "g",
      rayNamespace: "",
    });
    expect(group.placementGroupTableData?.state).toBe(rpc.PlacementGroupTableData_PlacementGroupState.CREATED);
    await expect.poll(() => [...released].sort()).toEqual(["#0", WORKER.toString("hex")]);
  });
});
