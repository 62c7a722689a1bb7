import { hostname, release } from "node:os";
import { parseArgs } from "node:util";
import { IdleWatch } from "../../core/spark/idle-watch.js";
import type { NodeRequest } from "../../core/spark/node-memory.js";
import { adviceFor, nodeMemory, whyNoNode } from "../../core/spark/node-memory.js";
import { type PreflightFacts, preflight, table, whyNotStarted } from "../../core/spark/preflight.js";
import { errorText, NarcineError } from "../../runtime/errors.js";
import { ControlClient, ControlServer } from "./control-channel.js";
import { DeviceLease, hostDevices, NoFreeGpuError } from "./devices.js";
import { HeldNode, type NodeNews } from "./held-node.js";
import { readHost } from "./host.js";
import { askInterpreter, withInterpreter } from "./interpreter.js";
import { LogStream } from "./log-stream.js";
import { type HolderSpec, type NodeSpec, parseSpec, specOfTask, type TaskFacts, withDevices } from "./spec.js";

/**
 * The holder of one Ray node: the only process of ours that a Spark task starts. The first line on stdin is the spec
 * (spec.ts); the end of stdin is the end of the carrier, and so of the node. It says on stdout, a line of JSON each, how
 * the node fares, and a worker's says the same to the head's holder (control-channel.ts):
 *
 *   head     the head takes nodes: address, controlAddress, clientAddress, dashboard
 *   ready    the node is registered: nodeId, ip, memory
 *   idle     nothing has run on the cluster for as long as the spec says, nor waits, since it is up; the carrier may end it
 *   warning  something the user should know
 *   failed   the node could not start, or ended by itself: why; `elsewhere` when another host may have what this one lacks
 *   ended    nothing is left of the node: why it ended
 *
 * The head's holder passes on what the others say as `{ "node": NAME, "event": ... }`, adds `{ "node", "event": "gone" }`
 * when a holder is no more, and takes two lines on stdin: `{ "up": true }` when all nodes are there, from when on the cluster
 * can be idle, and `{ "stop": true }`: all other nodes are to end.
 *
 * `--attempt=N` says which attempt of a Spark task it is in, `--gpus=A,B` which GPUs are the task's.
 * `--probe` reads a request instead, says what this host has and what a node would get, and ends. `--preflight` reads what
 * is known before a start (core/spark/preflight.ts), says `{ "table": lines, "why": problem or null }`, and ends.
 */
const LOG_SYNC_MS = 500;
const PARENT_CHECK_MS = 500;
/** At most; a short limit is looked at more often. */
const IDLE_CHECK_MS = 2_000;

function say(event: object): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

// Whoever read it is gone: stdin says so too, and that is what counts.
process.stdout.on("error", () => {});

/** Lines of stdin; `onEnd` when it is over. */
function readLines(onLine: (line: string) => void, onEnd: () => void): void {
  let rest = "";
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
  process.stdin.on("end", onEnd);
  process.stdin.on("error", onEnd);
}

class Holder {
  readonly #task: TaskFacts;
  #isTold = false;
  #node: HeldNode | null = null;
  #lease: DeviceLease | null = null;
  #logs: LogStream | null = null;
  #logTimer: NodeJS.Timeout | undefined;
  #ending = false;
  #server: ControlServer | null = null;
  #client: ControlClient | null = null;
  #watchForIdle = () => {};

  constructor(task: TaskFacts) {
    this.#task = task;
  }

  onLine(line: string): void {
    if (this.#isTold) this.#onWish(line);
    else void this.#start(line);
    this.#isTold = true;
  }

  async #start(line: string): Promise<void> {
    try {
      const spec = await withInterpreter(await this.#withOwnGpus(specOfTask(parseSpec(line), this.#task)));
      const controlAddress = await this.#openControl(spec);
      if (this.#ending) return;
      const tell = (news: NodeNews) => this.#say(news.event === "head" ? { ...news, controlAddress } : news);
      const node = new HeldNode(spec, process.env, tell, (reason) => this.end(reason, true));
      this.#node = node;
      if (spec.logFolder !== null) {
        this.#logs = new LogStream(
          () => node.logDir,
          spec.logFolder,
          (message) => this.#say({ event: "warning", message }),
        );
        this.#logTimer = setInterval(() => this.#syncLogs(), LOG_SYNC_MS);
      }
      const host = readHost(spec.role, spec.hostGpus, process.env);
      const limitMs = spec.head?.idleLimitMs ?? null;
      if (limitMs !== null) this.#watchForIdle = () => this.#sayWhenIdle(node, limitMs);
      await node.start(host);
    } catch (error) {
      const isExpected = error instanceof NarcineError || !(error instanceof Error);
      const text = isExpected ? errorText(error) : (error.stack ?? error.message);
      this.end(text, true, error instanceof NoFreeGpuError);
    }
  }

  /** Where Spark gave the task none. */
  async #withOwnGpus(spec: HolderSpec): Promise<HolderSpec> {
    const { gpus } = spec.request;
    const all = hostDevices(process.env);
    // That there are too few at all is said with the rest of what is lacking.
    if (spec.hostGpus !== null || gpus === 0 || all.length < gpus) return spec;
    this.#lease = await DeviceLease.take(gpus, all);
    return withDevices(spec, this.#lease.devices);
  }

  #sayWhenIdle(node: HeldNode, limitMs: number): void {
    const watch = new IdleWatch(limitMs, performance.now());
    const timer = setInterval(
      async () => {
        const rest = await node.rest();
        if (rest === null || !watch.see(rest.nodes, rest.waiting, performance.now())) return;
        clearInterval(timer);
        this.#say({ event: "idle", minutes: limitMs / 60_000 });
      },
      Math.min(IDLE_CHECK_MS, limitMs / 4),
    ).unref();
  }

