import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessExit } from "../native/process.js";
import { NarcineError } from "../runtime/errors.js";
import type { ChildProcesses } from "./child-processes.js";
import { splitCommandLine } from "./worker-command.js";

/** Ports that Ray's agents bound themselves and wrote to files of the session (Ray 2.60.0, `persist_port`). */
export interface AgentPorts {
  readonly metricsAgentPort: number;
  readonly metricsExportPort: number;
  /** -1: the agent runs without its HTTP service. */
  readonly dashboardAgentListenPort: number;
  readonly runtimeEnvAgentPort: number;
}

export interface AgentOptions {
  readonly children: ChildProcesses;
  readonly sessionDir: string;
  readonly nodeId: string;
  readonly dashboardAgentCommand: string;
  readonly runtimeEnvAgentCommand: string;
  /** Port of NodeManagerService, for the placeholder in the commands. */
  readonly nodeManagerPort: number;
  readonly registerTimeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  /** An agent ended by itself: the node shares its fate, as Ray's does. */
  readonly onExit: (agent: AgentName, exit: ProcessExit) => void;
}

export type AgentName = "dashboard_agent" | "runtime_env_agent";

/** The agents did not write their ports in time. */
export class AgentStartError extends NarcineError {
  constructor(missing: readonly string[], timeoutMs: number, sessionDir: string) {
    super(
      "NARCINE_AGENT_START",
      `Ray's agents did not write ${missing.join(", ")} to ${sessionDir} within ${timeoutMs} ms (agent_register_timeout_ms). See dashboard_agent.log and runtime_env_agent.log beside this log.`,
    );
  }
}

const POLL_MS = 20;

/**
 * Ray's own dashboard agent and runtime-env agent as children of the raylet (protocol: Ray 2.60.0, agent_manager.cc).
 * Each holds the read end of a pipe as stdin and leaves when the raylet, and with it the write end, is gone. They bind
 * their ports themselves and tell them through files; the node registers with the head once they are known.
 */
export class Agents {
  readonly #options: AgentOptions;
  readonly #pids = new Map<AgentName, number>();
  #stopping = false;

  constructor(options: AgentOptions) {
    this.#options = options;
  }

  /** @returns null for an agent that does not run. */
  pidOf(agent: AgentName): number | null {
    return this.#pids.get(agent) ?? null;
  }

  /** @throws AgentStartError, SpawnError */
  async start(): Promise<AgentPorts> {
    const { dashboardAgentCommand, runtimeEnvAgentCommand } = this.#options;
    await Promise.all([
      this.#spawn("dashboard_agent", dashboardAgentCommand),
      this.#spawn("runtime_env_agent", runtimeEnvAgentCommand),
    ]);
    const deadline = Date.now() + this.#options.registerTimeoutMs;
    const ports = new Map<string, number>();
    const wanted = [
      ...(dashboardAgentCommand === ""
        ? []
        : ["metrics_agent_port", "metrics_export_port", "dashboard_agent_listen_port"]),
      ...(runtimeEnvAgentCommand === "" ? [] : ["runtime_env_agent_port"]),
    ];
    while (ports.size < wanted.length) {
      for (const name of wanted) {
        const port = ports.has(name) ? null : await this.#readPort(name);
        if (port !== null) ports.set(name, port);
      }
      if (ports.size === wanted.length) break;
      if (Date.now() > deadline) {
        const missing = wanted.filter((name) => !ports.has(name));
        throw new AgentStartError(missing, this.#options.registerTimeoutMs, this.#options.sessionDir);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return {
      metricsAgentPort: ports.get("metrics_agent_port") ?? -1,
      metricsExportPort: ports.get("metrics_export_port") ?? -1,
      dashboardAgentListenPort: ports.get("dashboard_agent_listen_port") ?? -1,
      runtimeEnvAgentPort: ports.get("runtime_env_agent_port") ?? -1,
    };
  }

  /** Ends both; their exits are no news any more. */
  stop(signal: "SIGTERM" | "SIGKILL"): void {
    this.#stopping = true;
    for (const pid of this.#pids.values()) this.#options.children.kill(pid, signal);
  }

  async #spawn(agent: AgentName, command: string): Promise<void> {
    if (command === "") return;
    const line = command.replaceAll("RAY_NODE_MANAGER_PORT_PLACEHOLDER", String(this.#options.nodeManagerPort));
    const pid = await this.#options.children.spawn(
      {
        argv: splitCommandLine(line),
        env: {
          ...this.#options.environment,
          RAY_NODE_ID: this.#options.nodeId,
          RAY_RAYLET_PID: String(process.pid),
          RAY_enable_pipe_based_agent_to_parent_health_check: "1",
        },
        stdin: "lifeline",
        stdout: "inherit",
        stderr: "inherit",
        ownProcessGroup: false,
        killOnParentDeath: true,
        closeOtherFds: true,
        blockSigint: true,
      },
      (exit) => {
        this.#pids.delete(agent);
        if (!this.#stopping) this.#options.onExit(agent, exit);
      },
    );
    this.#pids.set(agent, pid);
  }

  async #readPort(name: string): Promise<number | null> {
    try {
      const text = await readFile(join(this.#options.sessionDir, `${name}_${this.#options.nodeId}`), "utf8");
      const port = Number(text.trim());
      return text.trim() !== "" && Number.isInteger(port) ? port : null;
    } catch {
      return null;
    }
  }
}
