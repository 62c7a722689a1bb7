import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { type MachineFacts, type NodeResources, nodeResources } from "../../core/machine/node-resources.js";
import { errorText, NarcineError } from "../../runtime/errors.js";
import { HeadClient } from "../../runtime/head-client.js";
import { findRayPython, NO_PYTHON, pythonCommands, type RayPython } from "../../runtime/python-commands.js";
import {
  makeSession,
  makeSharedFolder,
  newSessionName,
  noteCurrentCluster,
  type Session,
  sessionAt,
} from "../../runtime/session.js";
import { rpc } from "../../wire/index.js";
import { ensureLauncher } from "../launchers.js";
import { packagePaths } from "../package-paths.js";
import { endOnSignal } from "./block.js";
import { CLUSTER_ID, HEAD_FLAGS } from "./embedding.js";
import { machineFacts, nodeIpAddress, ownAddressFor, reachable } from "./machine.js";
import { checkOptions, StartOptionError, type StartOptions } from "./options.js";
import { withToken } from "./token.js";

/** A process of the node ended, or stayed silent, before the node was up. */
export class StartError extends NarcineError {
  constructor(problem: string, log: string) {
    const tail = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-10).join("\n") : "";
    super("NARCINE_START", `${problem}${tail === "" ? "" : `. The end of ${log}:\n${tail}`}`);
  }
}

export interface StartedNode {
  readonly address: string;
  readonly session: Session;
  readonly nodeId: string;
  readonly resources: Readonly<Record<string, number>>;
  readonly python: RayPython | null;
  readonly hasToken: boolean;
  /** In the order to end them in. */
  readonly processes: readonly ChildProcess[];
}

const HEAD_PORT = 6379;
const UP_WITHIN_MS = 60_000;
const POLL_MS = 50;
const RAY_VERSION = "2.60.0";

/**
 * Starts a node of this machine, and with --head the cluster's head before it. Both live on when this process ends.
 * @throws NarcineError
 */
export async function startNode(options: StartOptions, env: NodeJS.ProcessEnv = process.env): Promise<StartedNode> {
  checkOptions(options);
  const token = withToken(env, options.head);
  const nodeId = randomBytes(28).toString("hex");
  const address = options.address === undefined ? "" : await reachable(options.address);
  const ip = await (options.nodeIpAddress === undefined
    ? nodeIpAddress(hostOf(address))
    : ownAddressFor(options.nodeIpAddress));
  const offer = resourcesOf(options, ip, token.env);
  const processes: ChildProcess[] = [];
  const python = pythonFor(options, token.env);
  const ground = { nodeId, ip, env: token.env, processes, python, offer };
  const release = endOnSignal(processes);
  try {
    const head = options.head ? await startHead(options, ground) : null;
    return await HeadClient.with(head?.address ?? address, async (client) => {
      const session = head?.session ?? (await sessionOfCluster(client, options));
      if (options.head) await writeSession(client, session, python);
      const resources = head?.resources ?? (await startRaylet(options, { ...ground, client, session }));
      await nodeIsThere(client, processes[0], { ...ground, session });
      if (options.head) noteCurrentCluster(client.address);
      return { address: client.address, session, nodeId, resources, python, hasToken: token.isThere, processes };
    });
  } catch (error) {
    for (const child of processes) child.kill("SIGTERM");
    throw error;
  } finally {
    release();
    for (const child of processes) child.unref();
  }
}

interface Ground {
  readonly nodeId: string;
  readonly ip: string;
  readonly env: NodeJS.ProcessEnv;
  readonly processes: ChildProcess[];
  readonly python: RayPython | null;
  readonly offer: NodeResources;
}

type Resources = Readonly<Record<string, number>>;

function pythonFor({ python }: StartOptions, env: NodeJS.ProcessEnv): RayPython | null {
  const found = findRayPython(python === undefined ? ["python", "python3"] : [python], env);
  if (found === null && python !== undefined) {
    throw new StartOptionError(`--python ${python} is no Python with Ray ${RAY_VERSION}`);
  }
  return found;
}

