import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JobTable } from "../../../../src/core/gcs/jobs/job-table.js";
import { JobUsers } from "../../../../src/core/gcs/jobs/job-users.js";
import { KeyValueTable } from "../../../../src/core/gcs/kv/key-value-table.js";
import { Remembered } from "../../../../src/core/gcs/remembered.js";
import { ClusterResources, type NodeView } from "../../../../src/core/gcs/resources/cluster-resources.js";
import { UriPins } from "../../../../src/core/gcs/runtime-envs/uri-pins.js";
import { WorkerTable } from "../../../../src/core/gcs/workers/worker-table.js";
import { jobIdFromInt, NodeId, WorkerId } from "../../../../src/ids/index.js";

const lengthOf = (row: string) => row.length;
const hex = (n: number, bytes: number) => n.toString(16).padStart(2 * bytes, "0");

describe("KeyValueTable", () => {
  it("agrees with a map of maps", () => {
    const word = fc.constantFrom("", "a", "ab", "abc", "b");
    const step = fc.oneof(
      fc.record({
        do: fc.constant("put" as const),
        ns: word,
        key: word,
        value: fc.uint8Array({ maxLength: 3 }),
        over: fc.boolean(),
      }),
      fc.record({ do: fc.constant("del" as const), ns: word, key: word, prefix: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const table = new KeyValueTable(1e6);
        const model = new Map<string, Uint8Array>();
        for (const each of steps) {
          const at = `${each.ns}/${each.key}`;
          if (each.do === "put") {
            const added = !model.has(at);
            if (added || each.over) model.set(at, each.value);
            const outcome = added ? "added" : each.over ? "replaced" : "present";
            expect(table.put(each.ns, each.key, each.value, each.over)).toBe(outcome);
          } else {
            const gone = [...model.keys()].filter((key) => (each.prefix ? key.startsWith(at) : key === at));
            for (const key of gone) model.delete(key);
            expect(table.delete(each.ns, each.key, each.prefix)).toHaveLength(gone.length);
          }
          table.validate();
        }
        for (const ns of ["", "a", "ab", "abc", "b"]) {
          const keys = [...model.keys()]
            .filter((key) => key.startsWith(`${ns}/`))
            .map((key) => key.slice(ns.length + 1));
          expect([...table.keys(ns, "")].sort()).toEqual(keys.sort());
          for (const key of keys) expect(table.get(ns, key)).toEqual(model.get(`${ns}/${key}`));
        }
      }),
    );
  });
});

describe("a full KeyValueTable", () => {
  it("takes nothing that makes it larger, gives up nothing, and takes again what fits", () => {
    const table = new KeyValueTable(1_000);
    const put = (key: string, bytes: number) => table.put("ns", key, new Uint8Array(bytes), true);
    expect(put("a", 500)).toBe("added");
    expect(put("b", 500)).toBe("full");
    expect(put("a", 900)).toBe("full");
    expect(table.get("ns", "a")).toHaveLength(500);
    expect(put("a", 100)).toBe("replaced");
    expect(put("b", 500)).toBe("added");
    table.validate();
    table.delete("ns", "b", false);
    expect(put("a", 800)).toBe("replaced");
    expect(table.put("ns", "a", new Uint8Array(2_000), false)).toBe("present");
  });

  it("keeps all of what an earlier head wrote, and lets it become less", () => {
    const table = new KeyValueTable(1_000);
    table.set("ns", "a", new Uint8Array(2_000));
    expect(table.put("ns", "b", new Uint8Array(1), true)).toBe("full");
    expect(table.put("ns", "a", new Uint8Array(1_900), true)).toBe("replaced");
    table.validate();
  });
});

describe("JobUsers", () => {
  it("says once when the last of a job and its actors is gone, in any order", () => {
    const step = fc.record({
      kind: fc.constantFrom("start", "finish", "lives", "over"),
      job: fc.nat(2),
      actor: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const users = new JobUsers();
        const model = new Set<string>();
        const used = (job: number) => [...model].some((user) => user.startsWith(`${job}`));
        for (const { kind, job, actor } of steps) {
          const [jobId, actorId] = [`${job}`, `${job}/${actor}`];
          const was = used(job);
          if (kind === "start") users.jobStarted(jobId);
          if (kind === "lives") users.actorLives(jobId, actorId);
          if (kind === "start") model.add(jobId);
          if (kind === "lives") model.add(actorId);
          if (kind === "finish" || kind === "over") {
            model.delete(kind === "finish" ? jobId : actorId);
            const isLast = kind === "finish" ? users.jobFinished(jobId) : users.actorIsOver(jobId, actorId);
            expect(isLast).toBe(was && !used(job));
          }
          expect(users.isUsed(jobId)).toBe(used(job));
        }
      }),
    );
  });
});

describe("Remembered", () => {
  it("keeps the newest within its number and its bytes, and says which it forgot", () => {
    const row = fc.record({ key: fc.nat(8), bytes: fc.nat(900) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40, size: "max" }), (rows) => {
        const kept = new Remembered<number, number>({ maxRows: 5, maxBytes: 2_000, sizeOf: (bytes) => bytes });
        const model = new Map<number, number>();
        for (const { key, bytes } of rows) {
          model.set(key, bytes);
          for (const forgotten of kept.add(key, bytes)) model.delete(forgotten);
          kept.validate();
          expect(new Map(kept.entries())).toEqual(model);
        }
      }),
    );
  });

  it("forgets the oldest first, and never the only one", () => {
    const kept = new Remembered<string, number>({ maxRows: 10, maxBytes: 1_000, sizeOf: (bytes) => bytes });
    expect([kept.add("a", 300), kept.add("b", 200), kept.add("c", 400)]).toEqual([[], [], ["a"]]);
    expect(kept.add("d", 5_000)).toEqual(["b", "c"]);
    expect([...kept.values()]).toEqual([5_000]);
  });
});

