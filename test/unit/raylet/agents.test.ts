import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holdPort } from "../../../src/native/held-port.js";
import { type AgentName, AgentStartError, Agents } from "../../../src/raylet/agents.js";
import { ChildProcesses } from "../../../src/raylet/child-processes.js";

const NODE_ID = "ab".repeat(28);
let sessionDir: string;
let children: ChildProcesses;
const exits: [AgentName, number | null][] = [];
const failures: Error[] = [];

beforeEach(() => {
  sessionDir = mkdtempSync(join(tmpdir(), "narcine-agents-"));
  children = new ChildProcesses();
  exits.length = 0;
  failures.length = 0;
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

/** What stands behind "=" in the script's word of this number. */
const flagValue = (word: number) => `$(echo $${word} | cut -d= -f2)`;

/** A port somebody listens on. */
async function takenPort(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, server };
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
    onStartFailed: (error) => void failures.push(error),
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

it("knows ports that were free to choose before the agents have started, and keeps them free until they have", async () => {
  const words = "--grpc-port=0 --metrics-export-port=0 --listen-port=0";
  const wait = ["while [ ! -e go ]; do sleep 0.02; done"];
  const tell = [
    port("metrics_agent_port", flagValue(2)),
    port("metrics_export_port", flagValue(3)),
    port("dashboard_agent_listen_port", flagValue(4)),
  ];
  const both = agents(`${script("dashboard", [`cd ${sessionDir}`, ...wait, ...tell], UNTIL_ORPHANED)} ${words}`, "");
  const ports = await both.start();
  expect(new Set(Object.values(ports)).size).toBe(4);
  expect(ports.runtimeEnvAgentPort).toBe(-1);
  expect(holdPort(ports.metricsAgentPort)?.port, "whoever binds it by number gets it").toBe(ports.metricsAgentPort);
  writeFileSync(join(sessionDir, "go"), "");
  await until(() => existsSync(join(sessionDir, `dashboard_agent_listen_port_${NODE_ID}`)));
  expect(readFileSync(join(sessionDir, `metrics_agent_port_${NODE_ID}`), "utf8")).toBe(`${ports.metricsAgentPort}`);
  both.stop("SIGKILL");
  await until(() => both.pidOf("dashboard_agent") === null);
  expect(failures).toEqual([]);
});

it("says so when the one port that was waited for came, and another did not", async () => {
  const { port: taken, server } = await takenPort();
  const lines = [port("metrics_export_port", "77")];
  const words = `--grpc-port=0 --metrics-export-port=${taken} --listen-port=0`;
  const agent = agents(`${script("dashboard", lines, UNTIL_ORPHANED)} ${words}`, "", 300);
  expect((await agent.start()).metricsExportPort).toBe(77);
  await until(() => failures.length === 1);
  expect(failures[0]?.message).toMatch(/metrics_agent_port, dashboard_agent_listen_port .*300 ms/);
  server.close();
  agent.stop("SIGKILL");
  await until(() => agent.pidOf("dashboard_agent") === null);
});

it("lets agents that nobody waits for start when it is their turn, and not once it has ended", async () => {
  const runtimeEnv = () =>
    agents(
      "",
      `${script("runtime", [port("runtime_env_agent_port", flagValue(2))], UNTIL_ORPHANED)} --runtime-env-agent-port=0`,
    );
  let begin = () => {};
  const turn = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const [one, ended] = [runtimeEnv(), runtimeEnv()];
  expect((await one.start(turn)).runtimeEnvAgentPort).toBeGreaterThan(0);
  await ended.start(turn);
  expect(one.pidOf("runtime_env_agent")).toBeNull();
  ended.stop("SIGTERM");
  begin();
  await until(() => one.pidOf("runtime_env_agent") !== null);
  expect(ended.pidOf("runtime_env_agent")).toBeNull();
  one.stop("SIGKILL");
  await until(() => one.pidOf("runtime_env_agent") === null);
});

it("starts agents that somebody waits for at once, whoever's turn it is", async () => {
  const lines = [port("runtime_env_agent_port", flagValue(2))];
  const agent = agents("", `${script("runtime", lines, UNTIL_ORPHANED)} --runtime-env-agent-port=0`);
  await agent.start(new Promise<void>(() => {}));
  agent.hurry();
  await until(() => agent.pidOf("runtime_env_agent") !== null);
  agent.stop("SIGKILL");
  await until(() => agent.pidOf("runtime_env_agent") === null);
});

it("tells of an agent that cannot be started", async () => {
  const missing = agents("", "/nonexistent/python main.py --runtime-env-agent-port=0");
  await missing.start();
  await until(() => failures.length === 1);
  expect(failures[0]?.message).toContain("/nonexistent/python");
});

it("says so when an agent with known ports does not get ready", async () => {
  const silent = agents("", `${script("runtime", [], UNTIL_ORPHANED)} --runtime-env-agent-port=0`, 200);
  expect((await silent.start()).runtimeEnvAgentPort).toBeGreaterThan(0);
  await until(() => failures.length === 1);
  expect(failures[0]?.message).toMatch(/did not write runtime_env_agent_port .*200 ms/);
  silent.stop("SIGKILL");
  await until(() => silent.pidOf("runtime_env_agent") === null);
});

it("waits for an agent's word on a port that is taken, but not for its HTTP service", async () => {
  const { port: taken, server } = await takenPort();
  const lines = [port("metrics_export_port", "77")];
  const words = `--grpc-port=0 --metrics-export-port=${taken} --listen-port=${taken}`;
  const agent = agents(`${script("dashboard", lines, UNTIL_ORPHANED)} ${words}`, "");
  expect(await agent.start()).toMatchObject({ metricsExportPort: 77, dashboardAgentListenPort: -1 });
  server.close();
  agent.stop("SIGKILL");
  await until(() => agent.pidOf("dashboard_agent") === null);
});

it("waits for the ports of a command it does not know, tells the node manager's, and hears of an end", async () => {
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
