import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type HostSize, headMemory, type NodeMemory, nodeMemory, whyNoNode } from "../../core/spark/node-memory.js";
import { type HeldPort, holdPort } from "../../native/held-port.js";
import { type ProcessExit, ProcessSpawner } from "../../native/process.js";
import { errorText, NarcineError } from "../../runtime/errors.js";
import { addressTowards } from "../../runtime/own-address.js";
import { makeSession, newSessionName, sessionAt } from "../../runtime/session.js";
import {
  CLIENT_SERVER_ENVIRONMENT,
  clientServerCommand,
  dashboardCommand,
  gcsFlags,
  logMonitorCommand,
  monitorCommand,
  type NodePlace,
  type PlaceToBe,
  rayletFlags,
} from "./commands.js";
import { HeadLink } from "./head-link.js";
import type { Maker, NodeSpec } from "./spec.js";

/** The node could not start, or ended by itself; the message says why and ends with what its log says. */
export class HeldNodeError extends NarcineError {
  constructor(message: string, options?: ErrorOptions) {
    super("NARCINE_SPARK_NODE", message, options);
  }
}

/** What the carrier is told as the node comes up. */
export type NodeNews =
  | {
      readonly event: "head";
      readonly address: string;
      readonly clientAddress: string;
      readonly dashboard: string | null;
    }
  | { readonly event: "ready"; readonly nodeId: string; readonly ip: string; readonly memory: NodeMemory };

/** Of sockaddr_un. */
const MAX_SOCKET_PATH = 107;
const PORT_FILE_MS = 30_000;
const REGISTER_MS = 60_000;
const POLL_MS = 20;
/** What a raylet gets to take its leave; everything else has nothing to say. */
const GRACE_MS = 2_000;

/** Bytes without which a node cannot even say what is wrong with it. */
const LEAST_DISK = 1024 * 1024;

/** A process without which there is no node. The others (dashboard, log monitor) may fail. */
const VITAL = new Set(["raylet", "gcs_server", "monitor.py"]);

/** The processes of one Ray node, below this process. */
export class HeldNode {
  readonly #spec: NodeSpec;
  readonly #spawner: ProcessSpawner;
  readonly #tell: (news: NodeNews) => void;
  readonly #onEnd: (reason: string) => void;
  readonly #names = new Map<number, string>();
  readonly #environment: Record<string, string>;
  readonly #ports: HeldPort[] = [];
  #place: PlaceToBe;
  #link: HeadLink | null = null;
  #raylet: number | null = null;
  #ended: string | null = null;
  #stopping = false;

  /** @param onEnd once, when a process without which there is no node has ended by itself. */
  constructor(
    spec: NodeSpec,
    environment: NodeJS.ProcessEnv,
    tell: (news: NodeNews) => void,
    onEnd: (reason: string) => void,
  ) {
    this.#spec = spec;
    this.#tell = tell;
    this.#onEnd = onEnd;
    this.#environment = environmentOf(spec, environment);
    const name = newSessionName(new Date(), 0, process.pid);
    this.#place = placeAt(spec, name, spec.nodeIp, randomBytes(28).toString("hex"));
    this.#spawner = ProcessSpawner.start((exit) => this.#exited(exit));
    this.#spawner.adoptOrphans();
  }

  get logDir(): string {
    return this.#place.session.logs;
  }

  /** @throws HeldNodeError, HeadLinkError, SpawnError */
  async start(host: HostSize): Promise<void> {
    const spec = this.#spec;
    const lacking = whyNoNode(host, spec.request);
    if (lacking !== null) throw new HeldNodeError(`${lacking}. Ask for less, or use larger Spark workers.`);
    const slow = this.#environment["RAY_OBJECT_STORE_ALLOW_SLOW_STORAGE"] === "1";
    const memory =
      spec.role === "head"
        ? headMemory(host, spec.request, slow)
        : nodeMemory(host, spec.request, { slotsOnHost: spec.slotsOnHost, allowSlowStorage: slow });
    this.#environment["NARCINE_LOCAL_NODES"] = String(memory.localNodes);
    const place = spec.head === null ? await this.#join() : await this.#startHead();
    await this.#startRaylet(place, memory, host.cores);
  }

