import { describe, expect, it } from "vitest";
import { RefStream } from "../../../src/api/ref-stream.js";
import { driverTaskOfJob, jobIdFromInt, NodeId, objectIdOfTask, taskIdOfObject } from "../../../src/ids/index.js";
import { LocalDriver } from "../../../src/local/local-driver.js";
import type { ToHost } from "../../../src/local/messages.js";
import type { PlasmaClient } from "../../../src/native/plasma-client.js";
import { TaskIds } from "../../../src/worker/task-ids.js";
import { typescriptTarget } from "../../../src/worker/typescript-target.js";

/** A driver whose host is the test. */
function driver() {
  const posted: ToHost[] = [];
  const jobId = jobIdFromInt(1);
  const made = new LocalDriver({
    jobId,
    namespace: "",
    nodeId: NodeId.nil,
    ids: new TaskIds(jobId, driverTaskOfJob(jobId), 0),
    plasma: {} as PlasmaClient,
    post: (message) => posted.push(message),
    stats: () => ({ objectsInScope: 0, pendingCalls: 0 }),
    onShutdown: async () => undefined,
  });
  const template = made.template(typescriptTarget("module:items", "function"), {});
  return { driver: made, template, posted };
}

describe("LocalDriver", () => {
  it("keeps nothing of what a generator yields that nobody can take", () => {
    const { driver: local, template, posted } = driver();
    const { ref } = local.stream(template, [], {});
    const taskId = taskIdOfObject(ref.id);
    const item = (index: number) => {
      const objectId = objectIdOfTask(taskId, index + 2);
      local.receive({ type: "streamItem", taskId, index, objectId });
      return objectId;
    };
    const early = item(0);
    expect(local.held).toBe(2);
    // As when it is collected with the stream that has it.
    ref.release();
    const late = item(1);
    expect(local.held).toBe(0);
    const dropped = posted.flatMap((each) => (each.type === "drop" ? [each.objectId] : []));
    expect(dropped.sort()).toEqual([ref.id, early, late].sort());
  });

  it("lets a stream be left after it was shut down", async () => {
    const { driver: local, template } = driver();
    const { stream, ref } = local.stream(template, [], {});
    const items = new RefStream(stream, ref, () => local.cancel(ref, false));
    await local.shutdown();
    await expect(items.next()).rejects.toThrow("The driver was shut down.");
    expect(await items.return()).toEqual({ done: true, value: undefined });
  });
});
