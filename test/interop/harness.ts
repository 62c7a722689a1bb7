import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { leftovers, lookBefore, removeWhatStockLeaves } from "./leftovers.js";
import { headOf, type Maker, type Mix, mixOf, rayletOf } from "./mix.js";
import { type FoundProcess, isHead, isRaylet, processesOf } from "./processes.js";

/**
 * Runs a Python program of this folder on stock Ray or on ours, in a folder of its own, and sees to it that the run
 * ends and leaves nothing. Switches for whoever looks for a fault:
 *
 *   NARCINE_PYTHON=/path/python   the interpreter (default: .venv of the checkout)
 *   NARCINE_TEST_MIX=ours+stock   whose raylets and whose head a run of ours has (mix.ts)
 *   NARCINE_INTEROP=stock|ours    runs one of the two only; then nothing is compared
 *   NARCINE_TEST_ONLY=a,b         runs these sections of a program only
 *   NARCINE_TEST_KEEP=1           keeps the folder of each run
 */
export type { Maker, Mix } from "./mix.js";

/** A program's NODE line (programs/facts.py). */
export interface NodeFacts {
  readonly driver_pid: number;
  readonly session_dir: string;
  readonly raylet_socket: string;
  readonly store_socket: string;
  /** The node's servers listen at this address only. */
  readonly node_ip: string;
  readonly node_manager_port: number;
  readonly object_manager_port: number;
  readonly node_id: string;
}

export interface RunOptions {
  /** Path of the program. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly maker: Maker;
  /** Of a run of ours (default: the mix under test). */
  readonly mix?: Mix;
  /** The run is ended, and fails, after so many ms. */
  readonly limitMs: number;
  readonly env?: Readonly<Record<string, string>>;
  /** In a PID namespace of its own: `ray stop` ends every Ray process it can see. */
  readonly ownPids?: boolean;
  /** A node of stock's is among ours: see LeftoverOptions. */
  readonly socketFilesMayStay?: boolean;
  /** Called when the program printed NODE; the run ends only after this has ended too. */
  readonly onNode?: (live: LiveRun) => Promise<void>;
}

/** A run that is going on. */
export interface LiveRun {
  readonly folder: string;
  readonly node: NodeFacts;
  readonly processes: () => FoundProcess[];
  /** Resolves with the value of the next `KIND {...}` line the program prints (or has printed and nobody took). */
  readonly line: (kind: string) => Promise<unknown>;
  /** True once the program has ended. */
  readonly hasEnded: () => boolean;
}

export interface FinishedRun {
  readonly maker: Maker;
  readonly mix: Mix;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** Facts by section; empty when the program ended before its RESULT line. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly node: NodeFacts | null;
  /** The raylets that ran when NODE was printed. */
  readonly raylets: readonly FoundProcess[];
  /** The heads that ran then. */
  readonly heads: readonly FoundProcess[];
  readonly leftovers: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  /** Ends of the logs, for the message of a failed test. */
  readonly logs: string;
  /** All of raylet.out and raylet.err. */
  readonly rayletLog: string;
}

export const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const programFolder = join(repository, "test", "interop", "programs");

/** How long stock's own processes take to end on a busy machine is not under test; ours have 5 s. */
const STOCK_MAY_TAKE_MS = 30_000;

/** Unix socket paths are limited to 107 bytes; Ray puts about 75 below the folder it is given. */
const MAX_FOLDER_BYTES = 30;

