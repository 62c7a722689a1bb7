/**
 * Starts and watches processes as a raylet needs them (crates/process): own process groups, a lifeline pipe, death
 * signals, niceness, exits seen through pidfds. Node's child_process can do none of these, and its children stay its
 * own: no exit is ever taken from it.
 */
import { Socket } from "node:net";
import { constants } from "node:os";
import { loadAddon } from "./addon.js";
import { BatchReader } from "./batch-reader.js";
import { callSafely } from "./call-safely.js";

export interface SpawnOptions {
  /** Program and arguments. A program without "/" is looked for in `env.PATH`. */
  readonly argv: readonly string[];
  /** argv[0] as the process sees it, when it is to differ from the program's path. */
  readonly argv0?: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Absent = ours. */
  readonly cwd?: string;
  /** "lifeline": the read end of a pipe whose write end lives as long as this process, so that EOF means our death.
   * "channel": one end of a stream socket pair; see `spawnWithChannel`. */
  readonly stdin: "null" | "lifeline" | "channel";
  /** "inherit", "null", or the path of a file to append to. */
  readonly stdout: string;
  readonly stderr: string;
  /** setpgid(0, 0) before exec: the process leads its own group. */
  readonly ownProcessGroup: boolean;
  /** SIGKILL for what is left of its group when the leader exits; needs `ownProcessGroup`. */
  readonly killGroupOnExit?: boolean;
  /** Absolute nice value (-20..19); absent = ours. Where not permitted, ours stays. */
  readonly niceness?: number;
  /** /proc/self/oom_score_adj (-1000..1000); absent = ours. Where not permitted, ours stays. */
  readonly oomScoreAdj?: number;
  /** SIGKILL for the process when ours dies, however. */
  readonly killOnParentDeath: boolean;
  /** All descriptors above 2 are closed in the process. */
  readonly closeOtherFds: boolean;
  /** SIGINT is blocked, as in stock Ray's workers and agents: Ctrl-C is the driver's. */
  readonly blockSigint?: boolean;
}

export interface ProcessExit {
  readonly pid: number;
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The process could not be started: `message` names program, step and reason; `errno` is the system's number. */
export class SpawnError extends Error {
  override readonly name = "SpawnError";
  readonly errno: number;

  constructor(message: string, errno: number) {
    super(message);
    this.errno = errno;
  }
}

/** `channelFd` is -1 without a channel. */
interface Spawned {
  readonly pid: number;
  readonly channelFd: number;
}

interface NativeSpawner {
  spawn(
    id: number,
    options: {
      argv: string[];
      argv0: string | null;
      /** "NAME=value" each. */
      env: string[];
      cwd: string | null;
      stdin: string;
      stdout: string;
      stderr: string;
      ownProcessGroup: boolean;
      killGroupOnExit: boolean;
      niceness: number | null;
      oomScoreAdj: number | null;
      killOnParentDeath: boolean;
      closeOtherFds: boolean;
      blockSigint: boolean;
    },
  ): void;
  adopt(pid: number): void;
  adoptOrphans(): void;
  killDescendants(): number;
  killPid(pid: number, signal: number): boolean;
  killGroup(pid: number, signal: number): boolean;
  running(): number;
  close(): void;
}
interface Addon {
  startProcessSpawner(onBatch: (batch: Buffer) => void): NativeSpawner;
}

/** Records of crates/napi/src/process.rs. */
const Record = { SPAWNED: 1, FAILED: 2, EXITED: 3 } as const;

const signalNames = new Map<number, NodeJS.Signals>(
  Object.entries(constants.signals).map(([name, number]) => [number, name as NodeJS.Signals]),
);

export class ProcessSpawner {
  readonly #native: NativeSpawner;
  readonly #onExit: (exit: ProcessExit) => void;
  readonly #spawning = new Map<number, { resolve: (made: Spawned) => void; reject: (error: SpawnError) => void }>();
  #lastId = 0;
  #closed = false;

  /** @param onExit once per started process, always after its `spawn` has resolved. */
  static start(onExit: (exit: ProcessExit) => void): ProcessSpawner {
    return new ProcessSpawner(onExit);
  }

  private constructor(onExit: (exit: ProcessExit) => void) {
    this.#onExit = onExit;
    this.#native = loadAddon<Addon>(["startProcessSpawner"]).startProcessSpawner((batch) => this.#onBatch(batch));
  }