/** With `--embed-head` the node is in the head's process: then its resources are known here. */
async function startHead(
  options: StartOptions,
  ground: Ground,
): Promise<{ readonly address: string; readonly session: Session; readonly resources: Resources | null }> {
  const { nodeId, ip, env, processes } = ground;
  const tempDir = options.tempDir ?? join(env["RAY_TMPDIR"] ?? "/tmp", "ray");
  const name = newSessionName(new Date(), Math.floor((performance.now() * 1e3) % 1e6), process.pid);
  const session = sessionAt(tempDir, name);
  makeFolders(options, session);
  const config = { ...spillingConfig(options), ...options.systemConfig };
  const redis = env["RAY_REDIS_ADDRESS"];
  const flags = [
    `--log_dir=${session.logs}`,
    `--config_list=${Buffer.from(JSON.stringify(config)).toString("base64")}`,
    `--gcs_server_port=${options.port ?? HEAD_PORT}`,
    "--metrics_agent_port=0",
    `--node_ip_address=${ip}`,
    `--session_name=${session.name}`,
    `--session_dir=${session.dir}`,
    `--node_id=${nodeId}`,
    ...(redis === undefined || redis === "" ? [] : redisFlags(redis, options)),
  ];
  const portFile = join(session.dir, `gcs_server_port_${nodeId}`);
  const embedded = options.embedHead === true ? embeddedNode(options, { ...ground, session }, flags) : null;
  const child = embedded?.child ?? spawnOurs("gcs_server", packagePaths().gcsMain, flags, session, env);
  processes.unshift(child);
  const log = join(session.logs, embedded === null ? "gcs_server.err" : "raylet.err");
  await until(() => existsSync(portFile), child, "the head", log);
  const address = `${ip}:${readFileSync(portFile, "utf8").trim()}`;
  return { address, session, resources: embedded?.resources ?? null };
}

/** @throws StartOptionError */
function makeFolders({ tempDir }: StartOptions, session: Session): void {
  try {
    if (tempDir === undefined) makeSharedFolder(session.tempDir);
    makeSession(session);
  } catch (error) {
    const problem = `sessions cannot be kept in ${session.tempDir} (${errorText(error)})`;
    throw new StartOptionError(`${problem}: name a folder of yours with --temp-dir`);
  }
}

/** Needs the head's port beforehand: whatever the node starts is told it. */
function embeddedNode(
  options: StartOptions,
  ground: Ground & { readonly session: Session },
  headFlags: readonly string[],
): { readonly child: ChildProcess; readonly resources: Resources } {
  if (options.port === 0) throw new StartOptionError("--embed-head needs the port of the head: leave --port=0 out");
  const gcsAddress = `${ground.ip}:${options.port ?? HEAD_PORT}`;
  const { flags, resources } = rayletFlags(options, { ...ground, gcsAddress, clusterId: CLUSTER_ID });
  const { nodeWithHeadMain } = packagePaths();
  const child = spawnOurs("raylet", nodeWithHeadMain, flags, ground.session, ground.env, "", [
    HEAD_FLAGS,
    ...headFlags,
  ]);
  return { child, resources };
}

/** RAY_REDIS_ADDRESS as Ray writes it: [redis://|rediss://]host:port */
function redisFlags(address: string, { redisUsername, redisPassword }: StartOptions): string[] {
  const match = /^(?:(rediss?):\/\/)?(.+):(\d+)$/.exec(address.split(",")[0] ?? "");
  if (match === null) throw new StartOptionError(`RAY_REDIS_ADDRESS=${address} is not host:port`);
  return [
    `--redis_address=${match[2]}`,
    `--redis_port=${match[3]}`,
    `--redis_enable_ssl=${match[1] === "rediss"}`,
    ...(redisUsername === undefined ? [] : [`--redis_username=${redisUsername}`]),
    ...(redisPassword === undefined ? [] : [`--redis_password=${redisPassword}`]),
  ];
}

function spillingConfig({ objectSpillingDirectory }: StartOptions): Record<string, string> {
  if (objectSpillingDirectory === undefined) return {};
  const params = { directory_path: objectSpillingDirectory };
  return { object_spilling_config: JSON.stringify({ type: "filesystem", params }) };
}

/** A node that joins has the head's session name, and folders of its own under it where it is on another machine. */
async function sessionOfCluster(client: HeadClient, options: StartOptions): Promise<Session> {
  const [name, headTempDir] = await Promise.all(
    ["session_name", "temp_dir"].map(async (key) => {
      const request = { namespace: Buffer.from("session"), key: Buffer.from(key) };
      const { value } = await client.call(rpc.InternalKVGcsService.internalKVGet, request);
      return Buffer.from(value).toString();
    }),
  );
  const session = sessionAt(options.tempDir ?? headTempDir ?? "/tmp/ray", name ?? "");
  makeFolders(options, session);
  return session;
}

