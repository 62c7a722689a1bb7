import { expect, it } from "vitest";
import { Churn } from "../unit/gcs/churn.js";
import { HeadBench } from "../unit/gcs/head-bench.js";

/**
 * Nothing of a head grows with what has ended. Its tables of what is gone are filled first: the largest ones keep 10,000.
 */
const FILLED = 12_000;

it("a head in which 24,000 of each kind have ended is no larger than with 12,000", async () => {
  const bench = await new HeadBench().start({
    maximum_gcs_destroyed_actor_cached_count: 1_000,
    maximum_gcs_dead_node_cached_count: 100,
    task_events_max_num_task_in_gcs: 1_000,
    subscriber_timeout_ms: 1_000,
  });
  const churn = new Churn(bench);
  await churn.round(FILLED);
  const before = churn.heapBytes();
  await churn.round(FILLED);
  const after = churn.heapBytes();
  const rows = await churn.end();
  await bench.stop();
  console.log(`heap: ${(before / 2 ** 20).toFixed(1)} MiB, then ${(after / 2 ** 20).toFixed(1)} MiB`, rows);
  expect(after - before).toBeLessThan(4 << 20);
  expect(rows).toMatchObject({
    job: 10_000,
    worker: 10_000,
    "placement-group": 10_000,
    node: 100,
    actor: 1_000,
    "actor-task-spec": 0,
  });
  // The head's own: its pid and the autoscaler's version.
  expect(rows["kv"]).toBe(2);
});