describe("JobTable", () => {
  it("numbers jobs from 1 and above those it is told of", () => {
    const jobs = new JobTable<string>(lengthOf);
    expect(jobs.nextNumber()).toBe(1);
    jobs.add(jobIdFromInt(7), "seven");
    expect(jobs.nextNumber()).toBe(8);
    jobs.add(jobIdFromInt(0xffffffff), "nil counts for nothing");
    expect(jobs.nextNumber()).toBe(9);
  });

  it("finishes a job once and forgets the longest finished", () => {
    const jobs = new JobTable<string>(lengthOf, 1);
    const [one, two] = [jobIdFromInt(1), jobIdFromInt(2)];
    jobs.add(one, "1");
    jobs.add(two, "2");
    expect(jobs.finish(one, "1 dead")).toEqual([]);
    expect(jobs.finish(one, "again")).toBeNull();
    jobs.add(one, "back from the dead");
    expect(jobs.rows()).toEqual(["1 dead", "2"]);
    expect(jobs.finish(two, "2 dead")).toEqual([one]);
    expect(jobs.rows()).toEqual(["2 dead"]);
  });
});

describe("JobTable of a head that came back", () => {
  it("has what was written and gives out no number twice", () => {
    const jobs = new JobTable<string>(lengthOf);
    const [one, two] = [jobIdFromInt(1), jobIdFromInt(2)];
    jobs.restore(two, "2 dead", true);
    jobs.restore(one, "1", false);
    jobs.restoreNumber(5);
    expect([jobs.isRunning(one), jobs.isRunning(two)]).toEqual([true, false]);
    expect(jobs.get(two)).toBe("2 dead");
    expect(jobs.nextNumber()).toBe(6);
    jobs.restoreNumber(3);
    expect(jobs.nextNumber()).toBe(7);
  });
});

describe("WorkerTable", () => {
  it("does not bring the dead back, and keeps a bounded number of them", () => {
    const workers = new WorkerTable<string>(lengthOf, 1);
    const [one, two] = [1, 2].map((n) => WorkerId.fromHex(hex(n, 28))) as [WorkerId, WorkerId];
    workers.add(one, "1");
    expect(workers.die(one, "1 dead")).toEqual([]);
    expect(workers.die(one, "again")).toBeNull();
    workers.add(one, "late");
    expect(workers.get(one)).toBe("1 dead");
    expect(workers.die(two, "2 dead")).toEqual([one]);
    expect([...workers.rows()]).toEqual(["2 dead"]);
  });
});

describe("UriPins", () => {
  it("frees what nobody holds any more", () => {
    const pins = new UriPins();
    pins.hold("job 1", ["a", "b"]);
    pins.hold("actor 1", ["b"]);
    pins.pin("a", 100);
    expect(pins.release("job 1")).toEqual([]);
    expect(pins.release("job 1")).toEqual([]);
    expect(pins.tick(99)).toEqual([]);
    expect(pins.tick(100)).toEqual(["a"]);
    expect(pins.tick(100)).toEqual([]);
    expect(pins.release("actor 1")).toEqual(["b"]);
  });
});

describe("ClusterResources", () => {
  const view = (cpu: number): NodeView => ({
    total: { CPU: 4 },
    available: { CPU: cpu },
    labels: {},
    isDraining: false,
    drainingDeadlineMs: -1,
    objectPullsQueued: false,
    idleDurationMs: 0,
    activity: [],
  });
  const [a, b] = [1, 2].map((n) => NodeId.fromHex(hex(n, 28))) as [NodeId, NodeId];

  it("takes only newer views of nodes it knows", () => {
    const resources = new ClusterResources();
    const message = new Uint8Array();
    expect(resources.update(a, 0, view(1), message, 0)).toBe(false);
    resources.add(a, view(4), 0);
    expect([...resources.messages()]).toEqual([]);
    expect(resources.update(a, 0, view(3), message, 5)).toBe(true);
    expect(resources.update(a, 0, view(2), message, 6)).toBe(false);
    resources.add(a, view(4), 7);
    expect(resources.view(a)?.available).toEqual({ CPU: 3 });
    expect(resources.seenMs(a)).toBe(5);
    resources.remove(a);
    expect(resources.view(a)).toBeNull();
  });

  it("adds equal demands of all nodes up", () => {
    const resources = new ClusterResources<string>();
    const demand = (shape: Record<string, number>, selectors: string[]) => ({
      shape,
      selectors,
      ready: 1,
      infeasible: 2,
      backlog: 3,
    });
    for (const node of [a, b]) resources.add(node, view(4), 0);
    resources.setDemands(a, [demand({ CPU: 1, GPU: 2 }, []), demand({ CPU: 1 }, ["x"])]);
    resources.setDemands(b, [demand({ GPU: 2, CPU: 1 }, []), demand({ CPU: 1 }, ["y"])]);
    const total = resources.totalDemands((selectors) => selectors.join());
    expect(total.map(({ selectors, ready, infeasible, backlog }) => [selectors, ready, infeasible, backlog])).toEqual([
      [[], 2, 4, 6],
      [["x"], 1, 2, 3],
      [["y"], 1, 2, 3],
    ]);
  });
});