  /** Forks on a thread of its own (the event loop does not wait). @returns the pid. @throws SpawnError. */
  async spawn(options: SpawnOptions): Promise<number> {
    return (await this.#start(options)).pid;
  }

  /**
   * Starts a process with stdin "channel".
   *
   * @returns its pid and our end of the channel. Destroying the socket is EOF for the process; so is our death.
   * @throws SpawnError
   */
  async spawnWithChannel(options: SpawnOptions): Promise<{ readonly pid: number; readonly channel: Socket }> {
    const { pid, channelFd } = await this.#start({ ...options, stdin: "channel" });
    return { pid, channel: new Socket({ fd: channelFd, readable: true, writable: true }) };
  }

  /**
   * Takes in a process that a process started here made a child of ours (clone with CLONE_PARENT) and that leads its
   * own group; from then on it is like one started here with `ownProcessGroup` and `killGroupOnExit`. A process that
   * has ended meanwhile is reported as any other, after this call.
   *
   * @throws SpawnError when it is no child of ours
   */
  adopt(pid: number): void {
    try {
      this.#native.adopt(pid);
    } catch (error) {
      throw new SpawnError(
        `process ${pid} cannot be watched: ${error instanceof Error ? error.message : String(error)}`,
        0,
      );
    }
  }

  #start(options: SpawnOptions): Promise<Spawned> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new SpawnError(`${options.argv[0]} is not started: the spawner is closed`, 0));
        return;
      }
      this.#lastId += 1;
      const id = this.#lastId;
      this.#native.spawn(id, {
        argv: [...options.argv],
        argv0: options.argv0 ?? null,
        env: Object.entries(options.env).map(([name, value]) => `${name}=${value}`),
        cwd: options.cwd ?? null,
        stdin: options.stdin,
        stdout: options.stdout,
        stderr: options.stderr,
        ownProcessGroup: options.ownProcessGroup,
        killGroupOnExit: options.killGroupOnExit ?? false,
        niceness: options.niceness ?? null,
        oomScoreAdj: options.oomScoreAdj ?? null,
        killOnParentDeath: options.killOnParentDeath,
        closeOtherFds: options.closeOtherFds,
        blockSigint: options.blockSigint ?? false,
      });
      this.#spawning.set(id, { resolve, reject });
    });
  }

  /**
   * Makes our process a sub-reaper: a process below us whose parent ends becomes our child, however it detached itself.
   * Only for a process whose children are all started here: Node's own child_process would lose exits.
   *
   * @throws SpawnError
   */
  adoptOrphans(): void {
    try {
      this.#native.adoptOrphans();
    } catch (error) {
      throw new SpawnError(`cannot become a sub-reaper: ${error instanceof Error ? error.message : String(error)}`, 0);
    }
  }

  /** SIGKILL for every process below ours, whoever started it. @returns how many were left; call it until it is 0. */
  killDescendants(): number {
    return this.#native.killDescendants();
  }

  /** Signals a process started here. False when it has exited: a reused pid is never hit. */
  killPid(pid: number, signal: NodeJS.Signals): boolean {
    return this.#native.killPid(pid, constants.signals[signal]);
  }

  /** Signals the whole group led by a running process started here with `ownProcessGroup`; false when it has exited. */
  killGroup(pid: number, signal: NodeJS.Signals): boolean {
    return this.#native.killGroup(pid, constants.signals[signal]);
  }

  /** Processes started here that have not exited. */
  get running(): number {
    return this.#native.running();
  }

  /** No more starts and no more exit reports; running processes are left alone, their lifelines end. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#native.close();
    for (const { reject } of this.#spawning.values()) reject(new SpawnError("the spawner was closed", 0));
    this.#spawning.clear();
  }

  #onBatch(batch: Buffer): void {
    const reader = new BatchReader(batch);
    const exits: ProcessExit[] = [];
    while (!reader.done) {
      const kind = reader.u8();
      if (kind === Record.SPAWNED) {
        const id = reader.u32();
        const pid = reader.u32();
        const channelFd = reader.i32();
        this.#spawning.get(id)?.resolve({ pid, channelFd });
        this.#spawning.delete(id);
      } else if (kind === Record.FAILED) {
        const id = reader.u32();
        const errno = reader.i32();
        this.#spawning.get(id)?.reject(new SpawnError(reader.string(), errno));
        this.#spawning.delete(id);
      } else if (kind === Record.EXITED) {
        const pid = reader.u32();
        const code = reader.i32();
        const signal = reader.i32();
        exits.push({
          pid,
          exitCode: signal === 0 ? code : null,
          signal: signal === 0 ? null : (signalNames.get(signal) ?? (`SIG${signal}` as NodeJS.Signals)),
        });
      } else throw new Error(`unknown record ${kind} from the process spawner`);
    }
    // A promise resolved above runs its `then` in a microtask: exits come after those, as `start` promises.
    if (exits.length > 0) setImmediate(() => this.#report(exits));
  }

  #report(exits: readonly ProcessExit[]): void {
    for (const exit of exits) if (!this.#closed) callSafely(() => this.#onExit(exit));
  }
}
