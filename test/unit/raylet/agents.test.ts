import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type AgentName, AgentStartError, Agents } from "../../../src/raylet/agents.js";
import { ChildProcesses } from "../../../src/raylet/child-processes.js";

const NODE_ID = "ab".repeat(28);
let sessionDir: string;
let children: ChildProcesses;
const exits: [AgentName, number | null][] = [];

beforeEach(() => {
  sessionDir = mkdtempSync(join(tmpdir(), "narcine-agents-"));
  children = new ChildProcesses();
  exits.length = 0;
});
afterEach(() => {
  children.close();
  rmSync(sessionDir, { recursive: true });
});

/** An "agent": a script that writes what it knows into the session's port files and then does `last`. */
function script(name: string, lines: readonly string[], last: string): string {
  const path = join(sessionDir, `${name}.sh`);
  writeFileSync(path, [...lines, last, ""].join("\n"));
  return `/bin/sh ${path} RAY_NODE_MANAGER_PORT_PLACEHOLDER`;
}

const port = (name: string, value: string) => `printf %s "${value}" > "${sessionDir}/${name}_$RAY_NODE_ID"`;
/** Returns when stdin ends, as Ray's agents do. */
const UNTIL_ORPHANED = "read _";

function agents(dashboardAgentCommand: string, runtimeEnvAgentCommand: string, registerTimeoutMs = 20_000): Agents {
  return new Agents({
    children,
    sessionDir,
    nodeId: NODE_ID,
    dashboardAgentCommand,
    runtimeEnvAgentCommand,
    nodeManagerPort: 4711,
    registerTimeoutMs,
    environment: { PATH: process.env["PATH"] ?? "" },
    onExit: (agent, { exitCode }) => void exits.push([agent, exitCode]),
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

it("waits for the ports, tells the node manager's, and hears of an end", async () => {
  const dashboard = script(
    "dashboard",
    [port("metrics_agent_port", "$1"), port("metrics_export_port", "2"), port("dashboard_agent_listen_port", "-1")],
    UNTIL_ORPHANED,
  );
  const runtimeEnv = script("runtime", ["sleep 0.1", port("runtime_env_agent_port", "9")], "sleep 0.3; exit 3");
  const both = agents(dashboard, runtimeEnv);
  expect(await both.start()).toEqual({
    metricsAgentPort: 4711,
    metricsExportPort: 2,
    dashboardAgentListenPort: -1,
    runtimeEnvAgentPort: 9,
  });
  expect(both.pidOf("dashboard_agent")).toBeGreaterThan(0);
  await until(() => exits.length === 1);
  expect(exits).toEqual([["runtime_env_agent", 3]]);
  expect(both.pidOf("runtime_env_agent")).toBeNull();
  both.stop("SIGKILL");
  await until(() => both.pidOf("dashboard_agent") === null);
  expect(exits).toHaveLength(1);
});

it("names the ports that never came", async () => {
  const silent = agents(script("dashboard", [port("metrics_agent_port", "1")], UNTIL_ORPHANED), "", 200);
  const start = silent.start();
  await expect(start).rejects.toThrow(AgentStartError);
  await expect(start).rejects.toThrow(/metrics_export_port, dashboard_agent_listen_port .*200 ms/);
  silent.stop("SIGKILL");
  await until(() => silent.pidOf("dashboard_agent") === null);
});
