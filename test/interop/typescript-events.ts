import { expect } from "vitest";
import * as narcine from "../../src/api/index.js";
import { JobId } from "../../src/ids/index.js";
import { decode, encode, rpc } from "../../src/wire/index.js";
import { meetHead } from "../../src/worker/meet-head.js";
import { failure } from "./typescript-cluster.js";

/** The head's list of tasks has what a driver ran in both languages, and how it went, as Ray's state API shows it. */
export async function headKnowsTasks(address: string, token: string, session: narcine.Session): Promise<void> {
  const { rpcClient, clusterId } = await meetHead(address, token);
  try {
    const { path, request, reply } = rpc.TaskInfoGcsService.getTaskEvents;
    const metadata = { ray_cluster_id: clusterId };
    const Equal = rpc.FilterPredicate.EQUAL;
    const jobId = Buffer.from(JobId.fromHex(session.jobId), "hex");
    const ask = async () => {
      const filters = { jobFilters: [{ predicate: Equal, jobId }] };
      const body = encode(request, { filters });
      const { eventsByTask } = decode(reply, await rpcClient.call(address, path, body, { metadata }));
      return eventsByTask.flatMap(({ taskInfo: info, stateUpdates: update }) => {
        if (info === null || !/^(events?_|driver$|event-actor)/.test(info.name)) return [];
        const states = Object.keys(update?.stateTsNs ?? {}).map(Number);
        const last = Math.max(...states);
        // A worker that dies at once has told nobody.
        const ran = info.name === "event_die" || states.includes(rpc.TaskStatus.RUNNING);
        return [[info.name, rpc.TaskType[info.type], rpc.TaskStatus[last], ran, update?.errorInfo?.errorType ?? null]];
      });
    };
    const { FINISHED, FAILED, RUNNING } = { FINISHED: "FINISHED", FAILED: "FAILED", RUNNING: "RUNNING" };
    const named = (name: string) => ({ name: `event_${name}`, maxRetries: 0 });
    const add = narcine.python<(a: number, b: number) => number>("operator:add", named("add"));
    const square = narcine.remote((x: number) => x * x, named("square"));
    // First, since a worker that dies takes along what it has not told yet, of earlier tasks too.
    await failure(narcine.python("remote_functions:die", named("die")).remote());
    expect(await narcine.get([add.remote(1, 2), square.remote(3)])).toEqual([3, 9]);
    await failure(narcine.python("remote_functions:fail", named("fail")).remote("because"));
    await failure(narcine.remote(() => JSON.parse("{"), named("parse")).remote());
    using counter = narcine.python.actor<{ pid(): number }>("remote_actors:Counter", { name: "event-actor" }).remote();
    await counter.pid.remote();
    const expected = [
      ["driver", "DRIVER_TASK", RUNNING, true, null],
      ["event-actor:Counter.__init__", "ACTOR_CREATION_TASK", FINISHED, true, null],
      ["event_add", "NORMAL_TASK", FINISHED, true, null],
      ["event_die", "NORMAL_TASK", FAILED, true, rpc.ErrorType.WORKER_DIED],
      ["event_fail", "NORMAL_TASK", FAILED, true, rpc.ErrorType.TASK_EXECUTION_EXCEPTION],
      ["event_parse", "NORMAL_TASK", FAILED, true, rpc.ErrorType.TASK_EXECUTION_EXCEPTION],
      ["event_square", "NORMAL_TASK", FINISHED, true, null],
    ];
    const asText = (rows: readonly unknown[]) => JSON.stringify(rows);
    let seen = "";
    const isThere = async () => {
      seen = asText((await ask()).sort());
      return seen === asText(expected);
    };
    await expect
      .poll(isThere, { timeout: 30_000, interval: 200 })
      .toBe(true)
      .catch(() => expect.fail(seen));
  } finally {
    rpcClient.close();
  }
}
