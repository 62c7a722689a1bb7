import { describe, expect, it, vi } from "vitest";
import { TaskId } from "../../../src/ids/index.js";
import type { RunOwner } from "../../../src/local/host-runs.js";
import { type HostParts, HostTasks } from "../../../src/local/host-tasks.js";
import type { Task } from "../../../src/local/messages.js";
import type { HostResults } from "../../../src/local/results.js";

describe("HostTasks", () => {
  it("does not hold the process open for a thread that is to end", () => {
    const taskId = TaskId.fromHex("0d".repeat(24));
    const parts = {
      objects: { whenThere: (_ids: unknown, _count: unknown, tell: () => void) => tell() },
      runs: { submit: (_id: string, _demand: unknown, owner: RunOwner) => owner.onStart() },
      threads: { start: vi.fn(), of: () => null },
      post: vi.fn(),
    };
    const results = { begin: vi.fn(), fail: vi.fn() };
    const tasks = new HostTasks(parts as unknown as HostParts, results as unknown as HostResults);
    const args = { items: [], needs: [], inner: [] };
    tasks.submit("program", { taskId, name: "f", args, resources: {}, retries: 0 } as unknown as Task);
    expect(parts.threads.start).toHaveBeenCalledOnce();
    const timers = () => process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
    const before = timers();
    tasks.cancel(taskId, false);
    expect(results.fail).toHaveBeenCalledOnce();
    expect(timers()).toBe(before);
  });
});