/** What drivers and joining nodes read (Ray 2.60.0, node.py _write_cluster_info_to_kv, usage_lib.py). */
async function writeSession(client: HeadClient, session: Session, python: RayPython | null): Promise<void> {
  const put = (namespace: string, key: string, value: string) =>
    client.call(rpc.InternalKVGcsService.internalKVPut, {
      namespace: Buffer.from(namespace),
      key: Buffer.from(key),
      value: Buffer.from(value),
      overwrite: true,
    });
  await put("session", "session_name", session.name);
  await put("session", "session_dir", session.dir);
  await put("session", "temp_dir", session.tempDir);
  if (python === null) return;
  // Drivers compare their versions with these.
  const versions = { ray_version: python.rayVersion, python_version: python.pythonVersion, ray_init_cluster: false };
  await put("cluster", "CLUSTER_METADATA", JSON.stringify(versions));
}

async function startRaylet(
  options: StartOptions,
  ground: Ground & { readonly client: HeadClient; readonly session: Session },
): Promise<Resources> {
  const { client, session, env, processes } = ground;
  const reply = await client.call(rpc.NodeInfoGcsService.getClusterId, {});
  const clusterId = Buffer.from(reply.clusterId).toString("hex");
  const { flags, resources } = rayletFlags(options, { ...ground, gcsAddress: client.address, clusterId });
  processes.unshift(spawnOurs("raylet", packagePaths().rayletMain, flags, session, env, suffixOf(options, ground)));
  return resources;
}

/** A second node of a session on this machine has sockets and logs of its own. */
const suffixOf = ({ head }: StartOptions, { nodeId }: Pick<Ground, "nodeId">): string =>
  head ? "" : `.${nodeId.slice(0, 8)}`;

/** The flags of Ray 2.60.0, services.py start_raylet. */
function rayletFlags(
  options: StartOptions,
  ground: Ground & { readonly session: Session; readonly gcsAddress: string; readonly clusterId: string },
): { readonly flags: readonly string[]; readonly resources: Resources } {
  const { session, python, nodeId, ip, offer, gcsAddress, clusterId } = ground;
  const suffix = suffixOf(options, ground);
  const names = {
    nodeId,
    ip,
    rayletSocket: join(session.sockets, `raylet${suffix}`),
    storeSocket: join(session.sockets, `plasma_store${suffix}`),
    gcsAddress,
    clusterId,
    isHead: options.head,
  };
  const commands = python === null ? NO_PYTHON : pythonCommands(python, session, names, options);
  const flags = [
    `--raylet_socket_name=${names.rayletSocket}`,
    `--store_socket_name=${names.storeSocket}`,
    `--object_manager_port=${options.objectManagerPort ?? 0}`,
    `--node_manager_port=${options.nodeManagerPort ?? 0}`,
    `--min_worker_port=${options.minWorkerPort ?? 0}`,
    `--max_worker_port=${options.maxWorkerPort ?? 0}`,
    ...(options.workerPortList === undefined ? [] : [`--worker_port_list=${options.workerPortList}`]),
    `--node_id=${nodeId}`,
    `--node_ip_address=${ip}`,
    `--node_name=${options.nodeName ?? ip}`,
    `--maximum_startup_concurrency=${Math.max(1, offer.cpus)}`,
    `--static_resource_list=${Object.entries(offer.resources).flat().join(",")}`,
    `--python_worker_command=${commands.worker}`,
    `--dashboard_agent_command=${commands.dashboardAgent}`,
    `--runtime_env_agent_command=${commands.runtimeEnvAgent}`,
    `--temp_dir=${session.tempDir}`,
    `--session_dir=${session.dir}`,
    `--log_dir=${session.logs}`,
    `--resource_dir=${session.runtimeResources}`,
    `--metrics_agent_port=${options.dashboardAgentGrpcPort ?? 0}`,
    `--metrics_export_port=${options.metricsExportPort ?? 0}`,
    `--runtime_env_agent_port=${options.runtimeEnvAgentPort ?? 0}`,
    `--object_store_memory=${offer.objectStoreMemory}`,
    `--plasma_directory=${plasmaDirectoryOf(options)}`,
    `--fallback_directory=${options.objectSpillingDirectory ?? session.dir}`,
    `--gcs-address=${gcsAddress}`,
    `--session_name=${session.name}`,
    `--labels=${JSON.stringify(offer.labels)}`,
    `--cluster_id=${clusterId}`,
    `--num_prestart_python_workers=${python === null ? 0 : offer.cpus}`,
    ...(options.head ? ["--head"] : []),
  ];
  return { flags, resources: offer.resources };
}

