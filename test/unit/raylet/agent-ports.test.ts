import { expect, it } from "vitest";
import { asAgentPorts, planAgentPorts } from "../../../src/raylet/agent-ports.js";

/** Hands out 7001, 7002, ... for any port and refuses those that are taken. */
function ports(taken: readonly number[] = []) {
  let last = 7000;
  return (asked: number) => {
    if (taken.includes(asked)) return null;
    if (asked === 0) last += 1;
    return { port: asked === 0 ? last : asked, release() {} };
  };
}

const dashboard = ["python", "agent.py", "--grpc-port=0", "--metrics-export-port=0", "--listen-port=52365", "--head"];
const runtimeEnv = ["python", "main.py", "--runtime-env-agent-port=0"];

it("chooses what is free to choose and keeps what was asked for", () => {
  const plan = planAgentPorts({ dashboard, runtimeEnv }, ports());
  expect(plan.dashboardArgv.slice(2)).toEqual([
    "--grpc-port=7001",
    "--metrics-export-port=7002",
    "--listen-port=52365",
    "--head",
  ]);
  expect(plan.runtimeEnvArgv.slice(2)).toEqual(["--runtime-env-agent-port=7003"]);
  expect(plan.unknown).toEqual([]);
  expect(asAgentPorts(plan.known)).toEqual({
    metricsAgentPort: 7001,
    metricsExportPort: 7002,
    dashboardAgentListenPort: 52365,
    runtimeEnvAgentPort: 7003,
  });
  expect(plan.held.map(({ port }) => port)).toEqual([7001, 7002, 52365, 7003]);
});

it("leaves a taken port as it was asked for; without its HTTP service an agent goes on", () => {
  const given = dashboard.map((word) => word.replace("--grpc-port=0", "--grpc-port=8080"));
  const plan = planAgentPorts({ dashboard: given, runtimeEnv }, ports([8080, 52365]));
  expect(plan.dashboardArgv).toEqual(given.map((word) => word.replace("export-port=0", "export-port=7001")));
  expect(plan.unknown).toEqual(["metrics_agent_port"]);
  expect(plan.known.get("dashboard_agent_listen_port")).toBe(-1);
});

it("knows which services an agent runs without", () => {
  const minimal = planAgentPorts({ dashboard: [...dashboard, "--minimal"], runtimeEnv: [] }, ports());
  expect(minimal).toMatchObject({ unknown: [], held: [] });
  expect(Object.values(asAgentPorts(minimal.known))).toEqual([-1, -1, -1, -1]);
  const unmeasured = planAgentPorts({ dashboard: [...dashboard, "--disable-metrics-collection"], runtimeEnv }, ports());
  expect(unmeasured.known.get("metrics_export_port")).toBe(-1);
  expect(unmeasured.known.get("metrics_agent_port")).toBe(7001);
});

it.each(["--grpc-port=", "--grpc-port=x", "--grpc-port=70000", "--grpc=1"])(
  "waits for what it does not understand: %s",
  (word) => {
    const given = dashboard.map((known) => (known === "--grpc-port=0" ? word : known));
    const plan = planAgentPorts({ dashboard: given, runtimeEnv }, ports());
    // An empty value is Python's affair as well: argparse refuses it.
    expect(plan.unknown).toEqual(["metrics_agent_port"]);
    expect(plan.dashboardArgv).toContain(word);
  },
);
