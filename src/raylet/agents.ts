import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { holdPort } from "../native/held-port.js";
import type { ProcessExit } from "../native/process.js";
import { NarcineError } from "../runtime/errors.js";
import { type AgentPortName, type AgentPorts, asAgentPorts, type PortPlan, planAgentPorts } from "./agent-ports.js";
import type { ChildProcesses } from "./child-processes.js";
import { splitCommandLine } from "./worker-command.js";

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
  /** After `start`: they could not be started, or were not ready within `registerTimeoutMs`. As if they had ended. */
  readonly onStartFailed: (error: Error) => void;
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

/** While the node's registration waits for a port, and while nothing waits. */
const POLL_MS = { awaited: 20, aside: 100 } as const;

/**
 * Ray's own dashboard agent and runtime-env agent as children of the raylet (protocol: Ray 2.60.0, agent_manager.cc).
 * Each holds the read end of a pipe as stdin and leaves when the raylet, and with it the write end, is gone. Their ports
 * are chosen here, so that the node can register while they still start; each confirms them by a file.
 */
export class Agents {
  readonly #options: AgentOptions;
  readonly #pids = new Map<AgentName, number>();
  readonly #hurried: Promise<void>;
  #stopping = false;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#hurried = new Promise((resolve) => {
      this.hurry = resolve;
    });
  }

  /** Somebody waits for an agent: they start now, whoever's turn it is. */
  hurry: () => void = () => {};

  /** @returns null for an agent that does not run. */
  pidOf(agent: AgentName): number | null {
    return this.#pids.get(agent) ?? null;
  }

  /**
   * @param turn when the agents may start. Each imports for a second or more, and nobody waits for them unless a port that
   *   was asked for is taken: then they start at once.
   * @returns once all ports are known, which is at once but for that case
   * @throws AgentStartError, SpawnError
   */
  async start(turn: Promise<void> = Promise.resolve()): Promise<AgentPorts> {
    const plan = planAgentPorts(
      {
        dashboard: this.#argv(this.#options.dashboardAgentCommand),
        runtimeEnv: this.#argv(this.#options.runtimeEnvAgentCommand),
      },
      holdPort,
    );
    const run = this.#run(plan, plan.unknown.length > 0 ? Promise.resolve() : Promise.race([turn, this.#hurried]));
    let ports: ReadonlyMap<AgentPortName, number> = plan.known;
    if (plan.unknown.length > 0) {
      const told = this.#confirmed(plan.unknown, POLL_MS.awaited);
      // An agent that cannot be started fails this start at once.
      await Promise.race([run, told]);
      ports = new Map([...plan.known, ...(await told)]);
    }
    run.catch((error) => !this.#stopping && this.#options.onStartFailed(error));
    return asAgentPorts(ports);
  }

  /** Until all that runs has confirmed its ports; these are held for so long. @throws AgentStartError, SpawnError */
  async #run(plan: PortPlan, turn: Promise<void>): Promise<void> {
    try {
      await turn;
      if (this.#stopping) return;
      await Promise.all([
        this.#spawn("dashboard_agent", plan.dashboardArgv),
        this.#spawn("runtime_env_agent", plan.runtimeEnvArgv),
      ]);
      const running = [...plan.known].filter(([, port]) => port !== -1).map(([name]) => name);
      await this.#confirmed(running, POLL_MS.aside);
    } finally {
      for (const port of plan.held) port.release();
    }
  }

  /** What the agents wrote of these ports, once they have. @throws AgentStartError */
  async #confirmed(names: readonly AgentPortName[], pollMs: number): Promise<Map<AgentPortName, number>> {
    const deadline = performance.now() + this.#options.registerTimeoutMs;
    const ports = new Map<AgentPortName, number>();
    while (!this.#stopping) {
      for (const name of names) {
        const port = ports.has(name) ? null : await this.#readPort(name);
        if (port !== null) ports.set(name, port);
      }
      if (ports.size === names.length) break;
      if (performance.now() > deadline) {
        const missing = names.filter((name) => !ports.has(name));
        throw new AgentStartError(missing, this.#options.registerTimeoutMs, this.#options.sessionDir);
      }
      await sleep(pollMs, undefined, { ref: false });
    }
    return ports;
  }

  /** Ends both; their exits are no news any more. */
  stop(signal: "SIGTERM" | "SIGKILL"): void {
    this.#stopping = true;
    for (const pid of this.#pids.values()) this.#options.children.kill(pid, signal);
  }

  #argv(command: string): string[] {
    if (command === "") return [];
    const port = String(this.#options.nodeManagerPort);
    return splitCommandLine(command.replaceAll("RAY_NODE_MANAGER_PORT_PLACEHOLDER", port));
  }

  async #spawn(agent: AgentName, argv: readonly string[]): Promise<void> {
    if (argv.length === 0) return;
    const pid = await this.#options.children.spawn(
      {
        argv,
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

  async #readPort(name: AgentPortName): Promise<number | null> {
    try {
      const text = await readFile(join(this.#options.sessionDir, `${name}_${this.#options.nodeId}`), "utf8");
      const port = Number(text.trim());
      return text.trim() !== "" && Number.isInteger(port) ? port : null;
    } catch {
      return null;
    }
  }
}