export async function runProgram(options: RunOptions): Promise<FinishedRun> {
  const mix = mixOf(options.maker, options.mix);
  const folder = makeFolder();
  const before = lookBefore();
  const child = start(options, mix, folder);
  const timer = { timedOut: false };
  const watchdog = setTimeout(() => {
    timer.timedOut = true;
    endEverything(child, folder);
  }, options.limitMs);
  try {
    const seen = await follow(child, folder, options);
    clearTimeout(watchdog);
    const left = await leftovers({
      runFolder: folder,
      before,
      // Stock's store leaves its socket file behind; that is not ours to mend.
      socketFilesMayStay: timer.timedOut || rayletOf(mix) === "stock" || options.socketFilesMayStay === true,
      agentsMayStay: rayletOf(mix) === "stock",
      withinMs: rayletOf(mix) === "stock" ? STOCK_MAY_TAKE_MS : 5000,
    });
    return {
      maker: options.maker,
      mix,
      timedOut: timer.timedOut,
      leftovers: left,
      logs: logTails(folder),
      rayletLog: rayletLog(folder),
      ...seen,
    };
  } finally {
    clearTimeout(watchdog);
    endEverything(child, folder);
    removeWhatStockLeaves(before);
    if (!process.env["NARCINE_TEST_KEEP"]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What to say about a run in a failed assertion. */
export function describeRun(run: FinishedRun): string {
  const end = run.timedOut ? "ran past its limit" : `ended with ${run.signal ?? run.exitCode}`;
  return `${run.mix}: ${end}\n--- stderr\n${tail(run.stderr, 60)}\n${run.logs}`;
}

function makeFolder(): string {
  const wanted = mkdtempSync(join(tmpdir(), "ni-"));
  if (Buffer.byteLength(wanted) <= MAX_FOLDER_BYTES) return prepare(wanted);
  rmSync(wanted, { recursive: true });
  return prepare(mkdtempSync("/tmp/ni-"));
}

function prepare(folder: string): string {
  for (const name of ["home", "tmp", "cwd"]) mkdirSync(join(folder, name));
  return folder;
}

function start(options: RunOptions, mix: Mix, folder: string): ChildProcess {
  const python = process.env["NARCINE_PYTHON"] ?? join(repository, ".venv", "bin", "python");
  if (!existsSync(python)) throw new Error(`there is no ${python}: run \`node scripts/setup.mjs\` first`);
  const program = [python, options.program, ...(options.args ?? [])];
  const narcine = join(repository, "bin", "narcine.mjs");
  const makers = ["--raylet", rayletOf(mix), "--gcs", headOf(mix)];
  const asked = [process.execPath, narcine, "run", ...makers, "--", ...program];
  // Stock is what somebody has who never heard of us: no command of ours in between.
  const command = options.maker === "ours" ? asked : program;
  const [file = "", ...args] = options.ownPids === true ? inOwnPids(command) : command;
  return spawn(file, args, {
    cwd: join(folder, "cwd"),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...withoutRay(process.env),
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "tmp"),
      RAY_TMPDIR: folder,
      NARCINE_TEST_RUN: folder,
      PATH: `${dirname(python)}:${process.env["PATH"] ?? ""}`,
      PYTHONPATH: programFolder,
      PYTHONDONTWRITEBYTECODE: "1",
      RAY_USAGE_STATS_ENABLED: "0",
      RAY_DATA_DISABLE_PROGRESS_BARS: "1",
      ...options.env,
    },
  });
}

/** The environment without settings of Ray and of the test runner that would change what a program sees. */
function withoutRay(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(RAY_|VITEST|NODE_OPTIONS$|NODE_ENV$)/.test(name)),
  );
}

/** The shell is the namespace's first process: it takes in orphans, as an init does, and so `ray stop` sees them end. */
function inOwnPids(command: readonly string[]): string[] {
  const asUser = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
  const shell = ["sh", "-c", '"$@"; exit $?', "sh"];
  return ["unshare", ...asUser, "--pid", "--fork", "--mount-proc", "--kill-child", ...shell, ...command];
}

type Seen = Pick<FinishedRun, "exitCode" | "signal" | "facts" | "node" | "raylets" | "heads" | "stdout" | "stderr">;