/** @throws StartError */
async function nodeIsThere(
  client: HeadClient,
  child: ChildProcess | undefined,
  { nodeId, session }: Ground & { readonly session: Session },
): Promise<void> {
  if (child === undefined) return;
  const selector = { nodeSelectors: [{ nodeId: Buffer.from(nodeId, "hex") }] };
  const isThere = async () =>
    (await client.call(rpc.NodeInfoGcsService.getAllNodeInfo, selector)).nodeInfoList.length > 0;
  const names = [`raylet.${nodeId.slice(0, 8)}.err`, "raylet.err"].map((name) => join(session.logs, name));
  await until(isThere, child, "the raylet", names.find((path) => existsSync(path)) ?? "");
}

const plasmaDirectoryOf = ({ plasmaDirectory }: StartOptions): string => plasmaDirectory ?? "/dev/shm";

function resourcesOf(options: StartOptions, ip: string, env: NodeJS.ProcessEnv): NodeResources {
  const asked = {
    numCpus: options.numCpus ?? null,
    numGpus: options.numGpus ?? null,
    memory: options.memory ?? null,
    objectStoreMemory: options.objectStoreMemory ?? null,
    resources: options.resources ?? {},
    labels: options.labels ?? {},
  };
  try {
    return nodeResources(factsOf(plasmaDirectoryOf(options), env), asked, ip, options.head);
  } catch (error) {
    if (error instanceof RangeError) throw new StartOptionError(error.message);
    throw error;
  }
}

/** @throws StartOptionError */
function factsOf(plasmaDirectory: string, env: NodeJS.ProcessEnv): MachineFacts {
  try {
    return machineFacts(plasmaDirectory, env);
  } catch (error) {
    if (error instanceof NarcineError) throw error;
    const problem = `no object store can be kept in ${plasmaDirectory} (${errorText(error)})`;
    throw new StartOptionError(`${problem}: name another folder with --plasma-directory`);
  }
}

function spawnOurs(
  processName: "raylet" | "gcs_server",
  mainPath: string,
  flags: readonly string[],
  session: Session,
  env: NodeJS.ProcessEnv,
  suffix = "",
  last: readonly string[] = [],
): ChildProcess {
  const launcher = ensureLauncher({ processName, mainPath, nodePath: process.execPath });
  const log = (end: string) => join(session.logs, `${processName}${suffix}.${end}`);
  const outputs = [`--stdout_filepath=${log("out")}`, `--stderr_filepath=${log("err")}`];
  return spawn(launcher, [...flags, ...outputs, ...last], { stdio: "ignore", detached: true, env, cwd: session.dir });
}

/** @throws StartError when the process ends first, or the time is over */
async function until(
  condition: () => boolean | Promise<boolean>,
  child: ChildProcess,
  what: string,
  log: string,
): Promise<void> {
  let failed: Error | null = null;
  child.once("error", (error) => {
    failed = error;
  });
  const deadline = Date.now() + UP_WITHIN_MS;
  while (!(await condition())) {
    if (failed !== null) throw new StartError(`${what} cannot be started (${errorText(failed)})`, log);
    const end = child.signalCode ?? child.exitCode;
    if (end !== null) throw new StartError(`${what} ended with ${end}`, log);
    if (Date.now() > deadline) throw new StartError(`${what} was not up within ${UP_WITHIN_MS / 1_000} s`, log);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** "" = no head to look towards. */
const hostOf = (address: string): string | undefined =>
  address === "" ? undefined : address.slice(0, address.lastIndexOf(":"));

/** What whoever started the node reads. */
export function startedText(node: StartedNode, isHead: boolean): string {
  const { CPU = 0, GPU = 0, memory = 0, object_store_memory: store = 0 } = node.resources;
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
  const lines = [
    isHead ? `The head listens on ${node.address}.` : `The node has joined the cluster of ${node.address}.`,
    `Node ${node.nodeId} on ${hostname()}: CPU ${CPU}, GPU ${GPU}, memory ${gib(memory)}, object store ${gib(store)}`,
    `Logs: ${node.session.logs}`,
    node.python === null
      ? "Python: none with Ray was found (--python PATH), so no Python worker can run here."
      : `Python: ${node.python.executable} (${node.python.pythonVersion}, Ray ${node.python.rayVersion})`,
    node.hasToken
      ? "Callers need its token (RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH or ~/.ray/auth_token)."
      : "RAY_AUTH_MODE is not token: anyone who reaches it may run code.",
  ];
  if (isHead) lines.push("", `Join it:  narcine start --address=${node.address}`, 'Use it:   ray.init(address="auto")');
  lines.push("End it:   narcine stop");
  return lines.join("\n");
}
