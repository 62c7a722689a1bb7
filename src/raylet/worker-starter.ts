import { isEmptyRuntimeEnv } from "../core/worker-pool/runtime-env-hash.js";
import type { ProcessEnd, RuntimeEnvSpec, StartProcessEffect, WorkerKey } from "../core/worker-pool/types.js";
import { EMPTY_RUNTIME_ENV } from "../core/worker-pool/types.js";
import { DEFAULT_ZYGOTE_LIMITS, type ZygoteEffect, type ZygoteEvent } from "../core/zygotes/types.js";
import { whyNoFork } from "../core/zygotes/why-no-fork.js";
import { Zygotes } from "../core/zygotes/zygotes.js";
import type { ProcessExit } from "../native/process.js";
import { errorText } from "../runtime/errors.js";
import type { Logger } from "../runtime/logger.js";
import type { RayConfig } from "../runtime/ray-config.js";
import type { ChildProcesses } from "./child-processes.js";
import type { EventQueue } from "./event-queue.js";
import type { RayletFlags } from "./flags.js";
import type { RuntimeEnvClient } from "./runtime-env-client.js";
import {
  buildForkArguments,
  buildWorkerCommand,
  buildZygoteCommand,
  type WorkerCommandOptions,
} from "./worker-command.js";
import { ZYGOTE_SCRIPT, ZygoteProcess } from "./zygote-process.js";

export interface WorkerStarterOptions {
  readonly flags: RayletFlags;
  readonly children: ChildProcesses;
  readonly queue: EventQueue;
  readonly log: Logger;
  readonly now: () => number;
  /** What workers and zygotes inherit. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What became of a start. */
export interface StartListener {
  readonly onStarted: (workerId: WorkerKey, pid: number, forked: boolean) => void;
  readonly onFailed: (workerId: WorkerKey, message: string) => void;
  readonly onExited: (workerId: WorkerKey, end: ProcessEnd) => void;
}

type ConfigOfStarts = Pick<RayConfig, "worker_oom_score_adjustment" | "object_spilling_config">;

/** A zygote is made before the node knows its own port; no worker sees this one. */
const UNKNOWN_PORT = 0;

/** Agents and whoever else can wait for the first zygote do not wait longer than this. */
const FIRST_FORKS_LIMIT_MS = 2_000;

/** Makes worker processes: performs what the zygotes machine decides, fork or exec. Made before anything else of a node. */
export class WorkerStarter {
  readonly machine: Zygotes;
  /**
   * Resolves when the zygote of the first warm-up is warm or cannot be, or after 2 s: until then it has the machine's
   * cores, since the first workers wait for it.
   */
  readonly firstForksReady: Promise<void>;
  #endWarmUp: () => void = () => {};
  readonly #options: WorkerStarterOptions;
  readonly #zygotes = new Map<number, ZygoteProcess>();
  /** Starts that are neither a process nor a failure yet. */
  readonly #starts = new Map<WorkerKey, StartProcessEffect>();
  /** Fork requests under way. */
  readonly #requests = new Map<number, WorkerKey>();
  #nextRequest = 1;
  #listener: StartListener | null = null;
  #config: ConfigOfStarts | null = null;
  #nodeManagerPort = UNKNOWN_PORT;
  #runtimeEnvs: RuntimeEnvClient | null = null;

  constructor(options: WorkerStarterOptions) {
    this.#options = options;
    this.machine = new Zygotes({ ...DEFAULT_ZYGOTE_LIMITS, isOn: options.environment["NARCINE_ZYGOTE"] !== "off" });
    this.firstForksReady = new Promise((resolve) => {
      this.#endWarmUp = resolve;
      setTimeout(resolve, FIRST_FORKS_LIMIT_MS).unref();
    });
  }

  connect(listener: StartListener, config: ConfigOfStarts): void {
    this.#listener = listener;
    this.#config = config;
  }

  /** Known once the agents run; until then no worker is started. */
  useRuntimeEnvs(client: RuntimeEnvClient, nodeManagerPort: number): void {
    this.#runtimeEnvs = client;
    this.#nodeManagerPort = nodeManagerPort;
  }

  start(effect: StartProcessEffect): void {
    this.#starts.set(effect.workerId, effect);
    const { workerId, runtimeEnv } = effect;
    this.post({ type: "start", workerId, runtimeEnv, ruledOut: whyNoFork(effect) });
  }

  post(event: ZygoteEvent): void {
    const { queue, now } = this.#options;
    queue.run(() => {
      for (const effect of this.machine.handle(event, now())) this.#perform(effect);
      if (!this.machine.isWarming) this.#endWarmUp();
    });
  }

  #perform(effect: ZygoteEffect): void {
    switch (effect.type) {
      case "startZygote":
        void this.#startZygote(effect.zygoteId, effect.runtimeEnv);
        return;
      case "fork":
        return this.#fork(effect.zygoteId, effect.workerId);
      case "exec":
        void this.#exec(effect.workerId);
        return;
      case "refuse":
        return this.#failed(effect.workerId, effect.why);
      case "stopZygote":
        if (effect.force) this.#zygotes.get(effect.zygoteId)?.kill();
        else this.#zygotes.get(effect.zygoteId)?.end();
        return;
      case "log":
        if (effect.level === "warn") this.#options.log.warning(effect.message);
        else this.#options.log.info(effect.message);
        return;
    }
  }