/** Reads what the program prints until it ends. */
async function follow(child: ChildProcess, folder: string, options: RunOptions): Promise<Seen> {
  const { stdout: out, stderr: err } = child;
  if (out === null || err === null) throw new Error("the program was started without pipes");
  const lines = new LineBox();
  let stdout = "";
  let stderr = "";
  let facts: Record<string, unknown> = {};
  let node: NodeFacts | null = null;
  let raylets: FoundProcess[] = [];
  let heads: FoundProcess[] = [];
  let ended = false;
  let onNode: Promise<void> = Promise.resolve();
  err.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  createInterface({ input: out }).on("line", (line) => {
    stdout += `${line}\n`;
    const match = /^([A-Z]+) (\{.*\})$/.exec(line);
    if (match === null) return;
    const [, kind = "", json = "{}"] = match;
    const value = JSON.parse(json) as unknown;
    if (kind === "RESULT") facts = value as Record<string, unknown>;
    if (kind === "NODE" && node === null) {
      const known = value as NodeFacts;
      node = known;
      const running = processesOf(folder);
      raylets = running.filter(isRaylet);
      heads = running.filter(isHead);
      const live = { folder, node: known, processes: () => processesOf(folder), hasEnded: () => ended };
      onNode = options.onNode?.({ ...live, line: (wanted) => lines.take(wanted) }) ?? Promise.resolve();
      onNode.catch(() => undefined);
    }
    lines.put(kind, value);
  });
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, by) => resolve([code, by]));
  });
  ended = true;
  lines.close();
  await onNode;
  return { exitCode, signal, facts, node, raylets, heads, stdout, stderr };
}

/** Lines by kind: whoever waits gets the next one; what nobody waited for is kept. */
class LineBox {
  readonly #kept = new Map<string, unknown[]>();
  readonly #waiting = new Map<string, { resolve: (value: unknown) => void; reject: (error: Error) => void }[]>();
  #closed = false;

  put(kind: string, value: unknown): void {
    const waiter = this.#waiting.get(kind)?.shift();
    if (waiter !== undefined) waiter.resolve(value);
    else this.#kept.set(kind, [...(this.#kept.get(kind) ?? []), value]);
  }

  take(kind: string): Promise<unknown> {
    const kept = this.#kept.get(kind);
    if (kept !== undefined && kept.length > 0) return Promise.resolve(kept.shift());
    if (this.#closed) return Promise.reject(new Error(`the program ended without a line ${kind}`));
    return new Promise((resolve, reject) => {
      this.#waiting.set(kind, [...(this.#waiting.get(kind) ?? []), { resolve, reject }]);
    });
  }

  close(): void {
    this.#closed = true;
    for (const [kind, waiters] of this.#waiting) {
      for (const waiter of waiters) waiter.reject(new Error(`the program ended without a line ${kind}`));
    }
  }
}

/** Kills, by pid, what is left of a run. */
function endEverything(child: ChildProcess, folder: string): void {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  for (const found of processesOf(folder)) {
    try {
      process.kill(found.pid, "SIGKILL");
    } catch {
      // It ended on its own.
    }
  }
}

function sessionFolders(folder: string): string[] {
  const ray = join(folder, "ray");
  if (!existsSync(ray)) return [];
  return readdirSync(ray)
    .filter((name) => name.startsWith("session_2"))
    .map((name) => join(ray, name));
}

function rayletLog(folder: string): string {
  return sessionFolders(folder)
    .flatMap((session) => ["raylet.out", "raylet.err"].map((name) => join(session, "logs", name)))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
}

/** The last lines of the logs in which a fault of the node shows. */
function logTails(folder: string): string {
  const parts: string[] = [];
  for (const session of sessionFolders(folder)) {
    const logs = join(session, "logs");
    if (!existsSync(logs)) continue;
    for (const name of readdirSync(logs).sort()) {
      const path = join(logs, name);
      if (
        !/^(raylet\.(out|err)|gcs_server\.(out|err)|python-core-driver-.*\.log|worker-.*\.err)$/.test(name) ||
        statSync(path).size === 0
      )
        continue;
      // Stock dumps its whole state into its log; that says little and hides the rest.
      const text = readFileSync(path, "utf8").replace(/^.*\[state-dump\].*\n/gm, "");
      parts.push(`--- ${name}\n${tail(text, name.startsWith("raylet") ? 60 : 10)}`);
    }
  }
  return parts.slice(0, 12).join("\n");
}

const tail = (text: string, lines: number): string => text.trimEnd().split("\n").slice(-lines).join("\n").slice(-8000);
