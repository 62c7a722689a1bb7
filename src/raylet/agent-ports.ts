import type { HeldPort } from "../native/held-port.js";

/**
 * Ports of Ray's agents as the head and the workers know them; -1: that service does not run. The agents write them to
 * files of the session (Ray 2.60.0, `persist_port`).
 */
export interface AgentPorts {
  readonly metricsAgentPort: number;
  readonly metricsExportPort: number;
  readonly dashboardAgentListenPort: number;
  readonly runtimeEnvAgentPort: number;
}

/** Name of a port and of its file, without the node id. */
export type AgentPortName =
  | "metrics_agent_port"
  | "metrics_export_port"
  | "dashboard_agent_listen_port"
  | "runtime_env_agent_port";

/** Flags of dashboard/agent.py and runtime_env/agent/main.py (Ray 2.60.0). */
const dashboardPorts: readonly (readonly [AgentPortName, string])[] = [
  ["metrics_agent_port", "--grpc-port"],
  ["metrics_export_port", "--metrics-export-port"],
  ["dashboard_agent_listen_port", "--listen-port"],
];
const runtimeEnvPorts: readonly (readonly [AgentPortName, string])[] = [
  ["runtime_env_agent_port", "--runtime-env-agent-port"],
];
const NOT_RUNNING = -1;

/** What is known of the agents' ports before the agents run. */
export interface PortPlan {
  /** The agents' commands, with ports of our choice where they were free to choose. */
  readonly dashboardArgv: readonly string[];
  readonly runtimeEnvArgv: readonly string[];
  /** Known now. */
  readonly known: ReadonlyMap<AgentPortName, number>;
  /** Only the agent can tell: the file has to be waited for before the node registers. */
  readonly unknown: readonly AgentPortName[];
  /** To be released once the agents have bound them. */
  readonly held: readonly HeldPort[];
}

/**
 * Chooses the agents' ports ahead: an agent takes seconds to start, and a node whose ports are known need not wait for it.
 *
 * A port that was asked for by number and is taken is the agent's affair: it gives up (the node waits for that, and names
 * it) or, for its HTTP service, goes on without it. For that one the head is told at once that it does not run, even though
 * the agent keeps trying for 3 s: two clusters on one host share Ray's default number.
 *
 * @param argv of the agents; empty: the agent does not run
 * @param hold keeps a port free for the agent; 0 = any; null: taken
 */
export function planAgentPorts(
  argv: { readonly dashboard: readonly string[]; readonly runtimeEnv: readonly string[] },
  hold: (port: number) => HeldPort | null,
): PortPlan {
  const known = new Map<AgentPortName, number>();
  const unknown: AgentPortName[] = [];
  const held: HeldPort[] = [];

  const choose = (name: AgentPortName, words: string[], flag: string): void => {
    const at = words.findIndex((word) => word.startsWith(`${flag}=`));
    const text = words[at]?.slice(flag.length + 1) ?? "";
    const asked = Number(text);
    if (!/^\d+$/.test(text) || asked > 65535) return void unknown.push(name);
    const port = hold(asked);
    if (port !== null) {
      held.push(port);
      words[at] = `${flag}=${port.port}`;
      known.set(name, port.port);
    } else if (name === "dashboard_agent_listen_port") known.set(name, NOT_RUNNING);
    else unknown.push(name);
  };
  const planned = (given: readonly string[], ports: typeof dashboardPorts): string[] => {
    const words = [...given];
    for (const [name, flag] of ports) {
      if (words.length === 0 || staysOff(name, words)) known.set(name, NOT_RUNNING);
      else choose(name, words, flag);
    }
    return words;
  };
  const dashboardArgv = planned(argv.dashboard, dashboardPorts);
  const runtimeEnvArgv = planned(argv.runtimeEnv, runtimeEnvPorts);
  return { dashboardArgv, runtimeEnvArgv, known, unknown, held };
}

/** dashboard/agent.py: a minimal agent has no server at all, one without metrics exports none. */
function staysOff(name: AgentPortName, dashboardArgv: readonly string[]): boolean {
  if (name === "runtime_env_agent_port") return false;
  if (dashboardArgv.includes("--minimal")) return true;
  return name === "metrics_export_port" && dashboardArgv.includes("--disable-metrics-collection");
}

/** @param ports all four */
export function asAgentPorts(ports: ReadonlyMap<AgentPortName, number>): AgentPorts {
  const of = (name: AgentPortName): number => ports.get(name) ?? NOT_RUNNING;
  return {
    metricsAgentPort: of("metrics_agent_port"),
    metricsExportPort: of("metrics_export_port"),
    dashboardAgentListenPort: of("dashboard_agent_listen_port"),
    runtimeEnvAgentPort: of("runtime_env_agent_port"),
  };
}