  /** Every node of the cluster, and how much waits for room; null while the head does not answer. */
  async rest() {
    return (await this.#link?.rest().catch(() => null)) ?? null;
  }

  /** Ends everything below us. Resolves when nothing is left of it, its folder included. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#raylet !== null && this.#names.has(this.#raylet)) {
      this.#spawner.killPid(this.#raylet, "SIGTERM");
      const deadline = Date.now() + GRACE_MS;
      while (this.#names.has(this.#raylet) && Date.now() < deadline) await sleep(POLL_MS);
    }
    while (this.#spawner.killDescendants() > 0) await sleep(POLL_MS);
    for (const port of this.#ports) port.release();
    this.#link?.close();
    this.#spawner.close();
  }

  removeFiles(): void {
    rmSync(this.#spec.tempDir, { recursive: true, force: true, maxRetries: 3 });
  }

  async #startHead(): Promise<NodePlace> {
    const { head } = this.#spec;
    if (head === null) throw new HeldNodeError("a worker's spec cannot start a head");
    this.#makeFolders();
    await this.#spawn("gcs_server", gcsArgv(this.#spec, gcsFlags(this.#spec, this.#place)));
    const port = await this.#portFile("gcs_server_port");
    const gcsAddress = `${this.#place.ip}:${port}`;
    this.#link = new HeadLink(gcsAddress, this.#spec.token);
    const clusterId = await this.#link.clusterId(PORT_FILE_MS);
    const dashboardPort = head.dashboard ? this.#hold(head.dashboardPort ?? 0) : null;
    const clientPort = this.#hold(head.clientPort);
    const webui = dashboardPort === null ? "" : `${this.#place.ip}:${dashboardPort}`;
    const place = { ...this.#place, gcsAddress, clusterId };
    const metadata = { ray_version: this.#spec.rayVersion, python_version: this.#spec.pythonVersion };
    await Promise.all([
      this.#link.put("cluster", "CLUSTER_METADATA", JSON.stringify({ ...metadata, ray_init_cluster: false })),
      this.#link.put("session", "session_name", place.session.name),
      this.#link.put("dashboard", "webui:url", webui),
    ]);
    // From here on nodes can join.
    const clientAddress = `ray://${place.ip}:${clientPort}`;
    this.#tell({
      event: "head",
      address: gcsAddress,
      clientAddress,
      dashboard: webui === "" ? null : `http://${webui}`,
    });
    if (head.autoscaling !== null) {
      const path = join(place.session.tempDir, "autoscaling.json");
      writeFileSync(path, JSON.stringify(head.autoscaling), { mode: 0o600 });
      await this.#spawn("monitor.py", monitorCommand(this.#spec, place, path));
    }
    if (dashboardPort !== null) await this.#spawn("dashboard.py", dashboardCommand(this.#spec, place, dashboardPort));
    void this.#startClientServer(place, clientPort);
    return place;
  }

  /** `wanted` where it is free, otherwise any that is; kept for the process that gets it. */
  #hold(wanted: number): number {
    const held = holdPort(wanted) ?? holdPort(0);
    if (held === null) throw new HeldNodeError("this host has no free port");
    this.#ports.push(held);
    return held.port;
  }

  /** Ray Client's proxy wants to know the port of an agent, which is known when the node is registered. */
  async #startClientServer(place: NodePlace, port: number): Promise<void> {
    const node = await this.#registered(place.nodeId).catch(() => null);
    if (node === null || this.#stopping) return;
    const out = join(place.session.logs, "ray_client_server");
    const command = clientServerCommand(this.#spec, place, port, node.runtimeEnvAgentPort);
    // The cluster is of use without it, and its log is where one looks.
    await this.#spawn("client server", command, out, CLIENT_SERVER_ENVIRONMENT).catch((error: unknown) => {
      if (!this.#stopping) writeFileSync(`${out}.err`, `${errorText(error)}\n`);
    });
  }

  async #join(): Promise<NodePlace> {
    const gcsAddress = this.#spec.headAddress as string;
    const nodeIp = this.#spec.nodeIp === "" ? await addressFacing(gcsAddress) : this.#spec.nodeIp;
    this.#link = new HeadLink(gcsAddress, this.#spec.token);
    const clusterId = await this.#link.clusterId(10_000);
    const [session, metadata] = await Promise.all([
      this.#link.get("session", "session_name"),
      this.#link.get("cluster", "CLUSTER_METADATA"),
    ]);
    if (session === null || metadata === null) {
      throw new HeldNodeError(`the head at ${gcsAddress} has not begun its session; it was not started by a holder`);
    }
    const { ray_version: ray, python_version: python } = JSON.parse(metadata) as Record<string, string>;
    const { rayVersion, pythonVersion } = this.#spec;
    if (ray !== rayVersion || python !== pythonVersion) {
      throw new HeldNodeError(
        `the head runs Ray ${ray} on Python ${python}, and this Spark worker has Ray ${rayVersion} on Python ${pythonVersion} (${this.#spec.python}). Install the same on both.`,
      );
    }
    this.#place = placeAt(this.#spec, session, nodeIp, this.#place.nodeId);
    this.#makeFolders();
    return { ...this.#place, gcsAddress, clusterId };
  }