  async #exec(workerId: WorkerKey): Promise<void> {
    const effect = this.#starts.get(workerId);
    if (effect === undefined) return;
    try {
      const { argv, env } = buildWorkerCommand(this.#commandOptions(effect));
      const pid = await this.#options.children.spawn(
        {
          argv,
          env,
          stdin: "null",
          stdout: "inherit",
          stderr: "inherit",
          ownProcessGroup: true,
          killGroupOnExit: true,
          ...this.#priority(),
          killOnParentDeath: true,
          closeOtherFds: true,
          blockSigint: true,
        },
        (exit) => this.#exited(workerId, exit),
      );
      this.#started(workerId, pid, false);
    } catch (error) {
      this.#failed(workerId, errorText(error));
    }
  }

  #fork(zygoteId: number, workerId: WorkerKey): void {
    const effect = this.#starts.get(workerId);
    const zygote = this.#zygotes.get(zygoteId);
    if (effect === undefined || zygote === undefined) return;
    const requestId = this.#nextRequest++;
    this.#requests.set(requestId, workerId);
    zygote.fork({ requestId, ...buildForkArguments(this.#commandOptions(effect)), ...this.#priority() });
  }

  #forked(zygoteId: number, requestId: number, pid: number): void {
    const workerId = this.#takeRequest(requestId);
    if (workerId === null) return;
    this.post({ type: "forked", zygoteId, workerId });
    try {
      this.#options.children.adopt(pid, (exit) => this.#exited(workerId, exit));
      this.#started(workerId, pid, true);
    } catch (error) {
      const why = errorText(error);
      this.post({ type: "unfit", zygoteId, why });
      this.#failed(workerId, why);
    }
  }

  #takeRequest(requestId: number): WorkerKey | null {
    const workerId = this.#requests.get(requestId) ?? null;
    this.#requests.delete(requestId);
    return workerId;
  }

  /** A zygote holds its runtime environment at Ray's agent as each worker does, for as long as it lives. */
  async #startZygote(zygoteId: number, runtimeEnv: RuntimeEnvSpec): Promise<void> {
    const isEmpty = isEmptyRuntimeEnv(runtimeEnv.serialized);
    let isHeld = false;
    const gone = (why: string) => {
      this.#zygotes.delete(zygoteId);
      if (isHeld) this.#giveBack(runtimeEnv);
      this.post({ type: "gone", zygoteId, why });
    };
    try {
      const context = isEmpty ? null : await this.#runtimeEnvContext(runtimeEnv);
      isHeld = !isEmpty;
      if (!this.machine.live.includes(zygoteId)) throw new Error("it is not wanted any more");
      const zygote = new ZygoteProcess(this.#options.children, {
        onReady: (modules) => this.post({ type: "ready", zygoteId, modules }),
        onUnfit: (why) => this.post({ type: "unfit", zygoteId, why }),
        onForked: (requestId, pid) => this.#forked(zygoteId, requestId, pid),
        onForkFailed: (requestId, why) => {
          const workerId = this.#takeRequest(requestId);
          if (workerId !== null) this.post({ type: "forkFailed", zygoteId, workerId, why });
        },
        onGone: gone,
      });
      const nobody = { ...NOBODY, runtimeEnv, runtimeEnvContext: context };
      this.#zygotes.set(zygoteId, zygote);
      await zygote.start(buildZygoteCommand(this.#commandOptions(nobody), ZYGOTE_SCRIPT));
    } catch (error) {
      gone(errorText(error));
    }
  }

  async #runtimeEnvContext(runtimeEnv: RuntimeEnvSpec): Promise<string> {
    if (this.#runtimeEnvs === null) throw new Error("the runtime env agent is not running yet");
    return await this.#runtimeEnvs.create(runtimeEnv, null);
  }

  #giveBack(runtimeEnv: RuntimeEnvSpec): void {
    this.#runtimeEnvs?.delete(runtimeEnv.serialized).catch((error) => {
      this.#options.log.warning(`A zygote's runtime environment could not be given back: ${errorText(error)}`);
    });
  }

  /** Its niceness a worker sets itself, relative to ours (Ray 2.60.0, core_worker.cc). */
  #priority(): { readonly oomScoreAdj: number } {
    if (this.#config === null) throw new Error("a worker is started before the node knows its settings");
    return { oomScoreAdj: this.#config.worker_oom_score_adjustment };
  }

  #commandOptions(effect: StartProcessEffect): WorkerCommandOptions {
    const { flags, environment, now } = this.#options;
    return {
      effect,
      flags,
      nodeManagerPort: this.#nodeManagerPort,
      rayletPid: process.pid,
      environment,
      launchTimeMs: Math.floor(now()),
      objectSpillingConfig: this.#config?.object_spilling_config ?? "",
    };
  }

  #started(workerId: WorkerKey, pid: number, forked: boolean): void {
    this.#starts.delete(workerId);
    this.#listener?.onStarted(workerId, pid, forked);
  }

  #failed(workerId: WorkerKey, message: string): void {
    this.#starts.delete(workerId);
    this.#listener?.onFailed(workerId, message);
  }

  #exited(workerId: WorkerKey, { exitCode, signal }: ProcessExit): void {
    this.#listener?.onExited(workerId, { exitCode, signal });
  }
}

/** A zygote's command line is that of a worker, so that what a worker puts in its place has room; this one is none. */
const NOBODY: StartProcessEffect = {
  type: "startProcess",
  workerId: "0".repeat(56),
  kind: "WORKER",
  language: "PYTHON",
  jobId: null,
  runtimeEnvHash: -0x7fffffff,
  runtimeEnv: EMPTY_RUNTIME_ENV,
  runtimeEnvContext: null,
  dynamicOptions: [],
  jobFacts: null,
};