  /** @returns where others reach us, for the head's holder. */
  async #openControl(spec: NodeSpec): Promise<string | null> {
    if (spec.controlAddress === null) {
      this.#server = new ControlServer(spec.token, {
        onNews: (node, news) => say({ ...news, node }),
        onGone: (node) => say({ event: "gone", node }),
      });
      return this.#server.listen(spec.nodeIp);
    }
    this.#client = await ControlClient.open(spec.controlAddress, spec.token, spec.name, (why) =>
      this.end(why === "stop" ? "the cluster is shut down" : "the head is gone"),
    );
    return null;
  }

  #onWish(line: string): void {
    if (line === '{"stop":true}') this.#server?.stopNodes();
    else if (line === '{"up":true}') this.#watchForIdle();
    else this.#say({ event: "warning", message: "the holder was told something that it does not know" });
  }

  #say(news: object): void {
    say(news);
    this.#client?.say(news);
  }

  #syncLogs(): void {
    this.#logs?.sync();
  }

  /** Ends the node and us. Only the first reason counts. */
  end(reason: string, failed = false, elsewhere = false): void {
    if (this.#ending) return;
    this.#ending = true;
    if (failed) this.#say({ event: "failed", message: reason, ...(elsewhere ? { elsewhere } : {}) });
    void this.#end(reason);
  }

  async #end(reason: string): Promise<void> {
    await this.#node?.stop();
    this.#lease?.release();
    clearInterval(this.#logTimer);
    this.#syncLogs();
    this.#node?.removeFiles();
    this.#say({ event: "ended", reason });
    this.#server?.close();
    await this.#client?.close();
    // After what was said has left, or nobody reads it any more.
    process.stdout.write("", () => process.exit(0));
    setTimeout(() => process.exit(0), 1000).unref();
  }
}

function hold(task: TaskFacts): void {
  const holder = new Holder(task);
  readLines(
    (line) => holder.onLine(line),
    () => holder.end("its carrier is gone"),
  );
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.on(signal, () => holder.end(`received ${signal}`));
  // stdin tells of the carrier's end at once, unless somebody else inherited its other end.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) holder.end("its parent process is gone");
  }, PARENT_CHECK_MS).unref();
}

interface ProbeRequest {
  readonly request: NodeRequest;
  readonly slotsOnHost: number;
  readonly hostGpus: number | null;
  /** The interpreter of a node, where the carrier has not asked it itself. */
  readonly python?: string;
}

/** Reads one question, all of stdin. */
function answer<Question>(reply: (question: Question) => void): void {
  let text = "";
  readLines(
    (line) => {
      text += line;
    },
    () => reply(JSON.parse(text) as Question),
  );
}

function check(facts: PreflightFacts): void {
  const rows = preflight(facts);
  say({ table: table(rows), why: whyNotStarted(rows) });
}

async function probe({ request, slotsOnHost, hostGpus, python }: ProbeRequest): Promise<void> {
  const host = readHost("worker", hostGpus, process.env);
  const lacking = whyNoNode(host, request);
  const sharing = { slotsOnHost, allowSlowStorage: process.env["RAY_OBJECT_STORE_ALLOW_SLOW_STORAGE"] === "1" };
  const memory = lacking === null ? nodeMemory(host, request, sharing) : null;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const asked = python === undefined ? {} : await askInterpreter(python).catch(problemOf);
  say({
    ...asked,
    hostname: hostname(),
    host,
    lacking,
    memory,
    advice: memory === null ? [] : adviceFor(request, memory),
    node: process.version,
    arch: process.arch,
    kernel: release(),
    glibc: report.header?.glibcVersionRuntime ?? null,
  });
}

/** A probe has no errors: what it finds wrong is in its answer. */
function problemOf(error: unknown): { problem: string } {
  return { problem: errorText(error) };
}

const { values } = parseArgs({
  options: {
    probe: { type: "boolean" },
    preflight: { type: "boolean" },
    attempt: { type: "string" },
    gpus: { type: "string" },
  },
});
if (values.probe === true) answer<ProbeRequest>((question) => void probe(question));
else if (values.preflight === true) answer(check);
else {
  const attempt = values.attempt === undefined ? null : Number(values.attempt);
  hold({ attempt, gpus: (values.gpus ?? "").split(",").filter((gpu) => gpu !== ""), hostname: hostname() });
}