  #makeFolders(): void {
    const over = Buffer.byteLength(this.#place.storeSocket) - MAX_SOCKET_PATH;
    if (over > 0) {
      throw new HeldNodeError(
        `the folder for Ray's files, ${this.#spec.tempDir}, is ${over} bytes too long for unix sockets below it; set ray_temp_root_dir to a shorter one`,
      );
    }
    // Otherwise Ray's Python takes a loopback address for the host's other one, at which nobody listens.
    if (this.#place.ip.startsWith("127.")) this.#environment["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0";
    mkdirSync(this.#spec.tempDir, { recursive: true, mode: 0o700 });
    makeSession(this.#place.session);
    mkdirSync(join(this.#place.session.logs, "old"), { recursive: true });
    mkdirSync(this.#place.spillDir, { recursive: true, mode: 0o700 });
  }

  async #startRaylet(place: NodePlace, memory: NodeMemory, cores: number): Promise<void> {
    const flags = rayletFlags(this.#spec, place, memory, cores);
    this.#raylet = await this.#spawn("raylet", rayletArgv(this.#spec, flags));
    await this.#spawn("log_monitor.py", logMonitorCommand(this.#spec, place));
    await this.#registered(place.nodeId);
    this.#tell({ event: "ready", nodeId: place.nodeId, ip: place.ip, memory });
  }

  async #registered(nodeId: string) {
    const deadline = Date.now() + REGISTER_MS;
    for (;;) {
      this.#throwIfEnded();
      const node = await this.#link?.node(nodeId);
      if (node) return node;
      if (Date.now() > deadline) {
        throw new HeldNodeError(`the raylet did not register within ${REGISTER_MS / 1000} s${this.#logTail("raylet")}`);
      }
      await sleep(POLL_MS);
    }
  }

  async #portFile(name: string): Promise<number> {
    const path = join(this.#place.session.dir, `${name}_${this.#place.nodeId}`);
    const deadline = Date.now() + PORT_FILE_MS;
    while (!existsSync(path)) {
      this.#throwIfEnded();
      if (Date.now() > deadline) {
        throw new HeldNodeError(
          `gcs_server bound no port within ${PORT_FILE_MS / 1000} s${this.#logTail("gcs_server")}`,
        );
      }
      await sleep(POLL_MS);
    }
    return Number(readFileSync(path, "utf8"));
  }

  async #spawn(
    name: string,
    command: Argv | string[],
    log?: string,
    defaults: Record<string, string> = {},
  ): Promise<number> {
    this.#throwIfEnded();
    const { argv, argv0 } = "argv" in command ? command : { argv: command, argv0: undefined };
    const pid = await this.#spawner.spawn({
      argv,
      ...(argv0 === undefined ? {} : { argv0 }),
      env: { ...defaults, ...this.#environment },
      stdin: "null",
      stdout: log === undefined ? "null" : `${log}.out`,
      stderr: log === undefined ? "null" : `${log}.err`,
      ownProcessGroup: true,
      killGroupOnExit: true,
      killOnParentDeath: true,
      closeOtherFds: true,
      blockSigint: true,
    });
    this.#names.set(pid, name);
    return pid;
  }

  #exited({ pid, exitCode, signal }: ProcessExit): void {
    const name = this.#names.get(pid);
    this.#names.delete(pid);
    if (name === undefined || this.#stopping || !VITAL.has(name) || this.#ended !== null) return;
    const how = signal === null ? `with exit code ${exitCode}` : `by ${signal}`;
    this.#ended = `${name} ended ${how}${this.#fullDisk()}${this.#logTail(name.replace(".py", ""))}`;
    this.#onEnd(this.#ended);
  }

  #throwIfEnded(): void {
    if (this.#ended !== null) throw new HeldNodeError(this.#ended);
    if (this.#stopping) throw new HeldNodeError("the node is ending");
  }

  /** Said of it here, because a process cannot write its own complaint there. "" when it is not full. */
  #fullDisk(): string {
    const { tempDir } = this.#spec;
    try {
      const { bavail, bsize } = statfsSync(tempDir);
      if (bavail * bsize >= LEAST_DISK) return "";
    } catch {
      return ""; // The folder is gone, which is another matter.
    }
    return `: the disk with ${tempDir} is full; make room, or set ray_temp_root_dir to a folder on another one`;
  }

  /** The errors at the end of a process's log, or its last lines; "" when it says nothing. */
  #logTail(name: string): string {
    const lines = ["err", "out"].flatMap((ending) => {
      try {
        return readFileSync(join(this.#place.session.logs, `${name}.${ending}`), "utf8")
          .trimEnd()
          .split("\n")
          .slice(-200);
      } catch {
        return [];
      }
    });
    const errors = lines.filter((line) => / [EC] /.test(line));
    const told = (errors.length > 0 ? errors : lines.filter((line) => line !== "")).slice(-5);
    return told.length === 0 ? "" : `. Its log says:\n${told.join("\n")}`;
  }
}

interface Argv {
  readonly argv: readonly string[];
  readonly argv0?: string;
}

const script = (name: string) => fileURLToPath(new URL(`../../../bin/${name}.cjs`, import.meta.url));

/** Ours is a Node process under the name that Ray looks for (ARCHITECTURE.md, section 1). */
function ours(name: string, scriptName: string, flags: readonly string[]): Argv {
  return { argv: [process.execPath, script(scriptName), ...flags], argv0: name };
}

function rayletArgv(spec: NodeSpec, flags: readonly string[]): Argv {
  return byMaker(spec.makers.raylet, ours("raylet", "raylet", flags), {
    argv: [join(spec.rayFolder, "core", "src", "ray", "raylet", "raylet"), ...flags],
  });
}

function gcsArgv(spec: NodeSpec, flags: readonly string[]): Argv {
  return byMaker(spec.makers.gcs, ours("gcs_server", "gcs-server", flags), {
    argv: [join(spec.rayFolder, "core", "src", "ray", "gcs", "gcs_server"), ...flags],
  });
}

const byMaker = (maker: Maker, own: Argv, stock: Argv): Argv => (maker === "ours" ? own : stock);

/** Ours, without what would lead the node's processes to another cluster, and with the cluster's token. */
function environmentOf(spec: NodeSpec, environment: NodeJS.ProcessEnv): Record<string, string> {
  const own = Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const foreign = /^(RAY_ADDRESS|RAY_JOB_ID|RAY_RAYLET_PID|RAY_NODE_ID|RAY_AUTH_.*)$/;
  const kept = own.filter(([name]) => !foreign.test(name));
  const auth: Record<string, string> =
    spec.token === null ? { RAY_AUTH_MODE: "disabled" } : { RAY_AUTH_MODE: "token", RAY_AUTH_TOKEN: spec.token };
  // Off in Ray since a dashboard may be open to all; this one asks for the token (Ray 2.60.0, reporter_head.py).
  const profiling = spec.role === "head" && spec.token !== null ? { RAY_DASHBOARD_ENABLE_PROFILING: "1" } : {};
  const all: Record<string, string> = { ...profiling, ...Object.fromEntries(kept), ...spec.environment, ...auth };
  // Beside the interpreter is what came with its packages: py-spy, which Ray's agent looks for in PATH.
  return { ...all, PATH: [all["PATH"], dirname(spec.python)].filter(Boolean).join(":") };
}

function placeAt(spec: NodeSpec, sessionName: string, ip: string, nodeId: string): PlaceToBe {
  const session = sessionAt(spec.tempDir, sessionName);
  return {
    session,
    nodeId,
    ip,
    isHead: spec.role === "head",
    rayletSocket: join(session.sockets, "raylet"),
    storeSocket: join(session.sockets, "plasma_store"),
    spillDir: join(spec.tempDir, "spill"),
  };
}

/** Our address that packets to the head ("ip:port") leave from. @throws HeldNodeError */
async function addressFacing(head: string): Promise<string> {
  const address = await addressTowards(head.slice(0, head.lastIndexOf(":")));
  if (address !== null) return address;
  throw new HeldNodeError(`no packet can go from this host to the head at ${head}: look at its routes`);
}
