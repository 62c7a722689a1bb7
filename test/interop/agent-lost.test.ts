import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { expectMaker, makers } from "./compare.js";
import { describeRun, type FinishedRun, type Maker, programFolder, runProgram } from "./harness.js";

const agents = { RuntimeEnvAgent: "runtime_env_agent", DashboardAgent: "dashboard_agent" } as const;

function killAgent(title: keyof typeof agents, maker: Maker): Promise<FinishedRun> {
  return runProgram({
    program: join(programFolder, "agent_lost.py"),
    maker,
    limitMs: 150_000,
    onNode: async (live) => {
      await live.line("READY");
      // The node does not wait for its agents.
      const agent = await vi.waitFor(
        () => {
          const [found] = live.processes().filter(({ argv }) => argv[0]?.startsWith(`ray::${title}`));
          if (found === undefined) throw new Error(`no ${title} runs`);
          return found;
        },
        { timeout: 60_000, interval: 50 },
      );
      process.kill(agent.pid, "SIGKILL");
    },
  });
}

describe.each(Object.keys(agents) as (keyof typeof agents)[])("kill -9 of Ray's %s", (title) => {
  it.each(makers())("ends the node with a reason (%s)", async (maker) => {
    const run = await killAgent(title, maker);
    expectMaker(run);
    expect(run.facts, describeRun(run)).toMatchObject({
      ended: true,
      dead: true,
      message: expect.stringContaining(`${agents[title]} failed and raylet fate-shares with it.`),
    });
    if (maker === "ours") expect(run.leftovers).toEqual([]);
  });
});
